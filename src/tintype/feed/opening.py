"""A session begins: who reads, what there is for them, and in which order."""

import time
from dataclasses import dataclass, field
from functools import partial
from random import Random

import numpy as np

from tintype.feed.home import Home
from tintype.feed.pulled import Found as FoundPulled
from tintype.feed.pulled import merged
from tintype.feed.readers import AGE_S_MAX, BY_ACTION, KnownReader, Readers, reader_of
from tintype.feed.sessions import Session, begun
from tintype.feed.traits import Traits
from tintype.kernel.clock import Clock
from tintype.kernel.ids import SHARDS, AccountId, compose
from tintype.kernel.pages import TOP
from tintype.kernel.viewer import Viewer
from tintype.ports.feed_store import FEED_ENTRIES_MAX
from tintype.ports.records import Reading
from tintype.ranker import Ranker
from tintype.ranking import Candidates, Why, line_up, score, why


@dataclass(frozen=True, slots=True)
class Opening:
    """Ranks feeds. In one process."""

    home: Home
    traits: Traits
    readers: Readers
    clock: Clock
    ranker: Ranker
    rng: Random = field(default_factory=Random)

    async def begin(self, viewer: Viewer) -> Session:
        """Rank what there is for a viewer now."""
        now_us = self.clock.now_us()
        known = await self._reader(viewer, now_us)
        posts = await self._candidates(known, now_us)
        rates = self.ranker.rates(posts, known.reader, now_us)
        scored = score(posts, known.reader, now_us, rates)
        line = line_up(posts, scored.scores, known.reader, now_us)
        whys = why(posts, scored, known.reader, BY_ACTION)
        if line.newcomer >= 0:
            whys[line.newcomer] = Why.NEWCOMER
        id = compose(now_us, self.rng.randrange(SHARDS), self.rng.randrange(1 << 10))
        return begun(id, posts, line, whys, 0 if known.is_whole else known.orders[-1])

    async def _candidates(self, known: KnownReader, now_us: int) -> Candidates:
        """What is known of a viewer's newest 500, read where it is not at hand or has grown old."""
        traits = self.traits
        if known.places is None or known.era != traits.era:
            known.places, stale = traits.places(known.orders, now_us)
            known.era = traits.era
        else:
            stale = traits.stale(known.places, now_us)
        if stale:
            found = await self.home.records.look(lambda reading: traits.read(reading, stale, now_us))
            traits.keep(found)
            known.places, _ = traits.places(known.orders, now_us)
            known.era = traits.era
        return traits.candidates(known.places)

    async def _reader(self, viewer: Viewer, now_us: int) -> KnownReader:
        """A viewer with their newest 500 as they are now."""
        version = await self.home.feeds.version(viewer.account_id)
        known = self.readers.get(viewer.account_id)
        if known is not None and self.home.pulled.has_changed(known.following, known.pulled_at):
            known = None
        if known is not None and known.version == version >= 0:
            return known
        mark, pulled_at = self.readers.mark(), self.home.pulled.mark()
        pushed = await self.home.feeds.newest(viewer.account_id, FEED_ENTRIES_MAX, TOP.at) or []
        if known is not None and version >= 0:
            known.version, known.places = version, None
            orders = merged([*pushed, *known.older], known.pulled)
            known.is_whole = known.is_whole and len(orders) <= FEED_ENTRIES_MAX
            known.orders = orders[:FEED_ENTRIES_MAX]
            return known
        found = FoundPulled()
        known = await self.home.records.look(partial(self._read, viewer, pushed, found, now_us))
        known.version, known.pulled_at = version, pulled_at
        self.home.pulled.keep(found, pulled_at)
        if version < 0:
            self.home.ask_rebuild(viewer.account_id)
        else:
            self.readers.keep(viewer.account_id, known, mark)
        return known

    async def _read(
        self, viewer: Viewer, pushed: list[int], found: FoundPulled, now_us: int, reading: Reading
    ) -> KnownReader:
        skeleton = await self.home.skeleton(reading, viewer, found, TOP.at, pushed, FEED_ENTRIES_MAX)
        orders = skeleton.orders
        _, unread = self.traits.places(orders, now_us)
        if unread:
            self.traits.keep(await self.traits.read(reading, unread, now_us))
        places, _ = self.traits.places(orders, now_us)
        authors = np.unique(self.traits.candidates(places).authors)
        return KnownReader(
            reader=await reader_of(reading, viewer.account_id, now_us, authors),
            version=-1,
            orders=orders,
            is_whole=len(orders) < FEED_ENTRIES_MAX,
            pulled=skeleton.pulled,
            older=skeleton.older,
            following=found.following or frozenset[AccountId](),
            pulled_at=0,
            stale_s=time.monotonic() + AGE_S_MAX,
        )
