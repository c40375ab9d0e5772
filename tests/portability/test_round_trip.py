"""A hundred posts leave and come in elsewhere: compared item by item."""

from __future__ import annotations

import random
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.pictures import picture
from tests.portability.carrying import brings, counted, exported, sends
from tests.portability.test_imports import likenesses
from tests.world import Json, Person, World, world_in
from tintype.kernel.clock import DAY_US, ManualClock, SystemClock
from tintype.media.making.pool import MediaPool

POSTS = 100
WORDS = ("Morgenlicht", "quay #sea", "日本 🇯🇵", "a <b>b</b> & c", "two\nlines", "café", "", "@ben was here")


@pytest.fixture
async def lived(tmp_path: Path, media_pool: MediaPool) -> AsyncIterator[tuple[World, ManualClock]]:
    """A site whose clock stands a year back."""
    clock = ManualClock(SystemClock().now_us() - 400 * DAY_US)
    async with world_in(tmp_path / "lived", media_pool, clock=clock) as world:
        yield world, clock


async def lives(person: Person, friend: Person, clock: ManualClock) -> None:
    """A year of posts: carousels, places, audiences, edits of pictures, people in them, words of all kinds."""
    rng = random.Random(5)
    kept: list[str] = []
    boats = (await person.does("POST", "/v1/collections", json={"name": "Boats"}))["id"]
    await person.does("PATCH", "/v1/me", json={"name": "Ana", "bio": "Boats.", "link": "https://ana.example"})
    for number in range(POSTS):
        media = [await person.uploads(picture(2_000 + number * 3 + at)) for at in range(1 + number % 3)]
        if number % 10 == 0:
            crop = {"x": 0, "y": 0, "width": 0.5, "height": 1}
            edit = {"edit": {"brightness": 0.25, "crop": crop}}
            await person.does("PATCH", f"/v1/media/{media[0]}", json=edit)
        body = {
            "media": media,
            "caption": f"{rng.choice(WORDS)} {number}",
            "alt": {media[-1]: rng.choice(WORDS) or "A boat"},
            "audience": rng.choice(["everyone", "everyone", "followers"]),
        }
        if number % 7 == 0:
            body |= {
                "title": f"Day {number}",
                "place": {"name": "Old harbour", "lat": 53.5, "lon": number / 10},
            }
        if number % 9 == 0:
            body["people"] = [{"user_id": friend.id, "media_id": media[0], "x": number / 100, "y": 0.5}]
        post = (await person.does("POST", "/v1/posts", json=body))["id"]
        await person.world.settle()
        if number % 4 == 0:
            await person.does("PUT", f"/v1/collections/{boats}/posts/{post}")
            await person.does(
                "PATCH", f"/v1/collections/{boats}/posts/{post}", json={"after": rng.choice([None, *kept])}
            )
            kept.append(post)
        clock.advance(rng.randrange(3 * DAY_US))
    await person.does("PATCH", f"/v1/collections/{boats}", json={"cover_id": kept[7]})
    await person.does("PUT", "/v1/me/avatar", json={"media_id": media[0]})


async def the_rest(person: Person) -> Json:
    """What is beside the posts: who somebody is, in which order they keep what, and whom their pictures show."""
    me = await person.does("GET", "/v1/me")
    (collection,) = await person.pages("/v1/collections")
    cards = await person.pages(f"/v1/collections/{collection['id']}/posts")
    (cover,) = [each["id"] for each in collection["covers"]]
    tags = {}
    for card in await person.pages(f"/v1/users/{person.id}/posts"):
        order = [item["id"] for item in card["media"]]
        people = (await person.does("GET", f"/v1/posts/{card['id']}/people"))["items"]
        tags[card["caption"]] = [
            (one["user"]["username"], order.index(one["media_id"]), one["x"], one["y"]) for one in people
        ]
    avatar = re.sub(r"\{variant\}.*", "original", me["avatar"]["url"])
    return {
        "profile": [me["name"], me["bio"], me["link"]],
        "picture": (await person.call("GET", avatar)).content,
        "collection": [card["caption"] for card in cards],
        "cover": [card["caption"] for card in cards if card["media"][0]["id"] == cover],
        "tags": tags,
    }


@pytest.mark.slow
async def test_a_hundred_posts_are_elsewhere_what_they_were(
    lived: tuple[World, ManualClock], world: World
) -> None:
    there, clock = lived
    ana, ben = await there.person("ana"), await there.person("ben")
    await lives(ana, ben, clock)
    before, rest = await likenesses(ana), await the_rest(ana)
    assert len(before) == POSTS
    assert (len(rest["collection"]), len(rest["cover"])) == (25, 1)
    assert sum(map(len, rest["tags"].values())) == 12
    _, archive = await exported(ana)

    here, _ = await world.person("ana"), await world.person("ben")
    done = await brings(here, (await sends(here, archive))["id"])
    assert counted(done, "post") == {
        "kind": "post",
        "total": POSTS,
        "waiting": 0,
        "brought": POSTS,
        "here": 0,
        "left_out": 0,
    }
    after = await likenesses(here)
    for was, is_now in zip(before, after, strict=True):
        assert is_now == was
    assert await the_rest(here) == rest
