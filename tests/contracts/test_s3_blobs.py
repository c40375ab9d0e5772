"""What only a bucket can get wrong: a wrong key, a server that is gone or slow, parts left behind, foreign pages."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.contracts.blobs import Blobs
from tests.contracts.relay import Relay
from tests.contracts.s3_adapters import ORIGIN, VARIABLE, s3_blobs, s3_makers, s3_url
from tests.contracts.waiting import WAIT_S_MAX
from tintype.adapters.s3 import asking
from tintype.adapters.s3.blob_store import S3BlobStore
from tintype.adapters.s3.location import BadLocation
from tintype.kernel.clock import SECOND_US, SystemClock
from tintype.kernel.problems import NotFound, Unavailable

MIB = 1 << 20
KEY = "m/9x2k/large.avif"
pytestmark = pytest.mark.skipif(not s3_makers(), reason="needs a bucket: make test-engines")


@pytest.fixture
async def relay() -> AsyncIterator[Relay]:
    parts = urlsplit(os.environ[VARIABLE])
    assert parts.hostname
    assert parts.port
    async with Relay(parts.hostname, parts.port) as relay:
        yield relay


@pytest.fixture
async def blobs(relay: Relay) -> S3BlobStore:
    """A bucket behind a wire."""
    return await connected(relay)


async def connected(relay: Relay) -> S3BlobStore:
    parts = urlsplit(s3_url())
    url = parts._replace(netloc=f"{parts.netloc.rpartition('@')[0]}@127.0.0.1:{relay.port}").geturl()
    return await S3BlobStore.connect(url, clock=SystemClock(), origin=ORIGIN)


async def body(size: int, *, then: asyncio.Event | None = None) -> AsyncIterator[bytes]:
    for _ in range(size // MIB):
        yield bytes(MIB)
    if then is not None:
        then.set()
        await asyncio.Event().wait()


async def parts_left(blobs: S3BlobStore) -> int:
    """How many uploads in parts are under way; they are aborted."""
    return await blobs.sweep(SystemClock().now_us() + 3600 * SECOND_US)


async def test_a_wrong_key_is_refused_at_the_start() -> None:
    parts = urlsplit(s3_url())
    wrong = parts._replace(netloc=f"{parts.username}:wrong@{parts.hostname}:{parts.port}").geturl()
    with pytest.raises(BadLocation, match="may not use the bucket"):
        await S3BlobStore.connect(wrong, clock=SystemClock(), origin=ORIGIN)


async def test_a_missing_bucket_is_made() -> None:
    parts = urlsplit(s3_url())
    url = parts._replace(path=f"/made-{os.urandom(6).hex()}").geturl()
    blobs = await S3BlobStore.connect(url, clock=SystemClock(), origin=ORIGIN)
    try:
        await blobs.put(KEY, b"bytes", bytes_max=9)
        assert await blobs.read(KEY) == b"bytes"
        again = await S3BlobStore.connect(url, clock=SystemClock(), origin=ORIGIN)
        assert again.abilities == blobs.abilities
    finally:
        await blobs.delete([KEY])
        # A test server has room for a few dozen buckets.
        async with blobs.bucket.requests.client() as client:
            await blobs.bucket.requests.ask(client, "DELETE")


async def test_what_the_bucket_can_is_found_out_and_leaves_nothing(blobs: S3BlobStore) -> None:
    assert blobs.abilities.create_if_absent
    assert blobs.abilities.compare_and_swap
    assert blobs.abilities.cors


# ------------------------------------------------------------------------------------------------ a server that is gone


async def test_while_the_server_is_gone_everything_says_so_and_afterwards_all_is_there(
    blobs: S3BlobStore, relay: Relay
) -> None:
    await blobs.put(KEY, b"bytes", bytes_max=9)
    await relay.cut()
    began = time.monotonic()
    asked = [
        blobs.put(KEY, b"other", bytes_max=9),
        blobs.put("m/9x2k/long", body(12 * MIB), bytes_max=99 * MIB),
        blobs.open(KEY),
        blobs.read(KEY),
        blobs.size(KEY),
        blobs.copy(KEY, "m/b/large.avif"),
        blobs.delete([KEY]),
        blobs.sweep(0),
    ]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(answer) for answer in answers] == [Unavailable] * len(asked)
    assert time.monotonic() - began < asking.TRYING_S_MAX
    await relay.mend()
    assert await blobs.read(KEY) == b"bytes"
    assert await blobs.size("m/9x2k/long") is None


async def test_a_server_that_takes_and_never_answers_is_given_up_in_time(
    relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asking.TRYING_S_MAX + asking.REQUEST_S_MAX <= 15
    monkeypatch.setattr(asking, "REQUEST_S_MAX", 0.5)
    monkeypatch.setattr(asking, "TRYING_S_MAX", 1)
    blobs = await connected(relay)
    await blobs.put(KEY, b"bytes", bytes_max=9)
    relay.stall()
    began = time.monotonic()
    with pytest.raises(Unavailable):
        await blobs.size(KEY)
    assert time.monotonic() - began < 2.5
    relay.flow()
    assert await blobs.size(KEY) == 5


async def test_reading_outlives_a_server_that_comes_back(blobs: S3BlobStore, relay: Relay) -> None:
    whole = os.urandom(5 * MIB)
    await blobs.put(KEY, whole, bytes_max=9 * MIB)
    found = b""
    async for chunk in await blobs.open(KEY):
        found += chunk
        await relay.cut()
        await relay.mend()
    assert found == whole


async def test_what_is_replaced_while_it_is_read_is_not_mixed(blobs: S3BlobStore) -> None:
    await blobs.put(KEY, bytes(3 * MIB), bytes_max=9 * MIB)
    reading = await blobs.open(KEY)
    assert await anext(aiter(reading)) == bytes(MIB)
    await blobs.put(KEY, b"x" * 3 * MIB, bytes_max=9 * MIB)
    with pytest.raises(Unavailable):
        await anext(aiter(reading))


async def test_a_bucket_that_is_not_there_at_the_start_may_come_later(relay: Relay) -> None:
    await relay.cut()
    blobs = await connected(relay)
    await relay.mend()
    with pytest.raises(NotFound):
        await blobs.read(KEY)


# --------------------------------------------------------------------------------------------------- parts left behind


async def test_a_long_body_that_breaks_off_leaves_no_parts(blobs: S3BlobStore) -> None:
    async def broken() -> AsyncIterator[bytes]:
        async for block in body(13 * MIB):
            yield block
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await blobs.put(KEY, broken(), bytes_max=99 * MIB)
    stuck = asyncio.Event()
    task = asyncio.create_task(blobs.put(KEY, body(13 * MIB, then=stuck), bytes_max=99 * MIB))
    await stuck.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await parts_left(blobs) == 0


async def test_what_a_killed_process_left_is_swept_when_it_is_old(blobs: S3BlobStore) -> None:
    stuck = asyncio.Event()
    task = asyncio.create_task(blobs.put(KEY, body(13 * MIB, then=stuck), bytes_max=99 * MIB))
    await stuck.wait()
    assert await blobs.sweep(SystemClock().now_us() - 3600 * SECOND_US) == 0
    for _ in range(100):
        if await parts_left(blobs) == 1:
            break
    else:
        raise AssertionError("The upload in parts was never seen.")
    assert await parts_left(blobs) == 0
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await blobs.size(KEY) is None


# -------------------------------------------------------------------------------------------------------- foreign pages


@pytest.mark.parametrize(("origin", "is_allowed"), [(ORIGIN, True), ("https://evil.example", False)])
async def test_pages_of_the_site_may_upload_and_no_others(
    tmp_path: Path, origin: str, *, is_allowed: bool
) -> None:  # PS-13
    async with s3_blobs(tmp_path) as blobs:
        answer = await preflight(blobs, origin)
    assert (answer.headers.get("access-control-allow-origin") == origin) is is_allowed
    if is_allowed:
        assert "PUT" in answer.headers["access-control-allow-methods"]
        asked = answer.headers["access-control-allow-headers"].lower()
        assert "content-type" in asked
        assert "x-amz-checksum-sha256" in asked


async def preflight(blobs: Blobs, origin: str) -> httpx.Response:
    """What a browser asks before it PUTs to another origin."""
    put = blobs.ticket(KEY, b"bytes")
    headers = {
        "origin": origin,
        "access-control-request-method": "PUT",
        "access-control-request-headers": "content-type,x-amz-checksum-sha256",
    }
    async with httpx.AsyncClient(timeout=WAIT_S_MAX) as client:
        return await client.options(put.url, headers=headers)


async def test_nobody_reads_the_bucket_without_the_key(tmp_path: Path) -> None:  # PS-10
    async with s3_blobs(tmp_path) as blobs:
        put = blobs.ticket(KEY, b"bytes")
        assert await blobs.takes(put)
        async with httpx.AsyncClient(timeout=WAIT_S_MAX) as client:
            for url in (put.url, put.url.partition("?")[0]):
                for method in ("GET", "HEAD", "DELETE"):
                    assert (await client.request(method, url)).status_code in {400, 403}
        assert await blobs.store.read(KEY) == b"bytes"
