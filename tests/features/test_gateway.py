"""The door as callers meet it."""

import asyncio
import dataclasses
import re

import pytest

from tests.world import PASSWORD, World
from tintype.kernel.access import Access, Rate
from tintype.kernel.tally import AT_ONCE
from tintype.kernel.viewer import Scope
from tintype.ports.records import Job, Lane


async def test_problems_are_documents_with_a_code_and_a_request_id(world: World) -> None:
    stranger = world.stranger()
    for method, path, status, code in (
        ("GET", "/v1/nothing", 404, "no_such_route"),
        ("GET", "/v1/timelines/home", 401, "sign_in_required"),
        ("POST", "/v1/timelines/home", 405, "method_not_allowed"),
        ("GET", "/v1/posts/0", 404, "not_found"),
        ("GET", "/v1/posts/99999999999999999999", 404, "not_found"),
        ("GET", "/v1/users/@nobody", 404, "not_found"),
    ):
        answer = await stranger.call(method, path)
        assert answer.status_code == status, path
        assert answer.headers["content-type"] == "application/problem+json"
        body = answer.json()
        assert body["code"] == code
        assert body["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize(
    "body", [b"{", b"[" * 50_000, b"\xff\xfe{}", b'{"username":1}', b"null", b'"x"', b'{"caption":"\\ud800"}']
)
async def test_bad_json_is_the_callers_mistake(world: World, body: bytes) -> None:  # AP-06
    ana = await world.person("ana")
    for path in ("/v1/posts", "/v1/session", "/v1/accounts"):
        answer = await ana.call("POST", path, content=body, headers={"content-type": "application/json"})
        assert answer.status_code in {400, 422}, (path, body[:20])


async def test_another_content_type_is_refused(world: World) -> None:  # AP-07
    ana = await world.person("ana")
    for media_type in ("text/plain", "application/xml", "application/x-www-form-urlencoded", ""):
        answer = await ana.call("POST", "/v1/session", content=b"{}", headers={"content-type": media_type})
        assert answer.status_code == 415


async def test_a_body_beyond_the_limit_is_refused_before_it_is_read(world: World) -> None:
    ana = await world.person("ana")
    answer = await ana.call(
        "POST", "/v1/session", content=b"x" * 300_000, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 413


async def test_changes_by_cookie_need_the_sites_own_pages(world: World) -> None:  # WB-01
    ana = await world.person("ana")
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"x-csrf-token": ""},
        {"x-csrf-token": "x" * 43},
        {"sec-fetch-site": "cross-site"},
    ):
        answer = await ana.call("PATCH", "/v1/me", json={"name": "changed"}, headers=headers)
        assert answer.status_code == 403, headers
    assert (await ana.does("GET", "/v1/me"))["name"] == ""


async def test_a_foreign_page_cannot_sign_somebody_in(world: World) -> None:
    stranger = world.stranger()
    await world.person("ana")
    body = {"login": "ana", "password": PASSWORD}
    answer = await stranger.call("POST", "/v1/session", json=body, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403


async def test_programs_send_a_token_and_need_no_origin(world: World) -> None:
    await world.person("ana")
    program = world.stranger()
    body = {"name": "script", "scopes": ["read"], "login": "ana", "password": PASSWORD}
    token = (await program.does("POST", "/v1/tokens", json=body))["token"]
    bearer = {"authorization": f"Bearer {token}", "origin": ""}
    assert (await program.call("GET", "/v1/me", headers=bearer)).status_code == 200
    refused = await program.call("PATCH", "/v1/me", json={"name": "x"}, headers=bearer)
    assert refused.status_code == 403
    assert refused.json()["code"] == "scope_missing"


async def test_every_answer_is_hardened(world: World) -> None:  # WB-06
    stranger = world.stranger()
    for path in ("/", "/v1/session", "/v1/nothing", "/docs", "/healthz", "/anything/else"):
        answer = await stranger.call("GET", path)
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"], path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "unsafe-eval" not in answer.headers["content-security-policy"]


async def test_too_often_is_told_when_again(world: World) -> None:
    stranger = world.stranger()
    answers = [await stranger.call("POST", "/v1/session", json={}) for _ in range(70)]
    last = answers[-1]
    assert last.status_code == 429
    assert int(last.headers["retry-after"]) >= 1


async def test_a_busy_process_says_come_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = world.stranger()
    parts = dataclasses.replace(world.api.gateway._parts, at_once_max=0)
    monkeypatch.setattr(world.api.gateway, "_parts", parts)
    answer = await stranger.call("GET", "/v1/session")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert (await stranger.call("GET", "/healthz")).status_code == 200


async def test_every_route_declares_who_may_call_it(world: World) -> None:  # AP-02, RL-01
    for route in world.api.routes:
        assert isinstance(route.access, Access), route.path
        assert isinstance(route.scope, Scope), route.path
        assert isinstance(route.rate, Rate), route.path


async def test_signing_out_ends_the_session_everywhere(world: World) -> None:  # AU-07
    ana = await world.person("ana")
    cookies = dict(ana.client.cookies)
    await ana.does("DELETE", "/v1/session")
    ana.client.cookies.update(cookies)
    assert (await ana.call("GET", "/v1/me")).status_code == 401


async def test_the_description_names_every_route(world: World) -> None:
    stranger = world.stranger()
    document = await stranger.does("GET", "/v1/openapi.json")
    described = {(method.upper(), path) for path, item in document["paths"].items() for method in item}
    declared = {
        (route.method, route.path) for route in world.api.routes if route.in_openapi and not route.is_socket
    }
    assert declared <= described
    page = await stranger.call("GET", "/docs")
    assert "/v1/timelines/home" in page.text


async def test_metrics_count_what_waits_and_what_is_buried(world: World) -> None:
    records, jobs = world.adapters.records, world.adapters.jobs
    for number in range(3):
        await records.transact(lambda tx, shard=number: tx.enqueue(Job("unknown", Lane.OUTWARD, shard)))
    (first, _) = await jobs.take_due(Lane.OUTWARD, 2, 60)
    await jobs.bury(first, "it cannot be done")
    text = (await world.stranger().call("GET", "/metrics")).text
    for state in ("buried", "leased", "waiting"):
        assert f'tintype_jobs{{lane="outward",state="{state}"}} 1' in text


@pytest.mark.parametrize("cache", ["pages", "orders"])
async def test_metrics_say_how_often_home_is_at_hand(world: World, cache: str) -> None:
    ana = await world.person("ana")

    async def lookups(found: str) -> float:
        text = (await world.stranger().call("GET", "/metrics")).text
        asked = re.escape(f'tintype_cache_lookups_total{{cache="{cache}",found="{found}"}} ')
        return float(match[1]) if (match := re.search(rf"^{asked}(\S+)$", text, re.MULTILINE)) else 0.0

    await ana.posts()
    await world.settle()
    before = await lookups("yes")
    for _ in range(AT_ONCE + 1):
        await ana.does("GET", "/v1/timelines/home")
    assert AT_ONCE // 2 <= await lookups("yes") - before <= AT_ONCE
    assert await lookups("no") >= 1


async def test_metrics_are_for_this_machine_and_operators(world: World) -> None:
    stranger = world.stranger()
    await stranger.call("GET", "/v1/session")
    text = (await stranger.call("GET", "/metrics")).text
    assert 'tintype_http_answers_total{route="GET /v1/session"' in text


async def test_a_stopping_site_finishes_what_it_began(world: World) -> None:
    ana = await world.person("ana")
    writes = [ana.call("PATCH", "/v1/me", json={"bio": f"bio {number}"}) for number in range(20)]
    answers = await asyncio.gather(*writes)
    assert {answer.status_code for answer in answers} == {200}


async def test_bare_routes_answer_as_the_framework_would(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    path = f"/v1/users/{ben.id}/block"
    route = next(
        route
        for route in world.api.routes
        if (route.method, route.path) == ("PUT", "/v1/users/{user_id}/block")
    )
    assert route.raw is not None
    bare = [await ana.call("PUT", path), await ana.call("PUT", "/v1/users/0/block")]
    object.__setattr__(route, "raw", None)
    framed = [await ana.call("PUT", path), await ana.call("PUT", "/v1/users/0/block")]
    assert [answer.status_code for answer in bare] == [answer.status_code for answer in framed] == [204, 404]
    assert bare[0].content == framed[0].content == b""


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b'{"text":"hello"}', 201, None),
        (b'{"text":1}', 422, "invalid"),
        (b'{"text":"hello","more":1}', 422, "invalid"),
        (b'{"text":', 400, "malformed"),
        (b"\xff", 400, "malformed"),
        (b'{"text":"a","text":"b"}', 400, "duplicate_key"),
        (b"[" * 20_000, 400, "too_deep"),
    ],
)
async def test_a_bare_route_reads_its_body_as_the_framework_would(
    world: World, body: bytes, status: int, code: str | None
) -> None:
    ana = await world.person("ana")
    path = "/v1/posts/{post_id}/comments"
    route = next(route for route in world.api.routes if (route.method, route.path) == ("POST", path))
    assert route.raw is not None
    headers = {"content-type": "application/json"}
    at = path.format(post_id=await ana.posts("harbour.jpg"))
    await world.settle()
    bare = await ana.call("POST", at, content=body, headers=headers)
    object.__setattr__(route, "raw", None)
    framed = await ana.call("POST", at, content=body, headers=headers)
    assert bare.status_code == framed.status_code == status
    assert bare.headers["content-type"] == framed.headers["content-type"]
    assert bare.json().keys() == framed.json().keys()
    assert bare.json().get("code") == framed.json().get("code") == code
