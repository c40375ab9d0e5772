"""Finding people, hashtags and posts by what somebody types. The door for what wires it."""

from tintype.search.keeping import Keeping
from tintype.search.rebuilding import Rebuilding
from tintype.search.routes import SearchRoutes
from tintype.search.searching import Searching
from tintype.search.uses import SearchUses

__all__ = ["Keeping", "Rebuilding", "SearchRoutes", "SearchUses", "Searching"]
