"""Posts counted anew."""

from tintype.flow import PerNode
from tintype.kernel.sql import Queries

sql = Queries(__package__ or "", "recount.sql")

POST_TOTALS = PerNode(  # How many published posts each author has.
    "posts",
    finds=(sql.totals_differing, sql.totals_gone),
    begin=sql.begin_total,
    hold=sql.hold_total,
    one=sql.one_total,
    write=sql.set_total,
)
