"""Imports and what they bring, as rows."""

from collections.abc import Iterable

import msgspec

from tintype.kernel.ids import AccountId, MediaId, shard_of
from tintype.kernel.sql import Queries
from tintype.portability.model import (
    SHOWN_MAX,
    ImportId,
    ImportRow,
    ImportState,
    ItemKind,
    ItemRow,
    ItemState,
)
from tintype.ports.records import Reading, Transaction

sql = Queries(__package__ or "")
_media = msgspec.json.Decoder(tuple[int, ...]).decode


async def add(tx: Transaction, row: ImportRow) -> None:
    """Write an import whose archive is here."""
    await tx.execute(
        sql.add_import,
        shard=shard_of(row.id),
        id=row.id,
        owner_id=row.owner_id,
        name=row.name,
        blob=row.blob,
        bytes=row.size,
        now_us=row.created_us,
    )


async def newest_of(reading: Reading, owner_id: AccountId) -> list[ImportRow]:
    """Somebody's imports, newest first."""
    return await reading.fetch(
        sql.imports_of, _import, shard=shard_of(owner_id), owner_id=owner_id, limit=SHOWN_MAX
    )


async def import_of(reading: Reading, import_id: ImportId) -> ImportRow | None:
    """One import, in any state."""
    found = await reading.fetch(sql.import_of, _import, shard=shard_of(import_id), id=import_id)
    return found[0] if found else None


async def hold(tx: Transaction, import_id: ImportId) -> ImportRow | None:
    """One import, of which nobody else decides anything until this body ends."""
    await tx.hold(sql.hold_import, shard=shard_of(import_id), id=import_id)
    return await import_of(tx, import_id)


async def change(tx: Transaction, row: ImportRow) -> None:
    """Write what may change of an import. Hold it first."""
    await tx.execute(
        sql.change_import,
        shard=shard_of(row.id),
        id=row.id,
        state=int(row.state),
        kind=row.kind,
        blob=row.blob,
        audience=row.audience,
        stage=0 if row.stage is None else int(row.stage),
        code=row.code,
        detail=row.detail,
        now_us=tx.now_us,
    )


async def add_items(tx: Transaction, items: Iterable[ItemRow]) -> None:
    """Write things of an archive. Safe to run twice."""
    for item in items:
        await tx.execute(
            sql.add_item,
            shard=shard_of(item.import_id),
            import_id=item.import_id,
            position=item.position,
            kind=int(item.kind),
            state=int(item.state),
            key=item.key,
            label=item.label,
            spec=item.spec,
            media=_written(item.media),
            code=item.code,
            detail=item.detail,
        )


async def item_of(reading: Reading, import_id: ImportId, position: int) -> ItemRow | None:
    """One thing of an archive."""
    found = await reading.fetch(
        sql.item_of, _item, shard=shard_of(import_id), import_id=import_id, position=position
    )
    return found[0] if found else None


async def items_after(
    reading: Reading, import_id: ImportId, after: int, limit: int, *, left_only: bool = False
) -> list[ItemRow]:
    """What has become of the things of an archive, in its order, without what they are."""
    return await reading.fetch(
        sql.items_after,
        _item,
        shard=shard_of(import_id),
        import_id=import_id,
        after=after,
        limit=limit,
        left_only=int(left_only),
    )


async def take_item(tx: Transaction, import_id: ImportId, kind: ItemKind) -> int | None:
    """Begin with the first thing of a kind that waits: which that is. Hold the import first."""
    found = await tx.fetch(sql.take_item, int, shard=shard_of(import_id), import_id=import_id, kind=int(kind))
    return found[0] if found else None


async def counts(reading: Reading, import_id: ImportId) -> dict[tuple[ItemKind, ItemState], int]:
    """How many things of each kind are how far; what there is none of is left out."""
    return dict(await reading.fetch(sql.item_counts, _count, shard=shard_of(import_id), import_id=import_id))


async def can_retry(reading: Reading, import_id: ImportId) -> bool:
    """Whether anything was left out that another try may bring."""
    return bool(
        await reading.fetch(sql.left_for_another_try, int, shard=shard_of(import_id), import_id=import_id)
    )


async def move(
    tx: Transaction, item: ItemRow, state: ItemState, *, target_id: int = 0, code: str = "", detail: str = ""
) -> None:
    """Say what has become of a thing."""
    await tx.execute(
        sql.move_item,
        shard=shard_of(item.import_id),
        import_id=item.import_id,
        position=item.position,
        state=int(state),
        target_id=target_id,
        code=code,
        detail=detail,
    )


async def set_media(tx: Transaction, item: ItemRow) -> None:
    """Say which of its files are here."""
    await tx.execute(
        sql.set_item_media,
        shard=shard_of(item.import_id),
        import_id=item.import_id,
        position=item.position,
        media=_written(item.media),
        code=item.code,
        detail=item.detail,
    )


async def open_again(tx: Transaction, import_id: ImportId) -> None:
    """What was left out, or was under way, waits once more; but not what the archive itself lacks."""
    await tx.execute(sql.open_items_again, shard=shard_of(import_id), import_id=import_id)


async def leave_kind(tx: Transaction, import_id: ImportId, kind: ItemKind, code: str) -> None:
    """Leave out whatever of one kind waits."""
    await tx.execute(
        sql.leave_kind, shard=shard_of(import_id), import_id=import_id, kind=int(kind), code=code
    )


async def await_media(tx: Transaction, item: ItemRow, media_id: MediaId) -> None:
    """Note which item waits for a photo."""
    await tx.execute(
        sql.await_media,
        shard=shard_of(media_id),
        media_id=media_id,
        import_id=item.import_id,
        position=item.position,
    )


async def awaited_by(reading: Reading, media_id: MediaId) -> tuple[ImportId, int] | None:
    """Which item waits for a photo, if any."""
    found = await reading.fetch(sql.awaited_by, _place, shard=shard_of(media_id), media_id=media_id)
    return found[0] if found else None


async def forget_awaited(tx: Transaction, media_ids: Iterable[MediaId]) -> None:
    """Nobody waits for these any more."""
    for media_id in media_ids:
        await tx.execute(sql.forget_awaited, shard=shard_of(media_id), media_id=media_id)


async def brought_as(reading: Reading, owner_id: AccountId, key: str) -> int | None:
    """What something became when it was brought before."""
    found = await reading.fetch(sql.brought_as, int, shard=shard_of(owner_id), owner_id=owner_id, key=key)
    return found[0] if found else None


async def note_brought(tx: Transaction, owner_id: AccountId, key: str, target_id: int) -> None:
    """Remember what something has become."""
    await tx.execute(
        sql.note_brought, shard=shard_of(owner_id), owner_id=owner_id, key=key, target_id=target_id
    )


def _written(media: tuple[int, ...]) -> str:
    return msgspec.json.encode(media).decode()


def _place(import_id: int, position: int) -> tuple[ImportId, int]:
    return ImportId(import_id), position


def _count(kind: int, state: int, n: int) -> tuple[tuple[ItemKind, ItemState], int]:
    return (ItemKind(kind), ItemState(state)), n


def _import(  # noqa: PLR0913, PLR0917 — the columns of the row, in order
    import_id: int,
    owner_id: int,
    state: int,
    kind: str,
    name: str,
    blob: str,
    size: int,
    audience: int,
    stage: int,
    code: str,
    detail: str,
    created_us: int,
    changed_us: int,
) -> ImportRow:
    return ImportRow(
        id=ImportId(import_id),
        owner_id=AccountId(owner_id),
        state=ImportState(state),
        kind=kind,
        name=name,
        blob=blob,
        size=size,
        audience=audience,
        stage=ItemKind(stage) if stage else None,
        code=code,
        detail=detail,
        created_us=created_us,
        changed_us=changed_us,
    )


def _item(  # noqa: PLR0913, PLR0917 — the columns of the row, in order
    import_id: int,
    position: int,
    kind: int,
    state: int,
    key: str,
    label: str,
    spec: str,
    media: str,
    target_id: int,
    code: str,
    detail: str,
) -> ItemRow:
    return ItemRow(
        import_id=ImportId(import_id),
        position=position,
        kind=ItemKind(kind),
        state=ItemState(state),
        key=key,
        label=label,
        spec=spec,
        media=_media(media),
        target_id=target_id,
        code=code,
        detail=detail,
    )
