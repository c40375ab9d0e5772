"""The job that makes a photo of an upload: pixels in the sandbox, files first, then the one row that says
ready.
"""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec
import structlog

from tintype.kernel.ids import MediaId, shard_of
from tintype.media import store
from tintype.media.events import MediaFailed, MediaReady
from tintype.media.made import PhotoOrder
from tintype.media.making.pool import MediaPool, UnsafeMachine
from tintype.media.making.telling import Teller, tell
from tintype.media.model import CRASHED, RETRYABLE, UNSAFE, Refusal
from tintype.media.outcome import Outcome, Rendered
from tintype.media.policy.policy import SHOWN, Judgement, Policy
from tintype.media.reach.sharing import forget_files
from tintype.media.rows import MediaRow, original_blob, rendition_blob
from tintype.media.sandbox.answers import STAGES
from tintype.media.sandbox.forks import PoolGone
from tintype.ports.blob_store import BlobStore
from tintype.ports.broadcast import Broadcast
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Records, Transaction

TRIES_MAX: Final = 3  # of a photo during which the fork server itself has died
RENDITION_BYTES_MAX: Final = 32_000_000
# Each begins because the owner has changed their mind during the one before, which takes a quarter of a second.
ROUNDS_MAX: Final = 20

log = structlog.get_logger("tintype.media")


class ChangedTooOften(Exception):
    """The owner wanted it otherwise after every round; the job's next try begins with the newest wishes."""


@dataclass(frozen=True, slots=True)
class Renditions:
    """Handles the jobs of `RENDER`. Safe to run twice, whenever the first run broke off."""

    records: Records
    blobs: BlobStore
    broadcast: Broadcast
    pool: MediaPool
    policy: Policy

    async def handle(self, job: TakenJob) -> None:
        """Render one photo and say so. Raises PoolGone for another try."""
        media_id = MediaId(int(job.args["media_id"]))
        for _ in range(ROUNDS_MAX):
            row = await self.begin(media_id)
            if row is None or row.source is None:
                return
            outcome = await self.outcome(row, row.source, is_last_try=job.attempt >= TRIES_MAX)
            if isinstance(outcome, Refusal):
                await self.fail(row, row.source, outcome)
                return
            found = await self.policy.judge(row, outcome.turns, outcome.small)
            if isinstance(found, Refusal):
                await self.fail(row, row.source, found)
                return
            if await self._finish(row, row.source, outcome, found):
                await self.policy.look_again(row, outcome.turns)
                return
        raise ChangedTooOften

    async def begin(self, media_id: MediaId) -> MediaRow | None:
        async def body(tx: Transaction) -> MediaRow | None:
            if not await store.keep_processing(tx, media_id):
                return None
            return (await store.media_of(tx, [media_id]))[media_id]

        return await self.records.transact(body)

    async def outcome(
        self, row: MediaRow, source: str, *, is_last_try: bool, order: PhotoOrder | None = None
    ) -> Outcome:
        """All that is made of a photo as its owner wants it, or what is ordered. Raises PoolGone before the last
        try.
        """
        path = self.blobs.local_path(source)
        photo = Path(path) if path else await self.blobs.read(source)
        try:
            async with Teller(self.broadcast, row, "processing", len(STAGES)) as teller:
                if order is not None:
                    return await self.pool.render(photo, wishes=order)
                return await self.pool.render(
                    photo, lambda stage: teller.step(STAGES.index(stage)), wishes=row.wishes
                )
        except UnsafeMachine:
            return UNSAFE
        except PoolGone:
            if is_last_try:
                return CRASHED
            raise

    async def keep(self, key: str, rendered: Rendered) -> None:
        """Keep the files of a photo under a key."""
        await asyncio.gather(
            *(
                self.blobs.put(
                    rendition_blob(key, each.name, each.type), each.data, bytes_max=RENDITION_BYTES_MAX
                )
                for each in rendered.renditions
            )
        )

    async def _finish(self, row: MediaRow, source: str, rendered: Rendered, found: Judgement = SHOWN) -> bool:
        """Let everybody see it; False when its owner wants it otherwise meanwhile."""
        original = original_blob(row.owner_id, row.sha256)
        by = row.wishes.of_pixels
        made = msgspec.structs.replace(row.made, by=by, whole=rendered.whole)
        await asyncio.gather(self.blobs.copy(source, original), self.keep(row.key, rendered))

        async def body(tx: Transaction) -> bool:
            await store.hold_media(tx, row.owner_id, [row.id])
            now = (await store.media_of(tx, [row.id])).get(row.id)
            if now is None:
                # Its post was deleted while the photo was being made: what was just stored goes after it.
                await forget_files(tx, replace(row, source=original), row.key)
            elif now.wishes.of_pixels != by:
                return False
            elif await store.mark_ready(tx, row.id, rendered, original, made):
                await self.policy.note(tx, row, rendered.turns, found)
                event = MediaReady(media_id=row.id, owner_id=row.owner_id, at_us=tx.now_us)
                await tx.publish(event, shard=shard_of(row.id))
            return True

        if not await self.records.transact(body):
            return False
        await tell(self.broadcast, row, "ready", len(STAGES), len(STAGES))
        if source != original:
            await self.blobs.delete([source])
        return True

    async def fail(self, row: MediaRow, source: str, refusal: Refusal) -> None:
        """Where another try cannot help, nothing of the upload is kept."""
        is_kept = refusal.code in RETRYABLE

        async def body(tx: Transaction) -> None:
            if await store.mark_failed(tx, row.id, refusal):
                event = MediaFailed(row.id, row.owner_id, refusal.code.value, tx.now_us)
                await tx.publish(event, shard=shard_of(row.id))
            if not is_kept:
                await store.forget_source(tx, row.id, source)

        await self.records.transact(body)
        await tell(self.broadcast, row, "failed", 0, len(STAGES))
        if not is_kept:
            await self.blobs.delete([source])
