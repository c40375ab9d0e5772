"""Whether bytes that have arrived are those that were announced, and what they are."""

import asyncio
from dataclasses import dataclass
from hashlib import sha256

from tintype.kernel.problems import Invalid, NotFound
from tintype.media.model import FileLimits, MediaKind, Refusal
from tintype.media.sniff import HEAD_BYTES, sniff
from tintype.media.uploads.refusals import problem_of
from tintype.media.uploads.upload_store import UploadRow
from tintype.ports.blob_store import BlobStore


@dataclass(frozen=True, slots=True)
class Checked:
    """What bytes turned out to be."""

    kind: MediaKind
    sha256: bytes


async def check(blobs: BlobStore, upload: UploadRow, limits: FileLimits) -> Checked:
    """Read what lies under the upload's key, where nobody can change it any more.

    Raises NotFound, Invalid for other bytes than those announced, and the problem of the file.
    """
    whole, head = await verify(blobs, upload)
    sniffed = sniff(head, upload.size, limits)
    if isinstance(sniffed, Refusal):
        raise problem_of(sniffed)
    return Checked(sniffed.kind, whole)


async def verify(blobs: BlobStore, upload: UploadRow) -> tuple[bytes, bytes]:
    """The SHA-256 and the first bytes of what was announced. Raises NotFound, and Invalid for other bytes."""
    # One part is the whole.
    digests, head = _Digests(upload.part_bytes if upload.size > upload.part_bytes else 0), b""
    size = await blobs.size(upload.blob)
    if size is None:
        raise NotFound
    if size == upload.size:
        async for chunk in await blobs.open(upload.blob):
            # Hashing lets other threads run; a gigabyte of it here would hold up everybody else.
            await asyncio.to_thread(digests.add, chunk)
            head = head or chunk[:HEAD_BYTES]
    whole = digests.end()
    if size != upload.size or (upload.digests or upload.sha256) != (digests.of_parts or whole):
        raise Invalid("These are not the bytes that were announced.", code="checksum_mismatch")
    return whole, head


class _Digests:
    """The SHA-256 of all that is added, and of every `part_bytes` of it."""

    def __init__(self, part_bytes: int) -> None:
        self.of_parts = b""
        self._part_bytes = part_bytes
        self._whole, self._part = sha256(), sha256()
        self._left = part_bytes

    def add(self, chunk: bytes) -> None:
        self._whole.update(chunk)
        rest = memoryview(chunk)
        while self._part_bytes and rest:
            piece, rest = rest[: self._left], rest[self._left :]
            self._part.update(piece)
            self._left -= len(piece)
            if not self._left:
                self._next()

    def end(self) -> bytes:
        """The SHA-256 of all of it."""
        if self._left < self._part_bytes:
            self._next()
        return self._whole.digest()

    def _next(self) -> None:
        self.of_parts += self._part.digest()
        self._part, self._left = sha256(), self._part_bytes
