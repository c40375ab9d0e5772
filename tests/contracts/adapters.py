"""Which adapters each port has. A suite takes them all: `@pytest.fixture(params=adapters_of("feed_store"))`."""

import random
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.blobs import NOON_US, embedded_blobs
from tests.contracts.embedded_records import embedded_records
from tests.contracts.ends import Caches, Counters, Feeds, Wires
from tests.contracts.postgres_log_adapters import limit_makers, log_makers
from tests.contracts.processes import embedded_site, nothing
from tests.contracts.redis_adapters import redis_makers
from tests.contracts.s3_adapters import s3_makers
from tests.contracts.search_adapters import index_makers
from tests.contracts.stores import store_makers
from tintype.adapters.embedded.broadcast import EmbeddedBroadcast
from tintype.adapters.embedded.cache import EmbeddedCache
from tintype.adapters.embedded.feed_store import EmbeddedFeedStore
from tintype.adapters.embedded.limits import EmbeddedLimits
from tintype.adapters.embedded.slots import SharedSlots
from tintype.kernel.clock import ManualClock


@asynccontextmanager
async def embedded_feeds(folder: Path) -> AsyncIterator[Feeds]:
    writer = EmbeddedFeedStore.open(folder / "rings", writer=True)
    reader = EmbeddedFeedStore.open(folder / "rings", writer=False)
    yield Feeds(writer, reader)
    reader.close()
    writer.close()


@asynccontextmanager
async def embedded_wires(folder: Path) -> AsyncIterator[Wires]:
    one, other = EmbeddedBroadcast(folder / "run"), EmbeddedBroadcast(folder / "run")
    yield Wires(one, other, lambda: one.lost)
    one.close()
    other.close()


@asynccontextmanager
async def embedded_caches(folder: Path) -> AsyncIterator[Caches]:
    clock = ManualClock(0)
    cache = EmbeddedCache(10_000, lambda: clock.now_us() / 1e6, random.Random(7))

    async def wait(seconds: float) -> None:
        clock.advance(int(seconds * 1e6))

    yield Caches(cache, wait)


@asynccontextmanager
async def slot_caches(folder: Path) -> AsyncIterator[Caches]:
    clock = ManualClock(0)
    slots = SharedSlots(folder / "slots", clock)

    async def wait(seconds: float) -> None:
        clock.advance(int(seconds * 1e6))

    yield Caches(slots, wait)
    slots.close()


@asynccontextmanager
async def embedded_counters(folder: Path) -> AsyncIterator[Counters]:
    clock = ManualClock(NOON_US)
    async with embedded_records(folder, clock, 7) as (_, (records,)):
        one, other = (EmbeddedLimits(records, clock, processes=2) for _ in range(2))
        # They know nothing of each other: each has its share.
        yield Counters(one, other, clock, nothing)


Maker = Callable[[Path], AbstractAsyncContextManager[Any]]
ADAPTERS: dict[str, dict[str, Maker]] = {
    "records": {**store_makers()},
    "feed_store": {"embedded": embedded_feeds, **redis_makers("feed_store")},
    "blob_store": {"embedded": embedded_blobs, **s3_makers()},
    "broadcast": {"embedded": embedded_wires, **redis_makers("broadcast")},
    "cache": {"embedded": embedded_caches, "slots": slot_caches, **redis_makers("cache")},
    "limits": {"embedded": embedded_counters, **limit_makers(), **redis_makers("limits")},
    "event_log": {"embedded": embedded_site, **log_makers()},
    "jobs": {"embedded": embedded_site, **log_makers()},
    "search_index": {**index_makers()},
}


def adapters_of(port: str) -> list[Any]:
    """Parameters for a fixture: one maker per adapter of a port."""
    return [pytest.param(maker, id=name) for name, maker in ADAPTERS[port].items()]
