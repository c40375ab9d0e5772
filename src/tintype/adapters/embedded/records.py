"""Records in SQLite: one writer thread with group commit, readers with connections of their own.

A body is a coroutine that awaits nothing but its transaction, so the writer thread drives it to its end in one
`send`. Waiting bodies share one commit, each under a savepoint, with `synchronous=FULL`.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# apsw describes its own types only in part.

import asyncio
import resource
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import apsw

from tintype.adapters.embedded.checkpoints import Checkpoints
from tintype.adapters.embedded.transactions import (
    EmbeddedReading,
    EmbeddedTransaction,
    drive,
)
from tintype.adapters.embedded.words import CLOCK_MS, LOG_HEAD, SharedWords
from tintype.adapters.embedded.write_lock import WriteLock
from tintype.kernel.clock import Clock
from tintype.kernel.ids import IdMint
from tintype.kernel.problems import Unavailable
from tintype.ports.records import Reading, Transaction

Result = TypeVar("Result")
Body = Callable[[Any], Awaitable[Any]]
Finished = tuple[asyncio.Future[Any], Any, BaseException | None]

BATCH_BODIES_MAX = 256  # With 5 ms: 4 writers give 51,000/s at p99 6.5 ms (docs/decisions/0003).
RETRIES_MAX = 3  # Of a body whose fresh id clashed; one clash is already rare.
CLASHES = frozenset({apsw.SQLITE_CONSTRAINT_PRIMARYKEY, apsw.SQLITE_CONSTRAINT_UNIQUE})
READERS = 2  # Threads; reads are short and in the page cache, more threads only contend for the interpreter.
# After a glance that waited for a disk, they are looks for so many times as long as it took.
FROM_DISK_RESTS = 10
CACHE_KIB = 16 * 1024
MAP_BYTES = 1 << 30
GLANCES = 16  # So many decide how they read: by a map of the file, or from it.


class EmbeddedRecords:
    """Records of one site in one file, shared with other processes on this machine.

    `on_commit(seq, lanes)` is called on the event loop after commits that appended events or jobs.
    `on_fatal` ends the process: a failed fsync may have dropped pages, so nothing in memory is to be trusted.
    """

    def __init__(
        self,
        path: Path,
        words: SharedWords,
        clock: Clock,
        mint: IdMint,
        on_fatal: Callable[[BaseException], None],
    ) -> None:
        self.looks = 0
        self.on_commit: Callable[[int, frozenset[str]], None] = lambda seq, lanes: None
        self._path = path
        self._words = words
        self._clock = clock
        self._mint = mint
        self._on_fatal = on_fatal
        self._checkpoints = Checkpoints(path, on_fatal)
        self._lock = WriteLock(path.with_name("write.lock"))
        self._waiting: deque[tuple[Body, asyncio.Future[Any]]] = deque()
        self._wake = threading.Event()
        self._stopping = False
        self._local = threading.local()
        self._glancing: apsw.Connection | None = None
        self._is_mapped = True
        self._committed_ms, self._committing = 0, 0.0
        self._from_disk_until_s = 0.0
        self._readers = ThreadPoolExecutor(READERS, "records-read")
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._write_forever, name="records-write", daemon=True)
        self._thread.start()

    async def transact(self, body: Callable[[Transaction], Awaitable[Result]]) -> Result:
        """See ports/records.py. Acknowledged only after the commit that holds it is on disk."""
        if self._stopping:
            raise Unavailable("The server is stopping.")
        future: asyncio.Future[Result] = self._loop.create_future()
        self._waiting.append((body, future))
        self._wake.set()
        # Shielded: a caller that goes away does not make a queued body half known; its result is dropped.
        return await asyncio.shield(future)

    async def look(self, body: Callable[[Reading], Awaitable[Result]]) -> Result:
        """See ports/records.py. One snapshot, in a reader thread."""
        self.looks += 1
        return await self._loop.run_in_executor(self._readers, self._look, body)

    async def glance(self, body: Callable[[Reading], Awaitable[Result]]) -> Result:
        """See ports/records.py. In the event loop's own thread: 18 µs of CPU instead of 95 for one row.

        While rows come from a disk it is a look, most of the time: others wait for that a tenth of it at most.
        """
        if time.monotonic() < self._from_disk_until_s:
            return await self.look(body)
        self.looks += 1
        if self._glancing is None:
            self._glancing = self._connect(writes=False)
        self._map_or_read(self._glancing)
        before, began_s = _disk_reads(), time.monotonic()
        try:
            return self._snapshot(self._glancing, body)
        finally:
            if _disk_reads() != before:
                now_s = time.monotonic()
                self._from_disk_until_s = now_s + FROM_DISK_RESTS * (now_s - began_s)

    def _map_or_read(self, database: apsw.Connection) -> None:
        """Maps the file while most glances find what the one before found, else reads it (docs/decisions/0122)."""
        committed_ms = self._words.words[CLOCK_MS]
        self._committing += ((committed_ms != self._committed_ms) - self._committing) / GLANCES
        self._committed_ms = committed_ms
        if self._is_mapped == (self._committing > 0.5):
            self._is_mapped = not self._is_mapped
            database.pragma("mmap_size", MAP_BYTES if self._is_mapped else 0)

    async def close(self) -> None:
        """Finish what is queued, then close every connection."""
        self._stopping = True
        self._wake.set()
        await asyncio.to_thread(self._thread.join)
        await asyncio.to_thread(self._checkpoints.close)
        self._readers.shutdown(wait=True)
        if self._glancing is not None:
            self._glancing.close()
        self._lock.close()

    def _look(self, body: Callable[[Reading], Awaitable[Result]]) -> Result:
        database: apsw.Connection | None = getattr(self._local, "database", None)
        if database is None:
            database = self._local.database = self._connect(writes=False)
        return self._snapshot(database, body)

    def _snapshot(self, database: apsw.Connection, body: Body) -> Any:
        database.execute("BEGIN")
        try:
            return drive(body(EmbeddedReading(database, self._clock.now_us())))
        finally:
            database.execute("ROLLBACK")

    def _connect(self, *, writes: bool) -> apsw.Connection:
        flags = apsw.SQLITE_OPEN_READWRITE if writes else apsw.SQLITE_OPEN_READONLY
        database = apsw.Connection(str(self._path), flags=flags, statementcachesize=256)
        database.set_busy_timeout(
            30_000
        )  # The net below the write lock: a checkpoint or a backup may hold the file.
        # Else SQLite looks at what is bound to a LIMIT, or may decide about a partial index, and so prepares a hundred
        # of our queries anew each time they run. Where such an index is wanted, its condition stands in the query.
        database.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
        database.pragma("cache_size", -CACHE_KIB)
        # Not for who writes: SQLite undoes a map with every commit of another process, and makes it anew.
        database.pragma("mmap_size", 0 if writes else MAP_BYTES)
        if writes:
            database.pragma("synchronous", "full")
            # Else every page under a savepoint is first copied into a temporary file: 13 of 50 µs of a like.
            database.pragma("temp_store", "memory")
            self._checkpoints.watch(database)
        return database

    # The writer thread.

    def _write_forever(self) -> None:
        database = self._connect(writes=True)
        transaction = EmbeddedTransaction(database, self._mint)
        while True:
            self._wake.wait()
            self._wake.clear()
            while self._waiting:
                try:
                    self._write_batch(database, transaction)
                except (apsw.IOError, apsw.CorruptError) as error:
                    self._on_fatal(error)
                    return
                except (apsw.FullError, apsw.BusyError):
                    time.sleep(0.05)  # The batch has been refused; the next one may find room.
            if self._stopping:
                database.close()
                return

    def _write_batch(self, database: apsw.Connection, transaction: EmbeddedTransaction) -> None:
        finished: list[Finished] = []
        with self._lock:
            now_us = max(self._clock.now_us(), self._words.words[CLOCK_MS] * 1000)
            deadline_us = self._clock.now_us() + 5_000
            transaction.begin(now_us)
            database.execute("BEGIN IMMEDIATE")
            try:
                while self._waiting and len(finished) < BATCH_BODIES_MAX:
                    body, future = self._waiting.popleft()
                    finished.append((future, None, None))
                    finished[-1] = (future, *self._run(database, transaction, body))
                    if self._clock.now_us() > deadline_us:
                        break
                head = transaction.append_facts()
                database.execute("COMMIT")
            except BaseException:
                self._fail_all([future for future, _, _ in finished])
                if not database.getautocommit():
                    database.execute("ROLLBACK")
                raise
            self._words.newest.keep(head, transaction.facts)
            self._words.raise_to(LOG_HEAD, head)
            self._words.raise_to(CLOCK_MS, now_us // 1000)
        self._loop.call_soon_threadsafe(self._deliver, finished, head, frozenset(transaction.lanes))

    def _run(
        self, database: apsw.Connection, transaction: EmbeddedTransaction, body: Body
    ) -> tuple[Any, BaseException | None]:
        for tries_left in reversed(range(RETRIES_MAX)):
            mark = transaction.mark()
            database.execute("SAVEPOINT body")
            try:
                result = drive(body(transaction))
                if transaction.refused is not None:
                    raise transaction.refused
            except apsw.ConstraintError as error:
                self._undo(database, transaction, mark)
                if tries_left == 0 or getattr(error, "extendedresult", 0) not in CLASHES:
                    return None, error
            except (apsw.IOError, apsw.FullError, apsw.CorruptError):
                raise
            except Exception as error:  # noqa: BLE001 — a body's failure is its caller's, not the writer's
                self._undo(database, transaction, mark)
                return None, error
            else:
                database.execute("RELEASE body")
                return result, None
        raise AssertionError("unreachable")

    def _undo(self, database: apsw.Connection, transaction: EmbeddedTransaction, mark: Any) -> None:
        database.execute("ROLLBACK TO body")
        database.execute("RELEASE body")
        transaction.reset(mark)

    def _fail_all(self, futures: list[asyncio.Future[Any]]) -> None:
        error = Unavailable("The records cannot be written at the moment.")
        failed: list[Finished] = [(future, None, error) for future in futures]
        self._loop.call_soon_threadsafe(self._deliver, failed, 0, frozenset[str]())

    def _deliver(
        self,
        finished: list[Finished],
        head: int,
        lanes: frozenset[str],
    ) -> None:
        if head or lanes:
            self.on_commit(head, lanes)
        for future, result, error in finished:
            if future.done():
                continue
            if error is None:
                future.set_result(result)
            else:
                future.set_exception(error)


def _disk_reads() -> int:
    """How often this thread has waited for a disk: for a file, or for a page of one that is mapped."""
    used = resource.getrusage(resource.RUSAGE_THREAD)
    return used.ru_majflt + used.ru_inblock
