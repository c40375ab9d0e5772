"""Whom to follow next."""

from __future__ import annotations

from typing import Any

from tests.world import Person, World

SUGGESTIONS = "/v1/suggestions"


async def people(world: World, *names: str) -> list[Person]:
    return [await world.person(name) for name in names]


async def suggested(viewer: Person) -> list[str]:
    return [item["username"] for item in await viewer.pages(SUGGESTIONS)]


async def item(viewer: Person, username: str) -> dict[str, Any]:
    return next(item for item in await viewer.pages(SUGGESTIONS) if item["username"] == username)


async def test_those_come_first_whom_people_with_my_taste_follow(world: World) -> None:
    ana, ben, cleo, harbour, boats, star = await people(
        world, "ana", "ben", "cleo", "harbour", "boats", "star"
    )
    crowd = await people(world, "one", "two", "three")
    for one in crowd:
        await one.follows(star)
    for one in (ben, cleo):
        await one.follows(harbour)
        await one.follows(boats)
    await ana.follows(harbour)
    # Most followed is the star, but who follows the harbour follows the boats.
    assert (await suggested(ana))[:2] == ["boats", "star"]


async def test_whom_my_friends_follow_comes_before_whom_most_follow(world: World) -> None:
    ana, ben, cleo, star, dora = await people(world, "ana", "ben", "cleo", "star", "dora")
    for one in await people(world, "one", "two"):
        await one.follows(star)
    await ana.follows(ben)
    await ben.follows(ana)
    await ana.follows(cleo)
    await ben.follows(dora)
    await cleo.follows(star)
    # Nobody else follows whom Ana follows, so no walk leads anywhere; Ben, who follows back, leads to Dora.
    assert (await suggested(ana))[:2] == ["dora", "star"]


async def test_what_a_friend_follows_is_forgotten_when_a_block_stands_between(
    world: World,
) -> None:  # AZ-10
    ana, ben, star, dora = await people(world, "ana", "ben", "star", "dora")
    for one in await people(world, "one", "two"):
        await one.follows(star)
    await ana.follows(ben)
    await ben.follows(ana)
    await ben.follows(dora)
    assert (await suggested(ana))[0] == "dora"
    await ben.blocks(ana)
    assert (await suggested(ana))[0] == "star"


async def test_a_suggestion_says_by_whom_one_knows_it(world: World) -> None:
    ana, ben, cleo, dora = await people(world, "ana", "ben", "cleo", "dora")
    for one in (ben, cleo):
        await ana.follows(one)
        await one.follows(dora)
    stands = (await item(ana, "dora"))["viewer"]
    assert stands["followed_by_count"] == 2
    assert {one["username"] for one in stands["followed_by_people"]} == {"ben", "cleo"}


async def test_whom_i_do_not_want_is_not_suggested_again(world: World) -> None:
    ana, ben, cleo = await people(world, "ana", "ben", "cleo")
    for one in (ana, cleo):
        await one.follows(ben)
    eva = await world.person("eva")
    assert await suggested(eva) == ["ben"]
    for _ in range(2):
        await eva.does("DELETE", f"{SUGGESTIONS}/{ben.id}")
    assert await suggested(eva) == []
    assert (await suggested(cleo)) == []
    # It changes nothing else between the two.
    assert await eva.follows(ben) == "yes"
    assert ben.id in {one["id"] for one in await eva.pages(f"/v1/users/{eva.id}/following")}


async def test_only_who_is_there_can_be_dismissed(world: World) -> None:  # AZ-10, AP-05
    ana, ben = await people(world, "ana", "ben")
    await ben.blocks(ana)
    for name in (ben.id, "1", "0", "-1", "x"):
        assert (await ana.call("DELETE", f"{SUGGESTIONS}/{name}")).status_code == 404


async def test_no_suggestion_tells_whom_a_private_account_follows(
    world: World,
) -> None:  # AZ-03, AZ-29, EN-08
    ana, ben, shy, harbour, secret, star = await people(
        world, "ana", "ben", "shy", "harbour", "secret", "star"
    )
    for one in await people(world, "one", "two"):
        await one.follows(star)
    for one in (ana, ben, shy):
        await one.follows(harbour)
    await shy.follows(secret)
    assert (await suggested(ana))[0] == "secret"
    await shy.goes_private()
    # From the harbour only the private account leads to what it follows.
    assert (await suggested(ben))[0] == "star"


async def test_a_remembered_suggestion_is_gone_when_it_may_not_be_seen(
    world: World,
) -> None:  # AZ-08, AZ-10, AZ-29
    ana, ben, cleo, dora = await people(world, "ana", "ben", "cleo", "dora")
    for one in (ben, cleo):
        await one.follows(dora)
    await ana.follows(dora)
    await ben.follows(cleo)
    assert await suggested(ana) == ["cleo"]
    await cleo.goes_private()
    assert await suggested(ana) == []
    await cleo.goes_private(private=False)
    assert await suggested(ana) == ["cleo"]
    await cleo.blocks(ana)
    assert await suggested(ana) == []


async def test_who_shows_what_one_likes_comes_before_whom_most_follow(world: World) -> None:
    ana, ben, cleo, star, dora = await people(world, "ana", "ben", "cleo", "star", "dora")
    for one in await people(world, "one", "two"):
        await one.follows(star)
    liked = await ben.posts("A #sloop")
    other = await cleo.posts("Another #sloop")
    await dora.posts("A #tram")
    await world.settle()
    await ana.likes(liked)
    await ana.follows(ben)
    await world.settle()
    assert await suggested(ana) == ["star"], (
        "nobody whom Ana follows leads anywhere, and nothing is known of her taste"
    )
    await world.worker.subjects.explore.building.all()
    assert (await suggested(ana))[0] == "cleo"
    await cleo.deletes(other)
    await cleo.goes_private()
    assert "cleo" not in await suggested(ana)
