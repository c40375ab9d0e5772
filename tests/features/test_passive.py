"""Nothing is kept for people who are not here, and nothing is missing when they come back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.world import Clocked, Person, World, world_in
from tintype.accounts.signing_up import NewAccount
from tintype.chores import classes_kept
from tintype.feed import HAND_OVER
from tintype.graph import classes_of
from tintype.kernel.clock import DAY_US, ManualClock, SystemClock
from tintype.kernel.ids import AccountId
from tintype.kernel.pages import TOP
from tintype.media.making.pool import MediaPool
from tintype.ports.records import Lane
from tintype.settings import FeedSettings


@pytest.fixture
async def starry(tmp_path: Path, media_pool: MediaPool) -> AsyncIterator[Clocked]:
    """A site with a clock of ours, where four followers make famous; fewer than two end it."""
    clock = ManualClock(SystemClock().now_us())
    async with world_in(tmp_path / "data", media_pool, clock=clock, feed=FeedSettings(3)) as world:
        yield world, clock


async def row(world: World, person: Person) -> list[int] | None:
    return await world.adapters.feeds.newest(AccountId(int(person.id)), 500, TOP.at)


async def month_passes(clocked: Clocked, *here: Person) -> None:
    """Only some look in."""
    world, clock = clocked
    clock.advance(31 * DAY_US)
    for person in here:
        await person.home()
    await world.settle()
    await classes_kept(world.worker.subjects).age()
    await world.settle()


async def built(world: World) -> None:
    """The row that was asked for is there."""
    reader_id = await asyncio.wait_for(world.worker.rebuilds.get(), 60)
    await world.worker.subjects.feed.fanout.rebuild(reader_id)
    await world.settle()


async def test_who_stays_away_has_no_row_and_gets_it_back_with_all_that_was_missed(clocked: Clocked) -> None:
    world, _ = clocked
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    posts = await world.posts_in_turn(ana)
    assert await ben.home() == posts
    await month_passes(clocked, ana)
    assert await row(world, ben) is None
    assert await row(world, ana) is not None
    posts += await world.posts_in_turn(ana, ana)
    assert await row(world, ben) is None
    # The first page is whole, and asks for the row, which takes pushes from then on.
    assert await ben.home(2) == posts[::-1]
    await built(world)
    assert len(await row(world, ben) or []) == 3
    posts += await world.posts_in_turn(ana)
    assert len(await row(world, ben) or []) == 4
    assert await ben.home() == posts[::-1]


async def test_whoever_came_back_meanwhile_keeps_the_row(clocked: Clocked) -> None:
    world, clock = clocked
    ana = await world.person("ana")
    clock.advance(31 * DAY_US)
    await classes_kept(world.worker.subjects).age()
    # Here again, before the feeds hear that she was away.
    await ana.home()
    await world.noted()
    classes, *others = sorted(world.worker.runners, key=lambda runner: runner.name != "classes")
    while await classes.step():
        pass
    for runner in others:
        await runner.step()
    await world.settle()
    assert await row(world, ana) == []


async def test_a_row_that_is_given_back_while_its_reader_returns_is_built_once_more(clocked: Clocked) -> None:
    world, _ = clocked
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    await month_passes(clocked, ana)
    posts = await world.posts_in_turn(ana)
    assert await ben.home() == posts
    fanout = world.worker.subjects.feed.fanout
    await fanout.rebuild(await asyncio.wait_for(world.worker.rebuilds.get(), 60))
    assert await row(world, ben) is not None
    # Of the visit nobody has heard who keeps the classes: it looks as if ben were away.
    await fanout.give_back([AccountId(int(ben.id))])
    posts += await world.posts_in_turn(ana)
    assert await ben.home() == posts[::-1]
    await built(world)
    assert len(await row(world, ben) or []) == 2


async def test_a_program_that_reads_by_token_is_here(clocked: Clocked) -> None:
    world, _ = clocked
    ben = await world.person("ben")
    made = await ben.does("POST", "/v1/tokens", json={"name": "reader", "scopes": ["read"]})
    program = world.stranger()
    program.client.headers["authorization"] = f"Bearer {made['token']}"
    for _ in range(2):
        await month_passes(clocked, program)
        assert await row(world, ben) == []


async def test_a_follow_of_somebody_who_is_away_builds_no_row(clocked: Clocked) -> None:
    world, _ = clocked
    ana, ben = await world.person("ana", private=True), await world.person("ben")
    post = await ana.posts()
    assert await ben.follows(ana) == "requested"
    await month_passes(clocked, ana)
    await ana.accepts(ben)
    await world.settle()
    assert await row(world, ben) is None
    assert await ben.home() == [post]


async def test_accounts_that_never_came_have_neither_row_nor_class(clocked: Clocked) -> None:
    world, _ = clocked
    wanted = [NewAccount("zoe", "zoe@example.org", "-")]
    (zoe,) = await world.worker.subjects.accounts.signing_up.plant(wanted)
    ana = await world.person("ana")
    assert await row(world, ana) == []
    assert await world.adapters.feeds.version(zoe) == -1
    assert await world.adapters.records.look(lambda reading: classes_of(reading, [zoe])) == {}


async def test_fame_that_ended_while_somebody_was_away_leaves_no_gap(starry: Clocked) -> None:
    world, _ = starry
    star, ana, *fans = [await world.person(name) for name in ("star", "ana", "ben", "cleo", "dora")]
    for one in (ana, *fans):
        await one.follows(star)
    await world.settle()
    posts = await world.posts_in_turn(star, star)
    await month_passes(starry, star, *fans)
    for one in fans:
        await one.unfollows(star)
    # The hand-over waits while the one reader it is for is away, and goes on while she comes back.
    followers = [*world.worker.errands, *world.worker.runners]
    while any([await one.step() for one in followers]):
        pass
    assert await row(world, ana) is None
    (job,) = await world.adapters.jobs.take_due(Lane.FEED, 9, 20)
    assert job.kind == HAND_OVER
    assert await ana.home() == posts[::-1]
    await world.worker.subjects.feed.fanout.hand_over(job)
    await built(world)
    posts += await world.posts_in_turn(star)
    assert len(await row(world, ana) or []) == 3
    assert await ana.home() == posts[::-1]
