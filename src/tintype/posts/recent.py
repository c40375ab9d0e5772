"""The newest posts of one author, or of thousands at once."""

from collections.abc import Iterator, Sequence

from tintype.kernel.ids import AccountId, OrderId, PostId, shard_of
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


async def pending_posts(reading: Reading, author_id: AccountId, limit: int) -> list[PostId]:
    """Posts of one author that wait for their media, newest first: for the author's own eyes."""
    return await reading.fetch(
        sql.pending_of_author, PostId, shard=shard_of(author_id), author_id=author_id, limit=limit
    )


async def recent_orders(
    reading: Reading, author_ids: Sequence[AccountId], before: int, limit: int
) -> list[OrderId]:
    """The newest published posts of many authors below an order id, merged, newest first, at most `limit`.

    One index seek for each author finds how far back the answer can reach; then only that stretch is read.
    """
    authors = sorted(set(author_ids))  # Sorted: neighbours in the index share its pages.
    if not authors or limit <= 0:
        return []
    low, authors = await _stretch(reading, authors, before, limit)
    return await reading.fetch(
        sql.orders_of_authors, OrderId, author_ids=authors, low=low, before=before, limit=limit
    )


async def orders_back(reading: Reading, author_ids: Sequence[AccountId], back: int) -> dict[AccountId, int]:
    """The order id of the `back`-th newest post of each; who has not posted so often is missing."""
    rows = await reading.fetch(
        sql.depth_marks, _mark, author_ids=list(author_ids), before=TOP.at, depth=back - 1
    )
    return {author_id: mark for mark, author_id in rows if mark}


async def _stretch(
    reading: Reading, authors: Sequence[AccountId], before: int, limit: int
) -> tuple[int, Sequence[AccountId]]:
    """An order id that `limit` posts reach, or 0 when there may be fewer; and the authors of such posts.

    If `enough` authors have their `depth`-th newest post at or above a mark, then `enough * depth >= limit`
    posts are at or above it. The depth grows until so many authors have that many posts.
    """
    for depth in _depths(len(authors), limit):
        enough = -(-limit // depth)
        rows = await reading.fetch(sql.depth_marks, _mark, author_ids=authors, before=before, depth=depth - 1)
        marks = sorted((mark for mark, _ in rows if mark), reverse=True)
        if len(marks) >= enough:
            low = marks[enough - 1]
            return low, authors if depth > 1 else [author_id for mark, author_id in rows if mark >= low]
    return 0, authors


def _depths(authors: int, limit: int) -> Iterator[int]:
    """How many posts of each author to look back, shallow first, `limit` at last: then one author suffices."""
    depth = max(1, -(-2 * limit // authors))
    while depth < limit:
        yield depth
        depth *= 4
    yield limit


def _mark(author_id: int, order_id: int | None) -> tuple[int, AccountId]:
    return order_id or 0, AccountId(author_id)
