"""Places that are searched for: by name, near a spot and on the map; and that hidden ones are nowhere."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.features.test_places import posts_from
from tests.world import Json, Person, World

KIEL = {"name": "Kiel harbour", "lat": 54.3233, "lon": 10.1228}
LABOE = {"name": "Laboe", "lat": 54.4076, "lon": 10.2256}  # 11.5 km from the harbour.
SUVA = {"name": "Suva harbour", "lat": -18.1248, "lon": 178.4501}
APIA = {"name": "Ápia", "lat": -13.8333, "lon": -171.7667}
POLE = {"name": "North Pole", "lat": 89.99, "lon": 100.0}


async def search(viewer: Person, query: str, kind: str = "places") -> list[Json]:
    found = await viewer.pages(f"/v1/search?kind={kind}&limit=100&{query}")
    return [item["place" if kind == "places" else "post"] for item in found]


async def places(viewer: Person, query: str) -> list[str]:
    return [place["name"] for place in await search(viewer, query)]


async def on_map(viewer: Person, box: str) -> list[str]:
    answer = await viewer.does("GET", f"/v1/places?box={box}")
    return sorted(place["name"] for place in answer["items"])


async def suggested(viewer: Person, prefix: str, **more: str) -> list[Json]:
    query = "".join(f"&{name}={quote(value)}" for name, value in more.items())
    return (await viewer.does("GET", f"/v1/places/suggest?prefix={quote(prefix)}{query}"))["items"]


async def everywhere(viewer: Person, place: Json) -> list[str]:
    """Where a viewer comes upon a place."""
    name, around = quote(place["name"]), f"{place['lat']},{place['lon']}"
    south, west = place["lat"] - 0.5, place["lon"] - 0.5
    box = f"{south},{west},{south + 1},{west + 1}"
    suggestions = (await viewer.does("GET", f"/v1/search/suggest?prefix={name}"))["items"]
    found = {
        "by name": await places(viewer, f"keyword={name}"),
        "near": await places(viewer, f"near={around},1"),
        "posts near": [post["place"]["name"] for post in await search(viewer, f"near={around},1", "posts")],
        "with all kinds": [
            item.get("place", {}).get("name") for item in await viewer.pages(f"/v1/search?keyword={name}")
        ],
        "on the map": await on_map(viewer, box),
        "while typing": [item["place"]["name"] for item in suggestions if item["kind"] == "place"],
        "while writing": [one["place"]["name"] for one in await suggested(viewer, place["name"])],
    }
    return sorted(where for where, names in found.items() if place["name"] in names)


SURFACES = ["by name", "near", "on the map", "posts near", "while typing", "while writing", "with all kinds"]


async def test_places_are_found_by_beginnings_of_words_without_accents(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    for place in (KIEL, SUVA, KIEL, APIA, {"name": "Harbour"}):
        await posts_from(ana, place)
    await world.settle()
    assert await places(ben, "keyword=harbour") == ["Harbour", "Kiel harbour", "Suva harbour"]
    assert (await places(ben, "keyword=HARB"))[0] == "Kiel harbour"
    assert await places(ben, "keyword=harbour%20ki") == ["Kiel harbour"]
    assert await places(ben, "keyword=apia") == await places(ben, "keyword=%C3%81PI") == ["Ápia"]
    assert await places(ben, "keyword=arbour") == []
    (kiel,) = await search(world.stranger(), "keyword=kiel")
    assert kiel.pop("cover")["kind"] == "photo"
    assert kiel == {**KIEL, "count": 2, "id": kiel["id"]}
    assert [card["place"]["id"] for card in await search(ben, "keyword=kiel", "posts")] == [kiel["id"]] * 2


async def test_near_a_spot_the_nearest_come_first_within_the_circle_alone(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    for place in (KIEL, LABOE, SUVA, APIA, POLE, {"name": "Nowhere"}):
        await posts_from(ana, place)
    await world.settle()
    assert await places(ben, "near=54.4,10.2,50") == ["Laboe", "Kiel harbour"]
    assert await places(ben, "near=54.4,10.2,5") == ["Laboe"]
    assert await places(ben, "near=54.4,10.2,50&keyword=harb") == ["Kiel harbour"]
    (laboe,) = await search(ben, "near=54.3233,10.1228,20&keyword=laboe")
    assert laboe["km"] == 11.5
    posts = await search(ben, "near=54.3233,10.1228,11", "posts")
    assert [card["place"]["name"] for card in posts] == ["Kiel harbour"]
    posts = await search(ben, "near=54.3233,10.1228,12", "posts")
    assert {card["place"]["name"] for card in posts} == {"Kiel harbour", "Laboe"}
    # Over the date line, and around the pole.
    assert await places(ben, "near=-18.1,-179.9,200") == ["Suva harbour"]
    assert await places(ben, "near=-13.8,-171.8,500") == ["Ápia"]
    assert await places(ben, "near=89.9,-80,100") == ["North Pole"]


async def test_the_map_shows_what_is_in_its_box(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    for place in (KIEL, LABOE, SUVA, APIA):
        await posts_from(ana, place)
    await world.settle()
    assert await on_map(ben, "-90,-180,90,180") == ["Kiel harbour", "Laboe", "Suva harbour", "Ápia"]
    assert await on_map(ben, "54.4,10,55,11") == ["Laboe"]
    assert await on_map(ben, "-30,170,0,-170") == ["Suva harbour", "Ápia"]
    assert await on_map(ben, "-30,-170,0,170") == []
    answer = await ben.does("GET", "/v1/places?box=54,10,55,11")
    assert answer["is_whole"]
    assert {(one["lat"], one["lon"]) for one in answer["items"]} == {
        (KIEL["lat"], KIEL["lon"]),
        (LABOE["lat"], LABOE["lon"]),
    }
    assert all(one["cover"]["kind"] == "photo" for one in answer["items"])


async def test_a_marked_picture_stands_for_no_place(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await posts_from(ana, KIEL, sensitive=True)
    await world.settle()
    (place,) = (await ben.does("GET", "/v1/places?box=54,10,55,11"))["items"]
    assert place["name"] == "Kiel harbour"
    assert "cover" not in place


async def test_a_place_is_known_to_those_who_see_a_post_from_there(world: World) -> None:  # AZ-02, AZ-29
    ana, ben, cleo = [await world.person(name) for name in ("ana", "ben", "cleo")]
    await ben.follows(ana)
    card = await posts_from(ana, SUVA)
    await world.settle()
    assert await everywhere(cleo, SUVA) == await everywhere(world.stranger(), SUVA) == SURFACES
    await ana.does("PATCH", f"/v1/posts/{card['id']}", json={"audience": "followers"})
    # Before anything in the background has run, and after.
    for _ in range(2):
        assert await everywhere(cleo, SUVA) == await everywhere(world.stranger(), SUVA) == []
        assert await everywhere(ben, SUVA) == await everywhere(ana, SUVA) == SURFACES
        await world.settle()
    await ana.blocks(ben)
    assert await everywhere(ben, SUVA) == []
    await ana.does("PATCH", f"/v1/posts/{card['id']}", json={"audience": "everyone"})
    assert await everywhere(cleo, SUVA) == SURFACES
    await ana.goes_private()
    assert await everywhere(cleo, SUVA) == []
    assert await everywhere(ana, SUVA) == SURFACES
    await ana.deletes(card["id"])
    assert await everywhere(ana, SUVA) == []


async def test_a_place_is_said_as_the_post_that_one_sees_says_it(world: World) -> None:  # AZ-29
    ana, ben = await world.person("ana"), await world.person("ben")
    await posts_from(ana, {"name": "kiel HARBOUR", "lat": 54.3211, "lon": 10.1249}, audience="followers")
    await world.settle()
    shown = await posts_from(ben, KIEL)
    await world.settle()
    await posts_from(ana, {"name": "KIEL harbour", "lat": 54.3212, "lon": 10.1231}, audience="followers")
    await world.settle()
    (place,) = await search(ben, "keyword=kiel")
    assert place.pop("cover")["id"] == shown["media"][0]["id"]
    assert place == {**KIEL, "id": shown["place"]["id"], "count": 1}


async def test_many_hidden_posts_do_not_hide_a_place(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await posts_from(ana, KIEL)
    await world.settle()
    media = await ben.uploads()
    for _ in range(5):
        body = {"media": [media], "place": KIEL, "audience": "close_friends"}
        await ben.does("POST", "/v1/posts", json=body)
    await world.settle()
    (place,) = await search(ana, "keyword=kiel")
    assert place["count"] == 1
    assert await everywhere(ana, KIEL) == SURFACES


async def test_an_edit_moves_a_place(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    card = await posts_from(ana, KIEL)
    await world.settle()
    await ana.does("PATCH", f"/v1/posts/{card['id']}", json={"place": SUVA})
    assert await everywhere(ben, KIEL) == []
    await world.settle()
    assert await everywhere(ben, KIEL) == []
    assert await everywhere(ben, SUVA) == SURFACES


async def test_who_writes_a_place_is_offered_used_ones_first_then_cities(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await posts_from(ana, {"name": "Lisbon waterfront", "lat": 38.7, "lon": -9.15})
    await world.settle()
    used, lisbon, *_ = await suggested(ben, "lisb")
    assert used["place"]["name"] == "Lisbon waterfront"
    assert used["is_used"]
    assert lisbon["place"]["name"] == "Lisbon, Portugal"
    assert lisbon["country"] == "Portugal"
    media = await ben.uploads()
    picked = {key: value for key, value in lisbon["place"].items() if key != "id"}
    card = await ben.does("POST", "/v1/posts", json={"media": [media], "place": picked})
    assert card["place"] == lisbon["place"]
    await world.settle()
    offered = [(one["place"]["name"], one.get("is_used", False)) for one in await suggested(ana, "lisbon")]
    assert sorted(offered[:2]) == [("Lisbon waterfront", True), ("Lisbon, Portugal", True)]
    assert ("Lisbon, Portugal", False) not in offered
    assert await suggested(ben, "") == []


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/v1/search?near=91,0,1", "near"),
        ("/v1/search?near=0,0", "near"),
        ("/v1/search?near=0,0,0", "near"),
        ("/v1/search?near=0,0,501", "near"),
        ("/v1/search?near=nan,0,1", "near"),
        ("/v1/search?near=x,0,1&keyword=sea", "near"),
        ("/v1/search?near=1,2,3,4", "near"),
        ("/v1/search?keyword=", "keyword"),
        ("/v1/search?near=1,2,3&keyword=!", "keyword"),
        ("/v1/search?kind=places", "keyword"),
        ("/v1/places?box=0,0,1", "box"),
        ("/v1/places?box=1,0,0,0", "box"),
        ("/v1/places?box=0,0,1,181", "box"),
        ("/v1/places?box=0,0,inf,1", "box"),
        ("/v1/places/suggest?prefix=li&near=1", "near"),
        ("/v1/places/suggest?prefix=li&near=1,200", "near"),
    ],
)
async def test_what_is_nowhere_is_refused(world: World, path: str, field: str) -> None:
    answer = await world.stranger().call("GET", path)
    problem: dict[str, Any] = answer.json()
    assert answer.status_code == 422, problem
    assert list(problem["fields"]) == [field]
