"""Clears away what uploads leave behind, and completes those whose client was lost after its PUT."""

from dataclasses import dataclass
from typing import Final

import structlog

from tintype.kernel.clock import DAY_US, HOUR_US
from tintype.kernel.problems import Problem, Unavailable
from tintype.media import store
from tintype.media.model import MediaState
from tintype.media.rows import MediaRow
from tintype.media.uploads import upload_store
from tintype.media.uploads.upload_store import UploadRow, UploadState
from tintype.media.uploads.uploads import Uploads
from tintype.ports.records import Reading, Transaction

SWEEP_EVERY_S: Final = 60.0
KEPT_US: Final = DAY_US  # how long a failed upload can be tried again
_BATCH: Final = 100
# 5,000 uploads a minute; beyond that there are other worries, and the next round comes.
_BATCHES_MAX: Final = 50

log = structlog.get_logger("tintype.media")


@dataclass(frozen=True, slots=True)
class Sweeper:
    """Looks at every upload whose time has come. To be run about every minute, in one process."""

    uploads: Uploads

    async def sweep(self) -> int:
        """Look at what is due; how many uploads that were."""
        swept = 0
        for _ in range(_BATCHES_MAX):
            due = await self._sweep_some()
            swept += due
            if due < _BATCH:
                break
        return swept

    async def _sweep_some(self) -> int:
        async def body(reading: Reading) -> list[tuple[UploadRow, MediaRow | None]]:
            due = await upload_store.due_uploads(reading, _BATCH)
            media = await store.media_of(reading, [each.media_id for each in due if each.media_id])
            return [(each, media.get(each.media_id) if each.media_id else None) for each in due]

        due = await self.uploads.records.look(body)
        for upload, row in due:
            if upload.state is UploadState.COMPLETE:
                await self._tidy(upload, row)
            else:
                await self._rescue(upload)
        return len(due)

    async def _rescue(self, upload: UploadRow) -> None:
        """A ticket all of whose bytes came is completed for its client; anything else was given up."""
        is_open = upload.is_ticket and upload.state is UploadState.OPEN
        if is_open and await self.uploads.has_arrived(upload):
            try:
                row = await self.uploads.settle(upload)
            except Unavailable:  # of the store, which says nothing about the file
                raise
            except Problem as problem:  # the file itself is refused, and cleared away
                log.info("media.upload_refused", upload=upload.id, code=problem.code)
            else:
                log.info("media.upload_rescued", upload=upload.id, media=row.id)
            return
        await self.uploads.discard(upload)

    async def _tidy(self, upload: UploadRow, row: MediaRow | None) -> None:
        """Once nobody needs the quarantined bytes any more, they and their row go."""
        records, now_us = self.uploads.records, self.uploads.clock.now_us()
        if row is not None and row.state in (MediaState.WAITING, MediaState.PROCESSING):
            await records.transact(lambda tx: upload_store.postpone_upload(tx, upload.id, now_us + HOUR_US))
            return
        if row is not None and row.state is MediaState.FAILED and row.source is not None:
            until_us = row.updated_us + KEPT_US
            if now_us < until_us:
                await records.transact(lambda tx: upload_store.postpone_upload(tx, upload.id, until_us))
                return
            await records.transact(lambda tx: _let_go(tx, row, upload))
        await self.uploads.discard(upload)


async def _let_go(tx: Transaction, row: MediaRow, upload: UploadRow) -> None:
    await store.forget_source(tx, row.id, upload.blob)
