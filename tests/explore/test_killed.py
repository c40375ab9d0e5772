"""`tintype explore build` in a process of its own, which is killed in the middle."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.explore.test_building import builds
from tests.profile import is_middle
from tests.world import World, world_in
from tintype.explore import store
from tintype.explore.building import GIVEN_UP_US
from tintype.explore.store import Build
from tintype.kernel.clock import ManualClock, SystemClock
from tintype.kernel.ids import SHARDS, AccountId
from tintype.media.making.pool import MediaPool

PEOPLE = 40
KILLED_FROM = SHARDS // 4  # Shards that are done when it is killed, at least.
SLICE_S = 0.002
TRIES_MAX = 50  # A busy machine looks late, again and again.


async def test_a_making_that_is_killed_leaves_all_pools_and_the_next_one_ends(
    tmp_path: Path, media_pool: MediaPool
) -> None:
    if is_middle():
        pytest.skip("the command is given a data folder")
    data, clock = tmp_path / "data", ManualClock(SystemClock().now_us())
    async with world_in(data, media_pool, clock=clock) as world:
        author = await world.person("author")
        people = [await world.person(f"person{n}") for n in range(PEOPLE)]
        posts = [await author.posts() for _ in range(3)]
        await world.settle()
        for number, one in enumerate(people):
            await one.likes(posts[number % 3])
        await world.settle()
        assert await _ends(await _starts(data)) == 0
        first = await builds(world)
        assert set(first) == {int(one.id) for one in people}
        assert len(set(first.values())) == 1

        first, killed = await _killed_in_the_middle(world, data)
        left = await builds(world)
        assert set(left) == set(first)
        assert set(left.values()) == {killed.id, *first.values()}
        for id in left:
            pool = await world.adapters.records.look(
                lambda reading, id=id: store.pool_of(reading, AccountId(id))
            )
            assert pool is not None
            assert len(pool) == 2

        # The worker goes on where it was, once it is sure that nobody is at it.
        building = world.worker.subjects.explore.building
        assert await building.if_due() == 0
        clock.advance(2 * GIVEN_UP_US)
        assert 0 < await building.if_due() < len(first)
        assert set((await builds(world)).values()) == {killed.id}

        # By hand everything is made anew.
        await _killed_in_the_middle(world, data)
        assert await _ends(await _starts(data)) == 0
        third = await builds(world)
        assert set(third) == set(first)
        assert len(set(third.values())) == 1
        assert set(third.values()).isdisjoint(left.values())


async def _starts(data: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tintype", "explore", "build", "--data", str(data)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
    )


async def _ends(process: asyncio.subprocess.Process) -> int:
    return await asyncio.wait_for(process.wait(), 60)


async def _killed_in_the_middle(world: World, data: Path) -> tuple[dict[int, int], Build]:
    """The pools before, and how far a making had come when it was killed: some shards were done, others not."""
    for _ in range(TRIES_MAX):
        pools, before = await builds(world), await _build(world)
        process = await _starts(data)
        with suppress(ProcessLookupError):  # It has ended meanwhile.
            while True:
                # It stands still while it is looked at, for a busy machine may not look again until it has ended.
                process.send_signal(signal.SIGSTOP)
                now = await _build(world)
                if now.id != before.id and now.next_shard >= KILLED_FROM:
                    process.send_signal(signal.SIGKILL)
                    break
                process.send_signal(signal.SIGCONT)
                await asyncio.sleep(SLICE_S)
        ended = await _ends(process)
        now = await _build(world)
        if ended == -signal.SIGKILL and not now.ended_us:
            assert KILLED_FROM <= now.next_shard < SHARDS
            return pools, now
    raise AssertionError("it always ended before it could be killed")


async def _build(world: World) -> Build:
    found = await world.adapters.records.look(store.build)
    assert found is not None
    return found
