"""Photos and videos: what people upload, what is made of it behind locks, and where it can be fetched.

NOTE: the sandbox does not pass through this door: `forks.py` puts an empty package in its place, so that
decoders hold nothing of the product.
"""

from tintype.media.arriving import RENDER
from tintype.media.block_list import BlockList
from tintype.media.blocking import HUNT, Order, Picture, block_media, block_picture, media_with_id, unblock
from tintype.media.caption_routes import CaptionRoutes
from tintype.media.captions import Captions
from tintype.media.delivery import MediaDelivery
from tintype.media.duplicates import Posted
from tintype.media.events import (
    MediaChanged,
    MediaFailed,
    MediaJudged,
    MediaReady,
    MediaRekeyed,
    MediaUploaded,
)
from tintype.media.extras import EXTRA, Extras
from tintype.media.film_jobs import FILM, LADDER
from tintype.media.films import Films
from tintype.media.forms import Part, read_form
from tintype.media.hunting import Hunt
from tintype.media.ladders import Ladders
from tintype.media.model import FileLimits, MediaKind, MediaState, Reach
from tintype.media.photos import Photos
from tintype.media.policy import CLASSIFY, Policy
from tintype.media.policy_store import Act, BlockedHash, acts_page, blocked_page, held_ids
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
from tintype.media.uploads import Uploads
from tintype.media.urls import MediaUrls
from tintype.media.verdicts import clear, hold
from tintype.media.wishing import MediaChanges, Wishing

__all__ = [
    "CLASSIFY",
    "DISCARD",
    "EXTRA",
    "FILM",
    "HUNT",
    "LADDER",
    "PURGE",
    "REKEY",
    "REMAKE",
    "RENDER",
    "SWEEP_EVERY_S",
    "Act",
    "BlockList",
    "BlockedHash",
    "CaptionRoutes",
    "Captions",
    "Discards",
    "Extras",
    "FileLimits",
    "Films",
    "Hunt",
    "KeyRotation",
    "Ladders",
    "Media",
    "MediaChanged",
    "MediaChanges",
    "MediaDelivery",
    "MediaFailed",
    "MediaJudged",
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
    "Order",
    "Part",
    "Photos",
    "Picture",
    "Policy",
    "Posted",
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
    "acts_page",
    "ask_for_remake",
    "block_media",
    "block_picture",
    "blocked_page",
    "clear",
    "discard",
    "full_media",
    "held_ids",
    "hold",
    "hold_media",
    "media_of",
    "media_with_id",
    "read_form",
    "share",
    "short_media",
    "unblock",
    "unshown",
]
