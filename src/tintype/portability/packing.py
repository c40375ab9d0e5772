"""The job that makes an archive of everything somebody has: read, written and kept piece by piece."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

import structlog

from tintype.kernel.clock import SECOND_US, Clock
from tintype.kernel.ids import AccountId, SessionId, shard_of
from tintype.kernel.problems import NotFound, TooLarge
from tintype.kernel.viewer import Viewer
from tintype.portability import export_store
from tintype.portability.gathering import Gathering
from tintype.portability.model import (
    ARCHIVE_BYTES_MAX,
    EXPORT_KEPT_US,
    LANE,
    ExportId,
    ExportRow,
    ExportState,
)
from tintype.portability.parcel import Parcel
from tintype.ports.blob_store import BlobStore, Received
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Job, Records, Transaction

MAKE: Final = "export.make"
FORGET: Final = "export.forget"
ATTEMPTS_MAX: Final = 5
PIECE_BYTES: Final = 1 << 20  # Each costs a store a call.
PIECES_WAITING: Final = 4
TELL_EVERY_US: Final = SECOND_US

log = structlog.get_logger("tintype.portability")


class GivenUp(Exception):
    """Nobody wants this archive any more."""


@dataclass(frozen=True, slots=True)
class Packing:
    """Makes archives, and lets them go. `site` is what an archive says it is from."""

    records: Records
    blobs: BlobStore
    clock: Clock
    site: str

    async def make(self, job: TakenJob) -> None:
        """Make one archive. Begins anew after a restart: it is there whole, or not at all."""
        export_id = ExportId(int(job.args["export_id"]))
        row = await self.records.look(lambda reading: export_store.export_of(reading, export_id))
        if row is None or row.state is not ExportState.MAKING:
            return None
        if job.attempt > ATTEMPTS_MAX:
            return await self._end(row, ExportState.FAILED, 0, 0)
        packed = _Packed(self, row)
        keeping: asyncio.Task[Received] | None = None
        try:
            async with asyncio.TaskGroup() as group:
                keeping = group.create_task(
                    self.blobs.put(row.blob, packed.pieces(), bytes_max=ARCHIVE_BYTES_MAX)
                )
                group.create_task(packed.fill())
        except* GivenUp:
            keeping = None  # Its row says so already.
        except* (TooLarge, NotFound) as reasons:
            log.warning("export_failed", id=row.id, reasons=repr(reasons.exceptions))
            keeping = None
        if keeping is None:
            return await self._end(row, ExportState.FAILED, 0, 0)
        await self._end(row, ExportState.READY, keeping.result().size, packed.parcel.missing)

    async def forget(self, job: TakenJob) -> None:
        """Let an archive go whose time is over. Safe to run twice."""
        export_id = ExportId(int(job.args["export_id"]))
        row = await self.records.look(lambda reading: export_store.export_of(reading, export_id))
        if row is not None:
            await self.records.transact(lambda tx: export_store.close(tx, row.id, ExportState.OVER))
            await self.blobs.delete([row.blob])

    async def _end(self, row: ExportRow, state: ExportState, size: int, missing: int) -> None:
        async def body(tx: Transaction) -> bool:
            expires_us = tx.now_us + EXPORT_KEPT_US if state is ExportState.READY else 0
            is_mine = await export_store.end(
                tx, row.id, state, size=size, missing=missing, expires_us=expires_us
            )
            if is_mine and expires_us:
                await tx.enqueue(
                    Job(FORGET, LANE, shard_of(row.id), {"export_id": row.id}, due_us=expires_us)
                )
            return is_mine

        if not await self.records.transact(body):
            await self.blobs.delete([row.blob])


class _Packed:
    """An archive on its way into the store: filled by one task, taken by another, told of once a second."""

    def __init__(self, packing: Packing, row: ExportRow) -> None:
        self._packing = packing
        self._row = row
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(PIECES_WAITING)
        self._waiting: list[bytes] = []
        self._size = 0
        self._told_us = 0
        gathering = Gathering(packing.records, Viewer(AccountId(row.owner_id), SessionId(0)))
        self.parcel = Parcel(gathering, packing.blobs, packing.site, packing.clock.now_us(), self._take)

    async def fill(self) -> None:
        await self.parcel.fill()
        await self._hand_over()
        await self._queue.put(None)

    async def pieces(self) -> AsyncIterator[bytes]:
        while (piece := await self._queue.get()) is not None:
            yield piece

    async def _take(self, piece: bytes) -> None:
        self._waiting.append(piece)
        self._size += len(piece)
        if self._size >= PIECE_BYTES:
            await self._hand_over()
        now_us = self._packing.clock.now_us()
        if now_us - self._told_us >= TELL_EVERY_US:
            self._told_us = now_us
            await self._tell()

    async def _hand_over(self) -> None:
        piece, self._waiting, self._size = b"".join(self._waiting), [], 0
        if piece:
            await self._queue.put(piece)

    async def _tell(self) -> None:
        done, total = self.parcel.done, self.parcel.total
        if not await self._packing.records.transact(
            lambda tx: export_store.note_progress(tx, self._row.id, done, total)
        ):
            raise GivenUp
