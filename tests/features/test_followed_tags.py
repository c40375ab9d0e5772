"""Hashtags that somebody follows: whose posts come home for them, and whose never do."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.world import Clocked, Json, Person, World
from tintype.kernel.clock import HOUR_US, MINUTE_US


async def follows(person: Person, tag: str) -> None:
    await person.does("PUT", f"/v1/tags/{quote(tag)}/follow")


async def followed(person: Person) -> list[str]:
    return [one["name"] for one in (await person.does("GET", "/v1/me/followed-tags"))["items"]]


def forget_lists(world: World) -> None:
    """Half a minute later, for whoever remembers lists of tags."""
    world.api.subjects.feed.invalidation.reset()


async def home(world: World, viewer: Person, order: str = "latest", limit: int = 20) -> list[Json]:
    await world.settle()
    forget_lists(world)
    return await viewer.home_cards(limit, order)


def ids(cards: list[Json]) -> list[str]:
    return [card["id"] for card in cards]


async def test_posts_with_a_tag_join_those_of_people_once_each(clocked: Clocked) -> None:
    world, clock = clocked
    ana, ben, cem = [await world.person(name) for name in ("ana", "ben", "cem")]
    await ben.follows(ana)
    posts: list[str] = []
    for author, caption in (
        (ana, ""),
        (cem, "#harbour"),
        (ana, "#harbour"),
        (cem, ""),
        (cem, "#harbour #boats"),
    ):
        clock.advance(2_000_000)
        posts.append(await author.posts(caption))
        await world.settle()
    await follows(ben, "Harbour")
    await follows(ben, "boats")
    expected = [posts[4], posts[2], posts[1], posts[0]]
    for limit in (1, 2, 3, 20):
        assert ids(await home(world, ben, limit=limit)) == expected
        assert set(ids(await home(world, ben, "ranked", limit))) == set(expected)
    cards = {card["id"]: card["viewer"] for card in await home(world, ben)}
    assert [cards[post].get("followed_tag") for post in expected] == ["harbour", None, "harbour", None]
    why = {card["id"]: card["viewer"]["why"] for card in await home(world, ben, "ranked")}
    assert why[posts[4]] == why[posts[1]] == ["tag"]
    assert why[posts[2]] != ["tag"], "ana is followed"
    assert await followed(ben) == ["boats", "harbour"]
    await ben.does("DELETE", "/v1/tags/harbour/follow")
    assert ids(await ben.home_cards()) == [posts[4], posts[2], posts[0]], "at once"
    await ben.does("DELETE", "/v1/tags/boats/follow")
    assert ids(await ben.home_cards()) == [posts[2], posts[0]]
    assert await followed(ben) == []


async def test_what_a_tag_brings_stands_behind_people(clocked: Clocked) -> None:
    world, clock = clocked
    ana, ben, cem = [await world.person(name) for name in ("ana", "ben", "cem")]
    await ben.follows(ana)
    mine = await ana.posts()
    await world.settle()
    clock.advance(MINUTE_US)
    other = await cem.posts("#harbour")
    await follows(ben, "harbour")
    clock.advance(HOUR_US)
    assert ids(await home(world, ben)) == [other, mine]
    assert ids(await home(world, ben, "ranked")) == [mine, other], (
        "worth half of what somebody followed posts"
    )


@pytest.mark.parametrize("order", ["latest", "ranked"])
async def test_nobody_comes_by_a_tag_who_would_not_be_shown(world: World, order: str) -> None:  # AZ-01, AZ-10
    ana, ben, dee = [await world.person(name) for name in ("ana", "ben", "dee")]
    private = await world.person("pia", private=True)
    await follows(ben, "harbour")
    shown = await ana.posts("#harbour")
    await ana.posts("#harbour", sensitive=True)
    await ana.posts("#harbour", audience="followers")
    await private.posts("#harbour")
    blocks = await dee.posts("#harbour")
    assert set(ids(await home(world, ben, order))) == {shown, blocks}
    await dee.blocks(ben)
    assert ids(await ben.home_cards(order=order)) == [shown], "at once"
    await ben.does("PUT", f"/v1/users/{ana.id}/mute", json={"posts": True})
    assert ids(await ben.home_cards(order=order)) == []
    await ben.does("DELETE", f"/v1/users/{ana.id}/mute")
    assert ids(await home(world, ben, order)) == [shown]
    await ana.does("PATCH", f"/v1/posts/{shown}", json={"caption": "#pier"})
    assert ids(await ben.home_cards(order=order)) == [], "it does not say so any more"
    await ana.does("PATCH", f"/v1/posts/{shown}", json={"caption": "#harbour"})
    assert ids(await home(world, ben, order)) == [shown]
    await ana.does("PATCH", f"/v1/posts/{shown}", json={"sensitive": True})
    assert ids(await ben.home_cards(order=order)) == []
    await ana.does("PATCH", f"/v1/posts/{shown}", json={"sensitive": False})
    await ana.goes_private()
    assert ids(await ben.home_cards(order=order)) == []


async def test_nobody_fills_the_homes_of_others_with_a_tag(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    posts = [await ana.posts("#harbour") for _ in range(5)]
    await follows(ben, "harbour")
    found = ids(await home(world, ben))
    assert len(found) == 3
    assert set(found) <= set(posts)


async def test_a_tag_says_whether_it_is_followed(world: World) -> None:
    ana = await world.person("ana")
    assert "is_followed" not in await ana.does("GET", "/v1/timelines/tags/harbour")
    await follows(ana, "harbour")
    await follows(ana, "harbour")
    assert (await ana.does("GET", "/v1/timelines/tags/harbour"))["is_followed"] is True
    assert "is_followed" not in await world.stranger().does("GET", "/v1/timelines/tags/harbour")


async def test_two_hundred_are_enough(world: World) -> None:
    ana = await world.person("ana")
    for number in range(200):
        await follows(ana, f"tag{number}")
    answer = await ana.call("PUT", "/v1/tags/one_more/follow")
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_tags")
    await follows(ana, "tag7")
    assert len(await followed(ana)) == 200
    for text in ("a b", "12345", "x" * 101):
        assert (await ana.call("PUT", f"/v1/tags/{quote(text)}/follow")).status_code == 404
