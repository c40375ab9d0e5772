"""SeaweedFS killed and started again while photos are stored and read: nothing acknowledged is lost."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import AsyncIterator, Iterator
from hashlib import sha256

import engines
import pytest
from engine import Engine

from tests.contracts.s3_adapters import ORIGIN, VARIABLE, s3_url
from tests.contracts.waiting import until
from tintype.adapters.s3.blob_store import S3BlobStore
from tintype.kernel.clock import SystemClock
from tintype.kernel.problems import Unavailable

MIB = 1 << 20
WRITERS = 4
LOAD_S_MAX = 60


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """One server that only this test has."""
    with engines.running(["s3"]) as (service,):
        monkeypatch.setenv(VARIABLE, service.url)
        yield service.engines[0]


class Load:
    """Writers and readers that go on whatever happens, and what was acknowledged to them."""

    def __init__(self, blobs: S3BlobStore) -> None:
        self.blobs = blobs
        self.acknowledged: dict[str, bytes] = {}
        self.refused = 0
        self.is_over = False
        self._numbers = itertools.count()

    async def run(self) -> None:
        await asyncio.gather(*(self._write() for _ in range(WRITERS)), self._read())

    async def _write(self) -> None:
        while not self.is_over:
            number = next(self._numbers)
            # Every tenth goes in parts.
            body = os.urandom(11 * MIB if number % 10 == 9 else 100_000)
            try:
                await self.blobs.put(f"m/{number}/large.avif", pieces(body), bytes_max=len(body))
            except Unavailable:
                self.refused += 1
                await asyncio.sleep(0.1)
            else:
                self.acknowledged[f"m/{number}/large.avif"] = sha256(body).digest()

    async def _read(self) -> None:
        while not self.is_over:
            for key in list(self.acknowledged)[-5:]:
                try:
                    assert sha256(await self.blobs.read(key)).digest() == self.acknowledged[key]
                except Unavailable:
                    self.refused += 1
            await asyncio.sleep(0.05)


async def pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 1 << 16):
        yield body[start : start + (1 << 16)]


async def test_a_bucket_that_is_killed_under_load_loses_nothing_acknowledged(server: Engine) -> None:
    blobs = await S3BlobStore.connect(s3_url(), clock=SystemClock(), origin=ORIGIN)
    load = Load(blobs)
    async with asyncio.timeout(LOAD_S_MAX), asyncio.TaskGroup() as group:
        group.create_task(load.run())
        for _ in range(2):
            before = len(load.acknowledged)
            await until(lambda before=before: len(load.acknowledged) > before + 30, "photos to be stored")
            server.kill()
            refused = load.refused
            await until(lambda refused=refused: load.refused > refused, "the store to be missed")
            server.start()
        before = len(load.acknowledged)
        await until(lambda: len(load.acknowledged) > before + 30, "photos to be stored again")
        load.is_over = True
    for key, digest in load.acknowledged.items():
        assert sha256(await blobs.read(key)).digest() == digest, key
    # What the kills cut in half is found and cleared away.
    await blobs.sweep(SystemClock().now_us())
    assert await blobs.sweep(SystemClock().now_us()) == 0
