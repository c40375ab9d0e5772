"""What there is in a store of blobs: for operators who count, check and tidy up."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """One blob: its size in bytes, and when it was last stored (µs since 1970, by the store's clock)."""

    key: str
    size: int
    changed_us: int


class BlobListing(Protocol):
    """A store that can be walked. What is stored or deleted meanwhile may or may not be met."""

    def blobs(self, prefix: str = "") -> AsyncIterator[list[StoredBlob]]:
        """Every blob whose key begins so, in lists of up to some thousand, in any order; each once.

        What is still being written is none yet. Raises Unavailable.
        """
        ...
