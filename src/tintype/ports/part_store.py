"""Bytes that come in parts: each part is sent, and sent again, by itself; joined they are a blob like any other.

The same port as S3's multipart uploads, and no more of it than every server that speaks S3 does.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from tintype.ports.blob_store import BlobStore, SignedUpload

PART_BYTES_MIN: Final = 5 << 20  # S3 takes no smaller ones, the last excepted.
PARTS_MAX: Final = 1000  # S3 takes ten times as many, and lists a thousand at a time.


@dataclass(frozen=True, slots=True)
class Part:
    """One part as it was announced. Numbers begin at 1."""

    number: int
    size: int
    sha256: bytes


class PartStore(Protocol):
    """`upload` is what `begin_parts` gave for a key. While the store does not answer, every method raises
    Unavailable.
    """

    async def begin_parts(self, key: str) -> str:
        """Get ready for the parts of a key; by what to call this upload from now on."""
        ...

    def sign_part(self, key: str, upload: str, part: Part, *, expires_us: int) -> SignedUpload:
        """A ticket for the PUT of exactly this part, good for at most 15 minutes."""
        ...

    async def parts_here(self, key: str, upload: str) -> dict[int, int]:
        """The sizes of the parts that are here, by number. Raises NotFound when the upload is joined or given up."""
        ...

    async def join_parts(self, key: str, upload: str, parts: list[Part]) -> None:
        """Make one blob of all parts: complete and durable, or not there. Safe to run twice, and at once.

        Nothing can be put under the key by its tickets any more. Raises NotFound while parts are missing or have
        other sizes, and when the upload was given up. What the parts hold is for the caller to check.
        """
        ...

    async def give_up_parts(self, key: str, upload: str) -> None:
        """Remove the parts; whatever still comes in is refused or removed. Safe to run twice."""
        ...


class UploadStore(BlobStore, PartStore, Protocol):
    """What uploads need of a store: bytes at once, and bytes in parts."""
