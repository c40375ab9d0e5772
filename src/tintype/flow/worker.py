"""The job worker: takes due jobs of one lane under a lease and runs them."""

import asyncio
import random
import traceback
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import structlog

from tintype.flow.retry import ATTEMPTS_MAX, Permanent, next_wait_s
from tintype.kernel.clock import SECOND_US, Clock
from tintype.kernel.problems import Unavailable
from tintype.ports.jobs import Jobs, TakenJob
from tintype.ports.records import Lane

log = structlog.get_logger("tintype.flow")

LEASE_S = 20.0  # A killed worker's jobs come back this much later; a renewal every third of it costs one row.
POLL_S = 1.0

JobHandler = Callable[[TakenJob], Awaitable[None]]


class JobWorker:
    """Runs the jobs of one lane, `at_once` at a time. A job kind without a handler fails visibly."""

    def __init__(
        self,
        jobs: Jobs,
        lane: Lane,
        handlers: Mapping[str, JobHandler],
        clock: Clock,
        *,
        at_once: int = 1,
        attempts_max: int = ATTEMPTS_MAX,
    ) -> None:
        self._jobs = jobs
        self._lane = lane
        self._handlers = handlers
        self._clock = clock
        self._at_once = at_once
        self._attempts_max = attempts_max
        self._rng = random.Random()

    async def run(self) -> None:
        """Work until cancelled; running jobs that are cancelled come back when their lease ends."""
        running: set[asyncio.Task[None]] = set()
        async with asyncio.TaskGroup() as group:
            while True:
                room = self._at_once - len(running)
                try:
                    taken = await self._jobs.take_due(self._lane, room, LEASE_S) if room else []
                except Exception:  # noqa: BLE001 — the worker: a failing store must not end it
                    log.error("jobs_unavailable", lane=self._lane.value, error=traceback.format_exc())
                    await asyncio.sleep(POLL_S)
                    continue
                for job in taken:
                    task = group.create_task(self._run_one(job))
                    running.add(task)
                    task.add_done_callback(running.discard)
                if len(running) >= self._at_once:
                    await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                elif not taken:
                    await self._jobs.wait(self._lane, POLL_S)

    async def run_due(self, limit: int = 100) -> int:
        """Run what is due now, one after another, and say how many there were."""
        taken = await self._jobs.take_due(self._lane, limit, LEASE_S)
        for job in taken:
            await self._run_one(job)
        return len(taken)

    async def _run_one(self, job: TakenJob) -> None:
        attempt = asyncio.create_task(self._attempt(job))
        keeper = asyncio.create_task(self._keep_lease(job))
        try:
            # The keeper ends first only when the job is another worker's: then this one lets go of it.
            await asyncio.wait({attempt, keeper}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            keeper.cancel()
            attempt.cancel()
            await asyncio.gather(attempt, keeper, return_exceptions=True)
        if attempt.done() and not attempt.cancelled() and (error := attempt.exception()) is not None:
            # How it ended could not be noted: the lease runs out, and the job is tried again.
            log.error("job_unsettled", kind=job.kind, id=job.id, error=repr(error))

    async def _attempt(self, job: TakenJob) -> None:
        try:
            handler = self._handlers.get(job.kind)
            if handler is None:
                raise Permanent(f"no handler for jobs of kind {job.kind}")
            await handler(job)
        except Exception as error:  # noqa: BLE001 — the worker: a job must never end its worker
            await self._fail(job, error)
        else:
            await self._settle(partial(self._jobs.done, job))

    async def _settle(self, note: Callable[[], Awaitable[None]]) -> None:
        """Note how a job ended; again while the store is away, or it would wait for its lease to run out."""
        give_up_s = asyncio.get_running_loop().time() + LEASE_S
        while True:
            try:
                return await note()
            except Unavailable:
                if asyncio.get_running_loop().time() + POLL_S > give_up_s:
                    raise
            await asyncio.sleep(POLL_S)

    async def _fail(self, job: TakenJob, error: Exception) -> None:
        note = "".join(traceback.format_exception(error))
        wait_s = next_wait_s(error, job.attempt, self._rng.random(), self._attempts_max)
        log.warning(
            "job_failed", kind=job.kind, id=job.id, attempt=job.attempt, again_in_s=wait_s, error=note
        )
        if wait_s is None:
            await self._settle(partial(self._jobs.bury, job, note))
        else:
            due_us = self._clock.now_us() + int(wait_s * SECOND_US)
            await self._settle(partial(self._jobs.retry, job, due_us, note))

    async def _keep_lease(self, job: TakenJob) -> None:
        """Renew until cancelled; returns when the lease has passed to another worker."""
        while True:
            await asyncio.sleep(LEASE_S / 3)
            try:
                is_held = await self._jobs.extend(job, LEASE_S)
            except Unavailable as error:
                log.warning("lease_not_renewed", kind=job.kind, id=job.id, error=repr(error))
                continue
            if not is_held:
                log.warning("lease_lost", kind=job.kind, id=job.id, attempt=job.attempt)
                return
