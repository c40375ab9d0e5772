"""Jobs that were given up are seen in every lane, and come back as new ones, once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contracts.adapters import adapters_of
from tests.contracts.processes import Process, Site
from tintype.flow.graves import Grave, graves, retry
from tintype.kernel.clock import SECOND_US
from tintype.ports.records import Job, Lane, Transaction


@pytest.fixture(params=adapters_of("jobs"))
async def site(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Site]:
    async with request.param(tmp_path) as made:
        yield made


async def given_up(process: Process, lane: Lane, kind: str, *numbers: int) -> None:
    async def body(tx: Transaction) -> None:
        for number in numbers:
            await tx.enqueue(Job(kind, lane, shard=number % 4096, args={"n": number}))

    await process.records.transact(body)
    while jobs := await process.jobs.take_due(lane, 100, 60):
        for job in jobs:
            await process.jobs.bury(job, "Traceback:\n" + "  a line\n" * 900 + f"Permanent: not {kind}")


async def shown(process: Process, lane: Lane | None = None, kind: str = "") -> list[Grave]:
    lanes = [lane] if lane else list(Lane)
    return [grave async for grave in graves(process.records, lanes, kind)]


async def test_every_lane_has_its_graves_with_when_and_why(site: Site) -> None:
    for n, lane in enumerate(Lane):
        await given_up(site.one, lane, f"kind.{lane.value}", n)
    buried_us = site.clock.now_us()
    site.clock.advance(600 * SECOND_US)
    found = await shown(site.other)
    assert {grave.lane for grave in found} == set(Lane)
    for grave in found:
        assert (grave.kind, grave.attempts, grave.buried_us) == (f"kind.{grave.lane.value}", 1, buried_us)
        assert grave.reason == f"Permanent: not {grave.kind}"
    (mail,) = await shown(site.other, Lane.MAIL)
    assert await shown(site.other, kind="kind.mail") == [mail]
    assert await shown(site.other, Lane.FEED, "kind.mail") == []


async def test_more_than_a_page_is_walked_and_retried_once(site: Site) -> None:
    await given_up(site.one, Lane.UPKEEP, "paint", *range(450))
    found = await shown(site.one)
    assert sorted(grave.args["n"] for grave in found) == list(range(450))
    ids = [grave.id for grave in found]
    both = await asyncio.gather(retry(site.one.records, ids), retry(site.other.records, ids))
    assert sum(both) == 450
    assert await shown(site.other) == []
    taken = await site.other.jobs.take_due(Lane.UPKEEP, 500, 60)
    assert len({job.args["n"] for job in taken}) == len(taken) > 0
    assert {job.attempt for job in taken} == {1}
    assert not {job.id for job in taken} & set(ids)


async def test_what_lives_is_left_alone(site: Site) -> None:
    await site.one.records.transact(lambda tx: tx.enqueue(Job("paint", Lane.FEED, shard=1)))
    (job,) = await site.one.jobs.take_due(Lane.FEED, 1, 60)
    assert await retry(site.one.records, [job.id]) == 0
    assert await shown(site.one) == []
    await site.one.jobs.done(job)
    assert await site.one.jobs.depth() == {}
