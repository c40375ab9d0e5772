"""Several workers: each consumer, chore and job is one worker's at a time, and passes on when that one is gone."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contracts.adapters import adapters_of
from tests.contracts.processes import Process, Site, number_of
from tests.contracts.waiting import until
from tintype.flow import Chore, Consumer, ConsumerRunner, JobWorker, LogTail, Upkeep
from tintype.graph import Followed
from tintype.kernel.clock import SECOND_US
from tintype.kernel.events import Recorded
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Job, Lane


@pytest.fixture(params=adapters_of("event_log"))
async def site(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Site]:
    async with request.param(tmp_path) as made:
        yield made


class Hearing:
    """A consumer that notes what it hears, and can be held up in the middle."""

    def __init__(self, process: Process) -> None:
        self.heard: list[int] = []
        self.goes_on = asyncio.Event()
        self.goes_on.set()
        consumer = Consumer("test", frozenset({Followed.kind}), self.hear)
        self.runner = ConsumerRunner(process.log, consumer, process.leases)

    async def hear(self, recorded: Recorded) -> None:
        self.heard.append(number_of(recorded))
        await self.goes_on.wait()


async def published(site: Site, *numbers: int) -> None:
    await site.one.publish(*numbers)
    await site.one.carry()
    await site.other.carry()


async def test_a_consumer_is_carried_by_one_worker_and_passes_on_when_that_one_is_gone(site: Site) -> None:
    one, other = Hearing(site.one), Hearing(site.other)
    await published(site, 1, 2)
    assert await one.runner.step()
    assert not await other.runner.step()
    site.clock.advance(60 * SECOND_US)
    await published(site, 3)
    assert await other.runner.step()
    assert not await one.runner.step()
    assert (one.heard, other.heard) == ([1, 2], [3])


async def test_a_worker_that_was_paused_cannot_note_a_place_any_more(site: Site) -> None:
    one, other = Hearing(site.one), Hearing(site.other)
    await published(site, 1)
    one.goes_on.clear()
    paused = asyncio.create_task(one.runner.step())
    await until(lambda: one.heard == [1], "the first worker to be in the middle")
    site.clock.advance(60 * SECOND_US)
    other.goes_on.clear()
    taking_over = asyncio.create_task(other.runner.step())
    await until(lambda: other.heard == [1], "the second to have taken over")
    one.goes_on.set()
    await paused
    assert await site.one.log.position("test") == 0, "its fence is old"
    other.goes_on.set()
    await taking_over
    assert await site.one.log.position("test") == site.one.log.head()


async def test_a_worker_that_was_paused_in_a_batch_does_not_go_on_with_it(site: Site) -> None:
    one, other = Hearing(site.one), Hearing(site.other)
    await published(site, 1, 2, 3)
    one.goes_on.clear()
    paused = asyncio.create_task(one.runner.step())
    await until(lambda: one.heard == [1], "the first worker to be in the middle")
    site.clock.advance(60 * SECOND_US)
    assert await other.runner.step()
    one.goes_on.set()
    assert not await paused
    assert (one.heard, other.heard) == ([1], [1, 2, 3])


async def test_a_worker_whose_fence_is_older_than_the_noted_one_handles_nothing(site: Site) -> None:
    one = Hearing(site.one)
    await published(site, 1, 2)
    await site.other.log.advance("test", 0, fence=99)
    assert not await one.runner.step()
    assert one.heard == []


async def test_a_worker_that_ends_gives_its_consumers_back(site: Site) -> None:
    one, other = Hearing(site.one), Hearing(site.other)
    await published(site, 1)
    running = asyncio.create_task(one.runner.run())
    await until(lambda: one.heard == [1], "the first worker")
    running.cancel()
    await asyncio.wait({running})
    await published(site, 2)
    assert await other.runner.step()
    assert other.heard[-1] == 2


async def test_a_chore_is_done_once_for_all_workers(site: Site) -> None:
    done: list[str] = []

    def upkeep(process: Process, name: str) -> Upkeep:
        async def act() -> int:
            done.append(name)
            return 1

        return Upkeep([Chore("sweep", 0.02, act)], process.leases)

    async with asyncio.TaskGroup() as group:
        workers = [
            group.create_task(upkeep(process, name).run())
            for process, name in ((site.one, "one"), (site.other, "other"))
        ]
        await until(lambda: len(done) >= 4, "somebody to come round to it again and again")
        assert len(set(done)) == 1, "the clock of the leases stands, so it stays with whoever came first"
        for worker in workers:
            worker.cancel()


async def test_a_worker_lets_go_of_a_job_that_has_become_another_s(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tintype.flow.worker.LEASE_S", 0.06)
    began: list[TakenJob] = []
    cut_off: list[TakenJob] = []

    async def slow(job: TakenJob) -> None:
        began.append(job)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cut_off.append(job)
            raise

    await site.one.records.transact(lambda tx: tx.enqueue(Job("slow", Lane.MEDIA, shard=1)))
    working = asyncio.create_task(JobWorker(site.one.jobs, Lane.MEDIA, {"slow": slow}, site.clock).run_due())
    await until(lambda: bool(began), "the job to begin")
    taken: list[TakenJob] = []
    while not taken:
        site.clock.advance(60 * SECOND_US)  # Again, if the first has just renewed its lease.
        taken = await site.other.jobs.take_due(Lane.MEDIA, 1, 600)
    await working
    assert [job.attempt for job in cut_off] == [1]
    assert taken[0].attempt == 2
    assert await site.other.jobs.extend(taken[0], 600), "nothing was done to it"


async def test_facts_without_a_place_are_applied_at_once_and_too_many_mean_forgetting(site: Site) -> None:
    heard: list[object] = []
    tail = LogTail(site.one.log)
    tail.subscribe([Followed.kind], heard.append, heard.clear)
    await published(site, 1)
    (fact,) = await site.one.log.after(0, 10)
    tail.apply_now([fact])
    assert heard == [fact]
    tail.apply_now([fact] * 2001)
    assert heard == []
