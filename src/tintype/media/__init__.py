"""Photos and videos: what people upload, what is made of it behind locks, and where it can be fetched.

NOTE: the sandbox does not pass through this door: `forks.py` puts an empty package in its place, so that
decoders hold nothing of the product.
"""

from tintype.media.captions.captions import Captions
from tintype.media.captions.routes import CaptionRoutes
from tintype.media.delivery.delivery import MediaDelivery
from tintype.media.delivery.ranges import Unsatisfiable, requested_range
from tintype.media.endings import ending_of
from tintype.media.events import (
    MediaChanged,
    MediaFailed,
    MediaJudged,
    MediaLikened,
    MediaReady,
    MediaRekeyed,
    MediaUploaded,
)
from tintype.media.film_files import caption_blob
from tintype.media.film_made import Caption
from tintype.media.kinds import media_kinds
from tintype.media.made import Wishes
from tintype.media.making.extras import EXTRA, Extras
from tintype.media.making.film_jobs import FILM, LADDER
from tintype.media.making.films import Films
from tintype.media.making.ladders import Ladders
from tintype.media.making.pool import MediaPool, UnsafeMachine
from tintype.media.making.remaking import REMAKE, Remakes, ask_for_remake
from tintype.media.making.renditions import Renditions
from tintype.media.making.wishing import MediaChanges, Wishing
from tintype.media.model import FileLimits, MediaKind, MediaState, Reach, RenditionType, width
from tintype.media.photos import Photos
from tintype.media.policy.block_list import BlockList
from tintype.media.policy.blocking import (
    HUNT,
    Order,
    Picture,
    block_media,
    block_picture,
    media_with_id,
    unblock,
)
from tintype.media.policy.duplicates import Posted
from tintype.media.policy.hunting import Hunt
from tintype.media.policy.policy import CLASSIFY, Policy
from tintype.media.policy.policy_store import Act, BlockedHash, acts_page, blocked_page, held_ids, turns_of
from tintype.media.policy.verdicts import clear, hold
from tintype.media.reach.purging import PURGE, Purges
from tintype.media.reach.rekeying import REKEY, KeyRotation
from tintype.media.reach.sharing import DISCARD, Discards, discard, share
from tintype.media.reach.urls import MediaUrls
from tintype.media.routes import MediaRoutes
from tintype.media.rows import MediaRow, rendition_blob
from tintype.media.shapes import Media, MediaShort, full_media, short_media
from tintype.media.store import Unshown, hold_media, media_of, unshown
from tintype.media.uploads.arriving import RENDER
from tintype.media.uploads.forms import Part, read_form
from tintype.media.uploads.quota import Quota, QuotaFull
from tintype.media.uploads.routes import UploadRoutes
from tintype.media.uploads.sweeping import SWEEP_EVERY_S, Sweeper
from tintype.media.uploads.uploads import Uploads
from tintype.media.uses import MediaNeeds, MediaUses, media_uses
from tintype.media.vectors.likening import LIKEN, Likening, ask_to_liken
from tintype.media.vectors.vector import SIZE as VECTOR_SIZE
from tintype.media.vectors.vector_store import vectors_after, vectors_of

__all__ = [
    "CLASSIFY",
    "DISCARD",
    "EXTRA",
    "FILM",
    "HUNT",
    "LADDER",
    "LIKEN",
    "PURGE",
    "REKEY",
    "REMAKE",
    "RENDER",
    "SWEEP_EVERY_S",
    "VECTOR_SIZE",
    "Act",
    "BlockList",
    "BlockedHash",
    "Caption",
    "CaptionRoutes",
    "Captions",
    "Discards",
    "Extras",
    "FileLimits",
    "Films",
    "Hunt",
    "KeyRotation",
    "Ladders",
    "Likening",
    "Media",
    "MediaChanged",
    "MediaChanges",
    "MediaDelivery",
    "MediaFailed",
    "MediaJudged",
    "MediaKind",
    "MediaLikened",
    "MediaNeeds",
    "MediaPool",
    "MediaReady",
    "MediaRekeyed",
    "MediaRoutes",
    "MediaRow",
    "MediaShort",
    "MediaState",
    "MediaUploaded",
    "MediaUrls",
    "MediaUses",
    "Order",
    "Part",
    "Photos",
    "Picture",
    "Policy",
    "Posted",
    "Purges",
    "Quota",
    "QuotaFull",
    "Reach",
    "Remakes",
    "RenditionType",
    "Renditions",
    "Sweeper",
    "UnsafeMachine",
    "Unsatisfiable",
    "Unshown",
    "UploadRoutes",
    "Uploads",
    "Wishes",
    "Wishing",
    "acts_page",
    "ask_for_remake",
    "ask_to_liken",
    "block_media",
    "block_picture",
    "blocked_page",
    "caption_blob",
    "clear",
    "discard",
    "ending_of",
    "full_media",
    "held_ids",
    "hold",
    "hold_media",
    "media_kinds",
    "media_of",
    "media_uses",
    "media_with_id",
    "read_form",
    "rendition_blob",
    "requested_range",
    "share",
    "short_media",
    "turns_of",
    "unblock",
    "unshown",
    "vectors_after",
    "vectors_of",
    "width",
]
