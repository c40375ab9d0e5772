"""Jobs in SQLite: rows with leases. A lease is a due time in the future, so one that runs out needs no cleaning."""

import asyncio
from functools import partial
from json import loads

from tintype.kernel.clock import SECOND_US
from tintype.kernel.ids import JobId
from tintype.kernel.sql import Queries
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Lane, Reading, Records, Transaction

sql = Queries(__package__ or "", "jobs.sql")
ERROR_CHARACTERS_MAX = 2000


def _taken(  # noqa: PLR0917 (one argument a column)
    id: int, shard: int, lane: str, kind: str, args: str, attempts: int
) -> TakenJob:
    return TakenJob(JobId(id), shard, Lane(lane), kind, loads(args), attempts + 1)


class EmbeddedJobs:
    """See ports/jobs.py."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._moved = {lane: asyncio.Event() for lane in Lane}

    def hint(self, lanes: frozenset[str]) -> None:
        """Wake the workers of these lanes."""
        for lane in lanes:
            self._moved[Lane(lane)].set()

    async def take_due(self, lane: Lane, limit: int, lease_s: float) -> list[TakenJob]:
        self._moved[lane].clear()
        # A look first: an idle worker asks twice a second, and must not take the write lock for it.
        if not await self._records.look(partial(_due, lane, 1)):
            return []
        return await self._records.transact(partial(_take, lane, limit, int(lease_s * SECOND_US)))

    async def done(self, job: TakenJob) -> None:
        await self._records.transact(lambda tx: tx.execute(sql.finish_job, shard=job.shard, id=job.id))

    async def retry(self, job: TakenJob, due_us: int, error: str) -> None:
        note = error[:ERROR_CHARACTERS_MAX]
        await self._records.transact(
            lambda tx: tx.execute(sql.postpone_job, shard=job.shard, id=job.id, due_us=due_us, error=note)
        )

    async def bury(self, job: TakenJob, error: str) -> None:
        note = error[:ERROR_CHARACTERS_MAX]
        await self._records.transact(
            lambda tx: tx.execute(sql.bury_job, shard=job.shard, id=job.id, error=note)
        )

    async def extend(self, job: TakenJob, lease_s: float) -> None:
        lease_us = int(lease_s * SECOND_US)
        await self._records.transact(
            lambda tx: tx.execute(
                sql.extend_job, shard=job.shard, id=job.id, lease_until_us=tx.now_us + lease_us
            )
        )

    async def reclaim(self, lease_s: float) -> int:
        """Make due what the last worker held when it died; how many jobs. For the one worker, as it starts.

        A job that waits for its next attempt within the lease is taken a little early, which harms nobody.
        """

        async def body(tx: Transaction) -> int:
            until_us = tx.now_us + int(lease_s * SECOND_US)
            lanes = [lane.value for lane in Lane]
            return await tx.execute(sql.reclaim_jobs, lanes=lanes, now_us=tx.now_us, lease_until_us=until_us)

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


def _depth(lane: str, state: str, n: int) -> tuple[str, str, int]:
    return lane, state, n


async def _due(lane: Lane, limit: int, reading: Reading) -> list[TakenJob]:
    return await reading.fetch(sql.due_jobs, _taken, lane=lane.value, now_us=reading.now_us, limit=limit)


async def _take(lane: Lane, limit: int, lease_us: int, tx: Transaction) -> list[TakenJob]:
    jobs = await _due(lane, limit, tx)
    if jobs:
        await tx.execute(sql.lease_jobs, ids=[job.id for job in jobs], lease_until_us=tx.now_us + lease_us)
    return jobs
