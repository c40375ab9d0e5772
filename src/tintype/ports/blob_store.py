"""Bytes under keys: originals, variants, uploads in quarantine. What `put` has acknowledged survives a power cut."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

HEAD_BYTES: Final = 4096
KEY_CHARACTERS_MAX: Final = 200  # A file name holds 255 bytes.
TICKET_S_MAX: Final = 15 * 60  # A ticket is used at once or asked for again.
CHECKSUM: Final = "x-amz-checksum-sha256"
_KEY: Final = re.compile(r"[a-z0-9_-][a-z0-9._-]*(/[a-z0-9_-][a-z0-9._-]*)*")


class BadKey(ValueError):
    """A key that we never make: other characters, empty or dotted segments, too long."""


def check_key(key: str) -> str:
    """The key itself. Raises BadKey."""
    if len(key) > KEY_CHARACTERS_MAX or not _KEY.fullmatch(key):
        raise BadKey(key[:KEY_CHARACTERS_MAX])
    return key


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


@dataclass(frozen=True, slots=True)
class ExpectedUpload:
    """What a ticket allows: these bytes under this key and nothing else; or one part of an upload in parts."""

    key: str
    size: int
    media_type: str
    sha256: bytes
    upload: str = ""
    part: int = 0


class Tickets(Protocol):
    """Takes the PUTs that tickets allow, for a store that has no address of its own. S3 does this by itself."""

    def verify_upload(
        self, method: str, path: str, query: str, headers: Mapping[str, str], now_us: int
    ) -> ExpectedUpload:
        """What the ticket of a PUT allows. Raises Forbidden for whatever differs from what was signed."""
        ...

    async def receive(self, expected: ExpectedUpload, body: AsyncIterator[bytes]) -> Received:
        """Store what a ticket allows. Raises Invalid, and stores nothing, if it is anything else."""
        ...


class BlobStore(Protocol):
    """Keys are made by us, `[a-z0-9/._-]`, never from what a user sends. While the store does not answer, every
    method raises Unavailable.
    """

    @property
    def upload_origin(self) -> str:
        """The origin that tickets lead to (`https://s3.example`), or nothing where it is the site's own."""
        ...

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
        """A ticket for one PUT of so many bytes, good for at most 15 minutes.

        A store may not check what it is sent: whoever uses the bytes looks at a copy that no ticket reaches.
        """
        ...

    def local_path(self, key: str) -> str | None:
        """The file behind a key where the store is a folder of this machine, else None."""
        ...
