"""The last three stages of a page: rules, hydrate, present. Which entries come to it, and in which order, is decided
elsewhere.
"""

import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import msgspec

from tintype.accounts import standing
from tintype.engagement import LIKERS_SHOWN, first_likers, flags, told_otherwise
from tintype.feed.card_cache import BakedCard, CardCache
from tintype.feed.cards import Baker
from tintype.feed.entries import Entry, Rule, entries_of, shown
from tintype.feed.filling import Filling
from tintype.feed.people_cache import PeopleCache
from tintype.feed.shapes import ViewerOfCard
from tintype.graph import EdgeKind, edges, visible
from tintype.kernel.ids import AccountId, OrderId, PostId
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading, Records
from tintype.posts import Post, by_order
from tintype.profiles import short_users

# What is read on the spot holds up everybody else: a page of so many entries, of which so many are to be baked.
GLANCED_MAX, GLANCED_BAKES_MAX = 32, 4

_encode = msgspec.json.Encoder().encode
_NEITHER = (False, False)
_VIEWERS = {
    (liked, saved): _encode(ViewerOfCard(liked, saved)) for liked in (False, True) for saved in (False, True)
}


@dataclass(slots=True)
class Gathered:
    """What is known of some entries for one viewer while a page is being put together."""

    entries: list[Entry] = field(default_factory=list[Entry])
    cards: dict[OrderId, BakedCard] = field(default_factory=dict[OrderId, BakedCard])
    baked: list[BakedCard] = field(default_factory=list[BakedCard])
    own: dict[OrderId, bytes] = field(default_factory=dict[OrderId, bytes])
    suffixes: dict[OrderId, bytes] = field(default_factory=dict[OrderId, bytes])
    names: dict[AccountId, bytes] = field(default_factory=dict[AccountId, bytes])
    hidden: frozenset[AccountId] = frozenset()
    left_out: set[int] = field(default_factory=set[int])

    def items(self, orders: Iterable[OrderId]) -> list[bytes]:
        """Cards that were found, as this viewer sees them."""
        return [(self.own.get(order) or self.cards[order].head) + self.suffixes[order] for order in orders]


@dataclass(frozen=True, slots=True)
class Assembly:
    """Cards and what one viewer has of them, from one snapshot and what this process has at hand."""

    baker: Baker
    cards: CardCache
    people: PeopleCache
    baking: Filling[OrderId] = field(default_factory=Filling[OrderId])

    async def add(
        self,
        reading: Reading,
        viewer: Viewer,
        gathered: Gathered,
        orders: list[OrderId],
        *,
        rule: Rule = shown,
    ) -> None:
        """Look at some entries and add those that a rule lets through, in their order, with all that a page shows of
        them. The rule of home, if none is given.
        """
        now_s = time.monotonic()
        known = {order: card for order in orders if (card := self.cards.get(order, now_s)) is not None}
        known |= await self._recounted(reading, gathered, [order for order in orders if order not in known])
        # A card at hand says whose post it is and that it is there; only the others are looked up.
        posts = await by_order(reading, [order for order in orders if order not in known])
        there = entries_of(orders, known, posts)
        entries, hidden = await rule(reading, viewer, there)
        stays = {one.order_id for one in entries}
        gathered.left_out.update(
            key for one in there if one.order_id not in stays for key in (one.order_id, one.author_id)
        )
        # What has been archived or deleted may come back to its place, of which no push tells.
        gathered.left_out.update(set(orders).difference(one.order_id for one in there))
        gathered.hidden |= hidden
        await self._hydrate(reading, viewer, gathered, entries, known, posts)
        await self._dress(reading, viewer, gathered, entries)
        gathered.entries.extend(entries)

    @asynccontextmanager
    async def filling(self, gathered: Gathered, orders: Sequence[int]) -> AsyncGenerator[None]:
        """Around a look that adds these entries, as far as they are known: what it reads is remembered for everybody.

        Cards that others are baking are waited for; those who need what is baked here wait for it.
        """
        await self.baking.others(lambda: self._missing(orders))
        cards_at, people_at = self.cards.mark(), self.people.mark()
        # What an earlier look has read is as old as that one.
        baked, named = len(gathered.baked), set(gathered.names)
        with self.baking.begin(self._missing(orders)):
            yield
            self.cards.keep(gathered.baked[baked:], cards_at)
            names = {id: name for id, name in gathered.names.items() if id not in named}
            self.people.keep(names, people_at, time.monotonic())

    async def read(
        self, records: Records, orders: Sequence[int], body: Callable[[Reading], Awaitable[None]]
    ) -> None:
        """Take the look that adds these entries: at a glance where cards are at hand (docs/decisions/0120)."""
        is_short = len(orders) <= GLANCED_MAX and len(self._missing(orders)) <= GLANCED_BAKES_MAX
        await (records.glance if is_short else records.look)(body)

    async def renew(self, records: Records, orders: Sequence[OrderId]) -> None:
        """Bake cards anew whose numbers have moved, once for everybody who is shown them."""
        gathered = Gathered()

        async def bake(reading: Reading) -> None:
            missing = self._missing(orders)
            known = await self._recounted(reading, gathered, missing)
            posts = await by_order(reading, [order for order in missing if order not in known])
            there = [post for post in posts.values() if post.is_published]
            gathered.baked.extend((await self.baker.bake(reading, there)).values())

        async with self.filling(gathered, orders):
            if self._missing(orders):
                await self.read(records, orders, bake)

    async def _recounted(
        self, reading: Reading, gathered: Gathered, orders: Sequence[OrderId]
    ) -> dict[OrderId, BakedCard]:
        now_s = time.monotonic()
        moved = [card for order in orders if (card := self.cards.moved(order, now_s)) is not None]
        found = await self.baker.recounted(reading, moved)
        gathered.baked.extend(found.values())
        return found

    def _missing(self, orders: Sequence[int]) -> list[OrderId]:
        now_s = time.monotonic()
        return [OrderId(order) for order in orders if self.cards.get(OrderId(order), now_s) is None]

    async def _hydrate(  # noqa: PLR0917 — what a page is made of
        self,
        reading: Reading,
        viewer: Viewer,
        gathered: Gathered,
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
        if not viewer.is_known:
            return  # Baked for everybody.
        otherwise = await told_otherwise(
            reading, viewer, {entry.post_id: entry.author_id for entry in entries}
        )
        told = await visible(reading, viewer, {id for order in orders for id in cards[order].untold})
        strangers = [
            order
            for order in orders
            if _differs(cards[order], viewer, gathered.hidden, otherwise)
            or not told.isdisjoint(cards[order].untold)
        ]
        if strangers:
            theirs = list((await by_order(reading, strangers)).values())
            own = await self.baker.bake(reading, theirs, viewer=viewer, without=gathered.hidden)
            gathered.own.update({order: card.head for order, card in own.items()})

    async def _dress(
        self, reading: Reading, viewer: Viewer, gathered: Gathered, entries: list[Entry]
    ) -> None:
        """What only this viewer has of each post, ready to be joined behind the card's head."""
        if not viewer.is_known:
            gathered.suffixes.update((entry.order_id, b"}") for entry in entries)
            return
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
            gathered.suffixes[entry.order_id] = _suffix(shown, mine.get(entry.post_id, _NEITHER), entry.tag)

    async def _likers(
        self, reading: Reading, gathered: Gathered, entries: list[Entry]
    ) -> dict[OrderId, tuple[AccountId, ...]]:
        """Who liked each post last: told by the cards, but for those that were liked since they were baked."""
        told = {entry: gathered.cards[entry.order_id].likers for entry in entries}
        asked = await first_likers(reading, [entry.post_id for entry, some in told.items() if some is None])
        return {
            entry.order_id: asked.get(entry.post_id, ()) if some is None else some
            for entry, some in told.items()
        }

    async def _names(
        self, reading: Reading, gathered: Gathered, ids: set[AccountId]
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


def _differs(card: BakedCard, viewer: Viewer, hidden: frozenset[AccountId], otherwise: set[PostId]) -> bool:
    """Whether a viewer is shown another card than everybody."""
    is_own = card.tells_author and card.author_id == viewer.account_id
    return is_own or card.post_id in otherwise or not hidden.isdisjoint(card.people)


def _first(likers: Sequence[AccountId], follows: set[int], hidden: frozenset[AccountId]) -> list[AccountId]:
    """Some who like a post, those followed first; one more than shown, for when somebody is not active."""
    some = [one for one in likers if one not in hidden]
    if not follows.isdisjoint(some):
        some.sort(key=lambda one: one not in follows)
    return some[: LIKERS_SHOWN + 1]


def _suffix(names: list[bytes], flags: tuple[bool, bool], tag: str) -> bytes:
    viewer = _VIEWERS[flags]
    if tag:
        viewer = viewer[:-1] + b',"followed_tag":' + _encode(tag) + b"}"
    return b',"liked_by":[' + b",".join(names) + b'],"viewer":' + viewer + b"}"
