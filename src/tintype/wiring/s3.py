"""Photos in an S3 bucket. Loaded only where the settings name one."""

from tintype.adapters.s3.blob_store import S3BlobStore
from tintype.adapters.s3.location import BadLocation
from tintype.kernel.clock import Clock
from tintype.kernel.problems import CannotStart
from tintype.settings import Settings


async def open_blobs(settings: Settings, clock: Clock) -> S3BlobStore:
    """The bucket, ready for uploads from this site's pages. Raises CannotStart."""
    try:
        return await S3BlobStore.connect(settings.storage.blobs, clock=clock, origin=settings.origin)
    except BadLocation as error:
        raise CannotStart(f"The bucket (TINTYPE_BLOBS) cannot be used: {error}") from error
