"""Copying SQLite's log back into the file, beside the writers and not inside their commits.

Left to itself SQLite does it within the commit that makes the log long enough: that one caller waits for thousands
of pages, and so do all behind it. Here a thread copies what is there while writers go on, round after round until
little is left, and holds the writers only for that rest.
"""

# pyright: reportUnknownMemberType=false
# apsw describes its own types only in part.

import threading
from collections.abc import Callable
from pathlib import Path

import apsw

from tintype.adapters.embedded.write_lock import WriteLock

FRAMES = 16_000  # 64 MB of log. A page that many likes touch is then copied once for many of them.
REST_FRAMES = 500  # What may be left for the round in which writers wait: a few milliseconds.
ROUNDS_MAX = 8  # Each takes less than the one before, for copying is faster than writing.
READERS_WAIT_MS = 20  # For readers to leave the log; they are short, and there is a next time.


class Checkpoints:
    """The thread of one process that copies back; of several processes the first to come does it."""

    def __init__(self, path: Path, on_fatal: Callable[[BaseException], None], frames: int = FRAMES) -> None:
        self._path = path
        self._on_fatal = on_fatal
        self._frames = self._next = frames
        self._wake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="records-checkpoint", daemon=True)
        self._thread.start()

    def watch(self, database: apsw.Connection) -> None:
        """Hear of the length of the log after every commit of a writer, in place of its own checkpoints."""
        database.set_wal_hook(self._committed)

    def close(self) -> None:
        """Let a copy that is under way end."""
        self._stopping = True
        self._wake.set()
        self._thread.join()

    def _committed(self, database: apsw.Connection, name: str, frames: int) -> int:
        del database, name
        if frames >= self._next:
            self._next = frames + self._frames // 4  # Asked again if this time did not bring the log back.
            self._wake.set()
        elif frames < self._frames:
            self._next = self._frames
        return apsw.SQLITE_OK

    def _run(self) -> None:
        database = apsw.Connection(str(self._path), flags=apsw.SQLITE_OPEN_READWRITE)
        database.set_busy_timeout(READERS_WAIT_MS)
        database.pragma("synchronous", "full")
        lock = WriteLock(self._path.with_name("write.lock"))
        try:
            while True:
                self._wake.wait()
                self._wake.clear()
                if self._stopping:
                    return
                self._copy(database, lock)
        except (apsw.IOError, apsw.CorruptError) as error:
            self._on_fatal(error)
        finally:
            database.close()
            lock.close()

    def _copy(self, database: apsw.Connection, lock: WriteLock) -> None:
        try:
            for _ in range(ROUNDS_MAX):
                frames, copied = database.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
                if frames - copied <= REST_FRAMES:
                    break
            with lock:
                database.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_RESTART)
        except (apsw.BusyError, apsw.FullError):
            # Another process is at it, a reader stays, or the disk is full, of which writers tell their callers.
            # The log grows on; what is in it is safe there, and later commits ask again.
            return
