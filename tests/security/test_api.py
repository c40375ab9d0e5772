"""What the API answers to those who do not mean well: odd ids, limits, cursors, bodies, methods."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.world import Person, World, world_in
from tintype.kernel.access import Route
from tintype.media.making.pool import MediaPool

LISTS = (
    "/v1/timelines/home",
    "/v1/me/saved",
    "/v1/timelines/tags/boats",
    "/v1/sessions",
    "/v1/tokens",
    "/v1/blocks",
    "/v1/mutes",
    "/v1/follow-requests",
    "/v1/users/{user}/posts",
    "/v1/users/{user}/followers",
    "/v1/users/{user}/following",
    "/v1/users/{user}/mutuals",
    "/v1/posts/{post}/likes",
    "/v1/posts/{post}/comments",
)


class Site:
    """ana, who has posted, and ben, who has liked, saved, followed and commented."""

    def __init__(self, world: World, ana: Person, ben: Person, post: str) -> None:
        self.world, self.ana, self.ben, self.post = world, ana, ben, post

    def lists(self) -> list[str]:
        return [path.format(user=self.ana.id, post=self.post) for path in LISTS]


@pytest.fixture(scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory, media_pool: MediaPool) -> AsyncIterator[Site]:
    async with world_in(tmp_path_factory.mktemp("api") / "data", media_pool) as world:
        ana, ben, *others = [await world.person(name) for name in ("ana", "ben", "cem", "dee")]
        post = await ana.posts("A photo.")
        await world.settle()
        for other in (ben, *others):
            await other.follows(ana)
            await other.likes(post)
            await other.comments(post, "Fine.")
        yield Site(world, ana, ben, post)


def refused(answer: httpx.Response, *statuses: int) -> bool:
    """A problem document with one of these statuses and nothing of our insides."""
    assert answer.headers["content-type"] == "application/problem+json", (answer.url, answer.status_code)
    body = answer.json()
    said = answer.text.lower()
    assert not any(word in said for word in ("traceback", "sqlite", "site-packages", "select ")), said
    return answer.status_code in statuses and body["status"] == answer.status_code and bool(body["code"])


@pytest.mark.parametrize(
    "odd",
    ["-1", "0", "18446744073709551616", "9223372036854775808", "1.0", "1e2", "%201", "1%20", "+1", "01",
     "%D9%A1%D9%A2%D9%A3", "1%00", "%00", "0x1f", "1_0", "½", "9" * 4000, "null", "1;2", "1,2",
     "6fa459ea-ee8a-3ca4-894e-db77e160355e", "1%0d%0aset-cookie:x"],
)  # fmt: skip
async def test_odd_ids_name_nothing(site: Site, odd: str) -> None:  # AP-05
    for path in (
        "posts/{}",
        "posts/{}/likes",
        "posts/{}/comments",
        "posts/{}/history",
        "users/{}",
        "media/{}",
    ):
        answer = await site.ben.call("GET", "/v1/" + path.format(odd))
        assert refused(answer, 404), path
    for method, path in (("PUT", "posts/{}/like"), ("PUT", "users/{}/block"), ("DELETE", "posts/{}")):
        assert refused(await site.ben.call(method, "/v1/" + path.format(odd)), 404), path
    body = {"media": [odd.replace("%00", "\0").replace("%20", " ")]}
    assert refused(await site.ben.call("POST", "/v1/posts", json=body), 422)


async def test_odd_limits_are_refused(site: Site) -> None:  # AP-04
    for path in site.lists():
        for odd in ("0", "-1", "101", "1000000000", "1e3", "NaN", "0x10", "", " 1", "1_0", "٣", "9" * 5000):
            answer = await site.ana.call("GET", path, params={"limit": odd})
            assert refused(answer, 400, 422), (path, odd[:20])


async def test_of_a_parameter_that_comes_twice_the_last_counts(site: Site) -> None:  # AP-22
    for path in site.lists():
        answer = await site.ana.call("GET", f"{path}?limit=99999&limit=1")
        assert (answer.status_code, len(answer.json()["items"]) <= 1) == (200, True), path
        assert refused(await site.ana.call("GET", f"{path}?limit=1&limit=99999"), 422), path
    many = "&".join(f"a{number}=1" for number in range(500))
    for path in (*site.lists(), "/m/none/small.avif"):
        assert (await site.ana.call("GET", f"{path}?{many}")).status_code < 500, path


async def test_forged_and_foreign_cursors_are_refused(site: Site) -> None:  # AP-03
    likes = f"/v1/posts/{site.post}/likes?limit=1"
    cursor = (await site.ana.does("GET", likes))["next"]
    assert (await site.ana.does("GET", f"{likes}&cursor={cursor}"))["items"]
    flipped = [
        cursor[:at] + ("A" if cursor[at] != "A" else "B") + cursor[at + 1 :] for at in range(len(cursor))
    ]
    for forged in (
        *flipped,
        cursor[:-1],
        cursor + "A",
        cursor * 2,
        "A" * 36,
        "A" * 60_000,
        "é" * 36,
        "\0" * 36,
    ):
        answer = await site.ana.call("GET", likes, params={"cursor": forged})
        assert refused(answer, 400), forged[:40]
    for path in site.lists():
        if not path.endswith("/likes"):
            assert refused(await site.ana.call("GET", path, params={"cursor": cursor}), 400), path


async def test_no_method_but_the_declared_ones_does_anything(site: Site) -> None:  # AP-21
    paths = {filled(route, site) for route in site.world.api.routes if not route.is_socket}
    for path in sorted(paths):
        for method in ("TRACE", "CONNECT", "OPTIONS", "PROPFIND", "BREW"):
            answer = await site.ana.call(method, path, headers={"x-http-method-override": "DELETE"})
            assert refused(answer, 405), (method, path)
    assert await site.ana.opens(site.post) == 200


async def test_head_is_get_without_the_body(site: Site) -> None:  # AP-21
    for route in site.world.api.routes:
        if route.method == "GET" and not route.is_socket:
            path = filled(route, site)
            whole, head = await site.ana.call("GET", path), await site.ana.call("HEAD", path)
            assert (head.status_code, head.content) == (whole.status_code, b""), path
            assert head.headers["content-type"] == whole.headers["content-type"]


def filled(route: Route, site: Site) -> str:
    path = route.path.replace("{post_id}", site.post).replace("{user_id}", site.ben.id)
    return path.replace("{key}", "0" * 29).replace("{file}", "small.avif").replace("{", "").replace("}", "")


async def test_nobody_writes_what_is_not_theirs_to_say(site: Site) -> None:  # AP-01
    before = await site.ben.does("GET", "/v1/me")
    media = await site.ben.uploads()
    strange: dict[str, Any] = {
        "id": "1", "owner_id": site.ana.id, "author_id": site.ana.id, "author": {"id": site.ana.id},
        "user_id": site.ana.id, "on_behalf_of": site.ana.id, "role": "operator", "is_admin": True,
        "verified": True, "created_at": "2010-01-01T00:00:00Z", "published_at": "2010-01-01T00:00:00Z",
        "counts": {"likes": 9}, "like_count": 9, "state": "pending", "version": 99, "order_id": "1", "csrf": "x",
        "__proto__": {}, "password": "x", "email": "x@example.org",
    }  # fmt: skip
    bodies = (
        ("PATCH", "/v1/me", {"name": "Ben"}),
        ("POST", "/v1/posts", {"media": [media]}),
        ("POST", f"/v1/posts/{site.post}/comments", {"text": "x"}),
        ("PUT", "/v1/me/avatar", {"media_id": media}),
        ("POST", "/v1/uploads", {"bytes": 10, "type": "image/jpeg", "sha256": "0" * 64}),
    )
    for method, path, body in bodies:
        for field, value in strange.items():
            answer = await site.ben.call(method, path, json={**body, field: value})
            assert refused(answer, 422), (path, field)
    assert await site.ben.does("GET", "/v1/me") == before
    assert refused(
        await site.ben.call("PATCH", f"/v1/posts/{site.post}", json={"author_id": site.ben.id}), 422
    )


@pytest.mark.parametrize(
    "body",
    [b'{"x":' + b"[" * 100_000, b'{"a":' * 40_000, b"\xef\xbb\xbf{}", '{"name":"a"}'.encode("utf-16"),
     '{"name":"a"}'.encode("utf-32"), b'{"name":"a",}', b"{/**/}", b'{"name":NaN}', b'{"name":-Infinity}',
     b'{"name":1e400}', b'{"name":"\\ud800"}', b'{"name":"\xed\xa0\x80"}', b"{'name':'a'}", b'{"name":"a"}{}', b"",
     b'{"name":"' + b"x" * 200_000 + b'"}', b"{" + b",".join(b'"k%d":1' % n for n in range(20_000)) + b"}"],
)  # fmt: skip
async def test_odd_json_is_refused_quickly(site: Site, body: bytes) -> None:  # AP-06
    for method, path in (
        ("PATCH", "/v1/me"),
        ("POST", "/v1/posts"),
        ("POST", f"/v1/posts/{site.post}/comments"),
    ):
        began = time.process_time()
        answer = await site.ben.call(method, path, content=body, headers={"content-type": "application/json"})
        assert refused(answer, 400, 422), (path, body[:20])
        assert time.process_time() - began < 0.25, (path, body[:20])


async def test_a_body_of_unknown_length_has_to_say_what_it_is(site: Site) -> None:  # AP-07
    async def streamed() -> AsyncIterator[bytes]:
        yield b'{"name":"Chunk"}'

    for media_type in (
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "",
    ):
        answer = await site.ben.call(
            "PATCH", "/v1/me", content=streamed(), headers={"content-type": media_type}
        )
        assert refused(answer, 415), media_type
    assert (await site.ben.does("GET", "/v1/me"))["name"] != "Chunk"


async def test_json_stays_small_where_files_may_be_large(site: Site) -> None:  # AP-06
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield b'{"media":["' + b"x" * 100_000

    for headers in ({}, {"idempotency-key": "a-large-one"}):
        answer = await site.ben.call(
            "POST", "/v1/posts", content=endless(), headers={"content-type": "application/json", **headers}
        )
        assert refused(answer, 413)


async def test_too_many_of_anything_is_refused(site: Site) -> None:  # AP-09, AP-10
    media = await site.ben.uploads()
    for body in (
        {"media": [media] * 1_000},
        {"media": [str(number) for number in range(1, 22)]},
        {"media": []},
        {"media": [media], "caption": "x" * 2_201},
        {"media": [media], "title": "x" * 201},
        {"media": [media], "alt": {media: "x" * 1_501}},
        {"media": [media], "place": {"name": "x" * 101}},
        {"media": [media], "place": {"name": "x", "lat": 91, "lon": 0}},
        {"media": [media], "place": {"name": "x", "lat": 1}},
    ):
        assert refused(await site.ben.call("POST", "/v1/posts", json=body), 422), str(body)[:80]
    for text in ("", " ", "x" * 2_201, "\u200b", "\0"):
        answer = await site.ben.call("POST", f"/v1/posts/{site.post}/comments", json={"text": text})
        assert refused(answer, 422)
    caption = " ".join(f"#tag{number}" for number in range(240)) + " @ana" * 2
    card = await site.ben.card(await site.ben.posts(caption))
    assert len(card["tags"]) == 30


async def test_one_comment_names_twenty_people_at_most(site: Site) -> None:  # AP-11
    names = " ".join(f"@nobody{number}" for number in range(150)) + " @ana @cem @dee"
    posted = await site.ben.does("POST", f"/v1/posts/{site.post}/comments", json={"text": names})
    assert len(posted.get("mentions", [])) <= 20


async def test_worst_texts_take_no_time(site: Site) -> None:  # AP-13
    worst = (
        "@" * 17_000,
        "#a" * 8_000,
        "a." * 8_000,
        "\u0300" * 8_000,
        "👩‍" * 2_500,
        "\u200d" * 5_000,
        "ﷺ" * 5_000,
    )
    for text in worst:
        for field in ("bio", "name", "link", "username"):
            began = time.process_time()
            answer = await site.ben.call("PATCH", "/v1/me", json={field: text})
            assert answer.status_code in {200, 422, 429}, (field, text[:2])
            assert time.process_time() - began < 0.25, (field, text[:2])
    began = time.process_time()
    body = {"username": "ﷺ" * 80_000, "email": "x", "password": "correct horse"}
    assert refused(await site.world.stranger().call("POST", "/v1/accounts", json=body), 422)
    assert time.process_time() - began < 0.1


async def test_a_thousand_likes_and_unlikes_leave_one_or_none(site: Site) -> None:  # AP-18
    before = (await site.ana.card(site.post))["counts"]["likes"]
    for method, n in (("PUT", before), ("DELETE", before - 1), ("PUT", before)):
        acts = (site.ben.call(method, f"/v1/posts/{site.post}/like") for _ in range(60))
        assert {answer.status_code for answer in await asyncio.gather(*acts)} == {204}
        assert (await site.ana.card(site.post))["counts"]["likes"] == n
    acts = [site.ben.call(method, f"/v1/posts/{site.post}/like") for method in ("PUT", "DELETE") * 50]
    await asyncio.gather(*acts)
    liked = (await site.ben.card(site.post))["viewer"]["liked"]
    assert (await site.ana.card(site.post))["counts"]["likes"] == before - (not liked)
