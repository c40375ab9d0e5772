"""Blobs as files of one folder, durable when acknowledged, with tickets signed as S3 signs them."""

import asyncio
import os
from base64 import b64decode
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

from tintype.adapters import sigv4
from tintype.adapters.bodies import blocks
from tintype.adapters.embedded.blob_files import (
    Chunks,
    DurableFolders,
    Incoming,
    file_name,
    link_or_copy,
    sync_folder,
)
from tintype.kernel.clock import Clock
from tintype.kernel.problems import Forbidden, Invalid, NotFound, TooLarge, Unavailable
from tintype.ports.blob_store import CHECKSUM, BadKey, ExpectedUpload, Received, SignedUpload

Result = TypeVar("Result")

READ_BYTES_MAX = 64 << 20  # `read` holds a blob in memory; larger ones are streamed.
THREADS = 8  # Syncs wait for the disk, and the disk takes several in one turn.
SIGNED = frozenset({"content-length", "content-type", "host", CHECKSUM})


class EmbeddedBlobStore:
    """A folder of blobs. `upload_url` is where the site takes PUTs (`http://localhost:8000/blobs`)."""

    def __init__(self, root: Path, *, upload_url: str, secret: bytes, clock: Clock) -> None:
        self._root = root
        self._clock = clock
        self._upload_url = upload_url.rstrip("/")
        key = blake2b(b"blob tickets", key=secret[:64], digest_size=32).hexdigest()
        self._credentials = sigv4.Credentials("tintype", key, "local")
        self._folders = DurableFolders(root)
        self._aside = root / "incoming"
        self._folders.make(self._aside)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="blobs")

    @property
    def upload_origin(self) -> str:
        """See the port: the site takes the bytes itself."""
        return ""

    async def put(self, key: str, body: AsyncIterator[bytes] | bytes, *, bytes_max: int) -> Received:
        """See the port. Raises Unavailable when the disk is full."""
        return await self._store(key, body, bytes_max, _accept)

    async def receive(self, expected: ExpectedUpload, body: AsyncIterator[bytes]) -> Received:
        """Store what a ticket allows. Raises Invalid, and stores nothing, if it is anything else."""

        def accept(received: Received) -> None:
            if (received.size, received.sha256) != (expected.size, expected.sha256):
                raise Invalid("These are not the bytes that were announced.", code="checksum_mismatch")

        return await self._store(expected.key, body, expected.size, accept)

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
        return await self._run(self._sweep, before_us)

    def sign_upload(
        self, key: str, *, size: int, media_type: str, sha256: bytes, expires_us: int
    ) -> SignedUpload:
        """See the port."""
        file_name(key)
        now_us = self._clock.now_us()
        return sigv4.sign_put(
            self._credentials,
            f"{self._upload_url}/{key}",
            size=size,
            media_type=media_type,
            sha256=sha256,
            at_us=now_us,
            expires_us=expires_us,
        )

    def verify_upload(
        self, method: str, path: str, query: str, headers: Mapping[str, str], now_us: int
    ) -> ExpectedUpload:
        """What the ticket of a PUT allows. `path` is decoded, `query` raw, header names in lower case.

        Raises Forbidden for whatever differs from what was signed, and for further `x-amz-` headers.
        """
        base = urlsplit(self._upload_url)
        try:
            key = path.removeprefix(f"{base.path}/")
            # First of all: what is left cannot be taken for the beginning of a query.
            file_name(key)
            url = base._replace(path=f"{base.path}/{key}", query=query).geturl()
            signed = sigv4.verify(self._credentials, method, url, headers, now_us=now_us)
            foreign = {name for name in headers if name.startswith("x-amz-")} - signed
            if signed != SIGNED or foreign:
                raise sigv4.BadSignature("other headers than we sign")
            size, checksum = int(headers["content-length"]), b64decode(headers[CHECKSUM])
        except ValueError as error:
            raise Forbidden("This upload is not what was agreed.", code="bad_ticket") from error
        return ExpectedUpload(key, size, headers["content-type"], checksum)

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
        key: str,
        body: AsyncIterator[bytes] | bytes,
        bytes_max: int,
        accept: Callable[[Received], None],
    ) -> Received:
        path = self._root / file_name(key)
        incoming = await self._on_disk(Incoming, self._aside)
        try:
            async for block in blocks(body):
                if incoming.size + len(block) > bytes_max:
                    raise TooLarge
                await self._on_disk(incoming.write, block)
            accept(incoming.received())
            await self._on_disk(self._settle, incoming, path)
        except BaseException:
            # Not awaited: when this task was cancelled, a thread may still be writing, and this waits for it.
            self._threads.submit(incoming.discard)
            raise
        return incoming.received()

    def _settle(self, incoming: Incoming, path: Path) -> None:
        self._folders.make(path.parent)
        incoming.settle(path)
        sync_folder(path.parent)

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

    def _sweep(self, before_us: int) -> int:
        old = [file for file in self._aside.iterdir() if file.lstat().st_mtime_ns // 1000 < before_us]
        for file in old:
            file.unlink(missing_ok=True)
        return len(old)


def _accept(received: Received) -> None:
    """Anything within the limit is as good as anything else."""
