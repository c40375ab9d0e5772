"""Files that are made when somebody first asks for them: WebP for browsers without AVIF, and finer AVIF.

Whoever is asked notes it in the row and enqueues one job; until that is done, people get what there is. The files
lie under the key of the moment. A photo that is made anew gets a new key, and starts without them.
"""

from dataclasses import dataclass
from typing import Final

import structlog
from msgspec.structs import replace

from tintype.kernel.ids import MediaId, shard_of
from tintype.kernel.problems import Conflict
from tintype.media import store
from tintype.media.made import order_of
from tintype.media.making.renditions import TRIES_MAX, Renditions
from tintype.media.model import MediaKind, MediaState, RenditionType
from tintype.media.outcome import Rendered
from tintype.media.reach import key_store
from tintype.media.rows import EXTRAS, MediaRow, rendition_blob
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Job, Lane, Records, Transaction

EXTRA: Final = "media.extra"
# What stands in until it is there.
INSTEAD: Final = {RenditionType.WEBP: RenditionType.JPEG, RenditionType.FINE: RenditionType.AVIF}

log = structlog.get_logger("tintype.media")


def has(row: MediaRow, kind: RenditionType) -> bool:
    """Whether these files are there to be served."""
    return kind not in EXTRAS or len(row.made.extra.get(kind.value, ())) == len(row.variants)


async def ask(records: Records, row: MediaRow, kind: RenditionType) -> None:
    """Let these files of a photo be made; once, however many ask."""
    if kind.value in row.made.asked or row.source is None or row.kind is not MediaKind.PHOTO:
        return  # the pictures of a film are moments of it: there is no file to make others of

    async def body(tx: Transaction) -> None:
        await store.hold_media(tx, row.owner_id, [row.id])
        now = (await store.media_of(tx, [row.id])).get(row.id)
        if now is None or now.state is not MediaState.READY or kind.value in now.made.asked:
            return
        await store.set_made(tx, row.id, replace(now.made, asked=(*now.made.asked, kind.value)))
        args: dict[str, int | str] = {"media_id": row.id, "type": kind.value}
        await tx.enqueue(Job(EXTRA, Lane.REFINE, shard_of(row.id), args))

    await records.transact(body)


@dataclass(frozen=True, slots=True)
class Extras:
    """Handles the jobs of `EXTRA`. Safe to run twice, whenever the first run broke off."""

    records: Records
    renditions: Renditions

    async def handle(self, job: TakenJob) -> None:
        """Make the files of one type. Raises PoolGone and Conflict for another try."""
        media_id, kind = MediaId(int(job.args["media_id"])), RenditionType(str(job.args["type"]))
        row = (await self.records.look(lambda reading: store.media_of(reading, [media_id]))).get(media_id)
        if row is None or row.state is not MediaState.READY or has(row, kind) or row.source is None:
            return
        is_last_try = job.attempt >= TRIES_MAX
        outcome = await self.renditions.outcome(
            row, row.source, is_last_try=is_last_try, order=order_of(row.made.by, kind)
        )
        if not isinstance(outcome, Rendered):
            # It could be made before: the machine is at fault, and what there is of it serves as well.
            log.warning("media.no_extra", media_id=row.id, type=kind.value, code=outcome.code)
            return
        await self.keep(row, kind, outcome)

    async def keep(self, row: MediaRow, kind: RenditionType, outcome: Rendered) -> None:
        """Keep the files and say so, or let them go where the photo has moved or gone meanwhile."""
        await self.renditions.keep(row.key, outcome)
        if not await self._note(row, kind, outcome):
            await self.renditions.blobs.delete(
                [rendition_blob(row.key, each.name, each.type) for each in outcome.renditions]
            )

    async def _note(self, row: MediaRow, kind: RenditionType, outcome: Rendered) -> bool:
        """Let the files be served; False when the photo has moved or gone meanwhile."""

        async def body(tx: Transaction) -> bool:
            await store.hold_media(tx, row.owner_id, [row.id])
            now = (await store.media_of(tx, [row.id])).get(row.id)
            keys = await key_store.keys_of(tx, row.id)
            if now is None or keys is None or now.key != row.key:
                return False
            if keys.coming is not None:
                raise Conflict("The photo is moving to a new address.")
            sizes = tuple(len(each.data) for each in outcome.renditions)
            await store.set_made(tx, row.id, replace(now.made, extra={**now.made.extra, kind.value: sizes}))
            return True

        return await self.records.transact(body)
