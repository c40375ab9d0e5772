"""What famous authors post is pushed to nobody, and found by everybody who follows them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.live_line import line_of
from tests.world import Person, World, world_in
from tintype.feed import HAND_OVER
from tintype.graph import pulled
from tintype.kernel.ids import AccountId
from tintype.kernel.pages import TOP
from tintype.media.making.pool import MediaPool
from tintype.ports.records import Lane
from tintype.settings import FeedSettings


@pytest.fixture
async def world(tmp_path: Path, media_pool: MediaPool) -> AsyncIterator[World]:
    """Four followers make famous; fewer than two end it."""
    async with world_in(tmp_path / "data", media_pool, feed=FeedSettings(3)) as world:
        yield world


async def crowd_of(world: World, *names: str) -> list[Person]:
    return [await world.person(name) for name in names]


async def published(world: World, *authors: Person) -> list[str]:
    """A post of each, one after another: a post has its place when its photo is ready."""
    posts: list[str] = []
    for author in authors:
        posts.append(await author.posts())
        await world.settle()
    return posts


async def row(world: World, person: Person) -> list[int]:
    """What has been pushed to somebody."""
    return await world.adapters.feeds.newest(AccountId(int(person.id)), 500, TOP.at) or []


async def hears(world: World) -> None:
    """The consumers catch up, while every job waits."""
    followers = [*world.worker.errands, *world.worker.runners]
    while any([await one.step() for one in followers]):
        pass
    await world.adapters.tail.catch_up()


async def follow(world: World, star: Person, *fans: Person) -> None:
    for one in fans:
        await one.follows(star)
    await world.settle()


async def leave(world: World, star: Person, *fans: Person) -> None:
    """Of which the consumers have heard, and no job has done anything about it yet."""
    for one in fans:
        await one.unfollows(star)
    await hears(world)


async def famous(world: World) -> set[str]:
    return {str(id) for id in await world.adapters.records.look(pulled)}


async def test_a_famous_authors_post_is_pulled_by_followers_alone(world: World) -> None:
    star, ana, ben, cleo, dora, zoe = await crowd_of(world, "star", "ana", "ben", "cleo", "dora", "zoe")
    await follow(world, star, ana, ben, cleo, dora)
    before = [await one.home() for one in (ana, zoe, star)]  # The pages are known from here on.
    post = await star.posts("From the stage")
    await world.settle()
    assert before == [[], [], []]
    assert [await one.home() for one in (ana, ben, cleo, star, zoe)] == [[post]] * 4 + [[]]
    assert [len(await row(world, one)) for one in (ana, ben, star)] == [0, 0, 1]


async def test_pulled_and_pushed_posts_are_one_feed(world: World) -> None:
    star, ana, ben, cleo, dora = await crowd_of(world, "star", "ana", "ben", "cleo", "dora")
    await follow(world, star, ana, ben, cleo, dora)
    await ana.follows(ben)
    await world.settle()
    posts = await published(world, star, ben, star, ana, ben, star, star)
    for limit in (1, 2, 3, 20):
        assert await ana.home(limit) == posts[::-1], limit
    assert await cleo.home(2) == [posts[at] for at in (6, 5, 2, 0)]
    await ana.unfollows(star)
    assert await ana.home(2) == [posts[at] for at in (4, 3, 1)]


async def test_what_is_pulled_is_held_to_the_same_rules(world: World) -> None:
    star, ana, ben, cleo, dora = await crowd_of(world, "star", "ana", "ben", "cleo", "dora")
    await follow(world, star, ana, ben, cleo, dora)
    posts = await published(world, star, star, star)
    assert await ana.home() == posts[::-1]
    await star.deletes(posts[1])
    assert await ana.home() == [posts[2], posts[0]]
    await ana.does("PUT", f"/v1/users/{star.id}/mute", json={"posts": True})
    assert await ana.home() == []
    await star.blocks(ben)
    assert await ben.home() == []
    assert await cleo.home() == [posts[2], posts[0]]


async def test_fame_that_ends_leaves_no_gap(world: World) -> None:
    star, ana, ben, cleo, dora = await crowd_of(world, "star", "ana", "ben", "cleo", "dora")
    early = await star.posts("Before anybody knew")
    await follow(world, star, ana, ben, cleo, dora)
    late = await star.posts("At the height of it")
    await world.settle()
    assert await famous(world) == {star.id}
    await leave(world, star, ben, cleo, dora)
    # Not handed over yet: both ways at once show nothing twice.
    last = await star.posts("Among friends")
    while await world.worker.step():
        await world.adapters.tail.catch_up()
        assert [post for post in await ana.home() if post != last] == [late, early]
    assert await ana.home() == [last, late, early]
    assert await famous(world) == set()
    assert len(await row(world, ana)) == 3


async def test_a_hand_over_that_runs_twice_changes_nothing(world: World) -> None:
    star, ana, ben, cleo, dora = await crowd_of(world, "star", "ana", "ben", "cleo", "dora")
    await follow(world, star, ana, ben, cleo, dora)
    posts = await published(world, star, star)
    await leave(world, star, ben, cleo, dora)
    (job,) = await world.adapters.jobs.take_due(Lane.FEED, 9, 20)
    assert job.kind == HAND_OVER
    for _ in range(2):
        await world.worker.subjects.feed.fanout.hand_over(job)
    assert await ana.home() == posts[::-1]
    assert len(await row(world, ana)) == 2


async def test_followers_hear_of_a_famous_post_at_once(world: World) -> None:
    star, ana, ben, cleo, dora = await crowd_of(world, "star", "ana", "ben", "cleo", "dora")
    await follow(world, star, ana, ben, cleo, dora)
    async with line_of(ana) as line:
        assert (await line.next())["type"] == "hello"
        post = await star.posts("Now")
        await world.settle()
        message = await line.next()
        assert (message["type"], message["post_id"]) == ("post.new", post)
        assert await ana.home() == [post]
