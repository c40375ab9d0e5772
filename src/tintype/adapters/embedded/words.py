"""A few numbers that all processes of one site share, and the newest events of its log, as a memory-mapped file.

Reading one costs nothing worth naming, which is what lets every hot read ask whether the log has moved.
"""

import fcntl
import mmap
import os
from pathlib import Path

from tintype.adapters.embedded.newest_events import RING_BYTES, NewestEvents

WORDS_BYTES = 4096
LOG_HEAD = 0
CLOCK_MS = 1


class SharedWords:
    """64-bit numbers at fixed places. Aligned 8-byte loads and stores do not tear on the platforms we run on."""

    def __init__(self, path: Path) -> None:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        # One after the other: who looks while another makes room would make the file shorter again.
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        try:
            os.ftruncate(descriptor, max(os.fstat(descriptor).st_size, WORDS_BYTES))
            self._map = mmap.mmap(descriptor, WORDS_BYTES)
            self._ring = _ring(descriptor)
        finally:
            # The maps hold the file open, and with it the lock.
            fcntl.flock(descriptor, fcntl.LOCK_UN)
            os.close(descriptor)
        self.words = memoryview(self._map).cast("Q")
        self.newest = NewestEvents(self._ring)

    def raise_to(self, place: int, value: int) -> None:
        """Set a word that only grows. Callers hold the write lock when two could differ."""
        self.words[place] = max(self.words[place], value)

    def close(self) -> None:
        self.words.release()
        self._map.close()
        self._ring.close()


def _ring(descriptor: int) -> mmap.mmap:
    """Room for the newest events. Where the disk has none left it is this process's own, and others ask the rows."""
    try:
        # From the disk at once: a hole that it cannot fill would end the process that writes there.
        os.posix_fallocate(descriptor, WORDS_BYTES, RING_BYTES)
    except OSError:
        return mmap.mmap(-1, RING_BYTES)
    return mmap.mmap(descriptor, RING_BYTES, offset=WORDS_BYTES)
