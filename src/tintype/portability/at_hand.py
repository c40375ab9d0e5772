"""Archives that are being read: in their place where they lie in a folder of this machine, else brought here first."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from weakref import WeakValueDictionary, finalize

from tintype.portability.unpacking import Archive
from tintype.ports.blob_store import BlobStore


@dataclass(slots=True)
class AtHand:
    """Opens archives; the one used last stays open, for its things are brought one after another."""

    blobs: BlobStore
    _open: "WeakValueDictionary[str, Archive]" = field(default_factory=WeakValueDictionary[str, Archive])
    _last: Archive | None = None
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def archive(self, blob: str) -> Archive:
        """An archive by its key. Raises NotFound and BadArchive."""
        async with self._opening:
            found = self._open.get(blob)
            if found is None:
                found = self._open[blob] = await self._opened(blob)
            self._last = found
            return found

    async def _opened(self, blob: str) -> Archive:
        path = self.blobs.local_path(blob)
        if path is not None:
            return await Archive.open(Path(path))
        file = TemporaryFile()  # noqa: SIM115 — it lives as long as the archive does, and has no name
        try:
            async for chunk in await self.blobs.open(blob):
                await asyncio.to_thread(file.write, chunk)
            archive = await Archive.open(file)
        except BaseException:
            file.close()
            raise
        finalize(archive, file.close)
        return archive
