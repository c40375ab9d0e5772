"""The timeline of a place: who finds what there, and what an edit or a deletion does to it."""

from __future__ import annotations

import pytest

from tests.world import Json, Person, World

HARBOUR = {"name": "Old harbour", "lat": 54.3233, "lon": 10.1228}


async def posts_from(person: Person, place: Json, **more: object) -> Json:
    """A post that is said to be from somewhere, as it is answered."""
    media = await person.uploads()
    return await person.does("POST", "/v1/posts", json={"media": [media], "place": place, **more})


async def found(viewer: Person, place_id: str, limit: int = 20) -> list[str]:
    return [card["id"] for card in await viewer.pages(f"/v1/timelines/places/{place_id}?limit={limit}")]


async def test_pages_of_any_size_joined_are_everybodys_posts_newest_first(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    cards: list[Json] = []
    for number in range(5):
        cards.append(await posts_from((ana, ben)[number % 2], HARBOUR))
        # Photos of two people are made in any order, and a post takes its place when its are.
        await world.settle()
    await posts_from(ana, {"name": "Another harbour"})
    await world.settle()
    place = cards[0]["place"]
    assert {card["place"]["id"] for card in cards} == {place["id"]}
    newest = [card["id"] for card in cards[::-1]]
    for limit in (1, 2, 5, 50):
        assert await found(ben, place["id"], limit) == newest
    assert await found(world.stranger(), place["id"]) == newest
    page = await ben.does("GET", f"/v1/timelines/places/{place['id']}")
    assert page["place"] == place


async def test_a_place_without_posts_is_empty_and_has_no_name(world: World) -> None:
    page = await world.stranger().does("GET", "/v1/timelines/places/42")
    assert page == {"items": [], "next": None}
    for text in ("0", "x", "99999999999999999999"):
        assert (await world.stranger().call("GET", f"/v1/timelines/places/{text}")).status_code == 404


async def test_an_edit_moves_a_post_and_a_deletion_removes_it_at_once(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    card = await posts_from(ana, HARBOUR)
    await world.settle()
    harbour = card["place"]["id"]
    moved = await ana.does("PATCH", f"/v1/posts/{card['id']}", json={"place": {"name": "The pier"}})
    assert await found(ben, harbour) == [], "before anything in the background has run"
    await world.settle()
    assert await found(ben, harbour) == []
    assert await found(ben, moved["place"]["id"]) == [card["id"]]
    await ana.deletes(card["id"])
    assert await found(ben, moved["place"]["id"]) == []


@pytest.mark.parametrize("audience", ["followers", "close_friends"])
async def test_who_may_not_see_a_post_does_not_learn_where_it_is_from(world: World, audience: str) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    card = await posts_from(ana, HARBOUR, audience=audience)
    await world.settle()
    page = await ben.does("GET", f"/v1/timelines/places/{card['place']['id']}")
    assert page == {"items": [], "next": None}
    assert await found(ana, card["place"]["id"]) == [card["id"]]


async def test_blocked_people_do_not_meet_at_a_place(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    card = await posts_from(ana, HARBOUR)
    await world.settle()
    await ana.does("PUT", f"/v1/users/{ben.id}/block")
    assert await found(ben, card["place"]["id"]) == []
