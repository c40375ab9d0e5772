"""What is refused costs next to nothing: it is decided on the headers, before anything is read or looked up."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest
import structlog

from tests.world import World, world_in
from tintype.accounts import Passwords
from tintype.gateway import tokens
from tintype.kernel.access import Rate
from tintype.media.making.pool import MediaPool


@pytest.fixture
async def town(tmp_path_factory: pytest.TempPathFactory, media_pool: MediaPool) -> AsyncIterator[World]:
    async with world_in(tmp_path_factory.mktemp("refusals") / "data", media_pool) as world:
        await world.person("founding")
        yield world


async def asked(
    world: World, method: str, path: str, headers: dict[str, str], address: str = "203.0.113.9"
) -> tuple[int, dict[str, str], int]:
    """Status and headers of an answer, and how many pieces of the body were read for it."""
    sent: list[dict[str, Any]] = []
    pieces = 0

    async def receive() -> dict[str, Any]:
        nonlocal pieces
        pieces += 1
        return {"type": "http.request", "body": b'{"login":"founding","password":"wrong and long"}'}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": (address, 4000),
    }
    await world.api.gateway(scope, receive, send)
    told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], told, pieces


def signing_in(world: World) -> dict[str, str]:
    return {"content-type": "application/json", "content-length": "48", "origin": world.origin}


# RL-10
async def test_too_many_reads_no_body_asks_no_record_and_hashes_nothing(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Rate.SIGN_IN, "_value_", (2, 60))
    for _ in range(2):
        status, _, pieces = await asked(town, "POST", "/v1/session", signing_in(town))
        assert (status, pieces) == (401, 1)
    hashed: list[str] = []
    verify = Passwords.verify

    async def counted(self: Passwords, password: str, kept: str | None) -> bool:
        hashed.append(password)
        return await verify(self, password, kept)

    monkeypatch.setattr(Passwords, "verify", counted)
    with town.queries(at_most=0), structlog.testing.capture_logs() as lines:
        for _ in range(20):
            status, told, pieces = await asked(town, "POST", "/v1/session", signing_in(town))
            assert (status, pieces) == (429, 0)
            assert int(told["retry-after"]) > 0
    assert (hashed, lines) == ([], [])
    assert (await asked(town, "POST", "/v1/session", signing_in(town), "203.0.113.10"))[0] == 401
    assert hashed == ["wrong and long"]


# RL-10
async def test_a_full_process_refuses_before_it_looks_at_anything(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        town.api.gateway, "_parts", dataclasses.replace(town.api.gateway._parts, at_once_max=0)
    )
    with town.queries(at_most=0):
        for method, path in (("POST", "/v1/session"), ("GET", "/v1/timelines/home"), ("GET", "/p/1")):
            headers = {**signing_in(town), "authorization": "Bearer tt_1_nothing"}
            status, told, pieces = await asked(town, method, path, headers)
            assert (status, told["retry-after"], pieces) == (503, "1", 0)


# RL-10
async def test_worthless_tokens_are_looked_up_so_often_and_no_more(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "WORTHLESS_MAX", (3, 60))
    real = (await town.person("holding")).client.cookies
    (name, genuine), rng = next(iter(real.items())), random.Random(5)
    forged = [genuine[:-6] + f"{rng.getrandbits(24):06x}" for _ in range(14)]
    assert (await asked(town, "GET", "/v1/me", {"cookie": f"{name}={genuine}"}))[0] == 200
    found = [await asked(town, "GET", "/v1/me", {"cookie": f"{name}={each}"}) for each in forged[:4]]
    assert [status for status, _, _ in found] == [401] * 4
    with town.queries(at_most=0):
        for each in forged[4:]:
            status, told, pieces = await asked(town, "GET", "/v1/me", {"cookie": f"{name}={each}"})
            assert (status, pieces) == (429, 0)
            assert 0 < int(told["retry-after"]) <= 64
    # Neither those whom the process knows nor those who show no token wait with them.
    assert (await asked(town, "GET", "/v1/me", {"cookie": f"{name}={genuine}"}))[0] == 200
    assert (await asked(town, "GET", "/v1/session", {}))[0] == 200
    assert (await asked(town, "GET", "/v1/me", {"cookie": f"{name}={forged[0]}"}, "203.0.113.77"))[0] == 401
