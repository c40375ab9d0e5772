"""What time does to archives, and what a worker that dies does not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.ground import viewer_of
from tests.portability.carrying import brings, counted, exported, report, sends, shown
from tests.world import World, world_in
from tintype.kernel.clock import DAY_US, HOUR_US, SECOND_US, ManualClock, SystemClock
from tintype.kernel.ids import AccountId
from tintype.media.making.pool import MediaPool
from tintype.ports.records import Lane

LEASE_S = 20.0
ROUNDS = 6


@pytest.fixture
async def slow_world(tmp_path: Path, media_pool: MediaPool) -> AsyncIterator[tuple[World, ManualClock]]:
    """A site whose clock is moved by hand."""
    clock = ManualClock(SystemClock().now_us())
    async with world_in(tmp_path / "data", media_pool, clock=clock) as world:
        yield world, clock


async def test_an_archive_is_gone_after_a_day(slow_world: tuple[World, ManualClock]) -> None:  # LC-03
    world, clock = slow_world
    ana = await world.person("ana")
    found, _ = await exported(ana)
    clock.advance(DAY_US - HOUR_US)
    await world.settle()
    assert (await ana.call("GET", found["url"])).status_code == 200
    clock.advance(HOUR_US)
    assert (await ana.call("GET", found["url"])).status_code == 404  # at once, whoever tidies up later
    await world.settle()
    over = await ana.does("GET", f"/v1/me/exports/{found['id']}")
    assert (over["state"], "url" in over) == ("over", False)
    row = (await world.api.subjects.desk.exports.newest(viewer_of(AccountId(int(ana.id)))))[0]
    assert await world.adapters.blobs.size(row.blob) is None


async def test_an_archive_that_nobody_begins_with_is_let_go(
    slow_world: tuple[World, ManualClock],
) -> None:
    world, clock = slow_world
    ana = await world.person("ana")
    await ana.posts("Mine")
    await world.settle()
    _, archive = await exported(ana)
    looked = await sends(ana, archive)
    clock.advance(7 * DAY_US + SECOND_US)
    await world.settle()
    assert (await shown(ana, looked["id"]))["state"] == "given_up"


async def test_what_a_dying_worker_leaves_is_taken_up(
    slow_world: tuple[World, ManualClock],
) -> None:
    """Its jobs are lost with it again and again, at every step; each thing is here once in the end."""
    world, clock = slow_world
    ana, eve = await world.person("ana"), await world.person("eve")
    for number in range(6):
        await ana.posts(f"Post {number}")
        await world.settle()
        clock.advance(SECOND_US)
    _, archive = await exported(ana)
    looked = await sends(eve, archive)
    await eve.does("PATCH", f"/v1/me/imports/{looked['id']}", json={"state": "running"})
    for _ in range(ROUNDS):
        lost = await world.adapters.jobs.take_due(Lane.BAGGAGE, 100, LEASE_S)
        await world.worker.step()
        clock.advance(int((LEASE_S + 1) * SECOND_US) if lost else SECOND_US)
        await world.worker.step()
    await world.settle()
    done = await shown(eve, looked["id"])
    assert done["state"] == "done"
    assert counted(done, "post")["brought"] == 6
    cards = await eve.pages(f"/v1/users/{eve.id}/posts")
    assert [card["caption"] for card in cards] == [f"Post {number}" for number in reversed(range(6))]


async def test_what_had_no_room_is_brought_when_there_is(
    slow_world: tuple[World, ManualClock],
) -> None:
    world, _ = slow_world
    ana, eve = await world.person("ana"), await world.person("eve")
    for _ in range(3):
        await ana.posts("Heavy")
    await world.settle()
    _, archive = await exported(ana)
    looked = await sends(eve, archive)
    quota = world.worker.subjects.media.uploads.quota
    enough = quota.bytes_max
    object.__setattr__(quota, "bytes_max", 1)
    full = await brings(eve, looked["id"])
    assert (counted(full, "post")["left_out"], full["can_retry"]) == (3, True)
    assert {each["code"] for each in await report(eve, looked["id"])} == {"quota_full"}
    object.__setattr__(quota, "bytes_max", enough)
    done = await brings(eve, looked["id"])
    assert counted(done, "post")["brought"] == 3
    assert len(await eve.profile(eve)) == 3
