"""Tickets used otherwise than they were given: over HTTP, end to end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.pictures import picture
from tests.world import Person, World, world_in
from tintype.kernel.clock import MINUTE_US, ManualClock, SystemClock
from tintype.media.pool import MediaPool


@pytest.fixture(scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory, media_pool: MediaPool) -> AsyncIterator[World]:
    clock = ManualClock(SystemClock().now_us())
    async with world_in(tmp_path_factory.mktemp("uploads") / "data", media_pool, clock=clock) as world:
        yield world


@pytest.fixture(scope="module")
async def ana(world: World) -> Person:
    return await world.person("ana")


@pytest.fixture(scope="module")
async def ben(world: World) -> Person:
    return await world.person("ben")


@pytest.fixture(autouse=True)
def a_minute_passes(world: World) -> None:
    """One person uploads as often as a hundred."""
    clock = world.adapters.clock
    assert isinstance(clock, ManualClock)
    clock.advance(MINUTE_US)


async def ticket_of(person: Person, data: bytes, **changes: Any) -> dict[str, Any]:
    body = {"bytes": len(data), "type": "image/jpeg", "sha256": sha256(data).hexdigest(), **changes}
    return await person.does("POST", "/v1/uploads", json=body)


async def put(person: Person, ticket: dict[str, Any], data: bytes, **headers: str) -> httpx.Response:
    path = ticket["url"].removeprefix(person.world.origin)
    sent = {"origin": person.world.origin, **ticket["headers"], **headers}
    return await person.client.request("PUT", path, content=data, headers=sent)


async def test_a_ticket_is_its_owners(ana: Person, ben: Person) -> None:  # PS-01, PS-07, PS-10
    data = picture(8)
    ticket = await ticket_of(ana, data)
    assert (await ana.call("POST", f"/v1/uploads/{ticket['id']}/complete")).status_code == 409
    assert (
        await put(ben, ticket, data)
    ).status_code == 200  # What it allows is in the ticket, whoever carries it.
    for other in (ben, ana.world.stranger()):
        assert (await other.call("POST", f"/v1/uploads/{ticket['id']}/complete")).status_code in {401, 404}
    path = urlsplit(ticket["url"]).path
    for method in ("GET", "HEAD", "DELETE", "POST"):
        assert (await ana.call(method, path)).status_code == 405
    for address in (path.replace("/blobs/", "/m/"), f"{path}/small.avif", "/blobs/", "/blobs/quarantine/"):
        answer = await ana.call("GET", address)
        assert answer.content != data
        assert "image" not in answer.headers["content-type"]
    photo = await ana.does("POST", f"/v1/uploads/{ticket['id']}/complete")
    assert photo["owner_id"] == ana.id
    assert (await ana.does("POST", f"/v1/uploads/{ticket['id']}/complete"))["id"] == photo["id"]
    await ana.world.settle()


async def test_a_ticket_allows_what_was_signed(ana: Person) -> None:  # PS-02, PS-03, PS-04
    data = picture(9)
    ticket = await ticket_of(ana, data)
    url = ticket["url"]
    key = urlsplit(url).path.rpartition("/")[2]
    for changed in (
        url.replace(key, key[:-1] + ("b" if key[-1] == "a" else "a")),
        url.replace("/quarantine/", "/originals/"),
        url.replace(key, f"..%2f{key}"),
        url + "&x-amz-acl=public-read",
        url.replace("X-Amz-Expires=900", "X-Amz-Expires=90000"),
        url.replace("content-length%3B", ""),
        url[:-1] + ("0" if url[-1] != "0" else "1"),
        url.partition("?")[0],
    ):
        assert (await put(ana, {**ticket, "url": changed}, data)).status_code in {403, 404, 405}, changed
    for headers in (
        {"x-amz-acl": "public-read"},
        {"x-amz-meta-name": "x"},
        {"content-type": "text/html"},
        {"x-amz-checksum-sha256": "A" * 43 + "="},
        {"x-amz-storage-class": "GLACIER"},
    ):
        assert (await put(ana, ticket, data, **headers)).status_code == 403, headers

    async def unknown() -> AsyncIterator[bytes]:
        yield data + b"more"

    for body in (data + b"x", data[:-1], data[:-1] + b"x", b""):
        answer = await put(ana, ticket, body, **{"content-length": str(len(data))})
        assert answer.status_code in {400, 413, 422}, len(body)
    more = {name: value for name, value in ticket["headers"].items() if name != "content-length"}
    more["origin"] = ana.world.origin
    path = url.removeprefix(ana.world.origin)
    assert (await ana.client.request("PUT", path, content=unknown(), headers=more)).status_code == 403
    assert (await ana.call("POST", f"/v1/uploads/{ticket['id']}/complete")).status_code == 409


async def test_used_twice_a_ticket_is_one_photo(ana: Person) -> None:  # PS-05, PS-06
    data, other = picture(10), picture(11)
    ticket = await ticket_of(ana, data)
    assert {(await put(ana, ticket, data)).status_code for _ in range(3)} == {200}
    complete = f"/v1/uploads/{ticket['id']}/complete"
    answers = await asyncio.gather(*(ana.call("POST", complete) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert (await put(ana, ticket, other, **{"content-length": str(len(data))})).status_code in {
        400,
        413,
        422,
    }
    await ana.world.settle()
    media = await ana.does("GET", f"/v1/media/{answers[0].json()['id']}")
    assert (await ana.call("GET", f"/m/{media['key']}/original")).content == data


async def test_a_ticket_runs_out_by_our_clock(ana: Person) -> None:  # PS-05, PS-12
    data = picture(12)
    ticket = await ticket_of(ana, data)
    clock = ana.world.adapters.clock
    assert isinstance(clock, ManualClock)
    clock.advance(16 * MINUTE_US)
    assert (await put(ana, ticket, data)).status_code == 403
    for odd in ({"bytes": -1}, {"bytes": 1 << 63}, {"bytes": 60_000_000}, {"sha256": "zz" * 32}, {"sha256": ""},
                {"type": "image/svg+xml"}, {"bytes": 1.5}):  # fmt: skip
        body = {"bytes": 9, "type": "image/jpeg", "sha256": "0" * 64, **odd}
        assert (await ana.call("POST", "/v1/uploads", json=body)).status_code in {413, 415, 422}, odd


async def test_a_ticket_used_again_after_all_is_done_leaves_nothing(ana: Person) -> None:  # PS-05, PS-08
    photo, text = picture(14), b"I am no photo, whatever you call me."
    clock, sweeper = ana.world.adapters.clock, ana.world.api.subjects.media.sweeper
    assert isinstance(clock, ManualClock)
    tickets = [(await ticket_of(ana, data), data, status) for data, status in ((photo, 202), (text, 415))]
    for ticket, data, status in tickets:
        assert (await put(ana, ticket, data)).status_code == 200
        assert (await ana.call("POST", f"/v1/uploads/{ticket['id']}/complete")).status_code == status
    await ana.world.settle()
    clock.advance(14 * MINUTE_US)
    await sweeper.sweep()
    for ticket, data, _ in tickets:
        assert (await put(ana, ticket, data)).status_code == 200
    for _ in range(3):
        clock.advance(10 * MINUTE_US)
        await sweeper.sweep()
    folder = ana.world.adapters.settings.storage.data / "blobs"
    assert not [path.name for path in folder.rglob("quarantine*")]
