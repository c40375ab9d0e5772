"""A ZIP archive that is written as it is read: nothing of it is ever whole in memory or on a disk of ours."""

import asyncio
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime


class _Drain:
    """What zipfile writes to; it can be emptied at any time, and cannot go back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def drained(self) -> bytes:
        found = b"".join(self._pieces)
        self._pieces.clear()
        return found


class ZipWriter:
    """Takes files one after another and gives the bytes of the archive. Compressing runs beside the loop."""

    def __init__(self, at_us: int) -> None:
        self._drain = _Drain()
        # NOTE: zipfile asks only for write and flush of what cannot be sought in.
        self._zip = zipfile.ZipFile(self._drain, "w", allowZip64=True)  # type: ignore[call-overload]
        self._at = datetime.fromtimestamp(at_us / 1e6, UTC).timetuple()[:6]

    async def text(self, name: str, data: bytes) -> bytes:
        """A file of words, compressed; the bytes of the archive so far."""
        info = zipfile.ZipInfo(name, self._at)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        await asyncio.to_thread(self._zip.writestr, info, data)
        return self._drain.drained()

    async def file(self, name: str, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """A file as it is: photos and films are compressed already."""
        info = zipfile.ZipInfo(name, self._at)
        info.compress_type = zipfile.ZIP_STORED
        info.external_attr = 0o644 << 16
        with self._zip.open(info, "w", force_zip64=True) as entry:
            async for chunk in body:
                entry.write(chunk)
                yield self._drain.drained()
        yield self._drain.drained()

    def end(self) -> bytes:
        """The last bytes: the list of what is in it."""
        self._zip.close()
        return self._drain.drained()
