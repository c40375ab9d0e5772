"""Limits and what answers give away: by any spelling, whatever the clock says, whoever asks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from tests.world import Person, World, world_in
from tintype.adapters.rows.limits import RowLimits
from tintype.kernel.access import Rate
from tintype.kernel.clock import HOUR_US, SystemClock
from tintype.kernel.ids import AccountId
from tintype.media.making.pool import MediaPool
from tintype.media.rows import fresh_key

FREE = {"/healthz", "/readyz", "/metrics", "/v1/openapi.json", "/docs", "/m/{key}/{file}"}
NEVER = "1234567890123456789"
Told = tuple[dict[str, object], dict[str, str]]
"""The body of an answer and its headers, but for the number of the request."""


@pytest.fixture(scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory, media_pool: MediaPool) -> AsyncIterator[World]:
    async with world_in(tmp_path_factory.mktemp("limits") / "data", media_pool) as world:
        await world.person("founding")
        yield world


def far(world: World, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(world.api.gateway, client=(address, 4000))
    return httpx.AsyncClient(transport=transport, base_url=world.origin)


async def statuses(client: httpx.AsyncClient, paths: list[str], n: int) -> list[int]:
    return [(await client.get(paths[each % len(paths)])).status_code for each in range(n)]


async def test_every_route_has_a_rate(town: World) -> None:  # RL-01
    free = {route.path for route in town.api.routes if route.rate is Rate.FREE}
    assert free <= FREE, "routes that may be asked as often as anybody likes"
    assert all(min(rate.value) > 0 for rate in Rate if rate is not Rate.FREE)


async def test_every_spelling_of_a_path_counts_against_one_limit(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:  # RL-04
    monkeypatch.setattr(Rate.READ, "_value_", (10, 60))
    paths = ["/v1/session", "/v1/session?x=1", "/v1/%73ession", "/v1/session?"]
    async with far(town, "198.51.100.1") as client:
        assert 429 not in await statuses(client, paths, 10)
        assert await statuses(client, paths, len(paths)) == [429] * len(paths)
        # What is no address of ours tells nothing that a limit would have to keep.
        assert set(await statuses(client, ["/v1/session/", "/V1/session", "//v1/session"], 9)) <= {404, 200}


async def test_forged_addresses_are_one_caller(town: World, monkeypatch: pytest.MonkeyPatch) -> None:  # RL-03
    monkeypatch.setattr(Rate.READ, "_value_", (10, 60))
    async with far(town, "198.51.100.3") as client:
        answers = [
            await client.get(
                "/v1/session",
                headers={
                    "x-forwarded-for": f"203.0.113.{n}",
                    "forwarded": f"for=203.0.113.{n}",
                    "x-real-ip": f"203.0.113.{n}",
                },
            )
            for n in range(11)
        ]
    assert [answer.status_code for answer in answers].count(429) == 1
    found: list[int] = []
    for n in range(11):
        async with far(town, f"2001:db8:7:7::{n:x}") as client:
            found += await statuses(client, ["/v1/session"], 1)
    assert found.count(429) == 1


@dataclass
class Jumping:
    """The clock of a machine that somebody sets."""

    at_us: int

    def now_us(self) -> int:
        return self.at_us


async def test_a_clock_that_jumps_locks_nobody_out(town: World) -> None:  # RL-07
    clock = Jumping(SystemClock().now_us())
    limits = RowLimits(town.adapters.records, clock, processes=1)
    for jump_us in (0, HOUR_US, -HOUR_US, -HOUR_US, 2 * HOUR_US, -1_000_000, 1_000_000):
        clock.at_us += jump_us
        waits = [limits.allow("one", 10, 60) for _ in range(12)]
        if abs(jump_us) == HOUR_US or jump_us == 0:
            assert waits[0] == 0, jump_us
        # Whatever the clock says, it is hardly more than a window until one may again; more than ten are never let in.
        assert all(0 <= wait <= 63 + 3 for wait in waits)
        assert waits[-1] > 0, jump_us


async def test_no_parameter_sorts_or_chooses_fields(town: World) -> None:  # AP-12, AP-14
    ana = await town.person("sorting")
    await ana.posts()
    await town.settle()
    path = f"/v1/users/{ana.id}/posts"
    plain = (await ana.call("GET", path)).json()
    odd = ("sort=password", "order=email", "fields=password,email", "expand=sessions", "include=email")
    for query in (*odd, "filter={$gt:}", 'author=" OR 1=1', "user_id[]=1&or=1", "select=*"):
        answer = await ana.call("GET", f"{path}?{query}")
        assert answer.status_code == 200, query
        assert [card["id"] for card in answer.json()["items"]] == [card["id"] for card in plain["items"]]
        assert "password" not in answer.text


async def test_long_lists_of_ids_are_refused(town: World) -> None:  # AP-10, AP-24
    ana = await town.person("listing")
    ids = [str(number) for number in range(1, 20_001)]
    answers = [
        await ana.call("POST", "/v1/posts", json={"media": ids}),
        await ana.call("GET", f"/v1/users/{ana.id}/posts?commented_by={','.join(ids[:900])}"),
    ]
    assert [answer.status_code for answer in answers] == [422, 404]
    few = await ana.call("POST", "/v1/posts", json={"media": ids[:1_000]})
    assert few.status_code == 422


async def hidden_and_never(viewer: Person, hidden: str, never: str) -> tuple[Told, Told]:
    """What can be told apart of two answers, the one to something hidden and the one to nothing."""
    one, other = await viewer.call("GET", hidden), await viewer.call("GET", never)
    for answer in (one, other):
        assert answer.status_code == 404
        assert "location" not in answer.headers
        assert "etag" not in answer.headers
    first, second = one.json(), other.json()
    assert first.pop("request_id") != second.pop("request_id")
    kept = [
        {name: value for name, value in answer.headers.items() if name != "x-request-id"}
        for answer in (one, other)
    ]
    return (first, kept[0]), (second, kept[1])


async def test_nothing_about_an_answer_tells_that_there_is_something(town: World) -> None:  # EN-04, EN-07
    ana, ben = await town.person("hiding"), await town.person("seeking")
    post = await ana.posts(audience="followers")
    await town.settle()
    await ana.goes_private()
    await ana.blocks(ben)
    media = (await ana.card(post))["media"][0]["id"]
    comment = await ana.comments(post, "Mine.")
    for viewer in (ben, town.stranger()):
        for path in ("/v1/posts/{}", "/v1/posts/{}/likes", "/v1/posts/{}/comments"):
            one, other = await hidden_and_never(viewer, path.format(post), path.format(NEVER))
            assert one == other, path
        for path, hidden in (("/v1/media/{}", media), ("/v1/comments/{}/likes", comment)):
            one, other = await hidden_and_never(viewer, path.format(hidden), path.format(NEVER))
            assert one == other, path
    for path in (
        "/v1/users/{}",
        "/v1/users/{}/posts",
        "/v1/users/{}/followers",
        "/v1/users/{}/comments?on=1",
    ):
        one, other = await hidden_and_never(ben, path.format(ana.id), path.format(NEVER))
        assert one == other, path


def test_addresses_of_pictures_cannot_be_guessed() -> None:  # EN-06
    keys = {fresh_key(AccountId(1)) for _ in range(10_000)}
    assert len(keys) == 10_000
    longest = max(len(set(column)) for column in zip(*keys, strict=True))
    free = [column for column in zip(*keys, strict=True) if len(set(column)) > longest / 2]
    # Letters of base 32 hold five bits each.
    assert 5 * len(free) >= 120
