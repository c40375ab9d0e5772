"""Pages of a list of posts by everybody: places in the list, of those that the viewer may see."""

from collections.abc import Awaitable, Callable, Sequence

from tintype.kernel.ids import OrderId
from tintype.kernel.pages import Page, Place
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading
from tintype.posts import store
from tintype.posts.model import PostHead
from tintype.posts.visibility import seen_by

ROUNDS_MAX = 10  # Of refilling a page whose posts are hidden from the viewer.
ROUND_MIN = 50

OrdersBelow = Callable[[int, int], Awaitable[Sequence[OrderId]]]
"""The newest places of a list below an order id, at most so many."""


async def listed_page(
    reading: Reading, viewer: Viewer, orders_below: OrdersBelow, place: Place, limit: int
) -> Page[PostHead]:
    """Posts of a list that the viewer may see, newest first. A page may be short where many are hidden."""
    found: list[PostHead] = []
    before, window = place.at, max(limit + 1, ROUND_MIN)
    has_more = True
    for _ in range(ROUNDS_MAX):
        orders = await orders_below(before, window)
        found += await seen_in(reading, viewer, orders)
        has_more = len(orders) == window
        if not has_more or len(found) > limit:
            break
        before = orders[-1]
    page = found[:limit]
    if len(found) > limit:
        before, has_more = page[-1].order_id or 0, True
    return Page(page, Place(before) if has_more else None)


async def seen_in(reading: Reading, viewer: Viewer, orders: Sequence[OrderId]) -> list[PostHead]:
    """Those of some places whose posts the viewer may see, in their order."""
    heads = await store.heads_by_order(reading, orders)
    return await seen_by(reading, viewer, [heads[order] for order in orders if order in heads])
