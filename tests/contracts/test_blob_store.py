import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.contracts.adapters import adapters_of
from tests.contracts.blobs import Blobs, Put
from tintype.kernel.clock import SECOND_US
from tintype.kernel.problems import NotFound, TooLarge
from tintype.ports.blob_store import BadKey

MIB = 1 << 20
PHOTO = bytes(range(256)) * 1000
KEY = "quarantine/9x2k/original"


async def chunks(body: bytes, size: int = 70_001) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


@pytest.fixture(params=adapters_of("blob_store"))
async def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Blobs]:
    async with request.param(tmp_path) as made:
        yield made


@pytest.mark.parametrize("size", [0, 1, 4096, MIB - 1, MIB, 5 * MIB, 5 * MIB + 3, 17 * MIB + 1])
async def test_what_is_put_is_read(blobs: Blobs, size: int) -> None:
    body = (PHOTO * (size // len(PHOTO) + 1))[:size]
    for given in (body, chunks(body)):
        received = await blobs.store.put(KEY, given, bytes_max=size)
        assert (received.size, received.sha256) == (size, sha256(body).digest())
        assert received.head == body[:4096]
        assert await blobs.store.read(KEY) == body
        assert await blobs.store.size(KEY) == size


async def test_put_replaces(blobs: Blobs) -> None:
    await blobs.store.put(KEY, b"old", bytes_max=9)
    await blobs.store.put(KEY, b"new!", bytes_max=9)
    assert await blobs.store.read(KEY) == b"new!"


async def test_too_much_is_refused_while_it_streams_and_leaves_nothing(blobs: Blobs) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += MIB
            yield bytes(MIB)

    with pytest.raises(TooLarge):
        await blobs.store.put(KEY, endless(), bytes_max=3 * MIB)
    assert taken <= 5 * MIB
    assert await blobs.store.size(KEY) is None


async def test_a_body_that_breaks_off_leaves_what_was_there(blobs: Blobs) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield bytes(2 * MIB)
        raise ConnectionResetError

    await blobs.store.put(KEY, b"whole", bytes_max=9)
    with pytest.raises(ConnectionResetError):
        await blobs.store.put(KEY, broken(), bytes_max=9 * MIB)
    assert await blobs.store.read(KEY) == b"whole"


@pytest.mark.parametrize("before", [2, 7, 12])  # MiB: within the first part of a long body, and beyond
async def test_a_body_that_fails_anywhere_leaves_nothing(blobs: Blobs, before: int) -> None:
    async def broken() -> AsyncIterator[bytes]:
        for _ in range(before):
            yield bytes(MIB)
        raise FileNotFoundError("of the body, not of the store")

    with pytest.raises(FileNotFoundError, match="of the body"):
        await blobs.store.put(KEY, broken(), bytes_max=99 * MIB)
    assert await blobs.store.size(KEY) is None


async def test_puts_of_one_key_at_once_leave_one_of_them_whole(blobs: Blobs) -> None:
    bodies = [bytes([number]) * (6 * MIB if number % 2 else 300_000) for number in range(6)]
    await asyncio.gather(*(blobs.store.put(KEY, chunks(body), bytes_max=9 * MIB) for body in bodies))
    assert await blobs.store.read(KEY) in bodies


async def test_reading_goes_on_where_another_reader_is_slow(blobs: Blobs) -> None:
    body = PHOTO * 12
    await blobs.store.put(KEY, body, bytes_max=99 * MIB)
    slow = await blobs.store.open(KEY)
    first = await anext(aiter(slow))
    assert await blobs.store.read(KEY) == body
    assert first + b"".join([chunk async for chunk in slow]) == body


@pytest.mark.parametrize("before", [2, 7])
async def test_a_put_that_is_cancelled_leaves_nothing(blobs: Blobs, before: int) -> None:
    started = asyncio.Event()

    async def stuck() -> AsyncIterator[bytes]:
        yield bytes(before * MIB)
        started.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(blobs.store.put(KEY, stuck(), bytes_max=9 * MIB))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await blobs.store.size(KEY) is None


@pytest.mark.parametrize(
    ("start", "end"), [(0, None), (0, 0), (0, 1), (5, 300_001), (250_000, 10**9), (10**9, None), (7, 7)]
)
async def test_ranges(blobs: Blobs, start: int, end: int | None) -> None:
    body = PHOTO * 3
    await blobs.store.put(KEY, body, bytes_max=MIB)
    found = [chunk async for chunk in await blobs.store.open(KEY, start, end)]
    assert b"".join(found) == body[start:end]


async def test_what_is_not_there(blobs: Blobs) -> None:
    for ask in (blobs.store.open(KEY), blobs.store.read(KEY), blobs.store.copy(KEY, "m/a/large.avif")):
        with pytest.raises(NotFound):
            await ask
    assert await blobs.store.size(KEY) is None
    await blobs.store.delete([KEY, "m/never/was"])


async def test_a_copy_is_a_thing_of_its_own(blobs: Blobs) -> None:
    await blobs.store.put(KEY, b"one", bytes_max=9)
    await blobs.store.put("m/a/large.avif", b"in the way", bytes_max=99)
    await blobs.store.copy(KEY, "m/a/large.avif")
    await blobs.store.copy(KEY, "m/a/large.avif")
    await blobs.store.put(KEY, b"two", bytes_max=9)
    assert await blobs.store.read("m/a/large.avif") == b"one"
    await blobs.store.delete([KEY])
    assert await blobs.store.size(KEY) is None
    assert await blobs.store.read("m/a/large.avif") == b"one"


async def test_keys_do_not_run_into_each_other(blobs: Blobs) -> None:
    keys = ["a/b/c", "a/b.c", "a-b-c", "a_b/c", "a/b", "a"]
    for key in keys:
        await blobs.store.put(key, key.encode(), bytes_max=99)
    assert [await blobs.store.read(key) for key in keys] == [key.encode() for key in keys]


@pytest.mark.parametrize(
    "key", ["", "..", "a/../b", ".a", "a/.b", "/a", "a/", "a//b", "A", "ä", "a\0b", "x" * 201]
)
async def test_keys_that_we_never_make_are_refused(blobs: Blobs, key: str) -> None:
    with pytest.raises(NotFound):
        await blobs.store.read(key)
    with pytest.raises(ValueError, match=r".*"):
        await blobs.store.put(key, b"", bytes_max=9)


def altered(put: Put, what: str) -> None:
    """Change one thing about a PUT."""
    first, rest = put.query.split("&", 1)
    match what:
        case "method":
            put.method = "POST"
        case "key":
            put.path = put.path.replace("9x2k", "9x2l")
        case "prefix":
            put.path = put.path.replace("quarantine", "m")
        case "path outside":
            put.path = put.path.replace("quarantine", "../quarantine")
        case "one byte more":
            put.body += b"x"
            put.headers["content-length"] = str(len(put.body))
        case "one byte less":
            put.body = put.body[:-1]
            put.headers["content-length"] = str(len(put.body))
        case "unknown size":
            put.is_chunked = True
        case "type":
            put.headers["content-type"] = "text/html"
        case "checksum":
            put.headers["x-amz-checksum-sha256"] = "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="
        case "another parameter":
            put.query += "&partNumber=1"
        case "a longer time":
            put.query = put.query.replace("X-Amz-Expires=600", "X-Amz-Expires=900")
        case "fewer headers":
            put.query = put.query.replace("content-length%3B", "")
        case "no signature":
            put.query = put.query.rpartition("&")[0]
        case "another signature":
            put.query = put.query[:-1] + ("0" if put.query[-1] != "0" else "1")
        case "no query":
            put.query = ""
        case "nonsense":
            put.query = "%ff=&&&X-Amz-Date=tomorrow"
        case "half a query":
            put.query = rest
        case _:
            assert what == "a parameter twice"
            put.query += f"&{first}"


ALTERATIONS = """method, key, prefix, path outside, one byte more, one byte less, unknown size, type, checksum,
another parameter, a longer time, fewer headers, no signature, another signature, no query, nonsense, half a query"""


async def test_a_ticket_allows_what_was_announced(blobs: Blobs) -> None:
    put = blobs.ticket(KEY, PHOTO)
    assert await blobs.takes(put)
    assert await blobs.store.read(KEY) == PHOTO
    # Until it runs out: a client whose connection broke just sends again.
    assert await blobs.takes(put)


@pytest.mark.parametrize("what", [one.strip() for one in ALTERATIONS.split(",")])
# PS-02, PS-03, PS-04
async def test_a_put_that_differs_from_its_ticket_is_refused(blobs: Blobs, what: str) -> None:
    put = blobs.ticket(KEY, PHOTO)
    altered(put, what)
    assert not await blobs.takes(put)
    assert await blobs.store.size(KEY) is None


async def test_a_ticket_runs_out_by_the_clock_of_the_server(blobs: Blobs) -> None:  # PS-12
    for minutes_ago, is_taken in ((9, True), (11, False), (60, False)):
        put = blobs.ticket(KEY, PHOTO, minutes=10, minutes_ago=minutes_ago)
        assert await blobs.takes(put) is is_taken, minutes_ago


async def test_a_ticket_lasts_at_most_a_quarter_of_an_hour(blobs: Blobs) -> None:
    now_us = blobs.clock.now_us()
    ticket = blobs.store.sign_upload(
        KEY, size=1, media_type="image/png", sha256=bytes(32), expires_us=now_us + 3600 * SECOND_US
    )
    assert ticket.expires_us // SECOND_US == now_us // SECOND_US + 15 * 60


@pytest.mark.parametrize("key", ["", "..", "a/../b", "A", "a b", "a?b", "a%2fb"])
async def test_no_ticket_is_given_for_a_key_that_we_never_make(blobs: Blobs, key: str) -> None:
    with pytest.raises(BadKey):
        blobs.ticket(key, PHOTO)
