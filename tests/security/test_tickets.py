"""Tickets used otherwise than they were given: over HTTP, end to end."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from hashlib import sha256
from urllib.parse import urlsplit

import pytest

from tests.pictures import picture
from tests.security.uploading import answer_at, is_taken, parts_of, stored, ticket_of
from tests.world import Person
from tintype.kernel.clock import MINUTE_US, ManualClock
from tintype.ports.part_store import PART_BYTES_MIN

pytestmark = pytest.mark.usefixtures("a_minute_passes")


async def test_a_ticket_is_its_owners(ana: Person, ben: Person) -> None:  # PS-01, PS-07, PS-10
    data = picture(8)
    ticket = await ticket_of(ana, data)
    assert (await ana.call("POST", f"/v1/uploads/{ticket['id']}/complete")).status_code == 409
    assert await is_taken(ben, ticket, data)  # What it allows is in the ticket, whoever carries it.
    for other in (ben, ana.world.stranger()):
        assert (await other.call("POST", f"/v1/uploads/{ticket['id']}/complete")).status_code in {401, 404}
    path = urlsplit(ticket["url"]).path
    for method in ("GET", "HEAD", "DELETE", "POST"):
        assert await answer_at(ana, method, ticket) in {400, 403, 405}
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
        assert not await is_taken(ana, {**ticket, "url": changed}, data), changed
    for headers in ({"content-type": "text/html"}, {"x-amz-checksum-sha256": "A" * 43 + "="}):
        assert not await is_taken(ana, ticket, data, **headers), headers
    if ana.world.adapters.tickets is not None:
        # A bucket may take these: whatever they set goes with what the ticket reaches, and that is no photo.
        for name in ("acl", "meta-name", "storage-class"):
            assert not await is_taken(ana, ticket, data, **{f"x-amz-{name}": "public-read"}), name

    async def unknown() -> AsyncIterator[bytes]:
        yield data + b"more"

    for body in (data + b"x", data[:-1], b""):
        assert not await is_taken(ana, ticket, body, **{"content-length": str(len(data))}), len(body)
    more = {name: value for name, value in ticket["headers"].items() if name != "content-length"}
    assert not await is_taken(ana, {**ticket, "headers": more}, unknown())
    complete = f"/v1/uploads/{ticket['id']}/complete"
    assert (await ana.call("POST", complete)).status_code == 409
    # A store may overlook the checksum; what it took is then no photo of anybody's.
    expected = 422 if await is_taken(ana, ticket, data[:-1] + b"x") else 409
    assert (await ana.call("POST", complete)).status_code == expected
    assert not [
        name for name in stored(ana) if name.startswith("originals") and sha256(data).hexdigest() in name
    ]


async def test_used_twice_a_ticket_is_one_photo(ana: Person) -> None:  # PS-05, PS-06
    data, other = picture(10), picture(11)
    ticket = await ticket_of(ana, data)
    assert [await is_taken(ana, ticket, data) for _ in range(3)] == [True] * 3
    complete = f"/v1/uploads/{ticket['id']}/complete"
    answers = await asyncio.gather(*(ana.call("POST", complete) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert not await is_taken(ana, ticket, other, **{"content-length": str(len(data))})
    await ana.world.settle()
    media = await ana.does("GET", f"/v1/media/{answers[0].json()['id']}")
    assert (await ana.call("GET", f"/m/{media['key']}/original")).content == data


async def test_a_ticket_runs_out_by_our_clock(ana: Person) -> None:  # PS-05, PS-12
    data = picture(12)
    if ana.world.adapters.tickets is None:
        pytest.skip("A bucket has a clock of its own: tests/contracts/test_blob_store.py")
    ticket = await ticket_of(ana, data)
    clock = ana.world.adapters.clock
    assert isinstance(clock, ManualClock)
    clock.advance(16 * MINUTE_US)
    assert not await is_taken(ana, ticket, data)


async def test_what_no_ticket_is_given_for(ana: Person) -> None:  # PS-03
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
        assert await is_taken(ana, ticket, data)
        assert (await ana.call("POST", f"/v1/uploads/{ticket['id']}/complete")).status_code == status
    await ana.world.settle()
    clock.advance(14 * MINUTE_US)
    await sweeper.sweep()
    for ticket, data, _ in tickets:
        assert await is_taken(ana, ticket, data)
    for _ in range(3):
        clock.advance(10 * MINUTE_US)
        await sweeper.sweep()
    assert not [name for name in stored(ana) if name.startswith("quarantine")]


async def test_the_page_may_send_to_where_tickets_lead_and_nowhere_else(ana: Person) -> None:
    ticket = urlsplit((await ticket_of(ana, picture(15)))["url"])
    page = await ana.call("GET", "/")
    (connect,) = [
        part.split()[1:]
        for part in page.headers["content-security-policy"].split(";")
        if part.split()[0] == "connect-src"
    ]
    leads = f"{ticket.scheme}://{ticket.netloc}"
    assert connect == (["'self'"] if leads == ana.world.origin else ["'self'", leads])


def piece(data: bytes, part: dict[str, int]) -> bytes:
    return data[part["offset"] : part["offset"] + part["bytes"]]


async def test_parts_are_sent_in_any_order_and_gone_on_with(
    ana: Person, ben: Person
) -> None:  # UP-34, PS-01, PS-07
    data = picture(16) + os.urandom(PART_BYTES_MIN)
    ticket = await parts_of(ana, data)
    address = f"/v1/uploads/{ticket['id']}"
    first, last = ticket["parts"]
    assert ticket["parts_done"] == []
    assert await is_taken(ana, last, piece(data, last))
    again = await ana.does("GET", address)
    assert ([each["number"] for each in again["parts"]], again["parts_done"]) == ([1], [2])
    early = await ana.call("POST", f"{address}/complete")
    assert (early.status_code, early.json()["code"], early.json()["fields"]) == (
        409,
        "not_uploaded",
        {"parts": ["1"]},
    )
    # What one part allows is this part of this upload, whoever carries it.
    other = await parts_of(ben, data)
    number, upload = "partNumber=1", other["parts"][0]["url"].partition("uploadId=")[2].partition("&")[0]
    for url in (
        first["url"].replace(number, "partNumber=2"),
        first["url"].replace(number, "partNumber=10001"),
        first["url"].replace(first["url"].partition("uploadId=")[2].partition("&")[0], upload),
        first["url"].replace(number, ""),
    ):
        assert not await is_taken(ana, {**first, "url": url}, piece(data, first)), url
    right = piece(data, first)
    for body in (right[:-1] + bytes([right[-1] ^ 1]), right + b"x", b""):
        assert not await is_taken(ana, first, body, **{"content-length": str(len(body))})
    assert await is_taken(ana, again["parts"][0], piece(data, first))
    for stranger in (ben, ana.world.stranger()):
        for method, path in (("GET", address), ("DELETE", address), ("POST", f"{address}/complete")):
            assert (await stranger.call(method, path)).status_code in {401, 404}
    photo = await ana.does("POST", f"{address}/complete")
    assert not await is_taken(ana, first, piece(data, first)), "after joining nothing is taken"
    assert (await ana.call("DELETE", address)).status_code == 409
    await ana.world.settle()
    media = await ana.does("GET", f"/v1/media/{photo['id']}")
    assert (await ana.call("GET", f"/m/{media['key']}/original")).content == data


async def test_what_is_given_up_is_gone(ana: Person) -> None:  # PS-09
    data = picture(17)
    ticket = await parts_of(ana, data)
    (part,) = ticket["parts"]
    assert await is_taken(ana, part, data)
    await ana.does("DELETE", f"/v1/uploads/{ticket['id']}")
    assert not await is_taken(ana, part, data)
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/complete")):
        assert (await ana.call(method, f"/v1/uploads/{ticket['id']}{path}")).status_code == 404
    assert not [name for name in stored(ana) if name.startswith("quarantine")]


async def test_a_ticket_is_kept_by_no_cache(ana: Person) -> None:  # PS-11
    ticket = await parts_of(ana, picture(18))
    for method in ("GET", "HEAD"):
        answer = await ana.call(method, f"/v1/uploads/{ticket['id']}")
        assert "no-store" in answer.headers["cache-control"]
    page = await ana.call("GET", "/new")
    assert page.headers["referrer-policy"] in {
        "same-origin",
        "strict-origin-when-cross-origin",
        "no-referrer",
    }


async def test_odd_announcements_are_refused(ana: Person) -> None:  # PS-09, UP-29
    digest = "0" * 64
    for odd in (
        {"parts": [digest] * 10_001, "part_bytes": PART_BYTES_MIN},
        {"parts": [digest] * 1_001, "part_bytes": PART_BYTES_MIN},
        {"parts": [digest] * 2, "part_bytes": 1},
        {"parts": [digest], "part_bytes": 0},
        {"parts": [digest], "part_bytes": 1 << 63},
        {"parts": ["zz" * 32], "part_bytes": PART_BYTES_MIN},
        {"parts": digest, "part_bytes": PART_BYTES_MIN},
        {"parts": [digest], "part_bytes": PART_BYTES_MIN, "sha256": digest},
        {},
    ):
        body = {"bytes": 9_000_000, "type": "image/jpeg", **odd}
        answer = await ana.call("POST", "/v1/uploads", json=body)
        assert answer.status_code in {400, 413, 422}, (answer.status_code, list(odd))
