"""The files behind the rings: memory-mapped, written by one process, read by any number.

`state` is one page of words that all processes watch; `ids` lists accounts in the order of their ordinals and
only grows; `heads` holds one word per row; `tails` its newest 16 entries, close to those of other rows; `entries`
holds one page of 512 slots per row and is sparse.
"""

import contextlib
import fcntl
import mmap
import os
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from tintype.kernel.problems import Unavailable

Words = npt.NDArray[np.int64]

SLOTS = 512  # One memory page of 8-byte entries, so that a row can be given back by punching a hole.
SLOT_BITS = 9
ROW_BYTES = SLOTS * 8
TAIL = 16
TAIL_BITS = 4
WORD_BYTES = 8
TAIL_BYTES = TAIL * 8
ROWS_FIRST = 1024

FILES = ("ids", "heads", "tails", "entries")
LAYOUT = 0x54494E54_00000002  # "TINT" and the version of this layout; another one starts an empty store.
STATE_BYTES = 4096
STATE_LAYOUT, STATE_TAG, STATE_CLEAN, STATE_ROWS, STATE_IDS = range(5)
TAG_STEP = 2  # A tag is what heads of fresh rows carry: the epoch, above the mark of rows being put in order.


class RingFiles:
    """The mapped files of one ring folder. `heads`, `tails` and `entries` are flat views of signed 64-bit words."""

    def __init__(self, folder: Path, state_file: int, *, writer: bool) -> None:
        self._folder = folder
        self._writer = writer
        self._files = [state_file]
        flags = os.O_RDWR if writer else os.O_RDONLY
        for name in FILES:
            self._files.append(os.open(folder / name, flags))
        self._ids_file, self._heads_file, self._tails_file, self._entries_file = self._files[1:]
        self._state_map = self._map(state_file, STATE_BYTES)
        self.state = memoryview(self._state_map).cast("q")
        self.rows = 0
        self.heads = self.tails = self.entries = self.state[:0]
        self.remap()

    @classmethod
    def attach(cls, folder: Path) -> Self | None:
        """The files as a reader, or None while no writer of this version has ever made them."""
        if not _is_readable(folder):
            return None
        return cls(folder, os.open(folder / "state", os.O_RDONLY), writer=False)

    @classmethod
    def own(cls, folder: Path) -> Self:
        """The files as their only writer, under a new epoch unless the last writer closed them in order.

        Raises Unavailable when another process writes them.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(lock)
            raise Unavailable("Another process writes these rings.") from error
        if not _is_readable(folder):
            _create(folder)
        files = cls(folder, os.open(folder / "state", os.O_RDWR), writer=True)
        files._files.append(lock)
        files._begin()
        return files

    def _begin(self) -> None:
        # Durable before the first row is written under it: an epoch that a power cut takes back would let
        # half-written rows pass for whole ones.
        if self.state[STATE_CLEAN]:
            self.state[STATE_CLEAN] = 0
        else:
            self.state[STATE_TAG] += TAG_STEP
            self._cut_ids()
        self._state_map.flush()

    def _cut_ids(self) -> None:
        # A power cut may leave the end of the file half-written or zero. Cutting it is safe only now that
        # every row is stale.
        ids = self.read_ids(0, os.fstat(self._ids_file).st_size // WORD_BYTES)
        holes = np.flatnonzero(ids == 0)
        count = int(holes[0]) if len(holes) else len(ids)
        os.ftruncate(self._ids_file, count * WORD_BYTES)
        self.grow(count)
        self.state[STATE_IDS] = count

    def remap(self) -> None:
        """See the rows that have been added since."""
        rows = self.state[STATE_ROWS]
        if rows <= self.rows:
            return
        self._entries_map = self._map(self._entries_file, rows * ROW_BYTES)
        # Neighbouring rows belong to different people: reading ahead would only push others' pages out.
        self._entries_map.madvise(mmap.MADV_RANDOM)
        self._heads_map = self._map(self._heads_file, rows * WORD_BYTES)
        self._tails_map = self._map(self._tails_file, rows * TAIL_BYTES)
        self.entries = memoryview(self._entries_map).cast("q")
        self.tails = memoryview(self._tails_map).cast("q")
        self.heads = memoryview(self._heads_map).cast("q")
        self.rows = rows

    def arrays(self) -> tuple[Words, Words, Words]:
        """Heads (rows,), tails (rows × 16,) and entries (rows × 512,) as arrays over the same memory."""
        heads, tails = np.frombuffer(self._heads_map, np.int64), np.frombuffer(self._tails_map, np.int64)
        return heads, tails, np.frombuffer(self._entries_map, np.int64)

    def read_ids(self, start: int, stop: int) -> Words:
        """Account ids of the ordinals [start, stop)."""
        wanted = (stop - start) * WORD_BYTES
        return np.frombuffer(os.pread(self._ids_file, wanted, start * WORD_BYTES), np.int64)

    def append_id(self, account_id: int) -> int:
        """Give an account the next ordinal, with room for its row. Raises Unavailable on a full disk."""
        ordinal = self.state[STATE_IDS]
        self.grow(ordinal + 1)
        with _room():
            os.pwrite(self._ids_file, account_id.to_bytes(WORD_BYTES, "little"), ordinal * WORD_BYTES)
        # Last, so that a reader that sees the id can map its row.
        self.state[STATE_IDS] = ordinal + 1
        return ordinal

    def grow(self, rows: int) -> None:
        """Make room for at least so many rows."""
        if rows <= self.rows:
            return
        capacity = max(ROWS_FIRST, rows, self.rows + self.rows // 2)
        with _room():
            os.posix_fallocate(self._heads_file, 0, capacity * WORD_BYTES)
            os.posix_fallocate(self._tails_file, 0, capacity * TAIL_BYTES)
            os.ftruncate(self._entries_file, capacity * ROW_BYTES)
        self.state[STATE_ROWS] = capacity
        self.remap()

    def allocate(self, row: int) -> None:
        """Claim the disk space of a row, so that a full disk is an error here and never SIGBUS at a store."""
        with _room():
            os.posix_fallocate(self._entries_file, row * ROW_BYTES, ROW_BYTES)

    def punch(self, row: int) -> None:
        """Give the space of a row back; its slots read as zero. File systems that cannot keep it."""
        with contextlib.suppress(OSError):
            self._entries_map.madvise(mmap.MADV_REMOVE, row * ROW_BYTES, ROW_BYTES)

    def close(self) -> None:
        """Let go of the files; a writer first makes all rows durable and then marks them as whole."""
        if self._writer:
            for file in (self._ids_file, self._heads_file, self._tails_file, self._entries_file):
                os.fsync(file)
            self.state[STATE_CLEAN] = 1
            self._state_map.flush()
        for file in self._files:
            os.close(file)
        self._files = []

    def _map(self, file: int, size: int) -> mmap.mmap:
        return mmap.mmap(file, size, access=mmap.ACCESS_WRITE if self._writer else mmap.ACCESS_READ)


@contextlib.contextmanager
def _room():
    try:
        yield
    except OSError as error:
        raise Unavailable("The feed store has no room left.") from error


def _is_readable(folder: Path) -> bool:
    try:
        state = (folder / "state").read_bytes()
    except FileNotFoundError:
        return False
    present = all((folder / name).exists() for name in FILES)
    return present and int.from_bytes(state[:WORD_BYTES], "little") == LAYOUT


def _create(folder: Path) -> None:
    # New files instead of emptied ones: a reader that still maps the old ones must not lose its pages. The
    # state is renamed into place last, so that nobody finds a half-made store.
    for name in ("state", *FILES):
        (folder / name).unlink(missing_ok=True)
        os.close(os.open(folder / f"{name}.new", os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600))
    with _room():
        for name, row_bytes in (("heads", WORD_BYTES), ("tails", TAIL_BYTES)):
            file = os.open(folder / f"{name}.new", os.O_RDWR)
            os.posix_fallocate(file, 0, ROWS_FIRST * row_bytes)
            os.close(file)
        os.truncate(folder / "entries.new", ROWS_FIRST * ROW_BYTES)
        words = np.zeros(STATE_BYTES // WORD_BYTES, np.int64)
        words[STATE_LAYOUT], words[STATE_ROWS] = LAYOUT, ROWS_FIRST
        (folder / "state.new").write_bytes(words.tobytes())
    for name in (*FILES, "state"):
        (folder / f"{name}.new").rename(folder / name)
