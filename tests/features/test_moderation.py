"""What moderators decide about pictures, and what everybody else sees of it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.media import films
from tests.media.test_policy import Guess, drawing, jpeg
from tests.world import Person, World, world_in
from tintype.kernel.viewer import Role
from tintype.media import MediaPool

PHOTO = jpeg(drawing(1))


async def moderator(world: World) -> Person:
    await world.person("founder")  # Who comes first operates the site.
    mona = await world.person("mona")
    await world.api.subjects.accounts.roles.give("mona", Role.MODERATOR)
    return mona


async def posted(person: Person, photo: bytes, **fields: object) -> tuple[str, str]:
    """A post of one photo: its id, and that of the photo."""
    media = await person.uploads(photo)
    return (await person.does("POST", "/v1/posts", json={"media": [media], **fields}))["id"], media


async def blocks(mona: Person, **what: str) -> dict:
    found = await mona.does("POST", "/v1/moderation/hashes", json=what)
    return found["items"][0]


async def test_a_blocked_photo_takes_its_post_from_everybody_but_its_author(world: World):
    mona, ana, ben = await moderator(world), await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    post, media = await posted(ana, PHOTO, caption="Look #harbour")
    other = await ana.posts("another")
    await world.settle()
    assert await ben.home() == [other, post]
    url = (await ben.card(post))["media"][0]["url"].replace("{variant}", "large").replace("{ext}", "jpg")
    entry = await blocks(mona, media_id=media, note="A complaint of the 3rd of May")
    # At once, before any worker has done anything.
    await world.adapters.tail.catch_up()
    for viewer in (ben, world.stranger()):
        assert await viewer.opens(post) == 404
        assert (await viewer.call("GET", url)).status_code == 404
    assert await ben.home() == [other]
    assert await ben.profile(ana) == [other]
    await world.settle()
    assert (await ben.does("GET", "/v1/timelines/tags/harbour"))["items"] == []
    assert (await ben.does("GET", f"/v1/users/{ana.id}"))["counts"]["posts"] == 1
    own = (await ana.card(post))["media"][0]
    assert own["state"] == "failed"
    assert (entry["found"], entry["note"], entry["by"]["username"]) == (
        1,
        "A complaint of the 3rd of May",
        "mona",
    )
    again = await ben.uploads(PHOTO)
    await world.settle()
    assert (await ben.does("GET", f"/v1/media/{again}"))["problem"]["code"] == "blocked"
    (listed,) = (await mona.does("GET", "/v1/moderation/hashes"))["items"]
    assert listed["looked_at"]


async def test_a_post_is_blocked_with_all_its_photos(world: World):
    mona, ana = await moderator(world), await world.person("ana")
    post = await ana.posts("three", photos=3)
    await world.settle()
    found = await mona.does("POST", "/v1/moderation/hashes", json={"post_id": post})
    assert len(found["items"]) == 3
    assert await world.stranger().opens(post) == 404


async def test_an_unblocked_picture_may_be_posted_again(world: World):
    mona, ana = await moderator(world), await world.person("ana")
    _, media = await posted(ana, PHOTO)
    await world.settle()
    entry = await blocks(mona, media_id=media)
    assert (await mona.call("DELETE", f"/v1/moderation/hashes/{entry['hash']}")).status_code == 204
    assert (await mona.call("DELETE", f"/v1/moderation/hashes/{entry['hash']}")).status_code == 404
    post, _ = await posted(ana, PHOTO)
    await world.settle()
    assert await world.stranger().opens(post) == 200


@pytest.mark.parametrize(
    ("what", "field"),
    [
        ({}, "media_id"),
        ({"media_id": "1", "post_id": "2"}, "media_id"),
        ({"media_id": "one"}, "media_id"),
        ({"post_id": "-1"}, "post_id"),
        ({"sha256": "0" * 63}, "sha256"),
        ({"sha256": "g" * 64}, "sha256"),
        ({"phash": "٠" * 16}, "phash"),
        ({"phash": "0" * 16, "note": "x" * 501}, "note"),
    ],
)
async def test_what_cannot_be_blocked_is_said(world: World, what: dict, field: str):
    mona = await moderator(world)
    answer = await mona.call("POST", "/v1/moderation/hashes", json=what)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
    assert (await mona.does("GET", "/v1/moderation/hashes"))["items"] == []


async def test_what_is_not_there_cannot_be_blocked(world: World):
    mona = await moderator(world)
    for what in ({"media_id": "1234567890"}, {"post_id": "1234567890"}):
        assert (await mona.call("POST", "/v1/moderation/hashes", json=what)).status_code == 404


# ------------------------------------------------------------------------------------------------------------ held


@pytest.fixture
async def judged(tmp_path: Path, media_pool: MediaPool) -> AsyncIterator[tuple[World, Guess]]:
    """A world in which a classifier is sure of every photo."""
    async with world_in(tmp_path / "data", media_pool) as world:
        guess, subjects = Guess(0.95), world.worker.subjects
        renditions = subjects.media.renditions
        assert renditions is not None
        policy = replace(renditions.policy, classifier=guess)
        object.__setattr__(renditions, "policy", policy)
        yield world, guess


async def test_a_held_photo_waits_for_a_moderator(judged: tuple[World, Guess]):
    world, _ = judged
    mona, ana, ben = await moderator(world), await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    post, media = await posted(ana, PHOTO)
    await world.settle()
    assert await ana.opens(post) == 200
    assert await ben.opens(post) == 404
    assert await ben.home() == []
    assert (await ana.does("GET", f"/v1/media/{media}"))["review"] == "held"
    assert (await ana.card(post))["media"][0]["review"] == "held"
    (held,) = (await mona.does("GET", "/v1/moderation/media?state=held"))["items"]
    assert (held["media"]["id"], held["post_id"], held["score"]) == (media, post, 0.95)
    url = held["media"]["url"].replace("{variant}", "medium").replace("{ext}", "jpg")
    assert (await mona.call("GET", url)).status_code == 200
    assert (await ben.call("GET", url)).status_code == 404
    await mona.does("PUT", f"/v1/moderation/media/{media}/clearance", json={"sensitive": True})
    await world.settle()
    (shown,) = await ben.home_cards()
    assert (shown["id"], shown["media"][0]["is_sensitive"]) == (post, True)
    assert (await mona.does("GET", "/v1/moderation/media"))["items"] == []
    twice = await mona.call("PUT", f"/v1/moderation/media/{media}/clearance", json={})
    assert (twice.status_code, twice.json()["code"]) == (409, "not_held")


async def test_a_post_that_was_held_later_comes_back_where_it_was(world: World):
    mona, ana, ben = await moderator(world), await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    first, media = await posted(ana, PHOTO)
    await world.settle()
    second = await ana.posts("later")
    await world.settle()
    before = (await ben.card(first))["created_at"]
    await mona.does("DELETE", f"/v1/moderation/media/{media}/clearance")
    await world.settle()
    assert await ben.home() == [second]
    await mona.does("PUT", f"/v1/moderation/media/{media}/clearance", json={"note": "It is a peach."})
    await world.settle()
    assert await ben.home() == [second, first]
    assert await ben.profile(ana) == [second, first]
    assert (await ben.card(first))["created_at"] == before
    assert (await ben.does("GET", f"/v1/users/{ana.id}"))["counts"]["posts"] == 2
    acts = (await mona.does("GET", "/v1/moderation/audit"))["items"]
    assert [(act["act"], act["note"], act["by"]["username"]) for act in acts] == [
        ("cleared", "It is a peach.", "mona"),
        ("held", "", "mona"),
    ]


async def test_a_portrait_that_is_held_is_not_shown(world: World):
    mona, ana = await moderator(world), await world.person("ana")
    media = await ana.uploads(PHOTO)
    await world.settle()
    await ana.does("PUT", "/v1/me/avatar", json={"media_id": media})
    assert "avatar" in await world.stranger().does("GET", f"/v1/users/{ana.id}")
    await mona.does("DELETE", f"/v1/moderation/media/{media}/clearance")
    await world.adapters.tail.catch_up()
    assert "avatar" not in await world.stranger().does("GET", f"/v1/users/{ana.id}")


async def test_two_moderators_at_once_decide_once(judged: tuple[World, Guess]):
    world, _ = judged
    mona, ana = await moderator(world), await world.person("ana")
    _, media = await posted(ana, PHOTO)
    await world.settle()
    answers = await asyncio.gather(
        *(mona.call("PUT", f"/v1/moderation/media/{media}/clearance", json={}) for _ in range(5))
    )
    assert sorted(answer.status_code for answer in answers) == [204, 409, 409, 409, 409]


async def test_a_former_moderator_finds_nothing(world: World):  # AZ-34
    mona, ana = await moderator(world), await world.person("ana")
    _, media = await posted(ana, PHOTO)
    await world.settle()
    await mona.does("DELETE", f"/v1/moderation/media/{media}/clearance")
    (held,) = (await mona.does("GET", "/v1/moderation/media"))["items"]
    url = held["media"]["url"].replace("{variant}", "medium").replace("{ext}", "jpg")
    await world.api.subjects.accounts.roles.give("mona", Role.MEMBER)
    for path in ("/v1/moderation/media", "/v1/moderation/hashes", "/v1/moderation/audit", url):
        assert (await mona.call("GET", path)).status_code == 404


async def test_a_held_video_plays_for_moderators_alone(judged: tuple[World, Guess]):
    world, _ = judged
    mona, ben = await moderator(world), await world.person("ben")
    ana = await world.person("ana")
    film = await ana.uploads(films.film(seconds=4, size=(640, 360)), "clip.mp4")
    await ana.does("POST", "/v1/posts", json={"media": [film]})
    await world.settle()
    (held,) = (await mona.does("GET", "/v1/moderation/media"))["items"]
    stream = held["media"]["stream"]
    assert (await mona.call("GET", stream)).status_code == 200
    assert (await ana.call("GET", stream)).status_code == 200
    for nobody in (ben, world.stranger()):
        assert (await nobody.call("GET", stream)).status_code == 404
    await blocks(mona, media_id=film)
    for viewer in (mona, ana, ben):
        assert (await viewer.call("GET", stream)).status_code == 404
