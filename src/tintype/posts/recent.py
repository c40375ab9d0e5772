"""The newest posts of one author, or of thousands at once."""

from collections.abc import Sequence

from tintype.kernel.ids import AccountId, OrderId, shard_of
from tintype.kernel.pages import TOP
from tintype.ports.records import Reading
from tintype.posts.store import sql


async def order_page(
    reading: Reading, author_id: AccountId, before: int = TOP.at, limit: int = 20
) -> list[OrderId]:
    """Published posts of one author below an order id, newest first, at most `limit`."""
    return await reading.fetch(
        sql.orders_of_author,
        OrderId,
        shard=shard_of(author_id),
        author_id=author_id,
        before=before,
        limit=limit,
    )


async def recent_orders(
    reading: Reading, author_ids: Sequence[AccountId], before: int, limit: int
) -> list[OrderId]:
    """The newest published posts of many authors below an order id, merged, newest first, at most `limit`.

    One index seek for each author finds how far back the answer can reach; then only that stretch is read.
    """
    authors = list(dict.fromkeys(author_ids))
    if not authors or limit <= 0:
        return []
    low = await _lower_bound(reading, authors, before, limit)
    return await reading.fetch(
        sql.orders_of_authors, OrderId, author_ids=authors, low=low, before=before, limit=limit
    )


async def _lower_bound(reading: Reading, authors: Sequence[AccountId], before: int, limit: int) -> int:
    """An order id that at least `limit` posts of these authors reach, or 0 when there may be fewer.

    If `enough` authors have their `depth`-th newest post at or above a mark, then `enough * depth >= limit`
    posts are at or above it. The depth grows until so many authors have that many posts.
    """
    depth = max(1, -(-2 * limit // len(authors)))
    while depth <= limit:
        enough = -(-limit // depth)
        rows = await reading.fetch(sql.depth_marks, _mark, author_ids=authors, before=before, depth=depth - 1)
        marks = sorted((mark for mark in rows if mark is not None), reverse=True)
        if len(marks) >= enough:
            return marks[enough - 1]
        depth *= 4
    return 0


def _mark(order_id: int | None) -> int | None:
    return order_id
