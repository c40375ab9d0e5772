"""Taking everything along: asking for an archive, fetching it, letting it go."""

import secrets
from dataclasses import dataclass
from typing import Final

from tintype.accounts import hold_accounts
from tintype.kernel.clock import DAY_US, Clock
from tintype.kernel.ids import first_id_at, shard_of
from tintype.kernel.problems import Conflict, NotFound, TooMany
from tintype.kernel.viewer import Viewer, known
from tintype.portability import export_store
from tintype.portability.model import (
    EXPORT_STALE_US,
    EXPORTS_A_DAY_MAX,
    LANE,
    ExportId,
    ExportRow,
    ExportState,
)
from tintype.portability.packing import MAKE
from tintype.ports.blob_store import BlobStore
from tintype.ports.records import Job, Records, Transaction

REMEMBERED_US: Final = 30 * DAY_US


@dataclass(frozen=True, slots=True)
class Exports:
    """What people do about archives of their own things."""

    records: Records
    blobs: BlobStore
    clock: Clock

    async def request(self, viewer: Viewer) -> ExportRow:
        """Ask for an archive. Raises Conflict while one is being made, TooMany after three in a day."""
        owner_id = known(viewer)

        async def body(tx: Transaction) -> ExportRow:
            await hold_accounts(tx, owner_id)
            earlier = await export_store.newest_of(tx, owner_id)
            _refuse_too_soon(earlier, tx.now_us)
            row = _fresh(tx, viewer)
            await export_store.add(tx, row)
            await export_store.forget_old(tx, owner_id, ExportId(first_id_at(tx.now_us - REMEMBERED_US)))
            await tx.enqueue(Job(MAKE, LANE, shard_of(row.id), {"export_id": row.id}))
            return row

        return await self.records.transact(body)

    async def newest(self, viewer: Viewer) -> list[ExportRow]:
        """The viewer's own, newest first."""
        owner_id = known(viewer)
        return await self.records.look(lambda reading: export_store.newest_of(reading, owner_id))

    async def one(self, viewer: Viewer, export_id: ExportId) -> ExportRow:
        """One of the viewer's own. Raises NotFound."""
        row = await self.records.look(lambda reading: export_store.export_of(reading, export_id))
        if row is None or row.owner_id != known(viewer):
            raise NotFound
        return row

    async def archive(self, viewer: Viewer, export_id: ExportId) -> ExportRow:
        """One whose archive can be fetched at this moment. Raises NotFound."""
        row = await self.one(viewer, export_id)
        if row.state is not ExportState.READY or self.clock.now_us() >= row.expires_us:
            raise NotFound
        return row

    async def remove(self, viewer: Viewer, export_id: ExportId) -> None:
        """Let an archive go before its time, or give up one that is being made. Raises NotFound."""
        row = await self.one(viewer, export_id)
        await self.records.transact(lambda tx: export_store.close(tx, row.id, ExportState.OVER))
        await self.blobs.delete([row.blob])


def _refuse_too_soon(earlier: list[ExportRow], now_us: int) -> None:
    newest = earlier[0] if earlier else None
    if newest and newest.state is ExportState.MAKING and now_us - newest.created_us < EXPORT_STALE_US:
        raise Conflict("Your archive is being made already. It takes a while.", code="export_running")
    today = [row for row in earlier if now_us - row.created_us < DAY_US]
    if len(today) >= EXPORTS_A_DAY_MAX:
        wait_us = today[EXPORTS_A_DAY_MAX - 1].created_us + DAY_US - now_us
        raise TooMany(
            f"You can ask for {EXPORTS_A_DAY_MAX} archives a day.",
            code="exports_today",
            retry_after_s=max(1, wait_us // 1_000_000),
        )


def _fresh(tx: Transaction, viewer: Viewer) -> ExportRow:
    return ExportRow(
        id=ExportId(tx.mint(shard_of(viewer.account_id))),
        owner_id=viewer.account_id,
        state=ExportState.MAKING,
        blob=f"exports/{secrets.token_hex(16)}",
        size=0,
        done=0,
        total=0,
        missing=0,
        created_us=tx.now_us,
        expires_us=0,
    )
