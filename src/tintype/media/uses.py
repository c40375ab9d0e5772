"""Everything of photos and videos that one process uses, over its stores."""

from dataclasses import dataclass

from tintype.kernel.clock import Clock
from tintype.media.captions.captions import Captions
from tintype.media.captions.routes import CaptionRoutes
from tintype.media.delivery.delivery import MediaDelivery
from tintype.media.making.pool import MediaPool
from tintype.media.making.renditions import Renditions
from tintype.media.model import FileLimits
from tintype.media.photos import Photos
from tintype.media.policy.block_list import BlockList
from tintype.media.policy.duplicates import PostedAs
from tintype.media.policy.policy import Policy
from tintype.media.reach.purging import Purges
from tintype.media.reach.rekeying import KeyRotation
from tintype.media.reach.sharing import Discards
from tintype.media.reach.urls import MediaUrls
from tintype.media.routes import MediaRoutes
from tintype.media.uploads.quota import Quota
from tintype.media.uploads.routes import Tickets, UploadRoutes
from tintype.media.uploads.sweeping import Sweeper
from tintype.media.uploads.uploads import Uploads
from tintype.media.vectors.likening import Likening
from tintype.ports.broadcast import Broadcast
from tintype.ports.cdn import Cdn
from tintype.ports.classifier import Classifier
from tintype.ports.part_store import UploadStore
from tintype.ports.records import Records
from tintype.ports.vision import Vision

Routes = UploadRoutes | MediaRoutes | CaptionRoutes


@dataclass(frozen=True, slots=True)
class MediaNeeds:
    """What photos and videos are kept in, and what limits them. `pool` in the worker alone, which makes pictures."""

    records: Records
    blobs: UploadStore
    broadcast: Broadcast
    clock: Clock
    urls: MediaUrls
    cdn: Cdn | None
    classifier: Classifier | None
    vision: Vision | None
    pool: MediaPool | None
    limits: FileLimits
    quota_bytes: int
    posted_as: PostedAs


@dataclass(frozen=True, slots=True)
class MediaUses:
    """Taking photos in, making what is shown of them, giving that out. `renditions` in the worker alone."""

    uploads: Uploads
    photos: Photos
    delivery: MediaDelivery
    captions: Captions
    keys: KeyRotation
    discards: Discards
    purges: Purges
    sweeper: Sweeper
    policy: Policy
    likening: Likening
    renditions: Renditions | None

    def routes(self, urls: MediaUrls, clock: Clock, tickets: Tickets | None) -> list[Routes]:
        """What is answered over HTTP."""
        return [
            UploadRoutes(self.uploads, urls, clock, tickets),
            MediaRoutes(self.uploads.quota, self.photos, self.delivery, urls),
            CaptionRoutes(self.captions, urls),
        ]


def media_uses(needs: MediaNeeds) -> MediaUses:
    """All uses of photos and videos."""
    records, blobs, pool = needs.records, needs.blobs, needs.pool
    uploads = Uploads(records, blobs, needs.clock, Quota(records, needs.quota_bytes), needs.limits)
    purges = Purges(records, needs.cdn)
    policy = Policy(records, blobs, BlockList(records), needs.classifier)
    return MediaUses(
        uploads=uploads,
        photos=Photos(records, needs.posted_as),
        delivery=MediaDelivery(records, blobs, needs.urls),
        captions=Captions(records, blobs),
        keys=KeyRotation(records, blobs, purges),
        discards=Discards(records, blobs, purges),
        purges=purges,
        sweeper=Sweeper(uploads),
        policy=policy,
        likening=Likening(records, blobs, needs.vision),
        renditions=None if pool is None else Renditions(records, blobs, needs.broadcast, pool, policy),
    )
