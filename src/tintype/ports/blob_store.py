"""Bytes under keys: originals, variants, uploads in quarantine. What `put` has acknowledged survives a power cut."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Received:
    """What was stored: its size in bytes, its SHA-256 and its first 4,096 bytes."""

    size: int
    sha256: bytes
    head: bytes


@dataclass(frozen=True, slots=True)
class SignedUpload:
    """How a client puts the bytes itself: method, URL, headers it must send, and until when (µs since 1970)."""

    method: str
    url: str
    headers: Mapping[str, str]
    expires_us: int


class BlobStore(Protocol):
    """Keys are made by us, `[a-z0-9/._-]`, never from what a user sends."""

    async def put(self, key: str, body: AsyncIterator[bytes] | bytes, *, bytes_max: int) -> Received:
        """Store bytes as they stream; complete and durable, or not there. Raises TooLarge beyond `bytes_max`."""
        ...

    async def open(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes of [start, end) in chunks. Raises NotFound."""
        ...

    async def read(self, key: str) -> bytes:
        """All bytes of a small blob. Raises NotFound."""
        ...

    async def size(self, key: str) -> int | None:
        """How many bytes a key holds, or None."""
        ...

    async def copy(self, source: str, target: str) -> None:
        """A second durable name for the same bytes; replaces the target. Raises NotFound."""
        ...

    async def delete(self, keys: list[str]) -> None:
        """Remove; what is missing is no error."""
        ...

    async def sweep(self, before_us: int) -> int:
        """Remove what was begun before a time and never completed; how many. For the worker."""
        ...

    def sign_upload(
        self, key: str, *, size: int, media_type: str, sha256: bytes, expires_us: int
    ) -> SignedUpload:
        """A ticket for one PUT of exactly these bytes."""
        ...

    def local_path(self, key: str) -> str | None:
        """The file behind a key where the store is a folder of this machine, else None."""
        ...
