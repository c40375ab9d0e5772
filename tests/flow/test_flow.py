"""Consumers, the tail and jobs on real records."""

import asyncio
import contextlib

import pytest

from tests.ground import Ground
from tintype.adapters.embedded.jobs import EmbeddedJobs
from tintype.flow import Consumer, ConsumerRunner, JobWorker, LogTail, Permanent
from tintype.flow.consumers import ATTEMPTS_MAX
from tintype.flow.retry import ATTEMPTS_MAX as TRIES
from tintype.flow.retry import next_wait_s
from tintype.graph import Followed, Unfollowed
from tintype.kernel.events import Recorded
from tintype.kernel.ids import AccountId
from tintype.kernel.problems import Unavailable
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Job, Lane, Transaction


async def publish(ground: Ground, *numbers: int) -> None:
    async def body(tx: Transaction) -> None:
        for number in numbers:
            event = Followed(AccountId(number), AccountId(2), tx.now_us)
            await tx.publish(event, shard=1)

    await ground.records.transact(body)


async def test_a_consumer_hears_every_event_of_its_kinds_once_and_in_order(ground: Ground) -> None:
    heard: list[int] = []

    async def handle(recorded: Recorded) -> None:
        assert isinstance(recorded.event, Followed)
        heard.append(recorded.event.follower_id)

    await publish(ground, 1, 2, 3)
    consumer = Consumer("test", frozenset({Followed.kind}), handle)
    runner = ConsumerRunner(ground.log, consumer)
    assert await runner.step()
    assert not await runner.step()
    await publish(ground, 4)
    again = ConsumerRunner(ground.log, consumer)
    assert again.lag >= 1
    assert await again.step()
    assert heard == [1, 2, 3, 4]


async def test_a_place_is_noted_at_the_end_of_the_log_and_now_and_then_before_it(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tintype.flow.consumers.BATCH", 2)
    heard: list[int] = []

    async def handle(recorded: Recorded) -> None:
        heard.append(recorded.seq)

    consumer = Consumer("test", frozenset({Followed.kind}), handle)
    runner = ConsumerRunner(ground.log, consumer)
    await publish(ground, 1)
    await runner.step()
    assert await ground.log.position("test") == 1
    await publish(ground, 2, 3, 4, 5, 6)
    await runner.step()
    await runner.step()
    assert await ground.log.position("test") == 1, "there is more to do"
    again = ConsumerRunner(ground.log, consumer)
    while await again.step():
        pass
    assert heard == [1, 2, 3, 4, 5, 2, 3, 4, 5, 6]
    assert await ground.log.position("test") == 6
    monkeypatch.setattr("tintype.flow.consumers.NOTE_S", 0.0)
    await publish(ground, 7, 8, 9)
    await again.step()
    assert await ground.log.position("test") == 8


async def test_a_place_is_noted_when_a_worker_stops_on_its_way(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tintype.flow.consumers.BATCH", 1)
    busy = asyncio.Event()

    async def handle(recorded: Recorded) -> None:
        if recorded.seq == 3:
            busy.set()
            await asyncio.Event().wait()

    runner = ConsumerRunner(ground.log, Consumer("test", frozenset({Followed.kind}), handle))
    await publish(ground, 1)
    await runner.step()
    await publish(ground, 2, 3)
    running = asyncio.create_task(runner.run())
    await busy.wait()
    assert await ground.log.position("test") == 1
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    assert await ground.log.position("test") == 2


async def test_other_kinds_are_passed(ground: Ground) -> None:
    heard: list[Recorded] = []

    async def handle(recorded: Recorded) -> None:
        heard.append(recorded)

    await publish(ground, 1)
    runner = ConsumerRunner(ground.log, Consumer("other", frozenset({Unfollowed.kind}), handle))
    assert await runner.step()
    assert heard == []
    assert runner.lag == 0


async def test_a_poison_event_is_buried_and_passed(ground: Ground, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("tintype.flow.consumers.WAIT_S", 0.0)
    tries: list[int] = []

    async def handle(recorded: Recorded) -> None:
        assert isinstance(recorded.event, Followed)
        tries.append(recorded.event.follower_id)
        if recorded.event.follower_id == 1:
            raise ValueError("poison")

    await publish(ground, 1, 2)
    runner = ConsumerRunner(ground.log, Consumer("poisoned", frozenset({Followed.kind}), handle))
    await runner.step()
    assert tries == [1] * ATTEMPTS_MAX + [2]
    rows = await ground.rows("SELECT consumer, error FROM dead_events")
    assert rows[0][0] == "poisoned"
    assert "poison" in rows[0][1]


async def test_an_event_waits_for_a_store_that_is_away(ground: Ground) -> None:
    is_away = True
    heard: list[int] = []

    async def handle(recorded: Recorded) -> None:
        if is_away:
            raise Unavailable("redis: the server is gone")
        heard.append(recorded.seq)

    await publish(ground, 1, 2)
    runner = ConsumerRunner(ground.log, Consumer("waiting", frozenset({Followed.kind}), handle))
    for _ in range(2 * ATTEMPTS_MAX):
        with pytest.raises(Unavailable):
            await runner.step()
    is_away = False
    assert await runner.step()
    assert len(heard) == 2
    assert await ground.rows("SELECT consumer FROM dead_events") == []


async def test_the_tail_applies_what_was_committed_before(ground: Ground) -> None:
    tail = LogTail(ground.log)
    heard: list[int] = []
    tail.subscribe([Followed.kind], lambda recorded: heard.append(recorded.seq), heard.clear)
    assert tail.is_current
    await publish(ground, 1, 2)
    assert not tail.is_current
    await tail.catch_up()
    assert tail.is_current
    assert len(heard) == 2


async def test_a_tail_far_behind_forgets_everything_instead(ground: Ground, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("tintype.flow.tail.BEHIND_MAX", 2)
    tail = LogTail(ground.log)
    heard: list[object] = ["old"]
    tail.subscribe([Followed.kind], heard.append, heard.clear)
    await publish(ground, 1, 2, 3)
    await tail.catch_up()
    assert tail.is_current
    assert heard == []


async def test_jobs_run_once_fail_with_growing_waits_and_end_in_a_visible_grave(ground: Ground) -> None:
    jobs = EmbeddedJobs(ground.records)
    ran: list[str] = []

    async def good(job: TakenJob) -> None:
        ran.append(str(job.args["name"]))

    async def hopeless(job: TakenJob) -> None:
        raise Permanent("cannot be")

    async def flaky(job: TakenJob) -> None:
        raise ValueError("not now")

    handlers = {"good": good, "hopeless": hopeless, "flaky": flaky}
    worker = JobWorker(jobs, Lane.UPKEEP, handlers, ground.clock)

    async def body(tx: Transaction) -> None:
        for kind in ("good", "hopeless", "flaky", "unknown"):
            await tx.enqueue(Job(kind, Lane.UPKEEP, shard=9, args={"name": kind}))

    await ground.records.transact(body)
    assert await worker.run_due() == 4
    assert ran == ["good"]
    rows = dict(await ground.rows("SELECT kind, state FROM jobs"))
    assert rows == {"hopeless": 1, "flaky": 0, "unknown": 1}
    assert await worker.run_due() == 0
    ground.clock.advance(3_000_000)
    assert await worker.run_due() == 1


async def test_a_lease_that_runs_out_gives_the_job_back(ground: Ground) -> None:
    jobs = EmbeddedJobs(ground.records)
    await ground.records.transact(lambda tx: tx.enqueue(Job("slow", Lane.MEDIA, shard=1)))
    first = await jobs.take_due(Lane.MEDIA, 5, lease_s=60)
    assert [job.attempt for job in first] == [1]
    assert await jobs.take_due(Lane.MEDIA, 5, lease_s=60) == []
    ground.clock.advance(61_000_000)
    second = await jobs.take_due(Lane.MEDIA, 5, lease_s=60)
    assert [(job.id, job.attempt) for job in second] == [(first[0].id, 2)]


def test_waits_grow_and_end() -> None:
    assert [next_wait_s(ValueError(), attempt, 0.0) for attempt in (1, 2, 3)] == [1.0, 2.0, 4.0]
    assert next_wait_s(ValueError(), 2, 0.999) < 4.0  # type: ignore[operator]
    assert next_wait_s(ValueError(), TRIES, 0.5) is None
    assert next_wait_s(Permanent(), 1, 0.5) is None


async def test_how_a_job_ended_is_noted_when_the_store_is_back(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tintype.flow.worker.POLL_S", 0.01)
    ran: list[int] = []
    refused: list[int] = []

    class Away(EmbeddedJobs):
        async def done(self, job: TakenJob) -> None:
            if len(refused) < 3:
                refused.append(job.id)
                raise Unavailable("the database starts again")
            await super().done(job)

    async def once(job: TakenJob) -> None:
        ran.append(job.id)

    worker = JobWorker(Away(ground.records), Lane.UPKEEP, {"once": once}, ground.clock)
    await ground.records.transact(lambda tx: tx.enqueue(Job("once", Lane.UPKEEP, shard=9)))
    assert await worker.run_due() == 1
    assert (len(ran), len(refused)) == (1, 3)
    assert await ground.rows("SELECT kind FROM jobs") == []
