"""Who somebody was, whom their photos show, and how their collections were ordered come along too."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.media import films
from tests.pictures import picture
from tests.portability.carrying import brings, counted, exported, opened, report, sends, zipped
from tests.world import Json, Person, World, world_in
from tintype.media.making.pool import MediaPool

PROFILE = {"name": "Ana Ítalo", "bio": "Harbours, mostly.\nAnd boats 🚢", "link": "https://ana.example/boats"}


@pytest.fixture
async def elsewhere(tmp_path: Path, media_pool: MediaPool) -> AsyncIterator[World]:
    """Another site."""
    async with world_in(tmp_path / "elsewhere", media_pool) as world:
        yield world


async def shows_herself(person: Person) -> None:
    """A whole profile, picture included."""
    await person.does("PATCH", "/v1/me", json=PROFILE)
    media = await person.uploads(picture(77, 500, 500))
    await person.does("PUT", "/v1/me/avatar", json={"media_id": media})
    await person.world.settle()


async def told(person: Person) -> Json:
    me = await person.does("GET", "/v1/me")
    return {field: me.get(field, "") for field in PROFILE}


def left(items: list[Json]) -> dict[str, str]:
    return {item["label"]: item["code"] for item in items if item["state"] == "left_out"}


async def test_a_newcomer_is_who_they_were(world: World, elsewhere: World) -> None:
    ana = await world.person("ana")
    await shows_herself(ana)
    _, archive = await exported(ana)
    there = await elsewhere.person("ana")
    looked = await sends(there, archive)
    assert (counted(looked, "profile")["waiting"], counted(looked, "picture")["waiting"]) == (3, 1)
    assert await told(there) == {"name": "", "bio": "", "link": ""}  # a look brings nothing
    done = await brings(there, looked["id"])
    assert (counted(done, "profile")["brought"], counted(done, "picture")["brought"]) == (3, 1)
    assert await told(there) == PROFILE
    (shown,) = [item["id"] for item in await report(there, done["id"]) if item["kind"] == "picture"]
    ben = await elsewhere.person("ben")
    avatar = (await ben.does("GET", f"/v1/users/{there.id}"))["avatar"]
    assert avatar["id"] == shown
    url = re.sub(r"\{variant\}.*", "original", avatar["url"])
    assert (await there.call("GET", url)).content == picture(77, 500, 500)


async def test_what_a_profile_says_here_stays(world: World, elsewhere: World) -> None:
    ana = await world.person("ana")
    await shows_herself(ana)
    _, archive = await exported(ana)
    there = await elsewhere.person("ana")
    await there.does("PATCH", "/v1/me", json={"name": "Somebody new"})
    looked = await sends(there, archive)
    assert left(await report(there, looked["id"])) == {"name Ana Ítalo": "own_kept"}
    await there.does("PATCH", "/v1/me", json={"bio": "Written while it was looked at."})
    done = await brings(there, looked["id"])
    assert await told(there) == {
        "name": "Somebody new",
        "bio": "Written while it was looked at.",
        "link": PROFILE["link"],
    }
    assert left(await report(there, done["id"])) == {
        "name Ana Ítalo": "own_kept",
        "bio Harbours, mostly. And boats 🚢": "own_kept",
    }


async def test_a_profile_is_brought_by_ones_word_alone(world: World, elsewhere: World) -> None:
    ana = await world.person("ana")
    await shows_herself(ana)
    _, archive = await exported(ana)
    there = await elsewhere.person("ana")
    done = await brings(there, (await sends(there, archive))["id"], profile=False)
    assert await told(there) == {"name": "", "bio": "", "link": ""}
    assert "avatar" not in await there.does("GET", f"/v1/users/{there.id}")
    assert set(left(await report(there, done["id"])).values()) == {"not_wanted"}


async def test_collections_keep_their_order_and_their_picture(world: World, elsewhere: World) -> None:
    ana = await world.person("ana")
    posts = [await ana.posts(f"Boat {number}") for number in range(5)]
    await world.settle()
    boats = (await ana.does("POST", "/v1/collections", json={"name": "Boats"}))["id"]
    for post in posts:
        await ana.does("PUT", f"/v1/collections/{boats}/posts/{post}")
    # Not as they were put in: the third last of all, the first but one behind the fifth.
    await ana.does("PATCH", f"/v1/collections/{boats}/posts/{posts[2]}", json={"after": posts[0]})
    await ana.does("PATCH", f"/v1/collections/{boats}/posts/{posts[1]}", json={"after": posts[4]})
    await ana.does("PATCH", f"/v1/collections/{boats}", json={"cover_id": posts[3]})
    before = [card["caption"] for card in await ana.pages(f"/v1/collections/{boats}/posts")]
    assert before == ["Boat 4", "Boat 1", "Boat 3", "Boat 0", "Boat 2"]
    _, archive = await exported(ana)

    there = await elsewhere.person("ana")
    await brings(there, (await sends(there, archive))["id"])
    (found,) = await there.pages("/v1/collections")
    cards = await there.pages(f"/v1/collections/{found['id']}/posts?limit=2")
    assert [card["caption"] for card in cards] == before
    own = await there.does("GET", f"/v1/collections/{found['id']}")
    (chosen,) = [card["media"][0]["id"] for card in cards if card["caption"] == "Boat 3"]
    assert [each["id"] for each in own["covers"]] == [chosen]
    # What is put in later comes first, as ever.
    newest = await there.posts("Boat 5")
    await elsewhere.settle()
    await there.does("PUT", f"/v1/collections/{found['id']}/posts/{newest}")
    after = [card["caption"] for card in await there.pages(f"/v1/collections/{found['id']}/posts")]
    assert after == ["Boat 5", *before]


async def test_people_in_photos_are_asked_whatever_their_settings(world: World, elsewhere: World) -> None:
    ana, ben, cem, dia = [await world.person(name) for name in ("ana", "ben", "cem", "dia")]
    media = await ana.uploads()
    named = [{"user_id": one.id, "media_id": media, "x": 0.25, "y": 0.5} for one in (ana, ben, cem, dia)]
    await ana.does("POST", "/v1/posts", json={"media": [media], "people": named})
    await world.settle()
    _, archive = await exported(ana)

    there, ben_there, cem_there = [await elsewhere.person(name) for name in ("ana", "ben", "cem")]
    await cem_there.does("PATCH", "/v1/me/tagging", json={"who": "nobody"})
    before = await ben_there.does("GET", "/v1/notifications")
    await brings(there, (await sends(there, archive))["id"])
    await elsewhere.settle()
    (post,) = await there.profile(there)
    assert await named_in(there, post) == ["ana", "ben"]  # dia is not here, and cem is named by nobody
    assert await named_in(cem_there, post) == ["ana"]
    assert (await ben_there.does("GET", "/v1/notifications"))["items"] == before["items"]
    (asking,) = await ben_there.pages("/v1/me/tags")
    assert asking["id"] == post
    await ben_there.does("PUT", f"/v1/posts/{post}/tag")
    await elsewhere.settle()
    assert (await ben_there.does("GET", "/v1/notifications"))["items"] == before["items"]
    (one,) = [
        item
        for item in (await cem_there.does("GET", f"/v1/posts/{post}/people"))["items"]
        if item["user"]["username"] == "ben"
    ]
    assert (one["x"], one["y"]) == (0.25, 0.5)


async def test_subtitles_come_out_of_a_folder_too(world: World, elsewhere: World) -> None:
    ana = await world.person("ana")
    media = await ana.uploads(films.film(seconds=1))
    await ana.does("POST", "/v1/posts", json={"media": [media]})
    await world.settle()
    await ana.does(
        "PUT",
        f"/v1/media/{media}/captions/pt-BR?label=Fala",
        content=b"WEBVTT\n\n00:00.100 --> 00:00.900\nOi",
        headers={"content-type": "text/vtt"},
    )
    _, archive = await exported(ana)
    inside = opened(archive)
    within = zipped({f"tintype-ana/{name}": inside.read(name) for name in inside.namelist()})

    there = await elsewhere.person("ana")
    done = await brings(there, (await sends(there, within))["id"])
    assert counted(done, "post")["brought"] == 1
    (card,) = await there.pages(f"/v1/users/{there.id}/posts")
    (caption,) = card["media"][0]["captions"]
    assert (caption["language"], caption["label"]) == ("pt-BR", "Fala")
    assert (await there.call("GET", caption["url"])).text.endswith("\nOi\n")


async def named_in(viewer: Person, post: str) -> list[str]:
    found = await viewer.does("GET", f"/v1/posts/{post}/people")
    return sorted(item["user"]["username"] for item in found["items"])
