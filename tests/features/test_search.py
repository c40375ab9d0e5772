"""Searching: who and what is found, by whom, and that what is hidden or changed is not found at once."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.world import Clocked, Person, World


async def found(viewer: Person, keyword: str, kind: str = "posts", **more: Any) -> list[str]:
    """The ids, or names, of everything that is found, page by page."""
    query = "".join(f"&{name}={quote(str(value))}" for name, value in more.items())
    items = await viewer.pages(f"/v1/search?keyword={quote(keyword)}&kind={kind}{query}")
    return [named(item) for item in items]


def named(item: dict[str, Any]) -> str:
    match item["kind"]:
        case "person":
            return item["person"]["username"]
        case "tag":
            return f"#{item['tag']['name']}"
        case _:
            return item["post"]["id"]


async def suggested(viewer: Person, prefix: str) -> list[str]:
    answer = await viewer.does("GET", f"/v1/search/suggest?prefix={quote(prefix)}")
    return [named(item) for item in answer["items"]]


# ------------------------------------------------------------------------------------------------ people


async def test_people_are_found_by_their_names_their_beginnings_and_with_a_slip(world: World) -> None:
    alexandra, ben, zoe = [await world.person(name) for name in ("alexandra", "ben.harbour", "zoe")]
    await zoe.does("PATCH", "/v1/me", json={"name": "Zoë Ångström"})
    await world.settle()
    for keyword in ("alexandra", "ALEX", "@alex", "alexnadra", "alexadra", "alexsandra"):
        assert await found(ben, keyword, "people") == ["alexandra"], keyword
    for keyword in ("harb", "ben.har", "ben harbour"):
        assert await found(alexandra, keyword, "people") == ["ben.harbour"], keyword
    for keyword in ("zoe", "Zoë", "angstrom", "zoe ang", "ångs"):
        assert await found(world.stranger(), keyword, "people") == ["zoe"], keyword
    assert await found(ben, "exandra", "people") == []
    assert await suggested(ben, "al") == ["alexandra"]
    assert await suggested(ben, "") == []


async def test_whom_one_follows_and_whom_many_follow_come_first(world: World) -> None:
    viewer, *others = [await world.person(name) for name in ("viewer", "marina", "mario", "marta", "mar")]
    _, mario, marta, _ = others
    await viewer.follows(marta)
    for follower in others:
        if follower is not mario:
            await follower.follows(mario)
    await world.settle()
    assert await found(viewer, "mar", "people") == ["mar", "marta", "mario", "marina"]
    assert await found(viewer, "mar", "people", limit=1) == ["mar", "marta", "mario", "marina"]
    # Nearly called so is behind; and nobody is asked for twice.
    assert await suggested(viewer, "mari") == ["mario", "marina", "mar"]


async def test_who_is_renamed_blocked_or_gone_is_not_found_by_that(world: World) -> None:  # AZ-10
    ana, ben, cleo = [await world.person(name) for name in ("anabella", "benedict", "cleopatra")]
    await ana.blocks(ben)
    for one, other in ((ana, ben), (ben, ana)):  # Before anything in the background has run.
        assert await found(one, other.name, "people") == []
        assert await suggested(one, other.name[:4]) == []
    assert await found(cleo, "anabella", "people") == ["anabella"]
    await cleo.does("PATCH", "/v1/me", json={"username": "nefertiti"})
    assert await found(ben, "cleopatra", "people") == []
    await world.settle()
    assert await found(ben, "cleopatra", "people") == []
    assert await found(ben, "nefertiti", "people") == ["nefertiti"]


# ------------------------------------------------------------------------------------------------ posts


async def test_posts_are_found_by_all_that_they_say(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    media = await ana.uploads()
    body = {
        "media": [media],
        "title": "Morning at the old harbour",
        "caption": "Fishing boats before sunrise, coffee in hand. #Seaside",
        "alt": {media: "Two red boats tied to a wooden pier"},
        "place": {"name": "Saint-Malo"},
    }
    await world.settle()
    post = (await ana.does("POST", "/v1/posts", json=body))["id"]
    other = await ana.posts("Snow on the roofs")
    await world.settle()
    sayings = [
        "harbour",
        "HARBOURS",
        "fishing boat",
        "pier",
        "wooden piers",
        "saint malo",
        "#seaside",
        "seaside",
    ]
    sayings += [
        '"red boats"',
        '"old harbour" coffee',
        "from:ana harbour",
        "from:@ana boats",
        "harbour after:2020",
    ]
    for keyword in sayings:
        assert await found(ben, keyword) == [post], keyword
    for keyword in (
        "harbour snow",
        '"boats red"',
        '"harbour fishing"',
        "from:ben harbour",
        "from:nobody boats",
    ):
        assert await found(ben, keyword) == [], keyword
    for keyword in ("#sea", "harbour before:2020-01", "#snow"):
        assert await found(ben, keyword) == [], keyword
    assert await found(ben, "from:ana") == [other, post]
    assert await found(world.stranger(), "roof") == [other]


@pytest.mark.parametrize(
    ("caption", "keyword"),
    [
        ("Ein Sommertag in den Häusern am Hafen", "haus"),
        ("Les chevaux galopent sur la plage d'été", "cheval ete"),
        ("Los pescadores vuelven con las redes llenas", "pescador red"),
        ("港の朝はとてもきれいです", "港の朝"),
        ("Наша дача на берегу озера", "дачи"),
        ("Łódź i ßeta", "lodz sseta"),
        ("Crème brûlée à l’ancienne", "creme brulee ancienne"),
    ],
)
async def test_accents_endings_and_writing_without_blanks(world: World, caption: str, keyword: str) -> None:
    ana = await world.person("ana")
    post = await ana.posts(caption)
    await ana.posts("Something else altogether 海の夜")
    await world.settle()
    assert await found(ana, keyword) == [post]


async def test_what_fits_better_comes_first_and_then_what_is_newer(world: World) -> None:
    ana = await world.person("ana")
    titled = await ana.posts("Nothing here", title="Lighthouse")
    await world.settle()
    older = await ana.posts("A lighthouse")
    await world.settle()
    newer = await ana.posts("Another lighthouse")
    await world.settle()
    stemmed = await ana.posts("Lighthouses everywhere")
    await world.settle()
    expected = [titled, newer, older, stemmed]
    assert await found(ana, "lighthouse") == expected
    for limit in (1, 2, 3):
        assert await found(ana, "lighthouse", limit=limit) == expected


async def test_pages_go_on_where_they_were_whatever_is_published_meanwhile(clocked: Clocked) -> None:
    world, clock = clocked
    ana = await world.person("ana")
    media = await ana.uploads()
    await world.settle()
    posts: list[str] = []
    for number in range(70):
        clock.advance(2_000)
        body = {"media": [media], "caption": f"Harbour number {number}"}
        posts.append((await ana.does("POST", "/v1/posts", json=body))["id"])
    await world.settle()
    assert await found(ana, "harbour", limit=9) == posts[::-1]
    first = await ana.does("GET", "/v1/search?keyword=harbour&kind=posts&limit=10")
    clock.advance(2_000)
    await ana.does("POST", "/v1/posts", json={"media": [media], "caption": "A new harbour"})
    await world.settle()
    second = await ana.does("GET", f"/v1/search?keyword=harbour&kind=posts&limit=10&cursor={first['next']}")
    pages = [named(item) for page in (first, second) for item in page["items"]]
    assert pages == posts[::-1][:20]


async def test_what_changes_is_right_at_once(world: World) -> None:  # AZ-08, AZ-13, AZ-15
    ana, ben = await world.person("ana"), await world.person("ben")
    edited, deleted, archived, narrowed = [await ana.posts("A lighthouse") for _ in range(4)]
    await world.settle()
    assert set(await found(ben, "lighthouse")) == {edited, deleted, archived, narrowed}
    await ana.does("PATCH", f"/v1/posts/{edited}", json={"caption": "A windmill"})
    await ana.deletes(deleted)
    await ana.does("PUT", f"/v1/posts/{archived}/archive")
    await ana.does("PATCH", f"/v1/posts/{narrowed}", json={"audience": "followers"})
    assert await found(ben, "lighthouse") == []  # Before anything in the background has run.
    assert await found(ana, "lighthouse") == [narrowed]
    await world.settle()
    assert await found(ben, "windmill") == [edited]
    await ana.goes_private()
    assert await found(ben, "windmill") == await found(world.stranger(), "windmill") == []
    await ana.goes_private(private=False)
    assert await found(ben, "windmill") == [edited]
    await ana.blocks(ben)
    assert await found(ben, "windmill") == await found(ben, "from:ana") == []


async def test_what_is_archived_and_comes_back_is_found_again(world: World) -> None:
    ana = await world.person("ana")
    post = await ana.posts("A lighthouse")
    await world.settle()
    await ana.does("PUT", f"/v1/posts/{post}/archive")
    await world.settle()
    assert await found(ana, "lighthouse") == []
    await ana.does("DELETE", f"/v1/posts/{post}/archive")
    await world.settle()
    assert await found(ana, "lighthouse") == [post]


async def test_what_is_marked_sensitive_is_found_by_who_asks_for_it(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    marked, plain = await ana.posts("A lighthouse", sensitive=True), await ana.posts("A lighthouse")
    await world.settle()
    assert await found(ben, "lighthouse") == await found(world.stranger(), "lighthouse") == [plain]
    assert set(await found(ben, "lighthouse", sensitive="true")) == {marked, plain}
    assert set(await found(ana, "lighthouse")) == {marked, plain}


async def test_many_hidden_posts_do_not_hide_the_others(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    old = await ana.posts("A lighthouse")
    media = await ben.uploads()
    await world.settle()
    body = {"media": [media], "caption": "My lighthouse", "audience": "followers"}
    for _ in range(130):
        await ben.does("POST", "/v1/posts", json=body)
    await world.settle()
    assert await found(ana, "lighthouse") == [old]


# ------------------------------------------------------------------------------------------------ tags and all


async def test_tags_are_found_with_what_the_viewer_may_see_of_them(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben", private=True)
    await ana.posts("#lighthouse #lightning")
    await ana.posts("#lightning")
    await ben.posts("#lightshow")
    await world.settle()
    page = await ana.does("GET", "/v1/search?keyword=light&kind=tags")
    assert [item["tag"] for item in page["items"]] == [
        {"name": "lightning", "count": 2},
        {"name": "lighthouse", "count": 1},
    ]
    assert await suggested(ana, "#ligh") == ["#lightning", "#lighthouse"]
    assert await suggested(ana, "lights") == []
    assert await suggested(ben, "lights") == ["#lightshow"]
    assert await suggested(ana, "@lig") == []


async def test_without_a_kind_people_and_tags_come_before_posts(world: World) -> None:
    harbour, ana = await world.person("harbour"), await world.person("ana")
    post = await ana.posts("Boats #harbour")
    await world.settle()
    page = await harbour.does("GET", "/v1/search?keyword=harbour")
    assert [named(item) for item in page["items"]] == ["harbour", "#harbour", post]
    assert page["next"] is None


async def test_a_cursor_goes_on_in_its_own_search_alone(world: World) -> None:
    ana = await world.person("ana")
    for _ in range(2):
        await ana.posts("A lighthouse by the sea")
    await world.settle()
    page = await ana.does("GET", "/v1/search?keyword=lighthouse&kind=posts&limit=1")
    answer = await ana.call("GET", f"/v1/search?keyword=sea&kind=posts&limit=1&cursor={page['next']}")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")
