"""Uploads in parts: what is sent of them, in any order and more than once, is one blob or none."""

import asyncio
import os
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.contracts.adapters import adapters_of
from tests.contracts.blobs import Blobs, part_of
from tests.contracts.test_blob_store import ALTERATIONS, altered
from tintype.kernel.clock import MINUTE_US, SystemClock
from tintype.kernel.problems import NotFound
from tintype.ports.part_store import PART_BYTES_MIN

KEY = "quarantine/9x2k"
BODIES = [os.urandom(PART_BYTES_MIN), os.urandom(PART_BYTES_MIN), os.urandom(70_001)]
PARTS = [part_of(number, body) for number, body in enumerate(BODIES, 1)]
WHOLE = b"".join(BODIES)


@pytest.fixture(params=adapters_of("blob_store"))
async def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Blobs]:
    async with request.param(tmp_path) as made:
        yield made


async def sent(blobs: Blobs, upload: str, *numbers: int) -> None:
    for number in numbers:
        assert await blobs.takes(blobs.part_ticket(KEY, upload, number, BODIES[number - 1]))


async def test_parts_in_any_order_are_one_blob(blobs: Blobs) -> None:
    upload = await blobs.store.begin_parts(KEY)
    assert await blobs.store.parts_here(KEY, upload) == {}
    await sent(blobs, upload, 3, 1)
    assert await blobs.store.parts_here(KEY, upload) == {1: PART_BYTES_MIN, 3: 70_001}
    assert await blobs.store.size(KEY) is None
    await sent(blobs, upload, 2)
    await blobs.store.join_parts(KEY, upload, PARTS)
    assert await blobs.store.size(KEY) == len(WHOLE)
    assert sha256(await blobs.store.read(KEY)).digest() == sha256(WHOLE).digest()


async def test_one_part_is_enough(blobs: Blobs) -> None:
    upload = await blobs.store.begin_parts(KEY)
    await sent(blobs, upload, 3)
    with pytest.raises(NotFound):
        await blobs.store.join_parts(KEY, upload, PARTS)
    assert await blobs.takes(blobs.part_ticket(KEY, upload, 1, b"bytes"))
    await blobs.store.give_up_parts(KEY, upload)
    upload = await blobs.store.begin_parts(KEY)
    assert await blobs.takes(blobs.part_ticket(KEY, upload, 1, b"bytes"))
    await blobs.store.join_parts(KEY, upload, [part_of(1, b"bytes")])
    assert await blobs.store.read(KEY) == b"bytes"


async def test_a_part_that_comes_again_takes_its_own_place(blobs: Blobs) -> None:  # PS-05, PS-09
    upload = await blobs.store.begin_parts(KEY)
    await sent(blobs, upload, 1, 1, 2, 3, 2)
    await asyncio.gather(*(sent(blobs, upload, 3) for _ in range(4)))
    await blobs.store.join_parts(KEY, upload, PARTS)
    assert await blobs.store.read(KEY) == WHOLE


async def test_what_is_missing_or_of_another_size_is_not_joined(blobs: Blobs) -> None:  # PS-07, PS-09
    upload = await blobs.store.begin_parts(KEY)
    await sent(blobs, upload, 1, 3)
    with pytest.raises(NotFound):
        await blobs.store.join_parts(KEY, upload, PARTS)
    assert await blobs.takes(blobs.part_ticket(KEY, upload, 2, BODIES[2]))
    with pytest.raises(NotFound):
        await blobs.store.join_parts(KEY, upload, PARTS)
    assert await blobs.store.size(KEY) is None
    await sent(blobs, upload, 2)
    await blobs.store.join_parts(KEY, upload, PARTS)
    assert await blobs.store.read(KEY) == WHOLE


async def test_joining_twice_and_at_once_gives_the_same(blobs: Blobs) -> None:  # UP-34, PS-05
    upload = await blobs.store.begin_parts(KEY)
    await sent(blobs, upload, 1, 2, 3)
    await asyncio.gather(*(blobs.store.join_parts(KEY, upload, PARTS) for _ in range(4)))
    await blobs.store.join_parts(KEY, upload, PARTS)
    assert await blobs.store.read(KEY) == WHOLE


async def test_after_joining_no_ticket_reaches_the_blob(blobs: Blobs) -> None:  # PS-05, PS-06, PS-09
    upload = await blobs.store.begin_parts(KEY)
    await sent(blobs, upload, 1, 2, 3)
    await blobs.store.join_parts(KEY, upload, PARTS)
    assert not await blobs.takes(blobs.part_ticket(KEY, upload, 1, BODIES[1]))
    with pytest.raises(NotFound):
        await blobs.store.parts_here(KEY, upload)
    assert await blobs.store.read(KEY) == WHOLE


async def test_what_is_given_up_is_gone_and_takes_nothing_more(blobs: Blobs) -> None:  # PS-09
    upload = await blobs.store.begin_parts(KEY)
    await sent(blobs, upload, 1, 2)
    for _ in range(2):
        await blobs.store.give_up_parts(KEY, upload)
    assert not await blobs.takes(blobs.part_ticket(KEY, upload, 3, BODIES[2]))
    with pytest.raises(NotFound):
        await blobs.store.parts_here(KEY, upload)
    with pytest.raises(NotFound):
        await blobs.store.join_parts(KEY, upload, PARTS)
    assert await blobs.store.size(KEY) is None


async def test_uploads_of_one_key_know_nothing_of_each_other(blobs: Blobs) -> None:  # PS-09
    one, other = [await blobs.store.begin_parts(KEY) for _ in range(2)]
    assert one != other
    await sent(blobs, one, 1, 3)
    await sent(blobs, other, 2)
    for upload in (one, other):
        with pytest.raises(NotFound):
            await blobs.store.join_parts(KEY, upload, PARTS)
    # The ticket of one upload is worth nothing in another.
    put = blobs.part_ticket(KEY, one, 2, BODIES[1])
    put.query = put.query.replace(one, other)
    assert not await blobs.takes(put)


@pytest.mark.parametrize("what", [one.strip() for one in ALTERATIONS.split(",")])
# PS-02, PS-03, PS-04, PS-09
async def test_a_part_that_differs_from_its_ticket_is_refused(blobs: Blobs, what: str) -> None:
    upload = await blobs.store.begin_parts(KEY)
    put = blobs.part_ticket(KEY, upload, 1, BODIES[2])
    altered(put, what)
    assert not await blobs.takes(put)
    assert await blobs.store.parts_here(KEY, upload) == {}


@pytest.mark.parametrize("odd", ["2", "0", "-1", "10001", "x", ""])
async def test_a_part_has_the_number_that_was_signed(blobs: Blobs, odd: str) -> None:  # PS-02, PS-09
    upload = await blobs.store.begin_parts(KEY)
    put = blobs.part_ticket(KEY, upload, 1, b"bytes")
    put.query = put.query.replace("partNumber=1", f"partNumber={odd}")
    assert not await blobs.takes(put)
    assert await blobs.store.parts_here(KEY, upload) == {}


async def test_the_ticket_of_a_part_runs_out_by_the_clock_of_the_server(blobs: Blobs) -> None:  # PS-12
    upload = await blobs.store.begin_parts(KEY)
    for minutes_ago, is_taken in ((9, True), (11, False)):
        put = blobs.part_ticket(KEY, upload, 1, b"bytes", minutes_ago=minutes_ago)
        assert await blobs.takes(put) is is_taken, minutes_ago


async def test_parts_of_nobody_are_swept_when_they_are_old(blobs: Blobs) -> None:  # PS-09
    upload = await blobs.store.begin_parts(KEY)
    await sent(blobs, upload, 3)
    hour_us = 60 * MINUTE_US
    # Files and buckets tell the time of their own machine.
    real_us = SystemClock().now_us()
    assert await blobs.store.sweep(real_us - hour_us) == 0
    assert await blobs.store.sweep(real_us + hour_us) >= 1
    with pytest.raises(NotFound):
        await blobs.store.parts_here(KEY, upload)


@pytest.mark.parametrize("size", [1, 64 << 20, (64 << 20) + 1])
async def test_a_copy_of_any_length_is_whole(blobs: Blobs, size: int) -> None:
    chunk = os.urandom(1 << 20)

    async def body() -> AsyncIterator[bytes]:
        for start in range(0, size, len(chunk)):
            yield chunk[: size - start]

    put = await blobs.store.put(KEY, body(), bytes_max=size)
    await blobs.store.copy(KEY, "originals/a")
    digest = sha256()
    async for block in await blobs.store.open("originals/a"):
        digest.update(block)
    assert (put.size, digest.digest()) == (size, put.sha256)
