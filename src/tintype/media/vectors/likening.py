"""The job that looks at a picture with a model, and keeps what it sees of it."""

from dataclasses import dataclass
from typing import Final

from tintype.kernel.ids import AccountId, MediaId, shard_of
from tintype.media import store
from tintype.media.events import MediaLikened
from tintype.media.model import MediaState, RenditionType
from tintype.media.rows import MediaRow, rendition_blob
from tintype.media.vectors import vector_store
from tintype.media.vectors.vector import vector_of
from tintype.ports.blob_store import BlobStore
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Job, Lane, Records, Transaction
from tintype.ports.vision import Vision

LIKEN: Final = "media.liken"


def ask_to_liken(media_id: MediaId) -> Job:
    """Behind everything that people wait for: nobody misses a photo among its likes for a minute."""
    return Job(LIKEN, Lane.REFINE, shard_of(media_id), {"media_id": media_id})


@dataclass(frozen=True, slots=True)
class Likening:
    """Handles the jobs of `LIKEN`. Safe to run twice, whenever the first run broke off."""

    records: Records
    blobs: BlobStore
    vision: Vision | None
    """None where this node has no model: then its pictures stay unseen until somebody fills them in."""

    async def handle(self, job: TakenJob) -> None:
        """Look at one picture. Raises Unavailable and NotFound for another try: the model starts, its key changes."""
        await self.liken(MediaId(int(job.args["media_id"])))

    async def liken(self, media_id: MediaId) -> bool:
        """Keep what one picture looks like; False when it is gone, not ready or moved meanwhile."""
        row = (await self.records.look(lambda reading: store.media_of(reading, [media_id]))).get(media_id)
        if self.vision is None or row is None or row.state is not MediaState.READY:
            return False
        await self.vision.start()
        jpeg = await self.blobs.read(rendition_blob(row.key, "small", RenditionType.JPEG))
        vector = vector_of(await self.vision.features(jpeg))
        return await self.records.transact(lambda tx: _keep(tx, row, vector))


async def _keep(tx: Transaction, row: MediaRow, vector: bytes) -> bool:
    """Held, so that a picture which is erased at this moment leaves nothing behind."""
    await store.hold_media(tx, AccountId(row.owner_id), [row.id])
    now = (await store.media_of(tx, [row.id])).get(row.id)
    if now is None or now.key != row.key:
        return False
    await vector_store.keep_vector(tx, row, vector)
    await tx.publish(MediaLikened(row.id, row.owner_id, tx.now_us), shard=shard_of(row.id))
    return True
