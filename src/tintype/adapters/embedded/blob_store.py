"""Blobs as files of one folder, durable when acknowledged, with tickets signed as S3 signs them."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from tintype.adapters.bodies import blocks
from tintype.adapters.embedded.blob_files import (
    Chunks,
    DurableFolders,
    Incoming,
    file_name,
    link_or_copy,
    sync_folder,
)
from tintype.adapters.embedded.blob_listing import blobs_in, groups
from tintype.adapters.embedded.part_files import PartFiles
from tintype.adapters.embedded.tickets import SiteTickets
from tintype.kernel.clock import Clock
from tintype.kernel.problems import Invalid, NotFound, TooLarge, Unavailable
from tintype.ports.blob_listing import StoredBlob
from tintype.ports.blob_store import BadKey, ExpectedUpload, Received, SignedUpload
from tintype.ports.part_store import Part

Result = TypeVar("Result")

READ_BYTES_MAX = 64 << 20  # `read` holds a blob in memory; larger ones are streamed.
THREADS = 8  # Syncs wait for the disk, and the disk takes several in one turn.


class EmbeddedBlobStore:
    """A folder of blobs. `upload_url` is where the site takes PUTs (`http://localhost:8000/blobs`)."""

    def __init__(self, root: Path, *, upload_url: str, secret: bytes, clock: Clock) -> None:
        self._root = root
        self._tickets = SiteTickets(upload_url, secret, clock)
        self._folders = DurableFolders(root)
        self._aside = root / "incoming"
        self._folders.make(self._aside)
        self._parts = PartFiles(self._aside)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="blobs")

    @property
    def upload_origin(self) -> str:
        """See the port: the site takes the bytes itself."""
        return ""

    async def put(self, key: str, body: AsyncIterator[bytes] | bytes, *, bytes_max: int) -> Received:
        """See the port. Raises Unavailable when the disk is full."""
        return await self._store(body, bytes_max, _accept, self._settling(key))

    async def receive(self, expected: ExpectedUpload, body: AsyncIterator[bytes]) -> Received:
        """Store what a ticket allows. Raises Invalid, and stores nothing, if it is anything else; NotFound for a part
        of an upload that is over.
        """

        def accept(received: Received) -> None:
            if (received.size, received.sha256) != (expected.size, expected.sha256):
                raise Invalid("These are not the bytes that were announced.", code="checksum_mismatch")

        def settle_part(incoming: Incoming) -> None:
            self._parts.settle(incoming, expected.upload, expected.part)

        settle = settle_part if expected.upload else self._settling(expected.key)
        return await self._store(body, expected.size, accept, settle)

    async def open(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """See the port. The file stays open until the iterator is used up, closed or forgotten."""
        file, size = await self._run(self._open, key)
        return Chunks(self._pread, file, max(0, start), size if end is None else min(end, size))

    async def read(self, key: str) -> bytes:
        """See the port. Raises TooLarge beyond 64 MiB."""
        return await self._run(self._read, key)

    async def size(self, key: str) -> int | None:
        """See the port."""
        return await self._run(self._size, key)

    async def copy(self, source: str, target: str) -> None:
        """See the port. A second link to the same file: blobs are replaced, never changed in place."""
        await self._run(self._copy, source, target)

    async def delete(self, keys: list[str]) -> None:
        """See the port."""
        await self._run(self._delete, keys)

    async def sweep(self, before_us: int) -> int:
        """Remove what was never finished and not touched since; how many files. For the worker."""
        return await self._run(self._parts.sweep, before_us)

    def sign_upload(
        self, key: str, *, size: int, media_type: str, sha256: bytes, expires_us: int
    ) -> SignedUpload:
        """See the port."""
        return self._tickets.sign(key, size=size, media_type=media_type, sha256=sha256, expires_us=expires_us)

    def verify_upload(
        self, method: str, path: str, query: str, headers: Mapping[str, str], now_us: int
    ) -> ExpectedUpload:
        """What the ticket of a PUT allows. Raises Forbidden."""
        return self._tickets.verify(method, path, query, headers, now_us)

    async def begin_parts(self, key: str) -> str:
        """See the port."""
        file_name(key)
        return await self._on_disk(self._parts.begin)

    def sign_part(self, key: str, upload: str, part: Part, *, expires_us: int) -> SignedUpload:
        """See the port."""
        return self._tickets.sign_part(key, upload, part, expires_us=expires_us)

    async def parts_here(self, key: str, upload: str) -> dict[int, int]:
        """See the port."""
        return await self._run(self._parts.here, upload)

    async def join_parts(self, key: str, upload: str, parts: list[Part]) -> None:
        """See the port. Each part was found to be what was announced when it came in."""
        await self._on_disk(self._join, key, upload, parts)

    async def give_up_parts(self, key: str, upload: str) -> None:
        """See the port."""
        await self._on_disk(self._parts.remove, upload)

    async def blobs(self, prefix: str = "") -> AsyncIterator[list[StoredBlob]]:
        """See ports/blob_listing.py."""
        for folder in await self._run(groups, self._root):
            found = await self._run(blobs_in, folder, prefix)
            if found:
                yield found

    def local_path(self, key: str) -> str | None:
        """See the port."""
        return str(self._asked(key))

    def close(self) -> None:
        """Wait for the threads to end."""
        self._threads.shutdown()

    async def _run(self, work: Callable[..., Result], *arguments: object) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)

    async def _on_disk(self, work: Callable[..., Result], *arguments: object) -> Result:
        # Around the disk alone: a body that breaks off raises an OSError as well, and it is its own.
        try:
            return await self._run(work, *arguments)
        except OSError as error:
            raise Unavailable("The blob store cannot take this at the moment.") from error

    async def _pread(self, file: int, size: int, at: int) -> bytes:
        return await self._run(os.pread, file, size, at)

    def _asked(self, key: str) -> Path:
        """The place of a key that comes from an address: one that cannot be is one that is not there."""
        try:
            return self._root / file_name(key)
        except BadKey as error:
            raise NotFound from error

    async def _store(
        self,
        body: AsyncIterator[bytes] | bytes,
        bytes_max: int,
        accept: Callable[[Received], None],
        settle: Callable[[Incoming], None],
    ) -> Received:
        incoming = await self._on_disk(Incoming, self._aside)
        try:
            async for block in blocks(body):
                if incoming.size + len(block) > bytes_max:
                    raise TooLarge
                await self._on_disk(incoming.write, block)
            accept(incoming.received())
            await self._on_disk(settle, incoming)
        except BaseException:
            # Not awaited: when this task was cancelled, a thread may still be writing, and this waits for it.
            self._threads.submit(incoming.discard)
            raise
        return incoming.received()

    def _settling(self, key: str) -> Callable[[Incoming], None]:
        path = self._root / file_name(key)

        def settle(incoming: Incoming) -> None:
            self._folders.make(path.parent)
            incoming.settle(path)
            sync_folder(path.parent)

        return settle

    def _join(self, key: str, upload: str, parts: list[Part]) -> None:
        path = self._root / file_name(key)
        self._folders.make(path.parent)
        try:
            self._parts.join(upload, parts, path)
        except NotFound:
            # Somebody else may have joined them a moment ago.
            if self._size(key) != sum(part.size for part in parts):
                raise

    def _open(self, key: str) -> tuple[int, int]:
        try:
            file = os.open(self._asked(key), os.O_RDONLY | os.O_NOFOLLOW)
        except OSError as error:
            raise NotFound from error
        return file, os.fstat(file).st_size

    def _read(self, key: str) -> bytes:
        file, size = self._open(key)
        with open(file, "rb", buffering=0) as blob:
            if size > READ_BYTES_MAX:
                raise TooLarge
            return blob.read()

    def _size(self, key: str) -> int | None:
        try:
            return self._asked(key).lstat().st_size
        except (FileNotFoundError, NotFound):
            return None

    def _copy(self, source: str, target: str) -> None:
        old, new = self._root / file_name(source), self._root / file_name(target)
        self._folders.make(new.parent)
        try:
            link_or_copy(old, self._aside / uuid4().hex, new)
        except FileNotFoundError as error:
            raise NotFound from error
        sync_folder(new.parent)

    def _delete(self, keys: list[str]) -> None:
        paths = [self._root / file_name(key) for key in keys]
        present = [path for path in paths if path.exists()]
        for path in present:
            path.unlink(missing_ok=True)
        for folder in {path.parent for path in present}:
            sync_folder(folder)


def _accept(received: Received) -> None:
    """Anything within the limit is as good as anything else."""
