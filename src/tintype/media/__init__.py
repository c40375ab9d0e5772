"""Photos and videos: what people upload, what is made of it behind locks, and where it can be fetched.

NOTE: the sandbox does not pass through this door: `forks.py` puts an empty package in its place, so that
decoders hold nothing of the product.
"""

from tintype.media.delivery import MediaDelivery
from tintype.media.events import MediaChanged, MediaFailed, MediaReady, MediaRekeyed, MediaUploaded
from tintype.media.extras import EXTRA, Extras
from tintype.media.forms import Part, read_form
from tintype.media.model import FileLimits, MediaKind, MediaState, Reach
from tintype.media.photos import Photos
from tintype.media.pool import MediaPool, UnsafeMachine
from tintype.media.purging import PURGE, Purges
from tintype.media.quota import Quota
from tintype.media.rekeying import REKEY, KeyRotation
from tintype.media.remaking import REMAKE, Remakes, ask_for_remake
from tintype.media.renditions import Renditions
from tintype.media.routes import MediaRoutes
from tintype.media.rows import MediaRow
from tintype.media.shapes import Media, MediaShort, full_media, short_media
from tintype.media.sharing import DISCARD, Discards, discard, share
from tintype.media.store import Unshown, hold_media, media_of, unshown
from tintype.media.sweeping import SWEEP_EVERY_S, Sweeper
from tintype.media.upload_routes import UploadRoutes
from tintype.media.uploads import RENDER, Uploads
from tintype.media.urls import MediaUrls
from tintype.media.wishing import MediaChanges, Wishing

__all__ = [
    "DISCARD",
    "EXTRA",
    "PURGE",
    "REKEY",
    "REMAKE",
    "RENDER",
    "SWEEP_EVERY_S",
    "Discards",
    "FileLimits",
    "Extras",
    "KeyRotation",
    "Media",
    "MediaChanged",
    "MediaChanges",
    "MediaDelivery",
    "MediaFailed",
    "MediaKind",
    "MediaPool",
    "MediaReady",
    "MediaRekeyed",
    "MediaRoutes",
    "MediaRow",
    "MediaShort",
    "MediaState",
    "MediaUploaded",
    "MediaUrls",
    "Part",
    "Photos",
    "Purges",
    "Quota",
    "Reach",
    "Remakes",
    "Renditions",
    "Sweeper",
    "UnsafeMachine",
    "Unshown",
    "UploadRoutes",
    "Uploads",
    "Wishing",
    "ask_for_remake",
    "discard",
    "full_media",
    "hold_media",
    "media_of",
    "read_form",
    "share",
    "short_media",
    "unshown",
]
