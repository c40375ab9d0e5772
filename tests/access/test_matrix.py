"""Every route meets every kind of viewer. What a viewer may not see answers as what has never been."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.access.rows import BUCKETS, CONTENT, ELSEWHERE, ROWS
from tests.access.scene import VIEWERS, Scene, filled, scene_in
from tests.world import World, world_in
from tintype.kernel.access import Access, Route
from tintype.media.making.pool import MediaPool

NEVER = "1234567890123456789"
SIGNING_IN = {"POST /v1/session", "POST /v1/session/passkey", "POST /v1/tokens"}
UNSAFE = [name for name in ROWS if not name.startswith("GET ")]
SAFE = [name for name in ROWS if name.startswith("GET ")]


@pytest.fixture(scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory, media_pool: MediaPool) -> AsyncIterator[World]:
    async with world_in(tmp_path_factory.mktemp("access") / "data", media_pool) as world:
        await world.person("founding")  # Who comes first operates the site, and is none of the six.
        yield world


@pytest.fixture(scope="module")
async def shared(site: World) -> Scene:
    """A scene that is only looked at."""
    return await scene_in(site, 0)


def routes_of(world: World) -> dict[str, Route]:
    return {f"{route.method} {route.path}": route for route in world.api.routes}


async def test_every_route_has_a_row(site: World) -> None:  # AP-02
    declared = set(routes_of(site))
    if site.adapters.tickets is None:
        declared |= BUCKETS
    assert declared - set(ROWS) - set(ELSEWHERE) == set(), "routes without a row in tests/access/rows.py"
    assert (set(ROWS) | set(ELSEWHERE)) - declared == set(), "rows without a route"


async def test_rows_agree_with_what_routes_declare(site: World) -> None:
    for name, route in routes_of(site).items():
        if name in ROWS:
            # Signing in answers 401 too, to a wrong password.
            is_shut = ROWS[name].expected[0] == 401 and name not in SIGNING_IN
            assert is_shut is (route.access is not Access.PUBLIC), name


@pytest.mark.parametrize("name", SAFE)
async def test_looking(name: str, shared: Scene) -> None:  # AZ-01, AZ-34
    assert await statuses(shared, name) == ROWS[name].expected


@pytest.mark.parametrize("name", UNSAFE)
async def test_acting(name: str, site: World, shared: Scene) -> None:  # AZ-11, AZ-32
    if name in BUCKETS and site.adapters.tickets is None:
        pytest.skip("the bucket takes these, not the site")
    # What everybody is refused changes nothing that others look at.
    changes = min(ROWS[name].expected) < 400
    scene = await scene_in(site, UNSAFE.index(name) + 1) if changes else shared
    assert await statuses(scene, name) == ROWS[name].expected


async def statuses(scene: Scene, name: str) -> tuple[int, ...]:
    """What a route answers to each viewer, one after another, the owner last."""
    row = ROWS[name]
    method, path = name.split(" ")
    path = filled(row.path or path, scene.ids)
    body = filled(row.body, scene.ids)
    answers = [await scene.call(viewer, method, path, body, is_upload=row.is_upload) for viewer in VIEWERS]
    return tuple(answer.status_code for answer in answers)


@pytest.mark.parametrize("name", [name for name in SAFE if 404 in ROWS[name].expected])
async def test_what_is_hidden_answers_as_what_never_was(name: str, shared: Scene) -> None:  # AZ-01
    row = ROWS[name]
    method, path = name.split(" ")
    hidden_path = filled(row.path or path, shared.ids)
    never_path = re.sub(r"\{\w+\}", NEVER, row.path or path)
    for viewer, status in zip(VIEWERS, row.expected, strict=True):
        if status == 404:
            hidden = await shared.call(viewer, method, hidden_path, row.body)
            never = await shared.call(viewer, method, never_path, row.body)
            assert look_of(hidden) == look_of(never), viewer


def look_of(answer: httpx.Response) -> tuple[int, dict[str, Any], set[str]]:
    """All that two answers could be told apart by, but for the number of the request."""
    body = answer.json()
    body.pop("request_id")
    return answer.status_code, body, set(answer.headers)


async def test_a_signed_address_opens_a_photo_to_those_who_may_see_it(shared: Scene) -> None:
    card = await shared.people["follower"].card(shared.ids["post_id"])
    path = card["media"][0]["url"].replace("{variant}", "small").replace("{ext}", "avif")
    answers = [await shared.call(viewer, "GET", path, None) for viewer in VIEWERS]
    assert tuple(answer.status_code for answer in answers) == CONTENT


async def test_a_cookie_alone_changes_nothing(site: World) -> None:  # WB-01
    scene = await scene_in(site, 1001)
    owner = scene.people["owner"]
    for name, route in routes_of(site).items():
        if name in UNSAFE and route.access is not Access.PUBLIC:
            path = filled(ROWS[name].path or route.path, scene.ids)
            body = filled(ROWS[name].body, scene.ids)
            for headers in ({}, {"origin": site.origin}, {"origin": "https://elsewhere.example"}):
                answer = await owner.client.request(route.method, path, json=body, headers=headers)
                assert answer.status_code == 403, (name, headers)
