"""Drafts, schedules, the archive, deleting with time to think again, pins: as people meet them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.world import Person, World, world_in
from tintype.kernel.clock import HOUR_US, ManualClock, SystemClock, rfc3339
from tintype.media.making.pool import MediaPool
from tintype.posts import KEPT_US


async def shelf(person: Person, state: str) -> list[str]:
    return [card["id"] for card in await person.pages(f"/v1/me/posts?shelf={state}&limit=2")]


def in_hours(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat().replace("+00:00", "Z")


def address(card: dict[str, Any]) -> str:
    return card["media"][0]["url"].replace("{variant}", "large").replace("{ext}", "jpg")


async def finds_nothing(viewer: Person, author: Person, post: str, picture: str) -> None:
    """Every surface on which a post can be met."""
    for path in ("", "/likes", "/comments", "/history"):
        assert (await viewer.call("GET", f"/v1/posts/{post}{path}")).status_code == 404, path
    for method, path in (("PUT", "like"), ("PUT", "save"), ("PUT", "archive"), ("PUT", "pin")):
        assert (await viewer.call(method, f"/v1/posts/{post}/{path}")).status_code in {401, 403, 404}
    assert (await viewer.call("GET", picture)).status_code == 404
    assert post not in await viewer.profile(author)
    assert post not in [card["id"] for card in await viewer.pages("/v1/timelines/tags/sea")]
    if viewer.id:
        assert post not in await viewer.home()
        assert post not in [card["id"] for card in await viewer.pages("/v1/me/saved")]


@pytest.mark.parametrize("state", ["draft", "scheduled"])
async def test_nobody_else_learns_of_what_is_not_published(world: World, state: str) -> None:  # AZ-14
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    fields: dict[str, Any] = {"publish_at": in_hours(1)} if state == "scheduled" else {}
    post = await ana.posts("Soon. #sea", state=state, **fields)
    await world.settle()
    card = await ana.card(post)
    assert (card["state"], card.get("publish_at", "")[:16]) == (state, fields.get("publish_at", "")[:16])
    for viewer in (ben, world.stranger()):
        await finds_nothing(viewer, ana, post, address(card))
    assert await shelf(ana, state) == [post]
    assert await ana.home() == await ana.profile(ana) == []
    assert (await ben.does("GET", f"/v1/users/{ana.id}"))["counts"]["posts"] == 0


async def test_a_draft_is_edited_and_published(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    post = await ana.posts("First words", state="draft")
    await world.settle()
    answer = await ana.call("GET", f"/v1/posts/{post}")
    changed = {"caption": "Better words #sea", "licence": "cc_by_sa", "state": "published"}
    etag = {"if-match": answer.headers["etag"]}
    card = (await ana.call("PATCH", f"/v1/posts/{post}", json=changed, headers=etag)).json()
    assert (card["state"], card["licence"], "edited_at" in card) == ("published", "cc_by_sa", False)
    await world.settle()
    assert await ben.home() == [post]
    assert await shelf(ana, "draft") == []
    late = await ana.call("PATCH", f"/v1/posts/{post}", json={"caption": "x"}, headers=etag)
    assert late.status_code == 412  # AP-19


async def test_a_post_comes_out_at_its_time(tmp_path: Path, media_pool: MediaPool) -> None:
    clock = ManualClock(SystemClock().now_us())
    async with world_in(tmp_path / "data", media_pool, clock=clock) as world:
        ana, ben = await world.person("ana"), await world.person("ben")
        await ben.follows(ana)
        post = await ana.posts("On time", state="scheduled", publish_at=in_hours(1))
        await world.settle()
        assert (await ana.opens(post), await ben.opens(post), await ben.home()) == (200, 404, [])
        clock.advance(2 * HOUR_US)
        await world.settle()
        assert await ben.home() == [post]
        card = await ben.card(post)
        assert (card["state"], "publish_at" in card) == ("published", False)
        assert card["created_at"][:16] == rfc3339(clock.now_us())[:16]
        assert await shelf(ana, "scheduled") == []


async def test_a_deleted_post_is_forgotten_after_a_month(
    tmp_path: Path, media_pool: MediaPool
) -> None:  # LC-02
    clock = ManualClock(SystemClock().now_us())
    async with world_in(tmp_path / "data", media_pool, clock=clock) as world:
        ana = await world.person("ana")
        post = await ana.posts("Gone in a month")
        await world.settle()
        await ana.deletes(post)
        await world.settle()
        clock.advance(KEPT_US - HOUR_US)
        await world.settle()
        assert await shelf(ana, "removed") == [post]
        clock.advance(HOUR_US)
        await world.settle()
        assert await shelf(ana, "removed") == []
        assert (await ana.does("GET", "/v1/me/storage"))["bytes_used"] == 0


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"state": "archived"}, "state"),
        ({"state": "scheduled"}, "publish_at"),
        ({"state": "scheduled", "publish_at": "2001-01-01T00:00:00Z"}, "publish_at"),
        ({"state": "scheduled", "publish_at": "tomorrow"}, "publish_at"),
        ({"state": "scheduled", "publish_at": "2090-01-01T00:00:00"}, "publish_at"),
        ({"publish_at": "2090-01-01T00:00:00Z"}, "publish_at"),
        ({"licence": "mine"}, "licence"),
    ],
)
async def test_what_cannot_be_is_named(world: World, fields: dict[str, str], wrong: str) -> None:
    ana = await world.person("ana")
    media = await ana.uploads()
    answer = await ana.call("POST", "/v1/posts", json={"media": [media], **fields})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [wrong])
    photo = {"file": ("photo.jpg", world.photo(), "image/jpeg")}
    answer = await ana.call("POST", "/v1/posts", files=photo, data=fields)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [wrong])
    assert (await ana.does("GET", "/v1/me/posts?shelf=draft"))["items"] == []


async def test_a_form_takes_all_of_it(world: World) -> None:
    ana = await world.person("ana")
    photo = {"file": ("photo.jpg", world.photo(), "image/jpeg")}
    fields = {"state": "scheduled", "publish_at": in_hours(3), "licence": "cc0", "sensitive": "true"}
    card = await ana.does("POST", "/v1/posts", files=photo, data=fields)
    assert (card["state"], card["licence"], card["sensitive"]) == ("scheduled", "cc0", True)
    assert card["publish_at"][:16] == fields["publish_at"][:16]


async def test_an_archived_post_is_gone_everywhere_and_comes_back(world: World) -> None:  # AZ-14, AZ-15
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    older, post = await ana.posts("Older"), await ana.posts("Kept. #sea")
    await world.settle()
    card = await ben.card(post)
    await ben.saves(post)
    await ben.likes(post)
    await ben.comments(post, "Nice.")
    await ana.does("PUT", f"/v1/posts/{post}/archive")
    for viewer in (ben, world.stranger()):
        await finds_nothing(viewer, ana, post, address(card))
    assert (await ben.does("GET", f"/v1/users/{ana.id}"))["counts"]["posts"] == 1
    assert await shelf(ana, "archived") == [post]
    await world.settle()
    await finds_nothing(ben, ana, post, address(card))
    await ana.does("DELETE", f"/v1/posts/{post}/archive")
    await world.settle()
    again = await ben.card(post)
    assert again["created_at"] == card["created_at"]
    assert again["counts"]["likes"] == again["counts"]["comments"] == 1
    assert await ben.home() == [post, older]
    assert (await ben.call("GET", address(again))).status_code == 200
    assert [saved["id"] for saved in await ben.pages("/v1/me/saved")] == [post]
    assert [tagged["id"] for tagged in await ben.pages("/v1/timelines/tags/sea")] == [post]


async def test_a_deletion_can_be_undone(world: World) -> None:  # AZ-15
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    post = await ana.posts("Oops. #sea")
    await world.settle()
    card = await ben.card(post)
    await ben.likes(post)
    await ana.deletes(post)
    for viewer in (ana, ben, world.stranger()):
        assert await viewer.opens(post) == 404
    await finds_nothing(ben, ana, post, address(card))
    (kept,) = (await ana.does("GET", "/v1/me/posts?shelf=removed"))["items"]
    assert (kept["id"], kept["state"]) == (post, "removed")
    assert kept["gone_at"] > in_hours(29 * 24)
    assert (await ben.call("DELETE", f"/v1/posts/{post}/removal")).status_code == 404
    await ana.does("DELETE", f"/v1/posts/{post}/removal")
    await world.settle()
    assert await ben.home() == [post]
    assert (await ben.card(post))["counts"]["likes"] == 1
    assert (await ana.call("DELETE", f"/v1/posts/{post}/removal")).status_code == 404


async def test_what_is_deleted_for_good_leaves_no_bytes(world: World) -> None:  # LC-02
    ana = await world.person("ana")
    post = await ana.posts("Gone. #sea")
    await world.settle()
    media = await ana.does("GET", f"/v1/media/{(await ana.card(post))['media'][0]['id']}")
    await ana.deletes(post)
    await world.settle()
    hidden = await ana.does("GET", f"/v1/media/{media['id']}")
    assert hidden["key"] != media["key"], "what everybody could fetch has another address now"
    await ana.does("DELETE", f"/v1/me/posts/{post}")
    await world.settle()
    assert (await ana.call("GET", f"/v1/media/{media['id']}")).status_code == 404
    for key in (media["key"], hidden["key"]):
        for file in ("thumb.avif", "small.jpg", "large.avif", "large.jpg", "original"):
            assert (await ana.call("GET", f"/m/{key}/{file}")).status_code == 404, file
    assert (await ana.does("GET", "/v1/me/storage"))["bytes_used"] == 0
    assert await shelf(ana, "removed") == []


async def test_pinned_posts_stand_first_and_once(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    posts = [await ana.posts(f"number {n}") for n in range(5)]
    await world.settle()
    for post in (posts[0], posts[3]):
        await ana.does("PUT", f"/v1/posts/{post}/pin")
    expected = [posts[3], posts[0], posts[4], posts[2], posts[1]]
    for viewer in (ana, ben):
        assert await viewer.profile(ana) == expected
        cards = await viewer.pages(f"/v1/users/{ana.id}/posts?limit=2")
        assert [card["id"] for card in cards] == expected
        assert [card.get("pinned", False) for card in cards] == [True, True, False, False, False]
    await ana.does("PUT", f"/v1/posts/{posts[1]}/pin")
    refused = await ana.call("PUT", f"/v1/posts/{posts[2]}/pin")
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_pinned")
    await ana.does("DELETE", f"/v1/posts/{posts[3]}/pin")
    assert (await ben.profile(ana))[:2] == [posts[1], posts[0]]


async def test_what_its_author_calls_sensitive_is_behind_a_blur(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    post = await ana.posts("Careful", sensitive=True)
    await world.settle()
    assert (await ben.card(post))["media"][0]["is_sensitive"]
    await ana.does("PATCH", f"/v1/posts/{post}", json={"sensitive": False})
    assert "is_sensitive" not in (await ben.card(post))["media"][0]
