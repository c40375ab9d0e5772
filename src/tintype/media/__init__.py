"""Photos: what people upload, what is made of it behind locks, and where it can be fetched.

NOTE: the sandbox does not pass through this door: `forks.py` puts an empty package in its place, so that decoders
hold nothing of the product.
"""

from tintype.media.events import MediaFailed, MediaReady, MediaRekeyed, MediaUploaded
from tintype.media.model import MediaKind, MediaState
from tintype.media.rows import MediaRow
from tintype.media.shapes import Media, MediaShort, full_media, short_media
from tintype.media.store import media_of
from tintype.media.urls import MediaUrls

__all__ = [
    "Media",
    "MediaFailed",
    "MediaKind",
    "MediaReady",
    "MediaRekeyed",
    "MediaRow",
    "MediaShort",
    "MediaState",
    "MediaUploaded",
    "MediaUrls",
    "full_media",
    "media_of",
    "short_media",
]
