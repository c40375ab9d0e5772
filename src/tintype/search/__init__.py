"""Finding people, hashtags and posts by what somebody types. The door for what wires it."""

from tintype.search.keeping import Keeping
from tintype.search.rebuilding import Rebuilding
from tintype.search.routes import SearchRoutes
from tintype.search.searching import Searching
from tintype.search.trends import Judged, Review, Reviews, ReviewState, judged
from tintype.search.uses import SearchUses

__all__ = [
    "Judged",
    "Keeping",
    "Rebuilding",
    "Review",
    "ReviewState",
    "Reviews",
    "SearchRoutes",
    "SearchUses",
    "Searching",
    "judged",
]
