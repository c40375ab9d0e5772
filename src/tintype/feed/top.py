"""The best of a list of posts by everybody: of its newest 500, what most people like and talk about, fresh before old.

The order is made when somebody opens the page and kept for those who read on, so that no post comes twice while numbers
move. Who may see what is decided again for each page.
"""

from array import array
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tintype.engagement import audience_of
from tintype.feed.entries import Rule
from tintype.feed.proposals import Proposals
from tintype.feed.rules import Still
from tintype.kernel.clock import MINUTE_US, Clock
from tintype.kernel.ids import OrderId, time_us_of
from tintype.kernel.pages import TOP, Page, Place
from tintype.kernel.viewer import Viewer
from tintype.ports.cache import Cache
from tintype.ports.records import Reading, Records
from tintype.posts import PostHead, seen_in
from tintype.ranking import hottest

# Of those that the viewer may see: 25 pages of 20. Reading and ordering them took 3.2 ms on SQLite.
WINDOW = 500
SCANNED_MAX = 2_000  # Places that are looked at for these where many are hidden.
KEPT_US = MINUTE_US  # A page that is opened again within a minute has the same order.
TTL_S = 3_600.0


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: its newest places below an order id, at most so many, and which posts are of it by what they say now."""

    name: str
    orders_below: Callable[[Reading, int, int], Awaitable[Sequence[OrderId]]]
    still: Still


@dataclass(frozen=True, slots=True)
class Order:
    """A list in the order that it had at `at_us`, and how far somebody has read in it."""

    orders: Sequence[OrderId]
    at_us: int
    start: int

    async def page(self, proposals: Proposals, viewer: Viewer, limit: int, *, rule: Rule) -> Page[bytes]:
        """At most `limit` posts from there on, as a rule lets them through; short where it leaves out many."""
        items, looked_at = await proposals.first(viewer, self.orders[self.start :], limit, rule=rule)
        end = self.start + looked_at
        return Page(items, Place(self.at_us, end) if end < len(self.orders) else None)


@dataclass(frozen=True, slots=True)
class Tops:
    """Orders of lists by viewer. They may be lost: then a page goes on in a new order."""

    records: Records
    kept: Cache
    clock: Clock

    async def order(self, viewer: Viewer, listing: Listing, place: Place) -> Order:
        """The order that a place names, or that of this minute."""
        now_us = self.clock.now_us()
        at_us, start = (now_us - now_us % KEPT_US, 0) if place == TOP else (place.at, place.id)
        key = f"top:{listing.name}:{viewer.account_id}:{at_us}"
        kept = (await self.kept.get([key])).get(key)
        if kept is not None:
            return Order([OrderId(order) for order in array("q", kept)], at_us, start)
        orders = await self.records.look(lambda reading: _best(reading, viewer, listing, at_us))
        await self.kept.put({key: array("q", orders).tobytes()}, TTL_S)
        return Order(orders, at_us, start)


async def _best(reading: Reading, viewer: Viewer, listing: Listing, at_us: int) -> list[OrderId]:
    heads = await _window(reading, viewer, listing)
    if not heads:
        return []
    audience = await audience_of(reading, heads)
    counted = [audience[head.id] for head in heads]
    orders = [OrderId(head.order_id or 0) for head in heads]
    order = hottest(
        np.asarray([head.author_id for head in heads], np.int64),
        np.asarray([likers for likers, _ in counted], np.float64),
        np.asarray([commenters for _, commenters in counted], np.float64),
        np.asarray([at_us - time_us_of(order) for order in orders], np.int64),
    )
    return [orders[index] for index in order]


async def _window(reading: Reading, viewer: Viewer, listing: Listing) -> list[PostHead]:
    found: list[PostHead] = []
    before = TOP.at
    for _ in range(SCANNED_MAX // WINDOW):
        orders = await listing.orders_below(reading, before, WINDOW)
        found += await seen_in(reading, viewer, orders)
        if len(orders) < WINDOW or len(found) >= WINDOW:
            break
        before = orders[-1]
    return found[:WINDOW]
