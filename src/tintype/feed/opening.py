"""A session begins: who reads, what there is for them, and in which order."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random

import numpy as np
from numpy.typing import NDArray

from tintype.feed.home import Home
from tintype.feed.pulled import Found as FoundPulled
from tintype.feed.pulled import merged
from tintype.feed.readers import AGE_S_MAX, BY_ACTION, KnownReader, Readers, reader_of, with_taste
from tintype.feed.sessions import Order, Session, begun, laid_out
from tintype.feed.traits import Traits
from tintype.graph import EdgeKind, edges
from tintype.kernel.clock import Clock
from tintype.kernel.ids import SHARDS, AccountId, OrderId, compose
from tintype.kernel.pages import TOP
from tintype.kernel.viewer import Viewer
from tintype.ports.feed_store import FEED_ENTRIES_MAX
from tintype.ports.records import Reading
from tintype.ranker import Ranker
from tintype.ranking import (
    Candidates,
    Outlook,
    Why,
    among,
    line_up,
    look_again,
    outlook,
    score,
    ties_of,
    usual,
    why,
)
from tintype.signals import Taste, taste_of


@dataclass(frozen=True, slots=True)
class Opening:
    """Ranks feeds. In one process."""

    home: Home
    traits: Traits
    readers: Readers
    clock: Clock
    ranker: Ranker
    rng: Random = field(default_factory=Random)

    async def begin(self, viewer: Viewer, *, hides_seen: bool) -> Session:
        """Rank what there is for a viewer now, with what they have seen or without."""
        now_us = self.clock.now_us()
        known = await self._known(viewer, now_us)
        order = self._order(known, now_us)
        id = compose(now_us, self.rng.randrange(SHARDS), self.rng.randrange(1 << 10))
        return begun(id, self.traits.orders(known.places), order, known.floor, hides_seen=hides_seen)

    def _order(self, known: KnownReader, now_us: int) -> Order:
        """In which order a viewer is shown their posts: as it was last worked out, where it would be the same."""
        by_model = self._by_model(known, now_us)
        if by_model is not None:
            return self._lined_up(known, by_model, now_us)
        is_kept = known.order is not None and now_us < known.order.until_us
        self.home.tallies["orders"].add(is_kept, not is_kept)
        if known.order is None or not is_kept:
            known.order = self._lined_up(known, known.look, now_us)
        return known.order

    def _lined_up(self, known: KnownReader, look: Outlook, now_us: int) -> Order:
        posts = self.traits.moments(known.places)
        line = line_up(look, score(look, posts.published_us, now_us), posts.tags, posts.published_us, now_us)
        whys = known.whys
        # A tag says why it is there at all.
        if line.newcomer >= 0 and whys[line.newcomer] != Why.TAG:
            whys = whys.copy()
            whys[line.newcomer] = Why.NEWCOMER
        return laid_out(line, whys)

    def _by_model(self, known: KnownReader, now_us: int) -> Outlook | None:
        """What the posts are to a viewer by a learned model, where one is promoted: it looks at the hour as well."""
        if not self.ranker.has_model:
            self.ranker.tally.add(0, 1)
            return None
        posts = self.traits.candidates(known.places)
        rates = self.ranker.rates(posts, known.reader, now_us)
        return (
            None
            if rates is None
            else outlook(posts, known.reader, ties_of(posts, known.reader), now_us, rates=rates)
        )

    async def _known(self, viewer: Viewer, now_us: int) -> KnownReader:
        """A viewer with their newest 500 as they are now."""
        mark, taste = self.readers.mark(), await self._new_taste(viewer, now_us)
        version = await self.home.feeds.version(viewer.account_id)
        known = self.readers.get(viewer.account_id)
        if (
            known is None
            or version < 0
            or known.era != self.traits.era
            or self.home.pulled.has_changed(known.following, known.pulled_at)
        ):
            self.home.tallies["readers"].add(0, 1)
            return await self._read(viewer, version, now_us)
        self.home.tallies["readers"].add(1, 0)
        if taste is not None:
            known.reader, known.taste_at = with_taste(known.reader, taste), mark
            self._look_at(known, now_us)
        if known.version != version:
            pushed = await self.home.feeds.newest(viewer.account_id, FEED_ENTRIES_MAX, TOP.at) or []
            # What the records had may have been pushed since.
            orders = merged(pushed, [*known.older.tolist(), *known.pulled.tolist()])
            is_whole = not known.floor and len(orders) <= FEED_ENTRIES_MAX
            orders = orders[:FEED_ENTRIES_MAX]
            await self._place(known, orders, now_us)
            known.version, known.floor = version, 0 if is_whole else orders[-1]
        elif known.fresh_until_us < now_us:
            if stale := self.traits.stale(known.places, now_us):
                await self.home.records.look(lambda reading: self.traits.found(reading, stale, now_us))
                if known.era != self.traits.era:
                    return await self._read(viewer, version, now_us)
            self._look_again(known, now_us)
        return known

    async def _new_taste(self, viewer: Viewer, now_us: int) -> Taste | None:
        """What a viewer has seen and likes, read anew if that has changed: it does with all they do."""
        known = self.readers.get(viewer.account_id)
        if known is None or not self.readers.has_acted(viewer.account_id, known.taste_at):
            return None
        return await self.home.records.glance(lambda reading: taste_of(reading, viewer.account_id, now_us))

    async def _place(self, known: KnownReader, orders: list[OrderId], now_us: int) -> None:
        """Note which posts these are, reading what is not at hand."""
        places, unread = self.traits.places(orders, now_us)
        if unread:
            places = await self.home.records.look(lambda reading: self.traits.found(reading, orders, now_us))
        known.places, known.era = places, self.traits.era
        self._look_at(known, now_us)

    def _look_at(self, known: KnownReader, now_us: int) -> None:
        """Work out what the posts of a viewer are to them."""
        known.order, known.batch = None, self.traits.batch
        known.places = self.traits.there(known.places)
        known.fresh_until_us = self.traits.fresh_until_us(known.places)
        posts = self.traits.candidates(known.places)
        ties = ties_of(posts, known.reader)
        known.look = outlook(posts, known.reader, ties, now_us)
        known.usual = usual(posts)
        known.whys = why(posts, ties, known.reader, BY_ACTION, known.usual)

    def _look_again(self, known: KnownReader, now_us: int) -> None:
        """The same for those alone whose numbers have been read since: of 500 a few, for young posts grow old soon."""
        batch = self.traits.batch
        changed = self.traits.read_since(known.places, known.batch)
        posts = self.traits.candidates(known.places[changed])
        if len(posts) < len(changed):
            self._look_at(known, now_us)  # Some are gone.
            return
        ties = ties_of(posts, known.reader)
        look_again(known.look, changed, posts, ties, known.reader, now_us=now_us)
        known.whys[changed] = why(posts, ties, known.reader, BY_ACTION, known.usual)
        known.order = None
        known.batch, known.fresh_until_us = batch, self.traits.fresh_until_us(known.places)

    async def _read(self, viewer: Viewer, version: int, now_us: int) -> KnownReader:
        """A viewer from the records."""
        mark, pulled_at = self.readers.mark(), self.home.pulled.mark()
        tags_at = self.home.pulled.tagged.mark()
        found = FoundPulled()
        pushed = await self.home.feeds.newest(viewer.account_id, FEED_ENTRIES_MAX, TOP.at) or []
        known = await self.home.records.look(partial(self._look, viewer, pushed, found, now_us))
        known.version, known.pulled_at, known.taste_at = version, pulled_at, mark
        self.home.pulled.keep(found, pulled_at)
        self.home.pulled.tagged.keep(found.tags, tags_at)
        if version < 0:
            self.home.ask_rebuild(viewer.account_id)
        else:
            self.readers.keep(viewer.account_id, known, mark)
        return known

    async def _look(
        self, viewer: Viewer, pushed: list[int], found: FoundPulled, now_us: int, reading: Reading
    ) -> KnownReader:
        skeleton = await self.home.skeleton(reading, viewer, found, TOP.at, pushed, FEED_ENTRIES_MAX)
        orders, batch = skeleton.orders, self.traits.batch
        places = self.traits.there(await self.traits.found(reading, orders, now_us))
        posts = self.traits.candidates(places)
        authors = np.unique(posts.authors)
        tagged = found.tags.orders or []
        reader = await reader_of(reading, viewer.account_id, now_us, authors)
        if tagged:
            reader = replace(reader, topical=await _topical(reading, viewer, posts, tagged))
        ties, in_the_middle = ties_of(posts, reader), usual(posts)
        return KnownReader(
            reader=reader,
            version=-1,
            places=places,
            era=self.traits.era,
            batch=batch,
            look=outlook(posts, reader, ties, now_us),
            whys=why(posts, ties, reader, BY_ACTION, in_the_middle),
            usual=in_the_middle,
            fresh_until_us=self.traits.fresh_until_us(places),
            floor=0 if len(orders) < FEED_ENTRIES_MAX else orders[-1],
            pulled=np.asarray(skeleton.pulled, np.int64),
            older=np.asarray(skeleton.older, np.int64),
            following=found.following or frozenset[AccountId](),
            pulled_at=0,
            stale_s=time.monotonic() + min(AGE_S_MAX, found.tags.age_s_max),
            taste_at=0,
        )


async def _topical(
    reading: Reading, viewer: Viewer, posts: Candidates, tagged: Sequence[OrderId]
) -> NDArray[np.int64]:
    """Those of the posts of followed tags whose authors are not followed, sorted."""
    # Found newest first, looked up in ascending order.
    is_tagged = among(posts.orders, np.asarray(tagged[::-1], np.int64))
    here, authors = posts.orders[is_tagged], posts.authors[is_tagged]
    near = await edges.contains(reading, viewer.account_id, EdgeKind.FOLLOW, set(authors.tolist()))
    return np.sort(here[~np.isin(authors, [*near, viewer.account_id])])
