"""Stores of this machine alone: SQLite, rings, a folder, datagrams."""

import fcntl
import os
import random
import secrets
import time
from contextlib import AsyncExitStack

import structlog

from tintype.adapters.embedded.blob_store import EmbeddedBlobStore
from tintype.adapters.embedded.broadcast import EmbeddedBroadcast
from tintype.adapters.embedded.cache import EmbeddedCache
from tintype.adapters.embedded.event_log import EmbeddedEventLog
from tintype.adapters.embedded.feed_store import EmbeddedFeedStore
from tintype.adapters.embedded.jobs import EmbeddedJobs
from tintype.adapters.embedded.limits import EmbeddedLimits
from tintype.adapters.embedded.records import EmbeddedRecords
from tintype.adapters.embedded.schema import apply_migrations
from tintype.adapters.embedded.search_index import EmbeddedSearchIndex, prepare_index
from tintype.adapters.embedded.slots import SharedSlots
from tintype.adapters.embedded.words import CLOCK_MS, SharedWords
from tintype.kernel.clock import Clock, SystemClock
from tintype.kernel.ids import IdMint
from tintype.ports.broadcast import Broadcast
from tintype.settings import Settings
from tintype.wiring.hints import carry_hints
from tintype.wiring.parts import RecordsPart, SharedPart

log = structlog.get_logger("tintype.wiring")

CACHE_BYTES_MAX = 8 << 20
SEARCH = "search.db"


def migrate(settings: Settings) -> list[str]:
    """Bring the database in the data folder to this program's schema; the names applied. Any process may come first."""
    data = settings.storage.data
    with (data / "run" / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        applied = apply_migrations(data / "tintype.db", SystemClock().now_us())
        prepare_index(data / SEARCH, data / "tintype.db")
    for name in applied:
        log.info("migrated", name=name)
    return applied


async def open_records(
    settings: Settings, clock: Clock, broadcast: Broadcast, stack: AsyncExitStack
) -> RecordsPart:
    """SQLite, whose outbox is the log."""
    data = settings.storage.data
    words = SharedWords(data / "run" / "words")
    stack.callback(words.close)
    mint = IdMint(
        lambda: max(clock.now_us() // 1000, words.words[CLOCK_MS]), random.Random(secrets.randbits(128))
    )
    records = EmbeddedRecords(data / "tintype.db", words, clock, mint, _fatal)
    stack.push_async_callback(records.close)
    events = EmbeddedEventLog(records, words)
    await events.open()
    jobs = EmbeddedJobs(records)
    tell = carry_hints(events, jobs, broadcast)
    records.on_commit = lambda seq, lanes: tell(seq > 0, lanes)
    limits = EmbeddedLimits(records, clock, processes=settings.server.api_processes * settings.server.nodes)
    search = EmbeddedSearchIndex(data / SEARCH)
    stack.push_async_callback(search.close)
    return RecordsPart(records, events, jobs, limits, search, on_worker=jobs.reclaim)


async def open_shared(
    settings: Settings, clock: Clock, stack: AsyncExitStack, *, writes_feeds: bool
) -> SharedPart:
    """Datagrams, memory and rings."""
    broadcast = EmbeddedBroadcast(settings.storage.data / "run")
    stack.callback(broadcast.close)
    feeds = EmbeddedFeedStore.open(settings.rings, writer=writes_feeds)
    stack.callback(feeds.close)
    cache = EmbeddedCache(CACHE_BYTES_MAX, time.monotonic, random.Random(secrets.randbits(128)))
    sessions = SharedSlots(settings.storage.data / "run" / "sessions", clock)
    stack.callback(sessions.close)
    return SharedPart(broadcast, cache, feeds, sessions)


async def open_blobs(
    settings: Settings, clock: Clock, secret: bytes, stack: AsyncExitStack
) -> EmbeddedBlobStore:
    """The folder `blobs`."""
    url = f"{settings.origin}/blobs"
    blobs = EmbeddedBlobStore(settings.storage.data / "blobs", upload_url=url, secret=secret, clock=clock)
    stack.callback(blobs.close)
    return blobs


def _fatal(error: BaseException) -> None:
    """A failed fsync may have dropped pages that the cache shows as written: stop, recover, never retry it."""
    log.error(
        "records_failed", error=repr(error), todo="check the disk; the supervisor starts this process anew"
    )
    os._exit(70)
