"""The blobs of a site as its operator walks them."""

from __future__ import annotations

from typing import cast

from tintype.ports.blob_listing import BlobListing
from tintype.wiring import Adapters


def listing_of(adapters: Adapters) -> BlobListing:
    """The blobs as they can be walked: both stores can be, though serving never needs it."""
    return cast("BlobListing", adapters.blobs)


def size(count: int) -> str:
    """Bytes as people read them: 812 B, 3.4 MB, 1.2 TB."""
    value = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"
