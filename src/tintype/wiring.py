"""Settings → adapters → subjects → gateway. The only place that names an adapter."""

import fcntl
import os
import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

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
from tintype.adapters.embedded.words import CLOCK_MS, SharedWords
from tintype.flow import LogTail
from tintype.kernel.clock import Clock, SystemClock
from tintype.kernel.ids import IdMint
from tintype.kernel.pages import Cursors
from tintype.ports.records import Lane
from tintype.settings import Settings

log = structlog.get_logger("tintype.wiring")

HINT = "log"
HINT_EVERY_S = 0.02  # At most one wake-up per process and 20 ms; polling is the truth.
SECRET_BYTES = 64
CACHE_BYTES_MAX = 8 << 20


@dataclass(frozen=True, slots=True)
class Adapters:
    """The answers to all ports, for one process."""

    settings: Settings
    clock: Clock
    secret: bytes
    words: SharedWords
    records: EmbeddedRecords
    events: EmbeddedEventLog
    jobs: EmbeddedJobs
    feeds: EmbeddedFeedStore
    blobs: EmbeddedBlobStore
    broadcast: EmbeddedBroadcast
    cache: EmbeddedCache
    limits: EmbeddedLimits
    tail: LogTail
    cursors: Cursors

    async def close(self) -> None:
        """Finish queued writes, then let go of files and sockets. A clean close keeps the feeds."""
        await self.records.close()
        self.feeds.close()
        self.broadcast.close()
        self.blobs.close()
        self.words.close()


def prepare(settings: Settings) -> bytes:
    """Make the data folder ready: folders, schema, secret. Any process may come first; the secret is returned."""
    data = settings.storage.data
    for folder in (data, data / "run", data / "blobs"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (data / "run" / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name in apply_migrations(data / "tintype.db", SystemClock().now_us()):
            log.info("migrated", name=name)
        return _secret(data / "secret")


async def open_adapters(settings: Settings, *, writes_feeds: bool, clock: Clock | None = None) -> Adapters:
    """The embedded adapters of one process; `writes_feeds` in the worker alone."""
    secret = prepare(settings)
    clock = clock or SystemClock()
    data = settings.storage.data
    words = SharedWords(data / "run" / "words")
    rng = random.Random(secrets.randbits(128))
    mint = IdMint(lambda: max(clock.now_us() // 1000, words.words[CLOCK_MS]), rng)
    records = EmbeddedRecords(data / "tintype.db", words, clock, mint, _fatal)
    events = EmbeddedEventLog(records, words)
    await events.open()
    jobs = EmbeddedJobs(records)
    broadcast = EmbeddedBroadcast(data / "run")
    adapters = Adapters(
        settings=settings,
        clock=clock,
        secret=secret,
        words=words,
        records=records,
        events=events,
        jobs=jobs,
        feeds=EmbeddedFeedStore.open(settings.rings, writer=writes_feeds),
        blobs=EmbeddedBlobStore(
            data / "blobs", upload_url=f"{settings.origin}/blobs", secret=secret, clock=clock
        ),
        broadcast=broadcast,
        cache=EmbeddedCache(CACHE_BYTES_MAX, time.monotonic, rng),
        limits=EmbeddedLimits(records, clock, processes=settings.server.api_processes),
        tail=LogTail(events),
        cursors=Cursors(secret),
    )
    _hint_each_other(records, events, jobs, broadcast)
    return adapters


def _hint_each_other(
    records: EmbeddedRecords, events: EmbeddedEventLog, jobs: EmbeddedJobs, broadcast: EmbeddedBroadcast
) -> None:
    """After a commit: wake this process's readers at once, the other processes at most every 20 ms."""
    every_lane = frozenset(lane.value for lane in Lane)
    hint = _rarely(lambda: broadcast.send_now(HINT, b""))

    def on_commit(seq: int, lanes: frozenset[str]) -> None:
        if seq:
            events.hint()
        if lanes:
            jobs.hint(lanes)
        hint()

    def on_hint(_message: bytes) -> None:
        events.hint()
        jobs.hint(every_lane)

    records.on_commit = on_commit
    broadcast.subscribe(HINT, on_hint)


def _rarely(act: Callable[[], None]) -> Callable[[], None]:
    """`act` at most once in 20 ms; what falls in between is carried by the polling of the others."""
    last = 0.0

    def maybe() -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= HINT_EVERY_S:
            last = now
            act()

    return maybe


def _secret(path: Path) -> bytes:
    """The site's secret, made once: sessions, cursors and signed URLs hang on it."""
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        found = path.read_bytes()
    if len(found) < SECRET_BYTES:
        raise SystemExit(f"{path} is damaged: it should hold {SECRET_BYTES} bytes. Restore it from a backup.")
    return found


def _fatal(error: BaseException) -> None:
    """A failed fsync may have dropped pages that the cache shows as written: stop, recover, never retry it."""
    log.error(
        "records_failed", error=repr(error), todo="check the disk; the supervisor starts this process anew"
    )
    os._exit(70)
