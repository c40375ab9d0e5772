"""The best posts of a hashtag or a place, and what is marked sensitive in lists of posts by everybody."""

from __future__ import annotations

import pytest

from tests.world import Json, Person, World

TAG = "/v1/timelines/tags/harbour"


async def shown(viewer: Person, path: str = TAG, **asked: object) -> list[str]:
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return [card["id"] for card in await viewer.pages(f"{path}?{query}")]


async def three(world: World, person: Person) -> list[str]:
    """Three posts, the oldest first."""
    posts: list[str] = []
    for _ in range(3):
        posts.append(await person.posts("#harbour"))
        await world.settle()
    return posts


async def test_what_most_people_like_stands_first_and_one_page_after_another_holds_each_once(
    world: World,
) -> None:
    ana, ben, cem = [await world.person(name) for name in ("ana", "ben", "cem")]
    old, middle, new = await three(world, ana)
    await ben.likes(old)
    await cem.likes(old)
    await ben.likes(middle)
    await world.settle()
    for limit in (1, 2, 20):
        assert await shown(world.stranger(), order="top", limit=limit) == [old, middle, new]
    assert await shown(ben) == [new, middle, old], "recent is what one gets without asking"
    page = await ben.does("GET", f"{TAG}?order=top&limit=1")
    assert page["count"] == 3


async def test_an_order_that_was_begun_stays_while_numbers_move(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    old, middle, new = await three(world, ana)
    await ben.likes(old)
    await world.settle()
    first = await ben.does("GET", f"{TAG}?order=top&limit=1")
    assert [card["id"] for card in first["items"]] == [old]
    await ben.likes(new)
    await ben.unlikes(old)
    await world.settle()
    rest = await ben.does("GET", f"{TAG}?order=top&cursor={first['next']}")
    assert [card["id"] for card in rest["items"]] == [new, middle]
    assert (await ben.call("GET", f"{TAG}?cursor={first['next']}")).status_code == 400, (
        "a cursor of the other order"
    )


async def test_one_person_does_not_lift_a_post_by_doing_much(world: World) -> None:
    ana, ben, cem = [await world.person(name) for name in ("ana", "ben", "cem")]
    lonely, loved, _ = await three(world, ana)
    for _ in range(6):
        await ana.comments(lonely, "How beautiful!")
    await ana.likes(lonely)
    for _ in range(3):
        await ben.comments(lonely, "Again?")
    await ben.comments(loved, "Oh!")
    await cem.likes(loved)
    await world.settle()
    assert (await shown(ben, order="top"))[:2] == [loved, lonely]


async def test_the_best_are_looked_at_by_the_same_eyes(world: World) -> None:  # AZ-01, AZ-10
    ana, ben = await world.person("ana"), await world.person("ben")
    dee = await world.person("dee", private=True)
    post, hidden = await ana.posts("#harbour"), await dee.posts("#harbour")
    await world.settle()
    await dee.likes(hidden)
    await world.settle()
    assert await shown(ben, order="top") == [post]
    assert set(await shown(dee, order="top")) == {post, hidden}
    await ana.blocks(ben)
    assert await shown(ben, order="top") == [], "though the order of this minute is remembered"
    await ana.does("PATCH", f"/v1/posts/{post}", json={"caption": "#pier"})
    assert await shown(dee, order="top") == [hidden]


async def test_a_place_has_its_best_too(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    posts: list[Json] = []
    for _ in range(2):
        body = {"media": [await ana.uploads()], "place": {"name": "Old harbour"}}
        posts.append(await ana.does("POST", "/v1/posts", json=body))
        await world.settle()
    await ben.likes(posts[0]["id"])
    await world.settle()
    path = f"/v1/timelines/places/{posts[0]['place']['id']}"
    assert await shown(ben, path, order="top", limit=1) == [post["id"] for post in posts]
    assert await shown(ben, path) == [post["id"] for post in posts[::-1]]


@pytest.mark.parametrize("order", ["best", "", "TOP"])
async def test_there_is_no_other_order(world: World, order: str) -> None:
    for path in (TAG, "/v1/timelines/places/42"):
        answer = await world.stranger().call("GET", f"{path}?order={order}")
        assert (answer.status_code, answer.json()["fields"]) == (422, {"order": ["unknown"]})


async def test_what_is_marked_is_left_out_until_an_account_wants_it(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    place = {"name": "Old harbour"}
    marked = await ana.posts("#harbour", sensitive=True, place=place)
    await world.settle()
    plain = await ana.posts("#harbour", place=place)
    await world.settle()
    places = f"/v1/timelines/places/{(await ana.card(plain))['place']['id']}"
    both = [plain, marked]
    search = "/v1/search?kind=posts&keyword=%23harbour"
    assert await ben.does("GET", "/v1/me/discovery") == {"sensitive": False}

    async def lists(viewer: Person, more: str = "") -> list[set[str]]:
        found = [
            {card["id"] for card in await viewer.pages(f"{path}?order={order}{more}")}
            for path in (TAG, places)
            for order in ("recent", "top")
        ]
        return [*found, {item["post"]["id"] for item in await viewer.pages(search + more)}]

    for viewer in (ben, world.stranger()):
        assert await lists(viewer) == [{plain}] * 5
        assert await lists(viewer, "&sensitive=true") == [set(both)] * 5
    assert await lists(ana) == [set(both)] * 5, "one's own is there all the same"
    assert await ben.does("PUT", "/v1/me/discovery", json={"sensitive": True}) == {"sensitive": True}
    assert await lists(ben) == [set(both)] * 5
    assert await lists(ben, "&sensitive=false") == [{plain}] * 5
    await ben.does("PUT", "/v1/me/discovery", json={"sensitive": False})
    assert await lists(ben) == [{plain}] * 5


async def test_nothing_else_can_be_wanted(world: World) -> None:
    ana = await world.person("ana")
    for body in ({}, {"sensitive": "yes"}, {"sensitive": True, "more": 1}):
        assert (await ana.call("PUT", "/v1/me/discovery", json=body)).status_code in (400, 422)
