"""What a killed worker held is taken up when the next one starts, not a minute later."""

from tests.ground import Ground
from tintype.adapters.embedded.jobs import EmbeddedJobs
from tintype.ports.records import Job, Lane


async def test_a_new_worker_has_the_jobs_of_the_one_before(ground: Ground) -> None:
    jobs = EmbeddedJobs(ground.records)
    await ground.records.transact(lambda tx: tx.enqueue(Job("paint", Lane.MEDIA, 7)))
    (taken,) = await jobs.take_due(Lane.MEDIA, 5, 60)
    assert await jobs.take_due(Lane.MEDIA, 5, 60) == []
    assert await jobs.reclaim(60) == 1
    (again,) = await jobs.take_due(Lane.MEDIA, 5, 60)
    assert (again.id, again.attempt) == (taken.id, 2)


async def test_what_waits_long_for_its_next_attempt_goes_on_waiting(ground: Ground) -> None:
    jobs = EmbeddedJobs(ground.records)
    await ground.records.transact(lambda tx: tx.enqueue(Job("paint", Lane.UPKEEP, 7)))
    (taken,) = await jobs.take_due(Lane.UPKEEP, 5, 60)
    await jobs.retry(taken, ground.clock.now_us() + 600_000_000, "no paint")
    assert await jobs.reclaim(60) == 0
