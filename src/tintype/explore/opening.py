"""A session begins: who explores, what there is for them, and in which order."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import numpy as np

from tintype.explore import store
from tintype.explore.choosing import Proposed, Unwanted, by_freshness, fit_of, session_of, with_fresh
from tintype.explore.model import FRESH_MAX, NOTHING, ROOM, SEEN_US, Pool
from tintype.explore.pictures import Album
from tintype.explore.rules import shown_to
from tintype.explore.sessions import Session
from tintype.feed import Traits, reader_with
from tintype.graph import EdgeKind, edges
from tintype.kernel.clock import SECOND_US, Clock
from tintype.kernel.ids import SHARDS, AccountId, OrderId, PostId, compose, first_id_at
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading, Records
from tintype.posts import PostHead, finds_sensitive, heads
from tintype.ranker import Ranker
from tintype.ranking import Candidates, Reader, half_life_us, kind_factors
from tintype.recommending import Indexes
from tintype.signals import Action, Taste, impressions_by, taste_of

WINDOWS_MAX = 8  # Of ROOM posts each, where most of what fits has been seen.
ENOUGH = 300  # Diversity needs something to choose from.
SHARED_US = 15 * SECOND_US  # So old may be what is the same for everybody: the groups, and what is fresh.
REPORTS_AT_ONCE, REPORTS_MAX = 500, 5_000
UNWANTED_READ = 200  # The newest posts that somebody was not interested in.
FOLLOWS_READ = 200


@dataclass(slots=True)
class _Shared:
    """What is the same for everybody, as one process knows it. `marked`: of what is fresh, what is marked sensitive."""

    groups: list[Pool] = field(default_factory=list[Pool])
    fresh: list[OrderId] = field(default_factory=list[OrderId])
    marked: list[OrderId] = field(default_factory=list[OrderId])
    stale_us: int = 0


@dataclass(frozen=True, slots=True)
class Opening:
    """Begins sessions. In one process."""

    records: Records
    traits: Traits
    clock: Clock
    ranker: Ranker
    rng: Random = field(default_factory=Random)
    _shared: _Shared = field(default_factory=_Shared)
    _album: Album = field(default_factory=Album)

    async def begin(self, viewer: Viewer, past: Indexes) -> Session:
        """What there is for a viewer now, without what they have had in this sitting."""
        now_us = self.clock.now_us()

        async def look(reading: Reading) -> Proposed:
            return await self._look(reading, viewer, past, now_us)

        found = await self.records.look(look)
        rates = self.ranker.rates(found.posts, found.reader, now_us) if viewer.is_known else None
        chance = np.random.default_rng(self.rng.getrandbits(64))
        orders = session_of(found, rates, now_us, chance)
        id = compose(now_us, self.rng.randrange(SHARDS), self.rng.randrange(1 << 10))
        return Session(id, orders, past)

    async def _look(self, reading: Reading, viewer: Viewer, past: Indexes, now_us: int) -> Proposed:
        pool = await self._pool(reading, viewer, now_us)
        fresh = self._shared.fresh
        if self._shared.marked and await finds_sensitive(reading, viewer):
            fresh = [*fresh, *self._shared.marked]
        entries = with_fresh(pool, await self._columns(reading, fresh, now_us))
        orders, scores = by_freshness(entries[~np.isin(entries["order"], past)], now_us)
        allowed = await _allowed(reading, viewer, orders, now_us)
        there = [head.order_id for head in allowed if head.order_id]
        posts = await self._columns(reading, there, now_us)
        by_order = dict(zip(orders.tolist(), scores.tolist(), strict=True))
        ids = {head.order_id: head.id for head in allowed}
        taste = await taste_of(reading, viewer.account_id, now_us) if viewer.is_known else None
        if taste is None:
            reader, unwanted = _nobody(), Unwanted({}, {})
        else:
            reader = await reader_with(reading, viewer.account_id, taste, np.unique(posts.authors))
            unwanted = await self._unwanted(reading, taste, now_us)
        here = [ids[OrderId(order)] for order in posts.orders.tolist()]
        counts = await store.figures(reading, here)
        figures = [counts.get(id, (0, 0)) for id in here]
        authors = [AccountId(author) for author in posts.authors.tolist()]
        return Proposed(
            posts,
            np.asarray([by_order[order] for order in posts.orders.tolist()], np.float64),
            np.asarray(figures, np.int64).reshape(len(figures), 2),
            await self._album.of(reading, here, authors, now_us),
            reader,
            unwanted,
        )

    async def _pool(self, reading: Reading, viewer: Viewer, now_us: int) -> Pool:
        """The viewer's own pool, or that of the group they are nearest to, or everybody's."""
        if self._shared.stale_us <= now_us:
            self._shared.groups = await store.groups(reading)
            self._shared.fresh = await store.fresh(reading, FRESH_MAX, is_marked=False)
            self._shared.marked = await store.fresh(reading, FRESH_MAX, is_marked=True)
            self._shared.stale_us = now_us + SHARED_US
        own = await store.pool_of(reading, viewer.account_id) if viewer.is_known else None
        if own is not None:
            return own
        everybody, *groups = self._shared.groups or [NOTHING]
        if not viewer.is_known or not groups:
            return everybody
        follows = np.asarray(
            await edges.page_by_id(reading, viewer.account_id, EdgeKind.FOLLOW, 0, FOLLOWS_READ), np.int64
        )
        fits = [fit_of(group, follows, np.ones(len(follows))) for group in groups]
        return groups[int(np.argmax(fits))] if max(fits) > 0 else everybody

    async def _columns(self, reading: Reading, orders: Sequence[OrderId], now_us: int) -> Candidates:
        """What ranking knows of some posts; those that are not there any more are left out."""
        _, unread = self.traits.places(orders, now_us)
        if unread:
            self.traits.keep(await self.traits.read(reading, unread, now_us))
        places, _ = self.traits.places(orders, now_us)
        if (places < 0).any():
            # What was known has been forgotten to make room: all of it is read again.
            self.traits.keep(await self.traits.read(reading, list(orders), now_us))
            places, _ = self.traits.places(orders, now_us)
        return self.traits.candidates(places)

    async def _unwanted(self, reading: Reading, taste: Taste, now_us: int) -> Unwanted:
        newest = sorted(taste.hidden, reverse=True)[:UNWANTED_READ]
        found = [head.order_id for head in await heads(reading, newest) if head.order_id]
        posts = await self._columns(reading, found, now_us)
        authors: list[int] = posts.authors.tolist()
        topics: list[int] = posts.tags[posts.tags != 0].tolist()
        return Unwanted(Counter(authors), Counter(topics))


async def _allowed(reading: Reading, viewer: Viewer, orders: Indexes, now_us: int) -> list[PostHead]:
    """The first of some posts that the viewer may be shown, and has neither seen nor liked: so many that there is a
    choice.
    """
    seen = await _seen(reading, viewer.account_id, now_us) if viewer.is_known else frozenset[int]()
    found: list[PostHead] = []
    for at in range(0, min(len(orders), ROOM * WINDOWS_MAX), ROOM):
        some = [OrderId(order) for order in orders[at : at + ROOM].tolist()]
        there = [head for head in await shown_to(reading, viewer, some) if head.id not in seen]
        liked = await edges.contains(reading, viewer.account_id, EdgeKind.LIKE, [head.id for head in there])
        found += [head for head in there if head.id not in liked]
        if len(found) >= ENOUGH:
            break
    return found


async def _seen(reading: Reading, viewer_id: AccountId, now_us: int) -> frozenset[PostId]:
    """What a viewer has had before their eyes within 30 days, at home or while exploring."""
    found: set[int] = set()
    after = first_id_at(now_us - SEEN_US)
    for _ in range(REPORTS_MAX // REPORTS_AT_ONCE):
        reports = await impressions_by(reading, viewer_id, after, REPORTS_AT_ONCE)
        for report in reports:
            found.update(report.items["post"][report.items["action"] == Action.IMPRESSION].tolist())
        if len(reports) < REPORTS_AT_ONCE:
            break
        after = reports[-1].id
    return frozenset(map(PostId, found))


def _nobody() -> Reader:
    """Somebody of whom nothing is known."""
    nothing = np.zeros(0, np.int64)
    return Reader(
        id=0,
        authors=nothing,
        strengths=np.zeros(0),
        reasons=np.zeros(0, np.uint8),
        mutual=nothing,
        kinds=kind_factors({}),
        less={},
        more=frozenset(),
        seen=nothing,
        frontier=0,
        half_life_us=half_life_us(0),
    )
