"""Likes as people meet them."""

import asyncio

from tests.world import World


async def test_a_like_is_seen_by_all_and_can_be_taken_back(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    post = await ana.posts()
    await world.settle()
    await ben.likes(post)
    await ben.likes(post)
    assert (await ana.card(post))["counts"]["likes"] == 1
    assert (await ben.card(post))["viewer"]["liked"] is True
    await ben.unlikes(post)
    await ben.unlikes(post)
    card = await ben.card(post)
    assert card["counts"]["likes"] == 0
    assert card["viewer"]["liked"] is False


async def test_the_home_feed_shows_ones_own_like_at_once(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    post = await ana.posts()
    await world.settle()
    for wish in (True, False, True):
        await (ben.likes(post) if wish else ben.unlikes(post))
        assert (await ben.home_cards())[0]["viewer"]["liked"] is wish


async def test_people_one_follows_are_named_first(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    post = await ana.posts()
    await world.settle()
    crowd = [await world.person(f"crowd{n}") for n in range(5)]
    for one in crowd:
        await one.likes(post)
    await ben.follows(crowd[1])
    for limit in (1, 2, 10):
        likers = await ben.pages(f"/v1/posts/{post}/likes?limit={limit}")
        assert likers[0]["username"] == "crowd1"
        assert sorted(person["username"] for person in likers) == [f"crowd{n}" for n in range(5)]
    assert likers[0]["viewer"]["following"] == "yes"
    assert (await ben.card(post))["liked_by"][0]["username"] == "crowd1"


async def test_a_storm_of_likes_ends_exact(world: World) -> None:  # AP-18
    ana = await world.person("ana")
    post = await ana.posts()
    await world.settle()
    crowd = [await world.person(f"crowd{n}") for n in range(6)]

    async def waver(number: int) -> None:
        for turn in range(10):
            await (crowd[number].likes(post) if (turn + number) % 2 else crowd[number].unlikes(post))

    await asyncio.gather(*(waver(number) for number in range(6)))
    assert (await ana.card(post))["counts"]["likes"] == 3
    assert len(await ana.pages(f"/v1/posts/{post}/likes")) == 3


async def test_what_cannot_be_liked(world: World) -> None:
    ana = await world.person("ana")
    post = await ana.posts()
    await world.settle()
    await ana.deletes(post)
    for path in (post, "12", "0", "x", "9" * 19, "٣"):
        answer = await ana.call("PUT", f"/v1/posts/{path}/like")
        assert answer.status_code == 404
    assert (await world.stranger().call("PUT", f"/v1/posts/{post}/like")).status_code in {401, 403}
    answer = await ana.call("GET", f"/v1/posts/{post}/likes?limit=0")
    assert answer.status_code == 422
