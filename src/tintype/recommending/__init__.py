"""What somebody may want, from who has what: pure functions on arrays. Any table of users and items will do."""

from tintype.recommending.comparison import BLEND, PLACES, Comparison, Judged
from tintype.recommending.factors import Factors, least_squares, placed
from tintype.recommending.reading import BadLine, Found, Names, Unreadable, read
from tintype.recommending.splits import Pairs, Split, given, split
from tintype.recommending.table import Indexes, Numbers, Table, table_of
from tintype.recommending.walks import Walk, walk

__all__ = [
    "BLEND",
    "PLACES",
    "BadLine",
    "Comparison",
    "Factors",
    "Found",
    "Indexes",
    "Judged",
    "Names",
    "Numbers",
    "Pairs",
    "Split",
    "Table",
    "Unreadable",
    "Walk",
    "given",
    "least_squares",
    "placed",
    "read",
    "split",
    "table_of",
    "walk",
]
