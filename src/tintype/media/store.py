"""The queries about photos."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import msgspec

from tintype.kernel.ids import AccountId, MediaId, shard_of
from tintype.kernel.sql import Queries
from tintype.media.made import PIPELINE, Made, Wishes, read_made, read_wishes, written
from tintype.media.model import (
    MediaKind,
    MediaState,
    Reach,
    Refusal,
    RefusalCode,
    Verdict,
    states_before,
)
from tintype.media.outcome import Rendered
from tintype.media.policy.policy_store import forget_hashes
from tintype.media.rows import MediaRow, shard_of_key
from tintype.media.vectors.vector_store import forget_vector
from tintype.ports.records import Reading, Transaction

sql = Queries(__package__ or "")


async def media_of(reading: Reading, ids: Collection[MediaId]) -> dict[MediaId, MediaRow]:
    """Media by id, in any state. Those that do not exist are missing."""
    rows = await reading.fetch(sql.media_of, _media, ids=list(ids)) if ids else []
    return {row.id: row for row in rows}


async def hold_media(tx: Transaction, owner_id: AccountId, ids: Collection[MediaId]) -> None:
    """Let nobody else decide, until this body ends, what becomes of these photos of one owner."""
    if ids:
        await tx.hold(sql.hold_media, shard=shard_of(owner_id), ids=sorted(ids))


async def media_by_key(reading: Reading, key: str) -> MediaRow | None:
    """The media whose renditions have this key in their address."""
    shard = shard_of_key(key)
    if shard is None:
        return None
    found = await reading.fetch(sql.media_by_key, _media, shard=shard, key=key)
    return found[0] if found else None


async def add_media(tx: Transaction, row: MediaRow) -> None:
    """Write a new, waiting medium."""
    await tx.execute(
        sql.add_media,
        shard=shard_of(row.id),
        id=row.id,
        owner_id=row.owner_id,
        kind=row.kind.value,
        name=row.name,
        bytes=row.size,
        sha256=row.sha256,
        source=row.source,
        key=row.key,
        wishes=written(row.wishes),
        now_us=row.created_us,
    )


async def change_state(tx: Transaction, media_id: MediaId, state: MediaState) -> bool:
    """Move to a state if the state it is in allows that."""
    return await _moved(tx, media_id, state)


async def keep_processing(tx: Transaction, media_id: MediaId) -> bool:
    """Begin, or begin again after the process died that had begun; False when there is nothing to do."""
    before = [*_before(MediaState.PROCESSING), MediaState.PROCESSING.value]
    return await _moved(tx, media_id, MediaState.PROCESSING, before)


async def mark_failed(tx: Transaction, media_id: MediaId, refusal: Refusal) -> bool:
    changed = await tx.execute(
        sql.mark_failed,
        shard=shard_of(media_id),
        id=media_id,
        problem=refusal.code.value,
        detail=refusal.sentence,
        before=_before(MediaState.FAILED),
        now_us=tx.now_us,
    )
    return changed > 0


async def mark_ready(
    tx: Transaction, media_id: MediaId, rendered: Rendered, original: str, made: Made
) -> bool:
    changed = await tx.execute(
        sql.mark_ready,
        shard=shard_of(media_id),
        id=media_id,
        source=original,
        before=_before(MediaState.READY),
        now_us=tx.now_us,
        **columns_of(rendered, made),
    )
    return changed > 0


def columns_of(rendered: Rendered, made: Made) -> dict[str, Any]:
    """What is kept of all that was made of a photo."""
    return {
        "width": rendered.width,
        "height": rendered.height,
        "placeholder": rendered.placeholder,
        # SQL knows 63 bits and a sign; the same 64 bits come back by the same step.
        "phash": rendered.phash - (1 << 64) if rendered.phash >> 63 else rendered.phash,
        "files": msgspec.json.encode([len(each.data) for each in rendered.renditions]).decode(),
        "camera": rendered.camera,
        "taken_at": rendered.taken_at,
        # Files are new, and so are their keys: what was made of others on request is not among them.
        "made": written(
            msgspec.structs.replace(
                made,
                version=PIPELINE,
                lens=rendered.lens,
                exposure=rendered.exposure,
                could_be_wide=rendered.could_be_wide,
                extra={},
                asked=(),
            )
        ),
    }


async def forget_source(tx: Transaction, media_id: MediaId, source: str) -> None:
    """Let go of what was uploaded, once: it does not count for its owner any more."""
    found = await tx.fetch(
        sql.forget_source, _share, shard=shard_of(media_id), id=media_id, source=source, now_us=tx.now_us
    )
    for owner_id, size in found:
        await _refund(tx, owner_id, size)


async def set_made(tx: Transaction, media_id: MediaId, made: Made) -> None:
    """Note what more was made. NOTE: hold the row before reading what to add to."""
    await tx.execute(
        sql.set_made, shard=shard_of(media_id), id=media_id, made=written(made), now_us=tx.now_us
    )


async def set_wishes(tx: Transaction, media_id: MediaId, wishes: Wishes) -> None:
    """Note how the owner wants it from now on. NOTE: hold the row before reading what to change."""
    await tx.execute(
        sql.set_wishes, shard=shard_of(media_id), id=media_id, wishes=written(wishes), now_us=tx.now_us
    )


async def set_reach(tx: Transaction, media_id: MediaId, reach: Reach) -> bool:
    """Note whom a photo is shown to; False when that is so already."""
    changed = await tx.execute(
        sql.set_reach, shard=shard_of(media_id), id=media_id, reach=reach.value, now_us=tx.now_us
    )
    return changed > 0


async def remove_media(tx: Transaction, row: MediaRow) -> list[str]:
    """Forget a photo; the keys its files may lie under."""
    found = await tx.fetch(sql.remove_media, _gone, shard=shard_of(row.id), id=row.id)
    await forget_hashes(tx, row)
    await forget_vector(tx, row.id)
    for _, size in found:
        await _refund(tx, row.owner_id, size)
    return [key for keys, _ in found for key in keys]


@dataclass(frozen=True, slots=True)
class Unshown:
    """A photo that no published post shows."""

    created_us: int
    media_id: MediaId
    owner_id: AccountId


async def unshown(reading: Reading, after: Unshown, before_us: int, limit: int) -> list[Unshown]:
    """Photos that no published post shows, by age, from one on and up to a time of upload."""
    return await reading.fetch(
        sql.unshown,
        _unshown,
        after_us=after.created_us,
        after_shard=shard_of(after.media_id),
        after_id=after.media_id,
        before_us=before_us,
        limit=limit,
    )


async def ids_of_bytes(reading: Reading, owner_id: AccountId, sha256: bytes) -> list[MediaId]:
    """Media of one owner that was made of these bytes, kept or not; at most 100."""
    return await reading.fetch(
        sql.same_bytes, MediaId, shard=shard_of(owner_id), owner_id=owner_id, sha256=sha256
    )


async def has_same_bytes(reading: Reading, owner_id: AccountId, sha256: bytes) -> bool:
    """Whether some photo of this owner keeps these bytes."""
    found = await ids_of_bytes(reading, owner_id, sha256)
    return any(row.source is not None for row in (await media_of(reading, found)).values())


async def _refund(tx: Transaction, owner_id: AccountId, size: int) -> None:
    if size:
        await tx.execute(sql.refund_storage, shard=shard_of(owner_id), account_id=owner_id, size=size)


async def _moved(
    tx: Transaction, media_id: MediaId, state: MediaState, before: list[str] | None = None
) -> bool:
    changed = await tx.execute(
        sql.change_state,
        shard=shard_of(media_id),
        id=media_id,
        state=state.value,
        before=before or _before(state),
        now_us=tx.now_us,
    )
    return changed > 0


def _before(state: MediaState) -> list[str]:
    return [old.value for old in states_before(state)]


def _media(  # noqa: PLR0913, PLR0917 — one argument per column of the row
    media_id: int,
    owner_id: int,
    kind: str,
    state: str,
    key: str,
    created_us: int,
    updated_us: int,
    problem: str | None,
    detail: str | None,
    name: str,
    count: int,
    sha256: bytes,
    source: str | None,
    width: int | None,
    height: int | None,
    placeholder: bytes | None,
    camera: str | None,
    taken_at: str | None,
    files: str | None,
    reach: int,
    made: str | None,
    wishes: str | None,
    verdict: int,
) -> MediaRow:
    return MediaRow(
        id=MediaId(media_id),
        owner_id=AccountId(owner_id),
        kind=MediaKind(kind),
        state=MediaState(state),
        key=key,
        created_us=created_us,
        updated_us=updated_us,
        problem=None if problem is None else RefusalCode(problem),
        detail=detail or "",
        name=name,
        size=count,
        sha256=sha256,
        source=source,
        width=width or 0,
        height=height or 0,
        placeholder=placeholder or b"",
        camera=camera,
        taken_at=taken_at,
        files=() if files is None else msgspec.json.decode(files, type=tuple[int, ...]),
        reach=Reach(reach),
        made=read_made(made),
        wishes=read_wishes(wishes),
        verdict=Verdict(verdict),
    )


def _unshown(created_us: int, media_id: int, owner_id: int) -> Unshown:
    return Unshown(created_us, MediaId(media_id), AccountId(owner_id))


def _gone(
    key: str, coming: str | None, going: str | None, source: str | None, size: int
) -> tuple[list[str], int]:
    """The keys of a photo that is gone, and what it counted for: nothing when its original went before."""
    return [each for each in (key, coming, going) if each], 0 if source is None else size


def _share(owner_id: int, size: int) -> tuple[AccountId, int]:
    return AccountId(owner_id), size
