"""What every answer carries, and what a browser may do with it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.world import Person, World, world_in
from tintype.kernel.access import Access
from tintype.media.making.pool import MediaPool

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
SIGNING_OUT = {("DELETE", "/v1/session"), ("POST", "/v1/me/rest"), ("DELETE", "/v1/me")}


@pytest.fixture(scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory, media_pool: MediaPool) -> AsyncIterator[World]:
    async with world_in(tmp_path_factory.mktemp("web") / "data", media_pool) as world:
        yield world


@pytest.fixture(scope="module")
async def ana(world: World) -> Person:
    return await world.person("ana")


def hardened(answer: httpx.Response) -> bool:
    """One policy, of which neither frame nor plugin nor foreign script is part; no guessing of types."""
    policies = answer.headers.get_list("content-security-policy")
    assert len(policies) == 1, policies
    assert "frame-ancestors 'none'" in policies[0]
    assert "default-src 'none'" in policies[0] or "object-src 'none'" in policies[0]
    assert "unsafe-eval" not in policies[0]
    assert "server" not in answer.headers
    assert "x-powered-by" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers
    return answer.headers["x-content-type-options"] == "nosniff" and bool(answer.headers["x-request-id"])


async def test_every_answer_of_every_route_is_hardened(world: World, ana: Person) -> None:  # WB-06, WB-07
    for route in world.api.routes:
        if route.is_socket:
            continue
        path = route.path.replace("{", "").replace("}", "")
        for person in (ana, world.stranger()):
            for method in ("GET", "HEAD", "OPTIONS", route.method):
                if (method, path) not in SIGNING_OUT:
                    assert hardened(await person.call(method, path)), (method, path)
    for path in ("/", "/shell", "/nothing.js", "/a/b/c", "/@nobody", "/v1", "/v1/"):
        assert hardened(await ana.call("GET", path)), path


async def test_the_files_of_the_app_are_hardened(world: World, ana: Person) -> None:  # WB-06
    files = [path for path in world.api.gateway._parts.pages._files if not path.endswith(".html")]  # type: ignore[attr-defined]
    if not files:
        pytest.skip("The web app has not been built: there are no files to look at.")
    for path in sorted(files)[:200]:
        answer = await ana.call("GET", path)
        assert answer.status_code == 200
        assert hardened(answer), path
        assert "set-cookie" not in answer.headers
    assert all("map" not in path.rpartition(".")[2] for path in files)


async def test_the_description_may_use_its_own_styles(ana: Person) -> None:
    page = await ana.call("GET", "/docs")
    assert "style-src 'unsafe-inline'" in page.headers["content-security-policy"]
    assert "<script" not in page.text


async def test_nothing_of_a_person_is_kept_by_caches(world: World, ana: Person) -> None:
    post = await ana.posts("Mine.")
    await world.settle()
    for path in (
        "/",
        "/@ana",
        "/v1/me",
        "/v1/session",
        "/v1/timelines/home",
        f"/v1/posts/{post}",
        "/v1/nothing",
    ):
        caching = (await ana.call("GET", path)).headers.get("cache-control", "")
        assert "no-store" in caching, path
    shell = await ana.call("GET", "/shell")
    assert "public" in shell.headers["cache-control"]
    assert ana.csrf not in shell.text
    assert "ana" not in shell.text.partition("<body")[2]


async def test_no_page_elsewhere_changes_anything(world: World, ana: Person) -> None:  # WB-01
    for route in world.api.routes:
        if route.method not in UNSAFE or route.path.startswith("/blobs/"):
            continue
        path = route.path.replace("{", "").replace("}", "")
        for headers in (
            {"origin": "https://elsewhere.example"},
            {"origin": "null"},
            {"origin": "http://localhost:8000.elsewhere.example"},
            {"origin": "http://localhost:8000/"},
            {"origin": "https://localhost:8000"},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"origin": "", "referer": world.origin},
        ):
            answer = await ana.call(route.method, path, headers=headers, json={})
            assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin"), (path, headers)
        if route.access is not Access.PUBLIC:
            for token in ("", ana.csrf[:-1], ana.csrf + "=", ana.csrf.swapcase(), "é"):
                answer = await ana.client.request(
                    route.method,
                    path,
                    json={},
                    headers={"origin": world.origin, "x-csrf-token": token.encode()},
                )
                assert (answer.status_code, answer.json()["code"]) == (403, "csrf_missing"), (path, token)
    assert await ana.does("GET", "/v1/me")


async def test_looking_changes_nothing(world: World, ana: Person) -> None:  # WB-01
    post = await ana.posts("Still here.")
    await world.settle()
    head = world.adapters.events.head()
    for path in (f"/v1/posts/{post}", f"/v1/posts/{post}/likes", "/v1/me", "/v1/session", "/", "/sign-out"):
        for query in ("", "?_method=DELETE", "?method=delete&confirm=1"):
            await ana.call(
                "GET", path + query, headers={"x-http-method": "DELETE", "x-method-override": "DELETE"}
            )
    assert world.adapters.events.head() == head


async def test_a_signed_out_browser_forgets_what_it_kept(world: World) -> None:  # AU-07
    ben = await world.person("ben")
    cookies = dict(ben.client.cookies)
    answer = await ben.call("DELETE", "/v1/session")
    assert answer.headers["clear-site-data"] == '"cache"'
    ben.client.cookies.update(cookies)
    for path in ("/v1/me", "/v1/timelines/home"):
        assert (await ben.call("GET", path)).status_code == 401
    page = (await ben.call("GET", "/")).text
    assert ben.csrf not in page
    assert '"viewer":{' not in page
