"""A job is leased to one worker at a time, and only the one that has the lease says what becomes of it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contracts.adapters import adapters_of
from tests.contracts.processes import Process, Site
from tintype.kernel.clock import SECOND_US
from tintype.ports.records import Job, Lane, Transaction


@pytest.fixture(params=adapters_of("jobs"))
async def site(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Site]:
    async with request.param(tmp_path) as made:
        yield made


async def enqueue(process: Process, *numbers: int, lane: Lane = Lane.MEDIA, due_us: int = 0) -> None:
    async def body(tx: Transaction) -> None:
        for number in numbers:
            await tx.enqueue(Job("paint", lane, shard=number % 4096, args={"n": number}, due_us=due_us))

    await process.records.transact(body)


async def take(process: Process, limit: int = 10, lane: Lane = Lane.MEDIA) -> list[int]:
    return [int(job.args["n"]) for job in await process.jobs.take_due(lane, limit, 60)]


async def test_a_job_comes_whole_and_once(site: Site) -> None:
    job = Job("paint", Lane.MEDIA, shard=4095, args={"n": 7, "colour": "Ölrot"})
    await site.one.records.transact(lambda tx: tx.enqueue(job))
    (taken,) = await site.other.jobs.take_due(Lane.MEDIA, 10, 60)
    assert (taken.kind, taken.lane, taken.shard, taken.args) == (job.kind, job.lane, job.shard, job.args)
    assert taken.attempt == 1
    assert await take(site.one) == []


async def test_jobs_of_a_body_that_fails_do_not_exist(site: Site) -> None:
    async def body(tx: Transaction) -> None:
        await tx.enqueue(Job("paint", Lane.MEDIA, shard=1))
        raise LookupError("no")

    with pytest.raises(LookupError):
        await site.one.records.transact(body)
    assert await site.one.jobs.depth() == {}


async def test_lanes_are_apart_and_the_longest_due_comes_first(site: Site) -> None:
    now_us = site.clock.now_us()
    await enqueue(site.one, 1, due_us=now_us - 10)
    await enqueue(site.one, 2, due_us=now_us - 30)
    await enqueue(site.one, 3, due_us=now_us + 1)
    await enqueue(site.one, 4, lane=Lane.FEED)
    assert await take(site.one, limit=1) == [2]
    assert await take(site.one) == [1]
    site.clock.advance(1)
    assert await take(site.other) == [3]
    assert await take(site.other, lane=Lane.FEED) == [4]


async def test_a_thousand_jobs_of_one_do_not_hold_up_another(site: Site) -> None:  # UP-32
    now_us = site.clock.now_us()
    many, few = 4096 * 1, 4096 * 2  # Whose shards are 0, but for the numbers added to them.
    await enqueue(site.one, *(many for _ in range(1000)), due_us=now_us - 1000)
    await enqueue(site.one, few + 7, few + 7, due_us=now_us - 10)
    # The longest due goes first. While it is being done, the turn is the other's.
    assert await take(site.one, limit=1) == [many]
    assert await take(site.other, limit=1) == [few + 7]
    assert await take(site.other, limit=4) == [many, few + 7, many, many]


async def test_whoever_was_served_last_comes_last(site: Site) -> None:  # UP-32
    now_us = site.clock.now_us()
    many, few = 4096 * 1, 4096 * 2 + 7
    await enqueue(site.one, *(many for _ in range(100)), due_us=now_us - 1000)
    (first,) = await site.one.jobs.take_due(Lane.MEDIA, 1, 60)
    await site.one.jobs.done(first)
    await enqueue(site.one, few, few, due_us=now_us - 10)
    for expected in (few, many, few, many, many):
        (job,) = await site.one.jobs.take_due(Lane.MEDIA, 1, 60)
        await site.one.jobs.done(job)
        assert job.args["n"] == expected


async def test_many_workers_at_once_never_share_a_job(site: Site) -> None:
    await enqueue(site.one, *range(60))
    taken: list[int] = []

    async def worker(process: Process) -> None:
        idle = 0
        while idle < 3:
            found = await take(process, limit=4)
            taken.extend(found)
            idle = 0 if found else idle + 1

    await asyncio.gather(*(worker(process) for _ in range(6) for process in (site.one, site.other)))
    assert sorted(taken) == list(range(60))


async def test_a_lease_that_runs_out_gives_the_job_to_another(site: Site) -> None:
    await enqueue(site.one, 1)
    (first,) = await site.one.jobs.take_due(Lane.MEDIA, 1, 60)
    site.clock.advance(61 * SECOND_US)
    (second,) = await site.other.jobs.take_due(Lane.MEDIA, 1, 60)
    assert (second.id, second.attempt) == (first.id, 2)


async def test_many_workers_at_once_after_a_lease_ran_out_never_share_the_job(site: Site) -> None:
    await enqueue(site.one, 1)
    await take(site.one)
    site.clock.advance(61 * SECOND_US)
    both = [process for _ in range(8) for process in (site.one, site.other)]
    found = await asyncio.gather(*(take(process) for process in both))
    assert sorted(found) == [[]] * 15 + [[1]]


async def test_who_has_lost_the_lease_changes_nothing(site: Site) -> None:
    await enqueue(site.one, 1)
    (paused,) = await site.one.jobs.take_due(Lane.MEDIA, 1, 60)
    site.clock.advance(61 * SECOND_US)
    (present,) = await site.other.jobs.take_due(Lane.MEDIA, 1, 60)
    before = await site.one.rows("SELECT state, due_us, attempts, error FROM jobs")
    await site.one.jobs.done(paused)
    await site.one.jobs.retry(paused, site.clock.now_us(), "late")
    await site.one.jobs.bury(paused, "late")
    assert not await site.one.jobs.extend(paused, 600)
    assert await site.one.rows("SELECT state, due_us, attempts, error FROM jobs") == before
    assert await site.other.jobs.extend(present, 600)
    await site.other.jobs.done(present)
    assert await site.one.jobs.depth() == {}


async def test_a_lease_that_ran_out_untaken_still_lets_its_holder_finish(site: Site) -> None:
    await enqueue(site.one, 1)
    (job,) = await site.one.jobs.take_due(Lane.MEDIA, 1, 60)
    site.clock.advance(61 * SECOND_US)
    await site.one.jobs.done(job)
    await site.one.jobs.done(job)
    assert await take(site.other) == []


async def test_a_renewed_lease_holds_on(site: Site) -> None:
    await enqueue(site.one, 1)
    (job,) = await site.one.jobs.take_due(Lane.MEDIA, 1, 60)
    site.clock.advance(50 * SECOND_US)
    assert await site.one.jobs.extend(job, 60)
    site.clock.advance(50 * SECOND_US)
    assert await take(site.other) == []


async def test_a_job_tried_again_waits_and_keeps_what_went_wrong(site: Site) -> None:
    await enqueue(site.one, 1)
    (job,) = await site.one.jobs.take_due(Lane.MEDIA, 1, 60)
    await site.one.jobs.retry(job, site.clock.now_us() + 5 * SECOND_US, "no paint" * 1000)
    assert await take(site.other) == []
    site.clock.advance(5 * SECOND_US)
    (again,) = await site.other.jobs.take_due(Lane.MEDIA, 1, 60)
    assert again.attempt == 2
    ((error,),) = await site.one.rows("SELECT error FROM jobs")
    assert error == ("no paint" * 1000)[:2000]


async def test_the_grave_is_visible_and_still(site: Site) -> None:
    await enqueue(site.one, 1, 2, 3)
    (job,) = await site.one.jobs.take_due(Lane.MEDIA, 1, 60)
    await site.one.jobs.bury(job, "cannot be")
    await site.one.jobs.take_due(Lane.MEDIA, 1, 60)
    await enqueue(site.one, 4, lane=Lane.FEED)
    assert await site.other.jobs.depth() == {
        ("media", "buried"): 1,
        ("media", "leased"): 1,
        ("media", "waiting"): 1,
        ("feed", "waiting"): 1,
    }
    site.clock.advance(600 * SECOND_US)
    assert len(await take(site.other)) == 2
    assert not await site.one.jobs.extend(job, 60)
