"""The queries about bytes on their way in."""

from tintype.kernel.ids import AccountId, MediaId, UploadId, shard_of
from tintype.media.rows import UploadRow
from tintype.media.store import sql
from tintype.ports.records import Reading, Transaction


async def add_upload(tx: Transaction, row: UploadRow) -> None:
    await tx.execute(
        sql.add_upload,
        shard=shard_of(row.id),
        id=row.id,
        owner_id=row.owner_id,
        is_ticket=int(row.is_ticket),
        blob=row.blob,
        bytes=row.size,
        sha256=row.sha256,
        name=row.name,
        due_us=row.due_us,
    )


async def upload_of(reading: Reading, upload_id: UploadId) -> UploadRow | None:
    found = await reading.fetch(sql.upload_of, _upload, shard=shard_of(upload_id), id=upload_id)
    return found[0] if found else None


async def complete_upload(tx: Transaction, upload_id: UploadId, media_id: MediaId, due_us: int) -> bool:
    """Note what an upload became; False when somebody else was first."""
    changed = await tx.execute(
        sql.complete_upload, shard=shard_of(upload_id), id=upload_id, media_id=media_id, due_us=due_us
    )
    return changed > 0


async def postpone_upload(tx: Transaction, upload_id: UploadId, due_us: int) -> None:
    await tx.execute(sql.postpone_upload, shard=shard_of(upload_id), id=upload_id, due_us=due_us)


async def forget_upload(tx: Transaction, upload_id: UploadId) -> None:
    await tx.execute(sql.forget_upload, shard=shard_of(upload_id), id=upload_id)


async def due_uploads(reading: Reading, limit: int) -> list[UploadRow]:
    return await reading.fetch(sql.due_uploads, _upload, now_us=reading.now_us, limit=limit)


def _upload(  # noqa: PLR0913, PLR0917 — one argument per column of the row
    upload_id: int,
    owner_id: int,
    is_ticket: int,
    state: int,
    blob: str,
    count: int,
    sha256: bytes | None,
    name: str,
    media_id: int | None,
    due_us: int,
) -> UploadRow:
    return UploadRow(
        id=UploadId(upload_id),
        owner_id=AccountId(owner_id),
        is_ticket=bool(is_ticket),
        is_complete=bool(state),
        blob=blob,
        size=count,
        sha256=sha256 or b"",
        name=name,
        media_id=None if media_id is None else MediaId(media_id),
        due_us=due_us,
    )
