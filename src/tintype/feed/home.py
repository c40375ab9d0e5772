"""The home feed, read in four stages: skeleton, hydrate, rules, present; refilled when rules empty a page."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

import msgspec

from tintype.accounts import standing
from tintype.engagement import LIKERS_SHOWN, first_likers, flags, told_otherwise
from tintype.feed.card_cache import BakedCard, CardCache
from tintype.feed.cards import Baker
from tintype.feed.entries import Entry, entries_of, shown
from tintype.feed.page_cache import AGE_S_MAX, KnownPage, OwnCard, PageCache
from tintype.feed.people_cache import PeopleCache
from tintype.feed.pulled import Found, Pulled, merged
from tintype.feed.shapes import ViewerOfCard
from tintype.graph import EdgeKind, edges
from tintype.kernel.ids import AccountId, OrderId, PostId
from tintype.kernel.pages import Cursors, Place
from tintype.kernel.tally import Tally
from tintype.kernel.viewer import Viewer
from tintype.ports.feed_store import FeedStore
from tintype.ports.records import Reading, Records
from tintype.posts import Post, by_order, recent_orders
from tintype.profiles import short_users

REFILLS_MAX = 10
# Of this process, by what is looked up; lists are of famous authors' posts.
CACHES = ("pages", "cards", "lists")
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
    names: dict[AccountId, bytes] = field(default_factory=dict[AccountId, bytes])
    hidden: frozenset[AccountId] = frozenset()
    left_out: set[int] = field(default_factory=set[int])
    is_ended: bool = False
    pulled: Found = field(default_factory=Found)


@dataclass(frozen=True, slots=True)
class Home:
    """Home feeds of all viewers, in one process."""

    records: Records
    feeds: FeedStore
    baker: Baker
    cards: CardCache
    people: PeopleCache
    pages: PageCache
    pulled: Pulled
    cursors: Cursors
    ask_rebuild: AsksForRebuild
    tallies: Mapping[str, Tally] = field(default_factory=lambda: {each: Tally() for each in CACHES})

    async def known_page(self, viewer_id: AccountId, limit: int, before: int) -> bytes | None:
        """A page as bytes if everything it needs is at hand; a few microseconds, no waiting."""
        page = self.pages.get(viewer_id, limit, before)
        now_s = time.monotonic()
        if page is None or page.stale_s < now_s or page.version != await self.feeds.version(viewer_id):
            return None
        if page.pulled and self.pulled.has_changed(page.pulled, page.pulled_at):
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
        self.tallies["pages"].add(1, 0)
        return b'{"items":[' + b",".join(items) + page.tail

    async def page(self, viewer: Viewer, limit: int, before: int) -> bytes:
        """A page of at most `limit` posts older than an order id, newest first, as JSON.

        Pages joined equal the whole feed: posts of accounts followed now and one's own, newest first. Beyond
        what the feed store holds it continues from the records.
        """
        known = await self.known_page(viewer.account_id, limit, before)
        if known is not None:
            return known
        version = await self.feeds.version(viewer.account_id)
        marks = self.cards.mark(), self.people.mark(), self.pages.mark()
        pulled_at = self.pulled.mark()
        gathered = _Gathered(before)
        for _ in range(REFILLS_MAX):
            wanted = limit + 1 - len(gathered.entries)
            skeleton = await self.feeds.newest(viewer.account_id, wanted, gathered.place)
            await self.records.look(partial(self._fill, viewer, gathered, skeleton, wanted))
            if gathered.is_ended or len(gathered.entries) > limit:
                break
        self.cards.keep(gathered.baked, marks[0])
        self.people.keep(gathered.names, marks[1], time.monotonic())
        self.pulled.keep(gathered.pulled, pulled_at)
        self._count(gathered)
        page = self._known(viewer, gathered, limit, version, pulled_at)
        if version < 0:
            # A stale row takes no pushes, so nothing would tell that the page has grown old.
            self.ask_rebuild(viewer.account_id)
        else:
            self.pages.keep(viewer.account_id, limit, before, page, marks[2])
        heads = [gathered.own.get(order) or gathered.cards[order].head for order in page.orders]
        items = [head + suffix for head, suffix in zip(heads, page.suffixes, strict=True)]
        return b'{"items":[' + b",".join(items) + page.tail

    async def _fill(
        self, viewer: Viewer, gathered: _Gathered, skeleton: list[int] | None, wanted: int, reading: Reading
    ) -> None:
        """One round of all four stages in one snapshot: look at the next entries and add what may be shown."""
        orders = await self._skeleton(reading, viewer, gathered, skeleton or [], wanted)
        gathered.is_ended = len(orders) < wanted
        if not orders:
            return
        gathered.place = orders[-1]
        now_s = time.monotonic()
        known = {order: card for order in orders if (card := self.cards.get(order, now_s)) is not None}
        # A card at hand says whose post it is and that it is there; only the others are looked up.
        posts = await by_order(reading, [order for order in orders if order not in known])
        there = entries_of(orders, known, posts)
        entries, hidden = await shown(reading, viewer, there)
        gathered.left_out.update(
            key for one in set(there).difference(entries) for key in (one.order_id, one.author_id)
        )
        # What has been archived or deleted may come back to its place, of which no push tells.
        gathered.left_out.update(set(orders).difference(one.order_id for one in there))
        gathered.hidden |= hidden
        await self._hydrate(reading, viewer, gathered, entries, known, posts)
        await self._dress(reading, viewer, gathered, entries)
        gathered.entries.extend(entries)

    async def _skeleton(
        self, reading: Reading, viewer: Viewer, gathered: _Gathered, pushed: list[int], wanted: int
    ) -> list[OrderId]:
        """What was pushed and what is pulled, continued from the records where the former ends (or was never built)."""
        pulled = await self.pulled.newest(reading, viewer, gathered.place, wanted, gathered.pulled)
        if len(pushed) >= wanted:
            return merged(pushed, pulled)[:wanted]
        last = pushed[-1] if pushed else gathered.place
        orders = merged(pushed, [order for order in pulled if order > last])[:wanted]
        if len(orders) < wanted:
            followed = await edges.all_of(reading, viewer.account_id, {EdgeKind.FOLLOW})
            authors = [AccountId(id) for id in (*followed, viewer.account_id)]
            orders += await recent_orders(reading, authors, last, wanted - len(orders))
        return orders

    async def _hydrate(  # noqa: PLR0917 — what a page is made of
        self,
        reading: Reading,
        viewer: Viewer,
        gathered: _Gathered,
        entries: list[Entry],
        known: Mapping[OrderId, BakedCard],
        posts: Mapping[OrderId, Post],
    ) -> None:
        """The card of every entry: at hand, or baked; and the viewer's own where that says something else."""
        orders = [entry.order_id for entry in entries]
        baked = await self.baker.bake(reading, [posts[order] for order in orders if order not in known])
        cards = {**known, **baked}
        gathered.baked.extend(baked.values())
        gathered.cards.update((order, cards[order]) for order in orders)
        otherwise = await told_otherwise(
            reading, viewer, {entry.post_id: entry.author_id for entry in entries}
        )
        strangers = [order for order in orders if _differs(cards[order], viewer, gathered.hidden, otherwise)]
        if strangers:
            theirs = list((await by_order(reading, strangers)).values())
            own = await self.baker.bake(reading, theirs, viewer=viewer, without=gathered.hidden)
            gathered.own.update({order: card.head for order, card in own.items()})

    async def _dress(
        self, reading: Reading, viewer: Viewer, gathered: _Gathered, entries: list[Entry]
    ) -> None:
        """What only this viewer has of each post, ready to be joined behind the card's head."""
        mine = await flags(reading, viewer.account_id, [entry.post_id for entry in entries])
        first = await self._likers(reading, gathered, entries)
        follows = await edges.contains(
            reading, viewer.account_id, EdgeKind.FOLLOW, {one for some in first.values() for one in some}
        )
        # Blocks of either side are in `hidden`, and names are kept of active accounts alone: with both, whoever is
        # named here is reachable for this viewer.
        hidden = gathered.hidden | {viewer.account_id}
        likers = {order: _first(some, follows, hidden) for order, some in first.items()}
        names = await self._names(reading, gathered, {one for some in likers.values() for one in some})
        for entry in entries:
            shown = [names[one] for one in likers[entry.order_id] if names[one]][:LIKERS_SHOWN]
            gathered.suffixes[entry.order_id] = _suffix(shown, mine.get(entry.post_id, _NEITHER))

    async def _likers(
        self, reading: Reading, gathered: _Gathered, entries: list[Entry]
    ) -> dict[OrderId, tuple[AccountId, ...]]:
        """Who liked each post last: told by the cards, but for those that were liked since they were baked."""
        told = {entry: gathered.cards[entry.order_id].likers for entry in entries}
        asked = await first_likers(reading, [entry.post_id for entry, some in told.items() if some is None])
        return {
            entry.order_id: asked.get(entry.post_id, ()) if some is None else some
            for entry, some in told.items()
        }

    async def _names(
        self, reading: Reading, gathered: _Gathered, ids: set[AccountId]
    ) -> Mapping[AccountId, bytes]:
        """How people are named, as JSON; nothing for those that are not active."""
        known = self.people.known(ids, time.monotonic())
        missing = ids - known.keys()
        if missing:
            active = await standing(reading, missing)
            users = await short_users(reading, missing, self.baker.urls)
            read = {
                id: _encode(users[id]) if id in users and id in active and active[id].is_active else b""
                for id in missing
            }
            gathered.names.update(read)
            known |= read
        return known

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
            time.monotonic() + AGE_S_MAX,
            frozenset(entry.order_id for entry in gathered.entries if entry.is_close),
            frozenset(gathered.left_out),
            gathered.pulled.following or frozenset(),
            pulled_at,
        )


def _differs(card: BakedCard, viewer: Viewer, hidden: frozenset[AccountId], otherwise: set[PostId]) -> bool:
    """Whether a viewer is shown another card than everybody."""
    is_own = card.hides_likes and card.author_id == viewer.account_id
    return is_own or card.post_id in otherwise or not hidden.isdisjoint(card.people)


def _first(likers: Sequence[AccountId], follows: set[int], hidden: frozenset[AccountId]) -> list[AccountId]:
    """Some who like a post, those followed first; one more than shown, for when somebody is not active."""
    some = [one for one in likers if one not in hidden]
    if not follows.isdisjoint(some):
        some.sort(key=lambda one: one not in follows)
    return some[: LIKERS_SHOWN + 1]


def _suffix(names: list[bytes], flags: tuple[bool, bool]) -> bytes:
    return b',"liked_by":[' + b",".join(names) + b'],"viewer":' + _VIEWERS[flags] + b"}"
