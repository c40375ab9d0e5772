"""Jobs as rows with leases. A lease is a due time in the future, so one that runs out needs no cleaning.

Workers look for what is due without locks and then lease it by a conditional update: of several who want one row the
first gets it, and the others look again.
"""

import asyncio
import itertools
from functools import partial
from json import loads

from tintype.kernel.clock import SECOND_US
from tintype.kernel.ids import JobId
from tintype.kernel.sql import Queries, Query
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Lane, Reading, Records, Transaction

sql = Queries(__package__ or "", "jobs.sql")
ERROR_CHARACTERS_MAX = 2000
# Of a longer queue the oldest take turns. A look costs 1 µs for each of them, beside the 230 ms of a photo.
LOOKED_AT = 10_000
HEADS = 256  # Of so many the one whose shard was served longest ago is chosen.
ROUNDS_MAX = 3  # Of a worker whom others forestall; what is left by then, the next poll finds.


def _taken(  # noqa: PLR0917 (one argument a column)
    id: int, shard: int, lane: str, kind: str, args: str, attempts: int
) -> TakenJob:
    return TakenJob(JobId(id), shard, Lane(lane), kind, loads(args), attempts)


class RowJobs:
    """See ports/jobs.py."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._moved = {lane: asyncio.Event() for lane in Lane}
        self._rounds = itertools.count(1)
        self._served: dict[tuple[Lane, int], int] = {}
        """When this process last took a job of a shard: the older one of two is not always the one to go first."""

    def hint(self, lanes: frozenset[str]) -> None:
        """Wake the workers of these lanes."""
        for lane in lanes:
            self._moved[Lane(lane)].set()

    async def take_due(self, lane: Lane, limit: int, lease_s: float) -> list[TakenJob]:
        self._moved[lane].clear()
        for _ in range(ROUNDS_MAX):
            # A look first: an idle worker asks twice a second, and must not take the write lock for it.
            heads = await self._records.look(partial(_due, lane, limit, int(lease_s * SECOND_US)))
            if not heads:
                return []
            heads.sort(key=lambda head: (head[2], self._served.get((lane, head[1]), 0)))
            due = [id for id, _, _ in heads[:limit]]
            taken = await self._records.transact(partial(_take, due, int(lease_s * SECOND_US)))
            if taken:
                self._served |= {(lane, job.shard): next(self._rounds) for job in taken}
                return taken
        return []

    async def done(self, job: TakenJob) -> None:
        await self._change(sql.finish_job, job)

    async def retry(self, job: TakenJob, due_us: int, error: str) -> None:
        await self._change(sql.postpone_job, job, due_us=due_us, error=error[:ERROR_CHARACTERS_MAX])

    async def bury(self, job: TakenJob, error: str) -> None:
        lease = {"shard": job.shard, "id": job.id, "attempt": job.attempt}
        why = error[-ERROR_CHARACTERS_MAX:]  # What went wrong stands at the end of a traceback.
        await self._records.transact(
            lambda tx: tx.execute(sql.bury_job, **lease, error=why, now_us=tx.now_us)
        )

    async def extend(self, job: TakenJob, lease_s: float) -> bool:
        lease_us = int(lease_s * SECOND_US)

        async def body(tx: Transaction) -> bool:
            lease = {"shard": job.shard, "id": job.id, "attempt": job.attempt}
            return await tx.execute(sql.extend_job, **lease, lease_until_us=tx.now_us + lease_us) > 0

        return await self._records.transact(body)

    async def depth(self) -> dict[tuple[str, str], int]:
        async def count(reading: Reading) -> list[tuple[str, str, int]]:
            return await reading.fetch(sql.job_depth, _depth, now_us=reading.now_us)

        return {(lane, state): n for lane, state, n in await self._records.look(count)}

    async def wait(self, lane: Lane, timeout_s: float) -> None:
        try:
            async with asyncio.timeout(timeout_s):
                await self._moved[lane].wait()
        except TimeoutError:
            return  # Polling is the truth: retries and run-out leases become due without a hint.

    async def _change(self, query: Query, job: TakenJob, **values: int | str) -> None:
        lease = {"shard": job.shard, "id": job.id, "attempt": job.attempt}
        await self._records.transact(lambda tx: tx.execute(query, **lease, **values))


def _depth(lane: str, state: str, n: int) -> tuple[str, str, int]:
    return lane, state, n


def _head(id: int, shard: int, turn: int) -> tuple[int, int, int]:
    return id, shard, turn


async def _due(lane: Lane, limit: int, lease_us: int, reading: Reading) -> list[tuple[int, int, int]]:
    return await reading.fetch(
        sql.due_jobs,
        _head,
        lane=lane.value,
        now_us=reading.now_us,
        leased_us=reading.now_us + lease_us,
        looked_at=max(limit, LOOKED_AT),
        limit=max(limit, HEADS),
    )


async def _take(due: list[int], lease_us: int, tx: Transaction) -> list[TakenJob]:
    until_us = tx.now_us + lease_us
    taken = await tx.fetch(sql.lease_jobs, _taken, ids=due, now_us=tx.now_us, lease_until_us=until_us)
    return sorted(taken, key=lambda job: due.index(job.id))
