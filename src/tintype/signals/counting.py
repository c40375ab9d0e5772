"""Adds up, behind the event log, what people do: figures of posts, authors and the site, and everybody's taste."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tintype.flow import Consumer
from tintype.kernel.events import Recorded
from tintype.kernel.ids import PostId
from tintype.ports.records import Reading, Records, Transaction
from tintype.posts import PostForgotten, PostKind, kinds_of_posts
from tintype.signals import store
from tintype.signals.events import ImpressionsNoted
from tintype.signals.facts import KINDS_HEARD, batches_of, deltas_of, liked_posts
from tintype.signals.model import Action
from tintype.signals.packing import KINDS, NEAR, Ints, aged, liked_kinds, nearer, summed

FACTS_AT_ONCE = 150  # In one transaction: some 5 ms of SQLite's one writer.
REPORT_FACTS = 7  # What a report of twenty posts takes, in likes: benchmarks, --only signals.
KINDS_KEPT = 50_000
LINGER_S = 0.25  # What people like now orders what they read when they come again.


@dataclass(frozen=True, slots=True)
class Counting:
    """Counts every fact once: how far the log has been counted stands beside what came of it.

    A fact that was given up on and is handled again later is passed over.
    """

    records: Records
    kinds: dict[PostId, PostKind] = field(default_factory=dict[PostId, PostKind])
    """Of posts that were liked lately: what kind a post is never changes."""

    def consumer(self) -> Consumer:
        """The place of signals in the log."""
        kinds = KINDS_HEARD | {PostForgotten.kind}
        return Consumer("signals", kinds, self.on_event, self.on_events, linger_s=LINGER_S)

    async def on_event(self, recorded: Recorded) -> None:
        """One fact by itself."""
        await self.on_events([recorded])

    async def on_events(self, batch: Sequence[Recorded]) -> None:
        """Many facts in their order, in transactions that nobody waits for long."""
        start = facts = 0
        for end, one in enumerate(batch, 1):
            facts += REPORT_FACTS if isinstance(one.event, ImpressionsNoted) else 1
            if facts >= FACTS_AT_ONCE or end == len(batch):
                await self._count(batch[start:end])
                start, facts = end, 0

    async def _count(self, batch: Sequence[Recorded]) -> None:
        deltas = await self.records.look(lambda reading: self._deltas(reading, batch))
        last = batch[-1].seq
        gone = {one.event.post_id for one in batch if isinstance(one.event, PostForgotten)}

        async def body(tx: Transaction) -> None:
            await store.hold_site_figures(tx)
            seq, site = await store.site_figures(tx)
            if last <= seq:
                return
            news = deltas[deltas["seq"] > seq]
            if len(news):
                await _add(tx, news)
                site = site + summed(np.zeros(len(news), np.int64), news, tx.now_us)[1][0]
            await store.forget_post_figures(tx, gone)
            await store.put_site_figures(tx, last, np.maximum(site, 0))

        await self.records.transact(body)

    async def _deltas(self, reading: Reading, batch: Sequence[Recorded]) -> NDArray[np.void]:
        reports = await store.impressions_of(reading, batches_of(batch))
        liked = liked_posts(batch)
        missing = liked - self.kinds.keys()
        if missing:
            if len(self.kinds) + len(missing) > KINDS_KEPT:
                self.kinds.clear()
                missing = liked
            self.kinds.update(await kinds_of_posts(reading, missing))
        return deltas_of(batch, self.kinds, reports)


async def _add(tx: Transaction, deltas: NDArray[np.void]) -> None:
    """Add what is not counted yet to what posts, authors and viewers have."""
    # To be tagged together says something of the two, and nothing of what either posts.
    shown = deltas[deltas["action"] != Action.TAGGED]
    of_posts = shown[shown["post"] != 0]
    await store.add_post_figures(tx, *summed(of_posts["post"], of_posts, tx.now_us))
    await store.add_author_figures(tx, *summed(shown["author"], shown, tx.now_us))
    await _add_to_tastes(tx, deltas)


async def _add_to_tastes(tx: Transaction, deltas: NDArray[np.void]) -> None:
    viewers = np.unique(deltas["viewer"])
    known = await store.likings_of(tx, viewers.tolist())
    # What only takes away makes no row, for one that is gone neither.
    giving = set(deltas["viewer"][deltas["amount"] > 0].tolist())
    on = [id for id in viewers.tolist() if (not known[id].is_off if id in known else id in giving)]
    kept = np.array(on, np.int64)
    if not len(kept):
        return
    near, of, kinds = _as_of_now(known, kept, tx.now_us)
    rows, whose = nearer(kept, near, of, deltas, tx.now_us)
    kinds = np.maximum(kinds + liked_kinds(kept, deltas, tx.now_us), 0)
    sizes = np.searchsorted(whose, kept, "right") - np.searchsorted(whose, kept)
    await store.put_likings(tx, kept, sizes, rows, kinds)


def _as_of_now(
    known: dict[int, store.Liking], viewers: Ints, now_us: int
) -> tuple[NDArray[np.void], Ints, NDArray[np.float64]]:
    """What is kept of viewers, aged: rows of NEAR, whose they are, and (viewers, 3, 2) of kinds."""
    kinds = np.zeros((len(viewers), *KINDS))
    near: list[NDArray[np.void]] = [np.zeros(0, NEAR)]
    sizes = np.zeros(len(viewers), np.int64)
    left = np.ones(len(viewers))
    for at, id in enumerate(viewers.tolist()):
        if (its := known.get(id)) is not None:
            left[at] = aged(its.at_us, now_us)
            kinds[at] = its.kinds
            near.append(its.near)
            sizes[at] = len(its.near)
    rows = np.concatenate(near)
    rows["parts"] *= np.repeat(left, sizes)[:, None].astype(np.float32)
    return rows, np.repeat(viewers, sizes), kinds * left[:, None, None]
