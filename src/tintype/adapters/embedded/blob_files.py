"""Durable files: written aside, synced and renamed, and their folders synced."""

import contextlib
import os
import shutil
import threading
from collections.abc import Awaitable, Callable
from hashlib import blake2b
from pathlib import Path
from typing import Self
from uuid import uuid4

from tintype.adapters.bodies import Tally
from tintype.ports.blob_store import Received, check_key

CHUNK_BYTES = 256 << 10  # What one reader holds in memory at a time.


def file_name(key: str) -> str:
    """Where a key lives below the root: `3f/a9/m~9x2k~large.avif`. Raises BadKey.

    The two folders come from a hash of all but the last segment: the variants of one picture lie together, so
    that storing eight of them makes and syncs one folder, and no folder grows beyond reason.
    """
    group = blake2b(check_key(key).rpartition("/")[0].encode(), digest_size=2).hexdigest()
    return f"{group[:2]}/{group[2:]}/{key.replace('/', '~')}"


class Incoming:
    """A file that is still being written. Its methods block, and may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / uuid4().hex
        self._tally = Tally()
        # A cancelled caller may discard while a thread still writes: by then the number of a closed descriptor
        # could belong to another file.
        self._lock = threading.Lock()
        self._file: int | None = None
        self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)

    @property
    def size(self) -> int:
        """How many bytes have been written so far."""
        return self._tally.size

    def write(self, block: bytes | memoryview) -> None:
        """Append a block."""
        with self._lock:
            assert self._file is not None
            rest = memoryview(block)
            while rest:
                rest = rest[os.write(self._file, rest) :]
            self._tally.add(block)

    def received(self) -> Received:
        """What has been written so far."""
        return self._tally.received()

    def settle(self, path: Path) -> None:
        """Sync, and take the place of whatever `path` names. The caller has made its folder, and syncs it."""
        with self._lock:
            assert self._file is not None
            os.fsync(self._file)
            self.path.rename(path)
            self._close()

    def discard(self) -> None:
        """Leave nothing behind. Safe to run twice and after `settle`."""
        with self._lock:
            self._close()
            self.path.unlink(missing_ok=True)

    def __del__(self) -> None:
        # Made in a thread for a caller that was cancelled meanwhile: nobody else knows of it.
        if self._file is not None:
            self.discard()

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


class DurableFolders:
    """Makes folders below a root and knows which ones are on disk for certain."""

    def __init__(self, root: Path) -> None:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._root = root
        self._certain: set[Path] = set()
        sync_folder(root.parent)

    def make(self, folder: Path) -> None:
        """Make a folder and its parents below the root, durably."""
        if folder in self._certain or folder == self._root:
            return
        self.make(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        # Also when it was there: another process may have made it a moment ago, and not have synced it yet.
        sync_folder(folder.parent)
        self._certain.add(folder)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def link_or_copy(source: Path, aside: Path, target: Path) -> None:
    """Give a file a second name, in place of whatever `target` names; copies where links are not allowed."""
    try:
        os.link(source, aside, follow_symlinks=False)
    except FileNotFoundError:
        raise
    except OSError:
        # Another file system, one without links, or too many links to one file.
        with source.open("rb") as old, aside.open("xb") as new:
            shutil.copyfileobj(old, new)
            new.flush()
            os.fsync(new.fileno())
    aside.rename(target)
    # A rename between two names of one file does nothing, and leaves the first.
    with contextlib.suppress(FileNotFoundError):
        aside.unlink()


class Chunks:
    """The bytes [start, end) of an open file, which is closed at the end or when this is forgotten.

    Not a generator: one that is never started would never close its file.
    """

    def __init__(
        self, run: Callable[[int, int, int], Awaitable[bytes]], file: int, start: int, end: int
    ) -> None:
        self._run = run
        self._file: int | None = file
        self._at, self._end = start, end

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        wanted = min(CHUNK_BYTES, self._end - self._at)
        if self._file is None or wanted <= 0:
            self.close()
            raise StopAsyncIteration
        chunk = await self._run(self._file, wanted, self._at)
        if not chunk:
            self.close()
            raise StopAsyncIteration
        self._at += len(chunk)
        return chunk

    def close(self) -> None:
        """Close the file. Safe to run twice."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __del__(self) -> None:
        self.close()
