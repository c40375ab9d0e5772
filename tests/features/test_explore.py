"""Exploring: what is shown to whom, that it is there soon and gone at once, and what people say to it."""

from __future__ import annotations

from typing import Any

from tests.world import Clocked, Person, World
from tintype.kernel.clock import MINUTE_US

HOUR_US = 60 * MINUTE_US


async def made(world: World) -> int:
    """All pools made anew."""
    await world.settle()
    return await world.worker.subjects.explore.building.all()


async def explored(viewer: Person, limit: int = 20) -> list[str]:
    """The ids of everything that is shown, page by page."""
    return [card["id"] for card in await viewer.pages(f"/v1/explore?limit={limit}")]


async def shown(viewer: Person) -> set[str]:
    return set(await explored(viewer))


async def test_what_is_explored_is_by_others_whom_one_does_not_follow(clocked: Clocked) -> None:  # AZ-29
    world, clock = clocked
    ana, ben, cleo, dora = [await world.person(name) for name in ("ana", "ben", "cleo", "dora")]
    secret = await world.person("secret", private=True)
    theirs = [await one.posts() for one in (ben, cleo, dora, secret, ana)]
    narrow = await cleo.posts(audience="followers")
    marked = await dora.posts(sensitive=True)
    await ana.follows(ben)
    await made(world)
    assert await shown(ana) == set(theirs[1:3])
    assert await shown(world.stranger()) == {*theirs[:3], theirs[4]}
    assert not {narrow, marked, theirs[3]} & await shown(ben)
    # The other way round at once, and without a making: the records decide.
    await ana.blocks(cleo)
    await ana.does("PUT", f"/v1/users/{dora.id}/mute")
    await ana.unfollows(ben)
    clock.advance(2 * MINUTE_US)
    assert await shown(ana) == {theirs[0]}
    assert theirs[4] not in await shown(cleo)


async def test_what_is_withdrawn_is_gone_from_a_session_that_goes_on(clocked: Clocked) -> None:
    world, _ = clocked
    ana, *others = [await world.person(name) for name in ("ana", "ben", "cleo", "dora", "emil")]
    posts = {one.name: await one.posts() for one in others}
    await made(world)
    assert await shown(ana) == set(posts.values())
    first = await ana.does("GET", "/v1/explore?limit=1")
    ben, cleo, dora, emil = others
    await ben.deletes(posts["ben"])
    await cleo.goes_private()
    await dora.does("PATCH", f"/v1/posts/{posts['dora']}", json={"sensitive": True})
    await emil.does("PATCH", f"/v1/posts/{posts['emil']}", json={"audience": "followers"})
    assert await shown(ana) == set()
    rest = await ana.does("GET", f"/v1/explore?limit=10&cursor={first['next']}")
    assert rest["items"] == []


async def test_what_is_marked_sensitive_is_for_those_who_want_to_find_it(clocked: Clocked) -> None:  # AZ-29
    world, clock = clocked
    ana, ben, cleo = [await world.person(name) for name in ("ana", "ben", "cleo")]
    await ana.does("PUT", "/v1/me/discovery", json={"sensitive": True})
    old = await cleo.posts(sensitive=True)
    await made(world)
    assert await shown(ana) == {old}  # Who has liked nothing and follows nobody, too.
    clock.advance(2 * MINUTE_US)
    new = await cleo.posts(sensitive=True)
    await world.settle()
    assert await shown(ana) == {old, new}
    assert await shown(ben) == set() == await shown(world.stranger())
    await ana.does("PUT", "/v1/me/discovery", json={"sensitive": False})
    assert await shown(ana) == set()


async def test_a_new_post_is_there_within_a_minute_without_a_making(clocked: Clocked) -> None:
    world, clock = clocked
    ana, ben = await world.person("ana"), await world.person("ben")
    old = await ben.posts()
    await made(world)
    assert await explored(ana) == [old]
    clock.advance(MINUTE_US)
    new = await ben.posts()
    await world.settle()
    assert await shown(ana) == {old, new}


async def test_who_is_not_interested_is_shown_less_of_it(clocked: Clocked) -> None:
    world, clock = clocked
    ana, ben, cleo = [await world.person(name) for name in ("ana", "ben", "cleo")]
    bens = [await ben.posts("#boats") for _ in range(2)]
    other = await cleo.posts("#bread")
    await made(world)
    await ana.does("PUT", f"/v1/explore/{bens[0]}/not-interested")
    await ana.does("PUT", f"/v1/explore/{bens[0]}/not-interested")
    assert await explored(ana) == [other, bens[1]]
    await ana.does("DELETE", f"/v1/explore/{bens[0]}/not-interested")
    clock.advance(2 * MINUTE_US)
    assert await shown(ana) == {*bens, other}
    assert (await ana.call("PUT", "/v1/explore/7/not-interested")).status_code == 404


async def test_what_was_seen_does_not_come_again_and_home_is_not_moved_by_it(clocked: Clocked) -> None:
    world, clock = clocked
    ana, ben, cleo = [await world.person(name) for name in ("ana", "ben", "cleo")]
    seen, home = await world.posts_in_turn(ben, cleo)
    await ana.follows(cleo)
    await made(world)
    assert await explored(ana) == [seen]
    items = [{"post_id": seen, "kind": "seen"}, {"post_id": seen, "kind": "open"}]
    await ana.does("POST", "/v1/impressions", json={"items": items, "surface": "explore"})
    await world.settle()
    clock.advance(2 * MINUTE_US)
    assert await explored(ana) == []
    page = await ana.does("GET", "/v1/timelines/home?order=ranked")
    assert [card["id"] for card in page["items"]] == [home]
    assert "seen_from" not in page
    assert await figures(world, seen) == (1, 1)


async def figures(world: World, post_id: str) -> Any:
    from tintype.explore import store
    from tintype.kernel.ids import PostId

    found = await world.adapters.records.look(lambda reading: store.figures(reading, [PostId(int(post_id))]))
    return found[PostId(int(post_id))]


async def test_what_those_with_the_same_taste_like_comes_first(clocked: Clocked) -> None:
    world, _ = clocked
    sea, land, maker = [await world.person(name) for name in ("sea", "land", "maker")]
    friends = [await world.person(f"friend{n}") for n in range(3)]
    viewer = await world.person("viewer")
    boats = [await sea.posts(f"Boat {n} #sea") for n in range(3)]
    cows = [await land.posts(f"Cow {n} #land") for n in range(3)]
    wanted, other = await maker.posts("Waves"), await maker.posts("Fields")
    await world.settle()
    for one in friends:
        for post in (*boats, wanted):
            await one.likes(post)
    for post in (*cows, other):
        await friends[0].likes(post)
    await viewer.likes(boats[0])
    await viewer.likes(boats[1])
    await made(world)
    order = await explored(viewer)
    # What is liked already is not proposed.
    assert not {boats[0], boats[1]} & set(order)
    assert order.index(wanted) < order.index(other)
    assert order.index(boats[2]) < min(order.index(cow) for cow in cows)
