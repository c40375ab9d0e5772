"""What is stored is listed, once, with its size; nothing else is."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from tests.contracts.adapters import adapters_of
from tests.contracts.blobs import Blobs
from tintype.ports.blob_listing import BlobListing, StoredBlob

DAY_US = 86_400_000_000


@pytest.fixture(params=adapters_of("blob_store"))
async def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Blobs]:
    async with request.param(tmp_path) as made:
        yield made


async def listed(blobs: Blobs, prefix: str = "") -> list[StoredBlob]:
    listing = cast("BlobListing", blobs.store)
    return sorted([blob async for some in listing.blobs(prefix) for blob in some], key=lambda blob: blob.key)


async def test_everything_is_listed_once_with_its_size(blobs: Blobs) -> None:
    sizes = {f"m/key{at:02}/large.jpg": at for at in range(30)} | {"originals/ab/1-ff": 7, "a": 0}
    for key, size in sizes.items():
        await blobs.store.put(key, bytes(size), bytes_max=99)
    await blobs.store.copy("a", "m/copy/large.jpg")
    await blobs.store.delete(["m/key03/large.jpg"])
    expected = sizes | {"m/copy/large.jpg": 0}
    del expected["m/key03/large.jpg"]
    assert {blob.key: blob.size for blob in await listed(blobs)} == expected
    assert len(await listed(blobs)) == len(expected)


@pytest.mark.parametrize(
    ("prefix", "found"),
    [
        ("m/", ["m/ab/x", "m/abc/x"]),
        ("m/ab", ["m/ab/x", "m/abc/x"]),
        ("m/ab/", ["m/ab/x"]),
        ("n", ["n"]),
        ("o/", []),
    ],
)
async def test_a_prefix_is_of_the_key_not_of_a_folder(blobs: Blobs, prefix: str, found: list[str]) -> None:
    for key in ("m/ab/x", "m/abc/x", "n", "quarantine/x"):
        await blobs.store.put(key, b"x", bytes_max=9)
    assert [blob.key for blob in await listed(blobs, prefix)] == found


async def test_an_empty_store_lists_nothing(blobs: Blobs) -> None:
    assert await listed(blobs) == []


async def test_when_it_was_stored_is_told(blobs: Blobs) -> None:
    await blobs.store.put("first", b"x", bytes_max=9)
    (first,) = await listed(blobs)
    await blobs.store.put("second", b"x", bytes_max=9)
    second = (await listed(blobs))[1]
    assert 0 <= second.changed_us - first.changed_us < DAY_US


async def test_what_is_not_finished_is_none(blobs: Blobs) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield bytes(1 << 20)
        assert await listed(blobs) == []
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await blobs.store.put("m/half/large.jpg", broken(), bytes_max=9 << 20)
    assert await listed(blobs) == []
