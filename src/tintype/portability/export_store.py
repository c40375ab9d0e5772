"""Exports as rows."""

from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.sql import Queries
from tintype.portability.model import SHOWN_MAX, ExportId, ExportRow, ExportState
from tintype.ports.records import Reading, Transaction

sql = Queries(__package__ or "")


async def add(tx: Transaction, row: ExportRow) -> None:
    """Write an export that is to be made."""
    await tx.execute(
        sql.add_export,
        shard=shard_of(row.id),
        id=row.id,
        owner_id=row.owner_id,
        blob=row.blob,
        created_us=row.created_us,
    )


async def newest_of(reading: Reading, owner_id: AccountId) -> list[ExportRow]:
    """Somebody's exports, newest first."""
    return await reading.fetch(
        sql.exports_of, _export, shard=shard_of(owner_id), owner_id=owner_id, limit=SHOWN_MAX
    )


async def export_of(reading: Reading, export_id: ExportId) -> ExportRow | None:
    """One export, in any state."""
    found = await reading.fetch(sql.export_of, _export, shard=shard_of(export_id), id=export_id)
    return found[0] if found else None


async def forget_old(tx: Transaction, owner_id: AccountId, before: ExportId) -> None:
    """Forget what came of somebody's older exports; those with an archive stay."""
    await tx.execute(sql.forget_exports, shard=shard_of(owner_id), owner_id=owner_id, before=before)


async def note_progress(tx: Transaction, export_id: ExportId, done: int, total: int) -> bool:
    """Say how far it is; False when it is not being made any more."""
    changed = await tx.execute(
        sql.note_export_progress, shard=shard_of(export_id), id=export_id, done=done, total=total
    )
    return changed == 1


async def end(
    tx: Transaction, export_id: ExportId, state: ExportState, *, size: int, missing: int, expires_us: int
) -> bool:
    """Say what became of it, once."""
    changed = await tx.execute(
        sql.end_export,
        shard=shard_of(export_id),
        id=export_id,
        state=int(state),
        bytes=size,
        missing=missing,
        expires_us=expires_us,
    )
    return changed == 1


async def close(tx: Transaction, export_id: ExportId, state: ExportState) -> None:
    """Let nobody have its archive any more."""
    await tx.execute(sql.close_export, shard=shard_of(export_id), id=export_id, state=int(state))


def _export(  # noqa: PLR0913, PLR0917 — the columns of the row, in order
    export_id: int,
    owner_id: int,
    state: int,
    blob: str,
    size: int,
    done: int,
    total: int,
    missing: int,
    created_us: int,
    expires_us: int,
) -> ExportRow:
    return ExportRow(
        ExportId(export_id),
        AccountId(owner_id),
        ExportState(state),
        blob,
        size,
        done,
        total,
        missing,
        created_us,
        expires_us,
    )
