"""A making of pools that breaks off leaves what was there, and is gone on with where it had come to."""

from __future__ import annotations

import pytest

from tests.world import Clocked, World
from tintype.explore.building import GIVEN_UP_US
from tintype.kernel.clock import HOUR_US
from tintype.kernel.ids import SHARDS, AccountId, shard_of
from tintype.kernel.sql import Query
from tintype.ports.records import Reading

OF_SHARD = Query(
    "tests", "pools_of_shard", "SELECT owner_id, build_id FROM explore_pools WHERE shard = :shard"
)


class Cut(Exception):
    """The power is gone."""


async def builds(world: World) -> dict[int, int]:
    """The making that each person's pool is of."""

    async def body(reading: Reading) -> dict[int, int]:
        rows = [await reading.fetch(OF_SHARD, pair, shard=shard) for shard in range(SHARDS)]
        return dict(row for some in rows for row in some)

    return await world.adapters.records.look(body)


def pair(owner_id: int, build_id: int) -> tuple[int, int]:
    return owner_id, build_id


async def test_a_making_that_is_cut_off_is_gone_on_with(clocked: Clocked) -> None:
    world, clock = clocked
    author = await world.person("author")
    people = [await world.person(f"person{n}") for n in range(8)]
    post = await author.posts()
    await world.settle()
    for one in people:
        await one.likes(post)
    await world.settle()
    building = world.worker.subjects.explore.building
    assert await building.if_due() == len(people) + 1
    first = await builds(world)
    assert set(first) == {int(one.id) for one in people}
    assert await building.if_due() == 0

    middle = sorted(shard_of(id) for id in first)[len(first) // 2]

    def cut(what: str, done: int, _all: int) -> None:
        if what == "pools" and done > middle:
            raise Cut

    clock.advance(building.hours * HOUR_US)
    with pytest.raises(Cut):
        await building.all(cut)
    second = await builds(world)
    assert set(second) == set(first)
    moved = {id for id in second if second[id] != first[id]}
    assert moved
    assert moved != set(first)
    # Another worker may be at it still; only when nothing has moved for a while it has broken off.
    assert await building.if_due() == 0
    clock.advance(GIVEN_UP_US)
    went_on = await building.if_due()
    assert 0 < went_on < len(people) + 1
    third = await builds(world)
    assert set(third) == set(first)
    assert set(third.values()) == {second[id] for id in moved}


async def test_who_does_not_want_to_be_learnt_from_has_no_pool(clocked: Clocked) -> None:
    world, clock = clocked
    author, one = await world.person("author"), await world.person("one")
    post = await author.posts()
    await world.settle()
    await one.likes(post)
    await world.settle()
    building = world.worker.subjects.explore.building
    await building.all()
    assert AccountId(int(one.id)) in await builds(world)
    await one.does("PATCH", "/v1/me/signals", json={"personal": False})
    await world.settle()
    clock.advance(HOUR_US)
    await building.all()
    assert await builds(world) == {}
