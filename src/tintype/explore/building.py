"""The making of all pools, every few hours: in batches, shard after shard, beside a running site.

Each person's pool is replaced as a whole. A making that breaks off leaves what was there; the next look goes on with
the shard that it had come to, after learning again, which costs a minute or two.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tintype.explore import store
from tintype.explore.gathering import SHARDS_AT_ONCE, active_people, people_of, posts_of_all
from tintype.explore.learning import Learnt, learn
from tintype.explore.model import LEARNT_MAX, Pool
from tintype.explore.pooling import AT_ONCE, group_pools, pools_of
from tintype.explore.store import Build
from tintype.kernel.clock import HOUR_US, MINUTE_US, Clock
from tintype.kernel.ids import SHARDS, AccountId, compose, first_id_at
from tintype.ports.records import Records, Transaction

GIVEN_UP_US = (
    15 * MINUTE_US
)  # A making that has not moved for so long has broken off; learning takes some of them.
Progress = Callable[[str, int, int], None]


def _untold(_what: str, _done: int, _all: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Building:
    """Makes pools of `size` posts about every `hours`."""

    records: Records
    clock: Clock
    size: int
    hours: int

    async def if_due(self) -> int:
        """Make, or go on making, if it is time; how many pools were made."""
        last = await self.records.look(store.build)
        now_us = self.clock.now_us()
        if last is not None and last.ended_us and now_us - last.ended_us < self.hours * HOUR_US:
            return 0
        if last is not None and not last.ended_us and now_us - last.moved_us < GIVEN_UP_US:
            return 0  # Another worker is at it.
        return await self.all(went_on=last if last is not None and not last.ended_us else None)

    async def all(self, progress: Progress = _untold, *, went_on: Build | None = None) -> int:
        """Make every pool; how many."""
        began_us = self.clock.now_us()
        build_id = went_on.id if went_on else compose(began_us, 0, 0)
        start = went_on.next_shard if went_on else 0
        await self._note(build_id, start)
        learnt = await self._learnt(progress)
        await self._note(build_id, start)  # It has moved: reading and learning may take minutes.
        pools = await asyncio.to_thread(group_pools, learnt, self.size)
        await self.records.transact(lambda tx: store.put_groups(tx, build_id, pools))
        made = 0
        for first in range(start, SHARDS, SHARDS_AT_ONCE):
            made += await self._some(learnt, range(first, first + SHARDS_AT_ONCE), build_id)
            progress("pools", first + SHARDS_AT_ONCE, SHARDS)

        async def end(tx: Transaction) -> None:
            await store.put_build(tx, build_id, SHARDS, tx.now_us)
            await tx.execute(store.sql.forget_fresh, before=first_id_at(began_us - MINUTE_US))

        await self.records.transact(end)
        return made

    async def _learnt(self, progress: Progress) -> Learnt:
        posts = await posts_of_all(self.records, lambda done, n: progress("posts", done, n))
        now_us = self.clock.now_us()
        # Ids begin with the time and the shard says nothing: the first shards are as good a draw as any.
        ids = await active_people(self.records, range(SHARDS), LEARNT_MAX)
        people = await people_of(self.records, ids, posts, now_us)
        return await asyncio.to_thread(
            learn, posts, people, now_us, lambda done, n: progress("tastes", done, n)
        )

    async def _some(self, learnt: Learnt, shards: Sequence[int], build_id: int) -> int:
        """Pools of everybody who is active in some shards; what the last making left there goes."""
        ids = await active_people(self.records, shards)
        for at in range(0, len(ids), AT_ONCE):
            pools = await self._pools(learnt, ids[at : at + AT_ONCE])
            await self.records.transact(lambda tx, pools=pools: store.put_pools(tx, build_id, pools))

        async def done(tx: Transaction) -> None:
            for shard in shards:
                await tx.execute(store.sql.forget_pools, shard=shard, build_id=build_id)
            await store.put_build(tx, build_id, shards[-1] + 1)

        await self.records.transact(done)
        return len(ids)

    async def _pools(self, learnt: Learnt, ids: Sequence[AccountId]) -> dict[AccountId, Pool]:
        """Pools of those of some people of whom anything is known, or who want to find what is marked sensitive: no
        group's pool has it, and such a pool is what the others are shown.
        """
        people = learnt.people_with(ids) or await people_of(
            self.records, ids, learnt.posts, self.clock.now_us()
        )
        pools = await asyncio.to_thread(pools_of, learnt, people, self.size)
        known = (people.liked.sizes() + people.near.sizes() > 0) | people.finds_marked
        found = zip(people.ids.tolist(), pools, known.tolist(), strict=True)
        return {AccountId(id): pool for id, pool, is_known in found if is_known}

    async def _note(self, build_id: int, shard: int) -> None:
        await self.records.transact(lambda tx: store.put_build(tx, build_id, shard))
