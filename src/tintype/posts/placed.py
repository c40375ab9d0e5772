"""The places that a viewer may know of: those from where they may see a post.

A place has no record of its own: its name and its spot are what a post says. So each is shown as the newest post that
the viewer may see says it, and a place of hidden posts alone is nowhere.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tintype.kernel.ids import OrderId, PostId
from tintype.kernel.pages import TOP
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading
from tintype.posts.listed import seen_in
from tintype.posts.model import Place, PostHead
from tintype.posts.places import place_orders, shard_of_place
from tintype.posts.store import sql
from tintype.posts.tags import COUNTED_MAX, Count

# The newest posts of a place that are looked at, round by round, until one may be seen. Most have one at once; who
# hides a place behind hundreds of posts that only friends see hides it from its map, and nothing else.
DEPTHS = (3, 30, 300)


@dataclass(frozen=True, slots=True)
class PlaceSeen:
    """A place, as a post says it that the viewer may see."""

    place: Place
    post_id: PostId


async def seen_places(reading: Reading, viewer: Viewer, place_ids: Collection[int]) -> dict[int, PlaceSeen]:
    """Those of some places from where the viewer may see a post, in the order asked; with the newest such post."""
    found: dict[int, PlaceSeen] = {}
    left = dict.fromkeys(place_ids, TOP.at)
    for depth in DEPTHS:
        if not left:
            break
        orders = await _newest(reading, left, depth)
        heads = await seen_in(reading, viewer, sorted({one for some in orders.values() for one in some}))
        said = await _said(reading, heads)
        for place_id, some in orders.items():
            seen = (said[order] for order in some if order in said)
            if shown := next((one for one in seen if one.place.id == place_id), None):
                found[place_id] = shown
        left = {
            place_id: some[-1]
            for place_id, some in orders.items()
            if place_id not in found and len(some) == depth
        }
    return {place_id: found[place_id] for place_id in place_ids if place_id in found}


async def place_count(reading: Reading, viewer: Viewer, place_id: int) -> Count:
    """How many of the newest 1,000 posts from a place the viewer may see: for each viewer, as with tags."""
    orders = await place_orders(reading, place_id, TOP.at, COUNTED_MAX + 1)
    said = await _said(reading, await seen_in(reading, viewer, orders[:COUNTED_MAX]))
    n = sum(one.place.id == place_id for one in said.values())
    return Count(n, is_whole=len(orders) <= COUNTED_MAX)


async def _newest(reading: Reading, below: Mapping[int, int], depth: int) -> dict[int, Sequence[OrderId]]:
    """The newest posts of each place below an order id, at most so many."""
    wanted = [(shard_of_place(place_id), place_id, before) for place_id, before in sorted(below.items())]
    found: dict[int, list[OrderId]] = {}
    for place_id, order_id in await reading.fetch(
        sql.orders_of_places, _pair, places=wanted, depth=depth - 1
    ):
        found.setdefault(place_id, []).append(order_id)
    return {place_id: sorted(orders, reverse=True) for place_id, orders in found.items()}


async def _said(reading: Reading, heads: Iterable[PostHead]) -> dict[OrderId, PlaceSeen]:
    """Where some posts say that they are from, by their own places in feeds."""
    orders = {head.id: head.order_id for head in heads if head.order_id}
    if not orders:
        return {}
    rows = await reading.fetch(sql.places_of_posts, _seen, post_ids=list(orders))
    return {orders[one.post_id]: one for one in rows}


def _pair(place_id: int, order_id: int) -> tuple[int, OrderId]:
    return place_id, OrderId(order_id)


def _seen(post_id: int, name: str, lat: float | None, lon: float | None) -> PlaceSeen:
    return PlaceSeen(Place(name, lat, lon), PostId(post_id))
