"""Which adapters each port has. A suite takes them all: `@pytest.fixture(params=adapters_of("feed_store"))`."""

import random
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.blobs import NOON_US, embedded_blobs
from tests.contracts.postgres_log_adapters import log_makers
from tests.contracts.processes import embedded_site
from tests.contracts.s3_adapters import s3_makers
from tests.contracts.waiting import fail_loudly
from tintype.adapters.embedded.broadcast import EmbeddedBroadcast
from tintype.adapters.embedded.cache import EmbeddedCache
from tintype.adapters.embedded.feed_store import EmbeddedFeedStore
from tintype.adapters.embedded.limits import EmbeddedLimits
from tintype.adapters.embedded.records import EmbeddedRecords
from tintype.adapters.embedded.schema import apply_migrations
from tintype.adapters.embedded.words import SharedWords
from tintype.kernel.clock import ManualClock
from tintype.kernel.ids import IdMint
from tintype.ports.broadcast import Broadcast
from tintype.ports.cache import Cache
from tintype.ports.feed_store import FeedStore
from tintype.ports.limits import Limits


@dataclass(frozen=True, slots=True)
class Feeds:
    """One store as the process that writes it and as another that reads it."""

    writer: FeedStore
    reader: FeedStore


@dataclass(frozen=True, slots=True)
class Wires:
    """The ends of two processes; `lost` says how many messages the first could not deliver."""

    one: Broadcast
    other: Broadcast
    lost: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Caches:
    """A cache of at most 10,000 bytes and a way to let seconds pass."""

    cache: Cache
    wait: Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Counters:
    """Limits as two processes of two see them, and their clock."""

    one: Limits
    other: Limits
    clock: ManualClock


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
    yield Caches(cache, lambda seconds: clock.advance(int(seconds * 1e6)))


@asynccontextmanager
async def embedded_counters(folder: Path) -> AsyncIterator[Counters]:
    clock = ManualClock(NOON_US)
    path = folder / "tintype.db"
    apply_migrations(path, NOON_US)
    words = SharedWords(folder / "words")
    mint = IdMint(lambda: clock.now_us() // 1000, random.Random(7))
    records = EmbeddedRecords(path, words, clock, mint, fail_loudly)
    yield Counters(*(EmbeddedLimits(records, clock, processes=2) for _ in range(2)), clock)
    await records.close()
    words.close()


Maker = Callable[[Path], AbstractAsyncContextManager[Any]]
ADAPTERS: dict[str, dict[str, Maker]] = {
    "feed_store": {"embedded": embedded_feeds},
    "blob_store": {"embedded": embedded_blobs, **s3_makers()},
    "broadcast": {"embedded": embedded_wires},
    "cache": {"embedded": embedded_caches},
    "limits": {"embedded": embedded_counters},
    "event_log": {"embedded": embedded_site, **log_makers()},
    "jobs": {"embedded": embedded_site, **log_makers()},
}


def adapters_of(port: str) -> list[Any]:
    """Parameters for a fixture: one maker per adapter of a port."""
    return [pytest.param(maker, id=name) for name, maker in ADAPTERS[port].items()]
