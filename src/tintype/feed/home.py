"""The home feed, read in four stages: skeleton, hydrate, rules, present; refilled when rules empty a page."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

import msgspec

from tintype.engagement import flags, liked_by
from tintype.feed.card_cache import BakedCard, CardCache
from tintype.feed.cards import Baker
from tintype.feed.entries import Entry, shown
from tintype.feed.page_cache import AGE_S_MAX, KnownPage, OwnCard, PageCache
from tintype.feed.shapes import ViewerOfCard
from tintype.graph import EdgeKind, edges
from tintype.kernel.ids import AccountId, OrderId
from tintype.kernel.pages import Cursors, Place
from tintype.kernel.viewer import Viewer
from tintype.media import MediaUrls
from tintype.ports.feed_store import FeedStore
from tintype.ports.records import Reading, Records
from tintype.posts import Post, by_order, recent_orders
from tintype.profiles import short_users

REFILLS_MAX = 10
_encode = msgspec.json.Encoder().encode
_NEITHER = (False, False)
_VIEWERS = {
    (liked, saved): _encode(ViewerOfCard(liked, saved)) for liked in (False, True) for saved in (False, True)
}


class AsksForRebuild(Protocol):
    """How a reading process asks the one writer of feeds to build a row anew."""

    def __call__(self, reader_id: AccountId, /) -> None: ...


@dataclass(slots=True)
class _Gathered:
    """A page while it is being put together. `place` is the last entry looked at, shown or not."""

    place: int
    entries: list[Entry] = field(default_factory=list[Entry])
    cards: dict[OrderId, BakedCard] = field(default_factory=dict[OrderId, BakedCard])
    baked: list[BakedCard] = field(default_factory=list[BakedCard])
    own: dict[OrderId, bytes] = field(default_factory=dict[OrderId, bytes])
    suffixes: dict[OrderId, bytes] = field(default_factory=dict[OrderId, bytes])
    hidden: frozenset[AccountId] = frozenset()
    is_ended: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    """Home feeds of all viewers, in one process."""

    records: Records
    feeds: FeedStore
    baker: Baker
    cards: CardCache
    pages: PageCache
    cursors: Cursors
    ask_rebuild: AsksForRebuild

    def known_page(self, viewer_id: AccountId, limit: int, before: int) -> bytes | None:
        """A page as bytes if everything it needs is at hand; a few microseconds, no waiting."""
        page = self.pages.get(viewer_id, limit, before)
        now_s = time.monotonic()
        if page is None or page.stale_s < now_s or page.version != self.feeds.version(viewer_id):
            return None
        items: list[bytes] = []
        for order_id, suffix in zip(page.orders, page.suffixes, strict=True):
            # Whatever the viewer has of a card is good only while the card is: it may be deleted, or have a comment
            # of somebody hidden.
            card = self.cards.get(order_id, now_s)
            head = None if card is None else page.head(card)
            if head is None:
                return None
            items.append(head + suffix)
        return b'{"items":[' + b",".join(items) + page.tail

    async def page(self, viewer: Viewer, limit: int, before: int) -> bytes:
        """A page of at most `limit` posts older than an order id, newest first, as JSON.

        Pages joined equal the whole feed: posts of accounts followed now and one's own, newest first. Beyond
        what the feed store holds it continues from the records.
        """
        known = self.known_page(viewer.account_id, limit, before)
        if known is not None:
            return known
        version = self.feeds.version(viewer.account_id)
        marks = self.cards.mark(), self.pages.mark()
        gathered = _Gathered(before)
        for _ in range(REFILLS_MAX):
            wanted = limit + 1 - len(gathered.entries)
            skeleton = self.feeds.newest(viewer.account_id, wanted, gathered.place)
            await self.records.look(partial(self._fill, viewer, gathered, skeleton, wanted))
            if gathered.is_ended or len(gathered.entries) > limit:
                break
        self.cards.keep(gathered.baked, marks[0])
        page = self._known(viewer, gathered, limit, version)
        if version < 0:
            # A stale row takes no pushes, so nothing would tell that the page has grown old.
            self.ask_rebuild(viewer.account_id)
        else:
            self.pages.keep(viewer.account_id, limit, before, page, marks[1])
        heads = [gathered.own.get(order) or gathered.cards[order].head for order in page.orders]
        items = [head + suffix for head, suffix in zip(heads, page.suffixes, strict=True)]
        return b'{"items":[' + b",".join(items) + page.tail

    async def _fill(
        self, viewer: Viewer, gathered: _Gathered, skeleton: list[int] | None, wanted: int, reading: Reading
    ) -> None:
        """One round of all four stages in one snapshot: look at the next entries and add what may be shown."""
        orders = await self._skeleton(reading, viewer, gathered.place, skeleton or [], wanted)
        gathered.is_ended = len(orders) < wanted
        if not orders:
            return
        gathered.place = orders[-1]
        now_s = time.monotonic()
        known = {order: card for order in orders if (card := self.cards.get(order, now_s)) is not None}
        # A card at hand says whose post it is and that it is there; only the others are looked up.
        posts = await by_order(reading, [order for order in orders if order not in known])
        entries, hidden = await shown(reading, viewer, _entries(orders, known, posts))
        gathered.hidden |= hidden
        await self._hydrate(reading, gathered, entries, known, posts)
        gathered.suffixes.update(await suffixes(reading, viewer, entries, self.baker.urls))
        gathered.entries.extend(entries)

    async def _skeleton(
        self, reading: Reading, viewer: Viewer, before: int, pushed: list[int], wanted: int
    ) -> list[OrderId]:
        """What was pushed, continued from the records where that ends (or has never been built)."""
        orders = [OrderId(order) for order in pushed]
        if len(orders) < wanted:
            followed = await edges.all_of(reading, viewer.account_id, {EdgeKind.FOLLOW})
            authors = [AccountId(id) for id in (*followed, viewer.account_id)]
            last = orders[-1] if orders else before
            orders += await recent_orders(reading, authors, last, wanted - len(orders))
        return orders

    async def _hydrate(
        self,
        reading: Reading,
        gathered: _Gathered,
        entries: list[Entry],
        known: Mapping[OrderId, BakedCard],
        posts: Mapping[OrderId, Post],
    ) -> None:
        """The card of every entry: at hand, or baked; and the viewer's own where somebody hidden is in it."""
        orders = [entry.order_id for entry in entries]
        baked = await self.baker.bake(reading, [posts[order] for order in orders if order not in known])
        cards = {**known, **baked}
        gathered.baked.extend(baked.values())
        gathered.cards.update((order, cards[order]) for order in orders)
        strangers = [order for order in orders if cards[order].people & gathered.hidden]
        if strangers:
            theirs = list((await by_order(reading, strangers)).values())
            own = await self.baker.bake(reading, theirs, without=gathered.hidden)
            gathered.own.update({order: card.head for order, card in own.items()})

    def _known(self, viewer: Viewer, gathered: _Gathered, limit: int, version: int) -> KnownPage:
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
            time.monotonic() + AGE_S_MAX,
        )


def _entries(
    orders: list[OrderId], known: Mapping[OrderId, BakedCard], posts: Mapping[OrderId, Post]
) -> list[Entry]:
    entries: list[Entry] = []
    for order in orders:
        if (card := known.get(order)) is not None:
            entries.append(Entry(order, card.post_id, card.author_id))
        elif (post := posts.get(order)) is not None:
            entries.append(Entry(order, post.id, post.author_id))
    return entries


async def suffixes(
    reading: Reading, viewer: Viewer, entries: Sequence[Entry], urls: MediaUrls
) -> dict[OrderId, bytes]:
    """What only this viewer has of each post, ready to be joined behind the card's head."""
    if not viewer.is_known:
        return {entry.order_id: b"}" for entry in entries}
    ids = [entry.post_id for entry in entries]
    mine = await flags(reading, viewer.account_id, ids)
    likers = await liked_by(reading, viewer, ids)
    people = await short_users(reading, {id for some in likers.values() for id in some}, urls)
    names = {id: _encode(user) for id, user in people.items()}
    return {
        entry.order_id: _suffix(likers.get(entry.post_id, []), names, mine.get(entry.post_id, _NEITHER))
        for entry in entries
    }


def _suffix(likers: list[AccountId], names: Mapping[AccountId, bytes], flags: tuple[bool, bool]) -> bytes:
    shown = b",".join([names[id] for id in likers if id in names])
    return b',"liked_by":[' + shown + b'],"viewer":' + _VIEWERS[flags] + b"}"
