"""Readers who follow very many: some are pushed to them, the others they pull; nothing is missing, nothing twice."""

from __future__ import annotations

import pytest

from tests.world import Clocked, Person, World
from tintype.feed import Far
from tintype.feed.far import far_of, far_readers
from tintype.graph import EdgeKind, edges
from tintype.kernel.clock import DAY_US
from tintype.kernel.ids import AccountId
from tintype.kernel.pages import TOP

NAMES = ("ana", "ben", "cleo", "dora", "emil", "fay")


def far_in(world: World) -> Far:
    """To whom more than four are pushed chooses three of them."""
    return Far(world.adapters.records, world.worker.subjects.feed.fanout, pushed_max=4, chosen=3)


async def row(world: World, person: Person) -> list[int] | None:
    return await world.adapters.feeds.newest(AccountId(int(person.id)), 500, TOP.at)


async def pulls(world: World, reader: Person) -> set[str]:
    """Whose posts somebody pulls."""
    found = await world.adapters.records.look(lambda reading: far_of(reading, AccountId(int(reader.id))))
    return {str(id) for id in found}


async def choose(world: World, reader: Person) -> None:
    await far_in(world).choose(AccountId(int(reader.id)))
    await world.settle()


async def settled(clocked: Clocked) -> tuple[World, Person, list[Person], list[str]]:
    """Zoe follows six, of whom she likes the last most and the first two have posted most."""
    world, _ = clocked
    zoe = await world.person("zoe")
    authors = [await world.person(name) for name in NAMES]
    for author in authors:
        await zoe.follows(author)
    posts = await world.posts_in_turn(*[authors[0]] * 5, *[authors[1]] * 5, *authors[2:])
    await zoe.saves(posts[-1])
    await world.settle()
    return world, zoe, authors, posts


async def test_the_nearest_and_the_busiest_are_pushed_and_the_others_pulled(clocked: Clocked) -> None:
    world, zoe, authors, posts = await settled(clocked)
    assert await zoe.home() == posts[::-1]
    await choose(world, zoe)
    near = {authors[0].id, authors[1].id, authors[5].id}
    assert await pulls(world, zoe) == {author.id for author in authors} - near
    before = await row(world, zoe)
    assert before is not None
    posts += await world.posts_in_turn(*authors)
    after = await row(world, zoe)
    assert after is not None
    assert len(after) == len(before) + len(near)
    for limit in (1, 3, 20):
        assert await zoe.home(limit) == posts[::-1], limit
    assert await authors[2].home() == await authors[2].profile(authors[2])


async def test_a_known_page_hears_of_what_is_pulled_at_once(clocked: Clocked) -> None:
    world, zoe, authors, posts = await settled(clocked)
    await choose(world, zoe)
    for author in (authors[2], authors[0], authors[3]):
        assert await zoe.home() == posts[::-1]
        posts += await world.posts_in_turn(author)
    assert await zoe.home() == posts[::-1]
    await zoe.unfollows(authors[2])
    gone = await authors[2].profile(authors[2])
    assert await zoe.home() == [post for post in posts[::-1] if post not in gone]


async def test_who_comes_near_again_brings_what_was_pulled(clocked: Clocked) -> None:
    world, zoe, authors, posts = await settled(clocked)
    await choose(world, zoe)
    posts += await world.posts_in_turn(*authors[2:])
    for author in authors[:2]:
        await zoe.unfollows(author)
    await world.settle()
    kept = [post for post in posts if post not in {*await authors[0].profile(authors[0])}]
    kept = [post for post in kept if post not in {*await authors[1].profile(authors[1])}]
    await choose(world, zoe)
    assert await pulls(world, zoe) == set()
    assert await zoe.home() == kept[::-1]
    assert await world.adapters.records.look(far_readers) == frozenset()
    kept += await world.posts_in_turn(authors[2])
    assert len(await row(world, zoe) or []) == len(kept)
    assert await zoe.home(2) == kept[::-1]


async def test_pages_come_from_the_records_while_it_is_decided(clocked: Clocked) -> None:
    world, zoe, authors, posts = await settled(clocked)
    await choose(world, zoe)
    posts += await world.posts_in_turn(*authors[2:4])
    fanout, zoes = world.worker.subjects.feed.fanout, AccountId(int(zoe.id))
    ties = [(zoes, int(author.id)) for author in authors[2:5]]

    async def stop(tx: object) -> None:
        await edges.remove(tx, EdgeKind.FAR, ties)  # type: ignore[arg-type]
        raise RuntimeError

    # The worker ends in the middle: nothing was decided, and the row is stale until somebody reads.
    with pytest.raises(RuntimeError):
        await fanout.rebuild_around(zoes, stop)
    assert await row(world, zoe) is None
    assert await zoe.home() == posts[::-1]
    assert await pulls(world, zoe) == {author.id for author in authors[2:5]}


async def test_whoever_crosses_the_bound_is_noticed_and_asked_again_every_day(clocked: Clocked) -> None:
    world, zoe, authors, _ = await settled(clocked)
    _, clock = clocked
    far = far_in(world)
    events = await world.adapters.events.after(0, 500)
    await far.on_events([one for one in events if one.kind in far.consumer().kinds])
    assert (await world.adapters.jobs.depth())["feed", "waiting"] == 1
    await world.settle()  # The worker's own bound is 5,000: its job finds nothing to do.
    assert await pulls(world, zoe) == set()
    await far.choose(AccountId(int(zoe.id)))
    assert len(await pulls(world, zoe)) == 3
    assert await far.choose_again() == 0
    clock.advance(DAY_US + 1)
    busy = await world.posts_in_turn(*[authors[2]] * 5)
    assert await far.choose_again() == 1
    assert authors[2].id not in await pulls(world, zoe)
    assert (await zoe.home())[:5] == busy[::-1]
