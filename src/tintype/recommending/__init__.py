"""What somebody may want, from who has what: pure functions on arrays. Any table of users and items will do."""

from tintype.recommending.comparison import BLEND, PLACES, Comparison, Judged
from tintype.recommending.reading import BadLine, Found, Names, Unreadable, read
from tintype.recommending.splits import Pairs, Split, given, split

__all__ = [
    "BLEND",
    "PLACES",
    "BadLine",
    "Comparison",
    "Found",
    "Judged",
    "Names",
    "Pairs",
    "Split",
    "Unreadable",
    "given",
    "read",
    "split",
]
