"""Feeds are built anew on request, and compared with what they should be."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tests.world import Clocked, Person, World
from tintype.chores import classes_kept
from tintype.feed import Looking, counted
from tintype.feed import rebuilding as module
from tintype.kernel.clock import DAY_US, MINUTE_US, ManualClock
from tintype.kernel.ids import SHARDS, AccountId, OrderId
from tintype.kernel.pages import TOP


def id_of(person: Person) -> AccountId:
    return AccountId(int(person.id))


async def row(world: World, person: Person) -> list[int] | None:
    return await world.adapters.feeds.newest(id_of(person), 500, TOP.at)


async def broken(world: World, *names: str) -> tuple[list[Person], list[str]]:
    """Everybody follows Ana; the rows have lost her first and her third post."""
    people = [await world.person(name) for name in names]
    ana, clock = people[0], world.adapters.clock
    assert isinstance(clock, ManualClock)
    for one in people[1:]:
        await one.follows(ana)
    posts: list[str] = []
    for _ in range(4):
        clock.advance(2_000)
        posts.append(await ana.posts())
        await world.settle()
    whole = await row(world, ana)
    assert whole is not None
    for one in people:
        await world.adapters.feeds.begin(id_of(one))  # Or what was pushed since the last follow is kept.
        await world.adapters.feeds.rewrite(id_of(one), [OrderId(whole[0]), OrderId(whole[2])])
    clock.advance(2 * MINUTE_US)
    return people, posts


async def test_all_feeds_are_built_anew_part_by_part(
    clocked: Clocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, clock = clocked
    people, posts = await broken(world, "ana", "ben", "cleo", "dora", "emil")
    clock.advance(31 * DAY_US)
    for one in people[:4]:
        await one.home()
    await world.settle()
    await classes_kept(world.worker.subjects).age()
    monkeypatch.setattr(module, "AT_ONCE", 2)
    rebuilding = world.worker.subjects.feed.rebuilding
    id = await rebuilding.ask()
    # Asked again, it is the same one; nobody begins it twice.
    assert await rebuilding.ask() == await rebuilding.begin() == id
    await world.settle()
    done = await rebuilding.progress(id)
    assert done is not None
    assert (done.built, done.given_back, done.at_shard) == (4, 1, SHARDS)
    assert done.ended_us > 0
    assert [len(await row(world, one) or []) for one in people] == [4, 4, 4, 4, 0]
    assert [await one.home(3) for one in people] == [posts[::-1]] * 5
    assert await rebuilding.ask() != id


async def test_whoever_goes_on_begins_where_it_was_cut_off(
    clocked: Clocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, _ = clocked
    people, posts = await broken(world, "ana", "ben", "cleo", "dora")
    monkeypatch.setattr(module, "AT_ONCE", 1)
    rebuilding = world.worker.subjects.feed.rebuilding
    id = await rebuilding.begin()
    half = await rebuilding.progress(id)
    while half is not None and half.built < 2:
        assert await rebuilding.step(id)
        half = await rebuilding.progress(id)
    assert half is not None
    assert not half.ended_us
    # The process is gone; a worker takes it up, and its jobs end with it.
    assert await rebuilding.ask() == id
    await world.settle()
    done = await rebuilding.progress(id)
    assert done is not None
    assert (done.built, done.ended_us > 0) == (len(people), True)
    assert [len(await row(world, one) or []) for one in people] == [4] * 4
    assert not await rebuilding.step(id)
    assert await people[1].home() == posts[::-1]


async def test_what_differs_is_found_and_mended(clocked: Clocked) -> None:
    world, _ = clocked
    people, posts = await broken(world, "ana", "ben", "cleo")
    checking = replace(world.worker.subjects.feed.checking, wait_s=0.0)
    ana = await row(world, people[0])
    assert ana is not None
    found = await checking.differing([id_of(one) for one in people])
    # What is missing below the oldest entry comes from the records, so it is not.
    assert [(one.reader_id, len(one.missing), one.expected) for one in found] == [
        (id_of(one), 1, 2) for one in people
    ]
    assert len(await people[1].home()) == 3
    looking = Looking(checking, world.worker.subjects.feed.fanout, random.Random(3))
    assert await looking.look() == 3
    assert await counted(world.adapters.records) == {"looked": 3, "differed": 3, "missing": 3}
    assert await looking.look() == 0
    assert (await counted(world.adapters.records))["looked"] == 6
    figures = (await world.stranger().call("GET", "/metrics")).text
    assert 'tintype_feed_checks{what="differed"} 3' in figures
    assert await people[1].home() == posts[::-1]


async def test_what_is_on_its_way_or_left_out_at_the_read_is_no_difference(clocked: Clocked) -> None:
    world, clock = clocked
    people, _ = await broken(world, "ana", "ben", "cleo")
    ana, ben, cleo = people
    fanout = world.worker.subjects.feed.fanout
    for one in people:
        await fanout.rebuild(id_of(one))
    await ben.unfollows(ana)
    await cleo.posts()
    await world.settle()
    checking = replace(world.worker.subjects.feed.checking, wait_s=0.0)
    # Published this moment, and lost: it counts when it has had its time.
    await world.adapters.feeds.rewrite(id_of(cleo), (await row(world, cleo) or [])[1:])  # type: ignore[arg-type]
    assert await checking.differing([id_of(one) for one in people]) == []
    clock.advance(2 * MINUTE_US)
    found = await checking.differing([id_of(one) for one in people])
    assert [one.reader_id for one in found] == [id_of(cleo)]
    assert await checking.sample(2, random.Random(1)) != []
