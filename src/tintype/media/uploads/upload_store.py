"""The queries about bytes on their way in."""

from dataclasses import dataclass
from enum import IntEnum

from tintype.kernel.ids import AccountId, MediaId, UploadId, shard_of
from tintype.kernel.sql import Queries
from tintype.ports.part_store import Part
from tintype.ports.records import Reading, Transaction

sql = Queries(__package__ or "", "uploads.sql")


class UploadState(IntEnum):
    OPEN = 0
    COMPLETE = 1
    GIVEN_UP = 2


@dataclass(frozen=True, slots=True)
class UploadRow:
    """Bytes on their way in. `media_id` is what they became.

    is_ticket: the client sends the bytes itself. parted: what the blob store calls an upload in parts; then each part
    has `part_bytes` bytes, the last one what is left, and `digests` holds their SHA-256 one after another.
    """

    id: UploadId
    owner_id: AccountId
    is_ticket: bool
    blob: str
    due_us: int
    name: str = ""
    state: UploadState = UploadState.OPEN
    size: int = 0
    sha256: bytes = b""
    media_id: MediaId | None = None
    media_type: str = ""
    part_bytes: int = 0
    digests: bytes = b""
    parted: str = ""

    @property
    def parts(self) -> list[Part]:
        """The parts that were announced; none of an upload in one piece."""
        starts = range(0, self.size, self.part_bytes) if self.part_bytes else ()
        return [
            Part(
                number, min(self.part_bytes, self.size - start), self.digests[(number - 1) * 32 : number * 32]
            )
            for number, start in enumerate(starts, 1)
        ]


@dataclass(frozen=True, slots=True)
class OpenUploads:
    """How many uploads an account has announced and not sent yet, and of how many bytes together."""

    count: int
    size: int


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
        type=row.media_type,
        part_bytes=row.part_bytes,
        digests=row.digests or None,
        parted=row.parted,
    )


async def upload_of(reading: Reading, upload_id: UploadId) -> UploadRow | None:
    found = await reading.fetch(sql.upload_of, _upload, shard=shard_of(upload_id), id=upload_id)
    return found[0] if found else None


async def open_uploads(reading: Reading, owner_id: AccountId) -> OpenUploads:
    (found,) = await reading.fetch(sql.open_uploads, OpenUploads, shard=shard_of(owner_id), owner_id=owner_id)
    return found


async def complete_upload(tx: Transaction, upload_id: UploadId, media_id: MediaId, due_us: int) -> bool:
    """Note what an upload became; False when somebody else was first, or it was given up."""
    changed = await tx.execute(
        sql.complete_upload, shard=shard_of(upload_id), id=upload_id, media_id=media_id, due_us=due_us
    )
    return changed > 0


async def give_up_upload(tx: Transaction, upload_id: UploadId, due_us: int) -> bool:
    """Let nothing come of an upload; False when something has, or it was given up before."""
    return await tx.execute(sql.give_up_upload, shard=shard_of(upload_id), id=upload_id, due_us=due_us) > 0


async def keep_upload_open(tx: Transaction, upload_id: UploadId, due_us: int) -> bool:
    """Somebody is still at it; False when it is open no more."""
    return await tx.execute(sql.keep_upload_open, shard=shard_of(upload_id), id=upload_id, due_us=due_us) > 0


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
    media_type: str,
    part_bytes: int,
    digests: bytes | None,
    parted: str,
) -> UploadRow:
    return UploadRow(
        id=UploadId(upload_id),
        owner_id=AccountId(owner_id),
        is_ticket=bool(is_ticket),
        blob=blob,
        due_us=due_us,
        name=name,
        state=UploadState(state),
        size=count,
        sha256=sha256 or b"",
        media_id=None if media_id is None else MediaId(media_id),
        media_type=media_type,
        part_bytes=part_bytes,
        digests=digests or b"",
        parted=parted,
    )
