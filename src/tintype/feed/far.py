"""Readers who follow more than 5,000: those nearest to them and busiest are pushed to them, the others they pull.

Nobody else pays for this: fan-out asks once for each post who pulls its author, and finds nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from tintype.feed.events import FarChosen
from tintype.feed.fanout import Fanout
from tintype.flow import Consumer
from tintype.graph import EdgeKind, Followed, edges, pulled
from tintype.kernel.clock import DAY_US
from tintype.kernel.events import Recorded
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.sql import Queries
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Job, Lane, Reading, Records, Transaction
from tintype.posts import orders_back
from tintype.signals import taste_of

PUSHED_MAX = 5_000  # With 20 posts a second of everybody's, two pushes a second to one reader.
CHOSEN = 4_900  # So that who has chosen follows a hundred more before it is done again.
AGAIN_US = DAY_US
BATCH = 1_000
BUSY = 5  # Busy is whose fifth newest post is new.
CHOOSE: Final = "feed.choose_far"
sql = Queries(__package__ or "", "far.sql")


@dataclass(frozen=True, slots=True)
class Far:
    """Keeps who is pushed and who is pulled. Everything may run twice. For the worker: it rewrites rows."""

    records: Records
    fanout: Fanout
    pushed_max: int = PUSHED_MAX
    chosen: int = CHOSEN

    def consumer(self) -> Consumer:
        """The place in the log of whoever looks for readers that cross the bound."""
        return Consumer("far", frozenset({Followed.kind}), self.on_event, handle_many=self.on_events)

    async def on_event(self, recorded: Recorded) -> None:
        """One follow by itself."""
        await self.on_events([recorded])

    async def on_events(self, batch: Sequence[Recorded]) -> None:
        """Ask for a choice for everybody to whom more than 5,000 are pushed by now."""
        followers = {recorded.event.follower_id for recorded in batch if isinstance(recorded.event, Followed)}
        over = await self.records.look(lambda reading: _over(reading, sorted(followers), self.pushed_max))
        if over:
            await self.records.transact(partial(_ask, over=over))

    async def handle(self, job: TakenJob) -> None:
        """Handles jobs of `CHOOSE`."""
        await self.choose(AccountId(int(job.args["reader_id"])))

    async def choose_again(self) -> int:
        """For everybody whose choice is a day old; how many that were."""
        done = 0
        while True:
            some = await self.records.look(
                lambda reading: reading.fetch(
                    sql.far_readers_before, AccountId, before=reading.now_us - AGAIN_US, limit=BATCH
                )
            )
            for reader_id in some:
                await self.choose(reader_id)
            done += len(some)
            if len(some) < BATCH:
                return done

    async def choose(self, reader_id: AccountId) -> None:
        """Decide anew whom one reader pulls."""
        far = await self.records.look(lambda reading: self._choice(reading, reader_id))
        now = await self.records.look(lambda reading: far_of(reading, reader_id))
        if far == now:
            await self.records.transact(lambda tx: _note(tx, reader_id, is_far=bool(far)))
        else:
            await self.fanout.rebuild_around(reader_id, partial(_move, reader_id=reader_id, far=far))

    async def _choice(self, reading: Reading, reader_id: AccountId) -> frozenset[AccountId]:
        """Those of the followed whose posts are not pushed to this reader. Famous ones are pushed to nobody anyway."""
        followed = set(map(AccountId, await edges.all_of(reading, reader_id, {EdgeKind.FOLLOW})))
        if len(followed) <= self.pushed_max:
            return frozenset()
        ordinary = sorted(followed - await pulled(reading))
        if len(ordinary) <= self.pushed_max:
            return frozenset()
        taste = await taste_of(reading, reader_id, reading.now_us)
        near = dict(zip(taste.authors.tolist(), taste.strengths.tolist(), strict=True))
        busy = await orders_back(reading, ordinary, BUSY)
        ordinary.sort(key=lambda id: (near.get(id, 0.0), busy.get(id, 0)), reverse=True)
        return frozenset(ordinary[self.chosen :])


async def far_of(reading: Reading, reader_id: AccountId) -> frozenset[AccountId]:
    """Whose posts a reader pulls because they follow very many."""
    return frozenset(map(AccountId, await edges.all_of(reading, reader_id, {EdgeKind.FAR})))


async def far_readers(reading: Reading) -> frozenset[AccountId]:
    """Everybody who pulls anybody for that reason."""
    return frozenset(await reading.fetch(sql.far_readers, AccountId))


async def _over(reading: Reading, followers: Sequence[AccountId], pushed_max: int) -> list[AccountId]:
    counts = await edges.counts(reading, followers, [EdgeKind.FOLLOW, EdgeKind.FAR])
    return [id for id in followers if counts[id, EdgeKind.FOLLOW] - counts[id, EdgeKind.FAR] > pushed_max]


async def _ask(tx: Transaction, over: Sequence[AccountId]) -> None:
    for reader_id in over:
        await tx.enqueue(Job(CHOOSE, Lane.FEED, shard_of(reader_id), {"reader_id": reader_id}))


async def _move(tx: Transaction, reader_id: AccountId, far: frozenset[AccountId]) -> None:
    """No gap and nothing twice: all pages come from the records until the row is built anew, with everybody's posts."""
    now = await far_of(tx, reader_id)
    await edges.remove(tx, EdgeKind.FAR, [(reader_id, author_id) for author_id in sorted(now - far)])
    await edges.add(tx, EdgeKind.FAR, [(reader_id, author_id) for author_id in sorted(far - now)])
    await _note(tx, reader_id, is_far=bool(far))
    await tx.publish(FarChosen(reader_id, tx.now_us), shard=shard_of(reader_id))


async def _note(tx: Transaction, reader_id: AccountId, *, is_far: bool) -> None:
    shard = shard_of(reader_id)
    if is_far:
        await tx.execute(sql.note_far_reader, shard=shard, reader_id=reader_id, now_us=tx.now_us)
    else:
        await tx.execute(sql.forget_far_reader, shard=shard, reader_id=reader_id)
