"""What is private, narrow, pending or gone is so on every surface, and from one moment to the next."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.world import Person, World, world_in
from tintype.media.making.pool import MediaPool

NEVER = "1234567890123456789"


@pytest.fixture(scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory, media_pool: MediaPool) -> AsyncIterator[World]:
    async with world_in(tmp_path_factory.mktemp("privacy") / "data", media_pool) as world:
        await world.person("founder")
        yield world


async def people(town: World, story: str, *names: str) -> list[Person]:
    return [await town.person(f"{story}_{name}") for name in names]


def address(card: dict[str, Any], variant: str = "small.avif") -> str:
    """Where the first photo of a card is fetched."""
    name, _, extension = variant.partition(".")
    return card["media"][0]["url"].replace("{variant}", name).replace("{ext}", extension)


def look_of(answer: httpx.Response) -> tuple[int, Any, dict[str, str]]:
    """All that two answers can be told apart by, but for the number of the request and the time."""
    headers = {name: value for name, value in answer.headers.items() if name not in {"x-request-id", "date"}}
    return answer.status_code, {**answer.json(), "request_id": ""}, headers


async def finds_nothing(viewer: Person, owner: Person, card: dict[str, Any]) -> None:
    """A post and its photo answer as what never was: looking, acting, remembering."""
    post, media = card["id"], card["media"][0]["id"]
    for path in ("/v1/posts/{}", "/v1/posts/{}/likes", "/v1/posts/{}/comments", "/v1/posts/{}/history"):
        hidden, never = [await viewer.call("GET", path.format(id)) for id in (post, NEVER)]
        assert look_of(hidden) == look_of(never)
        assert hidden.status_code == 404
    assert look_of(await viewer.call("GET", f"/v1/media/{media}")) == look_of(
        await viewer.call("GET", f"/v1/media/{NEVER}")
    )
    tag = {"if-none-match": "*"}
    for variant in ("thumb.avif", "small.jpg", "medium", "large.avif", "original"):
        for headers in ({}, tag, {"range": "bytes=0-9"}):
            assert (await viewer.call("GET", address(card, variant), headers=headers)).status_code == 404, (
                variant
            )
    assert post not in [found["id"] for found in await viewer.pages(f"/v1/users/{owner.id}/posts")]
    if not viewer.id:
        return
    for method, path, body in (
        ("PUT", "like", None),
        ("PUT", "save", None),
        ("POST", "comments", {"text": "x"}),
        ("PATCH", "", {"caption": "x"}),
        ("DELETE", "", None),
    ):
        refused = [
            await viewer.call(method, f"/v1/posts/{id}/{path}".rstrip("/"), json=body) for id in (post, NEVER)
        ]
        assert look_of(refused[0]) == look_of(refused[1]), (method, path)
        assert refused[0].status_code == 404
    assert post not in await viewer.home()
    assert post not in [found["id"] for found in await viewer.pages("/v1/me/saved")]


async def test_a_post_for_followers_is_theirs_wherever_it_shows(town: World) -> None:  # AZ-01, AZ-06, AZ-07
    ana, ben, cleo = await people(town, "narrow", "ana", "ben", "cleo")
    await ben.follows(ana)
    post = await ana.posts("For friends.", audience="followers")
    await town.settle()
    card = await ben.card(post)
    await ben.likes(post)
    await ben.saves(post)
    assert await ben.home() == [post]
    photo = await ben.call("GET", address(card))
    assert photo.status_code == 200
    assert "private" in photo.headers["cache-control"]
    for viewer in (cleo, town.stranger()):
        await finds_nothing(viewer, ana, card)
    await ben.unfollows(ana)
    assert await ben.home() == []
    await finds_nothing(ben, ana, card)
    again = await ben.call("GET", address(card), headers={"if-none-match": photo.headers["etag"]})
    assert again.status_code == 404


async def test_a_narrowed_post_leaves_those_who_kept_it(town: World) -> None:  # AZ-08
    ana, ben, cleo = await people(town, "narrowed", "ana", "ben", "cleo")
    await ben.follows(ana)
    post = await ana.posts("For all, at first.")
    await town.settle()
    card = await cleo.card(post)
    await cleo.saves(post)
    await cleo.likes(post)
    cursor = (await ana.does("GET", f"/v1/posts/{post}/likes?limit=1"))["next"]
    assert await ben.home() == [post]
    await ana.does("PATCH", f"/v1/posts/{post}", json={"audience": "followers"})
    await finds_nothing(cleo, ana, card)
    assert cursor is None
    assert await ben.home() == [post]
    await town.settle()
    assert (await ben.call("GET", address(await ben.card(post)))).status_code == 200


async def test_a_deleted_post_is_gone_for_everybody(town: World) -> None:  # AZ-15
    ana, ben, cleo = await people(town, "deleted", "ana", "ben", "cleo")
    await ben.follows(ana)
    older, post = await ana.posts("Older."), await ana.posts("Gone soon.")
    await town.settle()
    card = await ben.card(post)
    for viewer in (ben, cleo):
        await viewer.saves(post)
        await viewer.likes(post)
    said = await ben.comments(post, "Nice.")
    first = await ben.does("GET", "/v1/timelines/home?limit=1&order=latest")
    assert [found["id"] for found in first["items"]] == [post]
    await ana.deletes(post)
    for viewer in (ben, cleo, town.stranger()):
        await finds_nothing(viewer, ana, card)
    # Until the time to undo is over, the photo is its author's again, as before it was posted.
    await ana.does("DELETE", f"/v1/me/posts/{post}")
    await finds_nothing(ana, ana, card)
    assert (await cleo.call("PUT", f"/v1/comments/{said}/like")).status_code == 404
    rest = await ben.does("GET", f"/v1/timelines/home?limit=1&cursor={first['next']}")
    assert [found["id"] for found in rest["items"]] == [older]
    assert (await ana.does("GET", "/v1/me"))["counts"]["posts"] == 1
    await town.settle()
    assert await ben.home() == [older]


async def test_a_post_that_waits_is_its_authors_alone(town: World) -> None:  # AZ-14
    ana, ben = await people(town, "waiting", "ana", "ben")
    await ben.follows(ana)
    media = await ana.uploads()
    post = (await ana.does("POST", "/v1/posts", json={"media": [media], "caption": "Soon."}))["id"]
    assert await ana.opens(post) == 200
    for path in (f"posts/{post}", f"posts/{post}/comments", f"media/{media}"):
        assert (await ben.call("GET", f"/v1/{path}")).status_code == 404
    assert (await ben.call("PUT", f"/v1/posts/{post}/like")).status_code == 404
    assert (await ben.does("GET", f"/v1/users/{ana.id}"))["counts"]["posts"] == 0
    assert await ben.home() == await ben.profile(ana) == []
    await town.settle()
    assert await ben.home() == [post]


async def test_a_photo_that_stands_nowhere_is_its_owners_alone(town: World) -> None:  # AZ-02, AZ-13, UP-27
    ana, ben = await people(town, "photo", "ana", "ben")
    media = await ana.uploads()
    await town.settle()
    own = await ana.does("GET", f"/v1/media/{media}")
    path = own["url"].replace("{variant}", "large").replace("{ext}", "jpg")
    assert (await ana.call("GET", path)).status_code == 200
    for viewer in (ben, town.stranger()):
        assert (await viewer.call("GET", path)).status_code == 404
        assert (await viewer.call("GET", f"/v1/media/{media}")).status_code == 404
    for body in ({"media": [media]}, {"media": [media], "alt": {media: "Mine now."}}):
        foreign = await ben.call("POST", "/v1/posts", json=body)
        never = await ben.call("POST", "/v1/posts", json={"media": [NEVER], "alt": {}})
        assert look_of(foreign)[:2] == look_of(never)[:2]
        assert foreign.status_code == 422
    for method, route, body in (
        ("PUT", "/v1/me/avatar", {"media_id": media}),
        ("POST", f"/v1/media/{media}/retry", None),
        ("POST", f"/v1/uploads/{media}/complete", None),
    ):
        assert (await ben.call(method, route, json=body)).status_code in {404, 422}
    key = own["key"]
    for guess in (
        key[:-1],
        key + "a",
        key.upper(),
        key[:3] + "a" * 26,
        "",
        "..",
        "%2e%2e",
        "\\",
        key + "%00",
    ):
        answer = await ana.call("GET", f"/m/{guess}/large.jpg")
        assert answer.status_code in {404, 200}
        assert "image" not in answer.headers["content-type"], guess


async def test_pictures_of_people_end_with_a_block(town: World) -> None:  # AZ-10, AZ-13
    ana, ben = await people(town, "picture", "ana", "ben")
    media = await ana.uploads()
    await ana.does("PUT", "/v1/me/avatar", json={"media_id": media})
    await ana.goes_private()
    await town.settle()
    avatar = (await ben.does("GET", f"/v1/users/{ana.id}"))["avatar"]
    path = avatar["url"].replace("{variant}", "thumb").replace("{ext}", "avif")
    photo = await ben.call("GET", path)
    assert photo.status_code == 200
    assert "private" in photo.headers["cache-control"]
    await ana.blocks(ben)
    tag = {"if-none-match": photo.headers["etag"]}
    assert [(await ben.call("GET", path, headers=headers)).status_code for headers in ({}, tag)] == [404, 404]


async def test_who_is_hidden_is_in_no_list(town: World) -> None:  # AZ-10, AZ-17, AZ-18
    ana, ben, cleo, dora = await people(town, "lists", "ana", "ben", "cleo", "dora")
    post = await cleo.posts()
    await town.settle()
    for one in (ana, ben, dora):
        await one.follows(cleo)
        await one.likes(post)
    await dora.follows(ana)
    await ana.follows(dora)
    first = await dora.does("GET", f"/v1/posts/{post}/likes?limit=1")
    await ana.blocks(dora)
    for viewer, other in ((ana, dora), (dora, ana)):
        for path in (
            f"users/{cleo.id}/followers",
            f"users/{cleo.id}/mutuals",
            f"posts/{post}/likes",
            "suggestions",
            "follow-requests",
        ):
            assert other.id not in {one["id"] for one in await viewer.pages(f"/v1/{path}")}, path
        assert other.id not in {one["id"] for one in (await viewer.card(post)).get("liked_by", [])}
        assert (await viewer.call("GET", f"/v1/users/{other.id}/mutuals")).status_code == 404
    if first["next"]:
        rest = await dora.does("GET", f"/v1/posts/{post}/likes?limit=100&cursor={first['next']}")
        assert ana.id not in {one["id"] for one in rest["items"]}
    counts = (await cleo.does("GET", f"/v1/users/{ana.id}"))["counts"]
    assert counts == {"posts": 0, "followers": 0, "following": 1}


async def test_no_spelling_of_an_operators_address_opens_it(town: World) -> None:  # AZ-34
    far = httpx.ASGITransport(town.api.gateway, client=("203.0.113.5", 4000))
    async with httpx.AsyncClient(transport=far, base_url=town.origin) as client:
        (ben,) = await people(town, "operator", "ben")
        client.cookies.update(ben.client.cookies)
        for path in ("/metrics", "/metrics/", "/Metrics", "/%6detrics", "//metrics", "/v1/../metrics", "/metrics?x=1",
                     "/metrics;x", "/metrics%00", "/./metrics"):  # fmt: skip
            for headers in (
                {},
                {"x-original-url": "/metrics"},
                {"x-forwarded-for": "127.0.0.1"},
                {"host": "localhost"},
            ):
                answer = await client.get(path, headers=headers)
                assert "tintype_http_answers" not in answer.text, (path, headers)
