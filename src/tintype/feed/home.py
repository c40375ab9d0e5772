"""The home feed, read in four stages: skeleton, hydrate, rules, present; refilled when rules empty a page."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple, Protocol

import msgspec

from tintype.feed.assembly import Assembly, Gathered
from tintype.feed.filling import Filling
from tintype.feed.page_cache import AGE_S_MAX, KnownPage, OwnCard, PageCache
from tintype.feed.pulled import Found, Pulled, merged
from tintype.graph import EdgeKind, edges
from tintype.kernel.ids import AccountId, OrderId
from tintype.kernel.pages import TOP, Cursors, Place
from tintype.kernel.tally import Tally
from tintype.kernel.viewer import Viewer
from tintype.ports.feed_store import FeedStore
from tintype.ports.records import Reading, Records
from tintype.posts import recent_orders

REFILLS_MAX = 10
# Of this process, by what is looked up; lists are of famous authors' posts, orders of ranked feeds.
CACHES = ("pages", "cards", "lists", "readers", "orders")
_encode = msgspec.json.Encoder().encode


class AsksForRebuild(Protocol):
    """How a reading process asks the one writer of feeds to build a row anew."""

    def __call__(self, reader_id: AccountId, /) -> None: ...


class Skeleton(NamedTuple):
    """Order ids, newest first; and which of them were pulled from famous authors, and came from the records."""

    orders: list[OrderId]
    pulled: list[OrderId]
    older: list[OrderId]


@dataclass(slots=True)
class _Gathered(Gathered):
    """A page while it is being put together. `place` is the last entry looked at, shown or not."""

    place: int = TOP.at
    is_ended: bool = False
    pulled: Found = field(default_factory=Found)


@dataclass(frozen=True, slots=True)
class Home:
    """Home feeds of all viewers, in one process."""

    records: Records
    feeds: FeedStore
    assembly: Assembly
    pages: PageCache
    pulled: Pulled
    cursors: Cursors
    ask_rebuild: AsksForRebuild
    filling: Filling[tuple[AccountId, int, int]] = field(default_factory=Filling[tuple[AccountId, int, int]])
    tallies: Mapping[str, Tally] = field(default_factory=lambda: {each: Tally() for each in CACHES})

    def place(self, viewer_id: AccountId, cursor: str) -> Place:
        """The place that a cursor names. Raises Malformed if it is none of this list."""
        return self.cursors.decode(f"home:{viewer_id}", cursor)

    async def known_page(self, viewer_id: AccountId, limit: int, before: int) -> bytes | None:
        """A page as bytes if everything it needs is at hand; a few microseconds, no waiting."""
        page = await self._valid(viewer_id, limit, before)
        return None if page is None else self._joined(page)

    async def _valid(self, viewer_id: AccountId, limit: int, before: int) -> KnownPage | None:
        """A page whose entries, and what the viewer has of them, are as they were."""
        page = self.pages.get(viewer_id, limit, before)
        if page is None or page.stale_s < time.monotonic():
            return None
        if page.version != await self.feeds.version(viewer_id):
            return None
        return None if page.pulled and self.pulled.has_changed(page.pulled, page.pulled_at) else page

    def _joined(self, page: KnownPage) -> bytes | None:
        """A page from the cards as they are now, unless one of them has to be looked at again."""
        # Whatever the viewer has of a card is good only while the card is: it may be deleted, or have a comment of
        # somebody hidden.
        cards = self.assembly.cards.all_of(page.orders, time.monotonic())
        heads = None if cards is None else page.heads(cards)
        if heads is None:
            return None
        self.tallies["pages"].add(1, 0)
        # Put together once: each copy of a page is 30 KB.
        pieces = [b","] * (3 * len(heads))
        pieces[1::3], pieces[2::3] = heads, page.suffixes
        return b"".join((b'{"items":[', *pieces[1:], page.tail))

    async def page(self, viewer: Viewer, limit: int, before: int) -> bytes:
        """A page of at most `limit` posts older than an order id, newest first, as JSON.

        Pages joined equal the whole feed: posts of accounts followed now and one's own, newest first. Beyond
        what the feed store holds it continues from the records.
        """
        key = (viewer.account_id, limit, before)
        page = await self._valid(*key)
        known = None if page is None else self._joined(page) or await self._renewed(page, *key)
        if known is None and await self.filling.others(lambda: [key]):
            known = await self.known_page(*key)
        if known is not None:
            return known
        with self.filling.begin([key]):
            return await self._filled(viewer, limit, before)

    async def _renewed(self, page: KnownPage, viewer_id: AccountId, limit: int, before: int) -> bytes | None:
        """A page of which only numbers have moved: its cards are baked anew, once for all whom they are shown to."""
        now_s = time.monotonic()
        if not page.is_young(now_s):
            return None
        cards = self.assembly.cards
        moved = [order for order in page.orders if cards.get(order, now_s) is None]
        if not all(map(cards.has_moved, moved)):
            return None
        await self.assembly.renew(self.records, moved)
        return await self.known_page(viewer_id, limit, before)

    async def _filled(self, viewer: Viewer, limit: int, before: int) -> bytes:
        version = await self.feeds.version(viewer.account_id)
        pages_at, pulled_at = self.pages.mark(), self.pulled.mark()
        gathered = await self._gather(viewer, limit, before)
        page = self._known(viewer, gathered, limit, version, pulled_at)
        if version < 0:
            # A stale row takes no pushes, so nothing would tell that the page has grown old.
            self.ask_rebuild(viewer.account_id)
        else:
            self.pages.keep(viewer.account_id, limit, before, page, pages_at)
        return b'{"items":[' + b",".join(gathered.items(page.orders)) + page.tail

    async def older(self, viewer: Viewer, limit: int, before: int) -> tuple[list[bytes], bytes]:
        """Items of the page below an order id, and what closes the page: for an order that ends there."""
        version, pulled_at = await self.feeds.version(viewer.account_id), self.pulled.mark()
        gathered = await self._gather(viewer, limit, before)
        page = self._known(viewer, gathered, limit, version, pulled_at)
        return gathered.items(page.orders), page.tail

    async def _gather(self, viewer: Viewer, limit: int, before: int) -> _Gathered:
        """Put a page together in as many rounds as it needs."""
        pulled_at, tags_at = self.pulled.mark(), self.pulled.tagged.mark()
        gathered = _Gathered(place=before)
        for _ in range(REFILLS_MAX):
            wanted = limit + 1 - len(gathered.entries)
            skeleton = await self.feeds.newest(viewer.account_id, wanted, gathered.place)
            fill = partial(self._fill, viewer, gathered, skeleton, wanted)
            async with self.assembly.filling(gathered, skeleton or []):
                if skeleton is None or len(skeleton) < wanted:
                    await self.records.look(fill)  # The rest is what everybody followed has posted.
                else:
                    await self.assembly.read(self.records, skeleton, fill)
            if gathered.is_ended or len(gathered.entries) > limit:
                break
        self.pulled.keep(gathered.pulled, pulled_at)
        self.pulled.tagged.keep(gathered.pulled.tags, tags_at)
        self._count(gathered)
        return gathered

    async def _fill(
        self, viewer: Viewer, gathered: _Gathered, skeleton: list[int] | None, wanted: int, reading: Reading
    ) -> None:
        """One round of all four stages in one snapshot: look at the next entries and add what may be shown."""
        orders = (
            await self.skeleton(reading, viewer, gathered.pulled, gathered.place, skeleton or [], wanted)
        ).orders
        gathered.is_ended = len(orders) < wanted
        if not orders:
            return
        gathered.place = orders[-1]
        await self.assembly.add(reading, viewer, gathered, orders)

    async def skeleton(  # noqa: PLR0917 — where from, whose, what was found before, and how far
        self, reading: Reading, viewer: Viewer, found: Found, place: int, pushed: list[int], wanted: int
    ) -> Skeleton:
        """The next `wanted` order ids below a place: what was pushed and what is pulled, continued from the records
        where the former ends (or was never built). Fewer only at the end of the feed.
        """
        pulled = await self.pulled.newest(reading, viewer, place, wanted, found)
        # Of tags all that there will be, wherever the others end; of this reader's none, as a rule.
        followed_tags = await self.pulled.tagged.newest(reading, viewer.account_id, found.tags)
        tagged = [order for order in followed_tags if order < place]
        if len(pushed) >= wanted:
            pulled = merged(pulled, tagged)
            return Skeleton(merged(pushed, pulled)[:wanted], pulled, [])
        last = pushed[-1] if pushed else place
        pulled = [order for order in pulled if order > last]
        orders = merged(pushed, pulled)[:wanted]
        older: list[OrderId] = []
        if len(orders) < wanted:
            followed = await edges.all_of(reading, viewer.account_id, {EdgeKind.FOLLOW})
            authors = [AccountId(id) for id in (*followed, viewer.account_id)]
            older = await recent_orders(reading, authors, last, wanted - len(orders))
        return Skeleton(merged(orders + older, tagged)[:wanted], merged(pulled, tagged), older)

    def _count(self, gathered: _Gathered) -> None:
        baked, read = len(gathered.baked), len(gathered.pulled.lists)
        self.tallies["pages"].add(0, 1)
        self.tallies["cards"].add(len(gathered.cards) - baked, baked)
        self.tallies["lists"].add(len(gathered.pulled.following or ()) - read, read)

    def _known(
        self, viewer: Viewer, gathered: _Gathered, limit: int, version: int, pulled_at: int
    ) -> KnownPage:
        orders = [entry.order_id for entry in gathered.entries[:limit]]
        more = len(gathered.entries) > limit
        place = orders[-1] if more else gathered.place
        cursor = None
        if more or not gathered.is_ended:
            cursor = self.cursors.encode(f"home:{viewer.account_id}", Place(place))
        tail = b'],"next":' + _encode(cursor) + (b',"caught_up":true}' if cursor is None else b"}")
        return KnownPage(
            version,
            orders,
            [gathered.suffixes[order] for order in orders],
            {order: OwnCard(own, gathered.cards[order]) for order, own in gathered.own.items()},
            gathered.hidden,
            tail,
            time.monotonic() + min(AGE_S_MAX, gathered.pulled.tags.age_s_max),
            frozenset(entry.order_id for entry in gathered.entries if entry.is_close),
            frozenset(gathered.left_out),
            gathered.pulled.following or frozenset(),
            pulled_at,
        )
