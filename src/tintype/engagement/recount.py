"""Comments counted anew: with their posts, and below each other."""

from tintype.flow import PerNode
from tintype.kernel.sql import Queries

sql = Queries(__package__ or "", "recount.sql")

COMMENT_TOTALS = PerNode(  # How many comments each post has.
    "comments",
    finds=(sql.totals_differing, sql.totals_gone),
    begin=sql.begin_total,
    hold=sql.hold_total,
    one=sql.one_total,
    write=sql.set_total,
)
THREADS = PerNode(  # How many answers each comment has: the whole thread below one at the top, else the direct ones.
    "replies",
    finds=(sql.threads_differing, sql.answers_differing),
    hold=sql.hold_comment_row,
    one=sql.one_thread,
    write=sql.set_replies,
)
