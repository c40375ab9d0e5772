"""Whose turn it is: a few things of an archive at a time, each kind when the one before it is through.

Everything here but `at_it` and `held` runs while the import is held. Whatever ends one thing begins the next in the
same transaction, so that a process that dies leaves nothing behind that nobody goes on with.
"""

from dataclasses import replace
from typing import Final

from tintype.accounts import standing
from tintype.kernel.ids import MediaId, shard_of
from tintype.portability import import_store
from tintype.portability.model import LANE, ImportId, ImportRow, ImportState, ItemKind, ItemRow, ItemState
from tintype.ports.records import Job, Reading, Transaction

ITEM: Final = "import.item"
LET_GO: Final = "import.let_go"
# While photos of one post are being made, those of the next are uploaded; answers come behind what they answer.
AT_ONCE: Final = {ItemKind.POST: 4}


async def begin(tx: Transaction, row: ImportRow) -> ImportRow:
    """Start with the first kind behind the one that is through; done when there is none."""
    waiting = {
        kind for (kind, state), n in (await import_store.counts(tx, row.id)).items() if n and not state
    }
    following = sorted(kind for kind in waiting if row.stage is None or kind > row.stage)
    if not following:
        row = replace(row, state=ImportState.DONE, stage=None)
        await import_store.change(tx, row)
        if not await import_store.can_retry(tx, row.id):
            await tx.enqueue(Job(LET_GO, LANE, shard_of(row.id), {"import_id": row.id}))
        return row
    row = replace(row, stage=following[0])
    await import_store.change(tx, row)
    for _ in range(AT_ONCE.get(following[0], 1)):
        await _take_next(tx, row, following[0])
    return row


async def end(
    tx: Transaction,
    row: ImportRow,
    item: ItemRow,
    state: ItemState,
    *,
    target_id: int = 0,
    code: str = "",
    detail: str = "",
) -> None:
    """Say what has become of a thing, and go on with the next. `row` is the import as it was held."""
    await import_store.move(tx, item, state, target_id=target_id, code=code, detail=detail)
    if row.stage is None or await _take_next(tx, row, row.stage):
        return
    under_way = (await import_store.counts(tx, row.id)).get((row.stage, ItemState.AT_IT), 0)
    if not under_way:
        await begin(tx, row)


async def at_it(reading: Reading, import_id: ImportId, position: int) -> tuple[ImportRow, ItemRow] | None:
    """An import under way and a thing of it that is to be brought now, of somebody who may be here."""
    return await _to_bring(reading, await import_store.import_of(reading, import_id), position)


async def held(tx: Transaction, import_id: ImportId, position: int) -> tuple[ImportRow, ItemRow] | None:
    """A thing that is still to be brought, and its import, held until this body ends."""
    return await _to_bring(tx, await import_store.hold(tx, import_id), position)


async def note_media(tx: Transaction, item: ItemRow, media_id: int) -> None:
    """Say which files of a thing are here, and that it waits for the last of them to be made."""
    await import_store.set_media(tx, item)
    if media_id > 0:
        await import_store.await_media(tx, item, MediaId(media_id))


async def wake(tx: Transaction, import_id: ImportId, position: int) -> None:
    """Have a thing brought, or go on with it: a file that it has waited for is made, or will not be."""
    args: dict[str, int | str] = {"import_id": import_id, "position": position}
    await tx.enqueue(Job(ITEM, LANE, shard_of(import_id), args))


async def _to_bring(
    reading: Reading, row: ImportRow | None, position: int
) -> tuple[ImportRow, ItemRow] | None:
    if row is None or row.state is not ImportState.RUNNING:
        return None
    item = await import_store.item_of(reading, row.id, position)
    if item is None or item.state is not ItemState.AT_IT:
        return None
    owner = (await standing(reading, [row.owner_id])).get(row.owner_id)
    return (row, item) if owner is not None and owner.is_active else None


async def _take_next(tx: Transaction, row: ImportRow, kind: ItemKind) -> bool:
    position = await import_store.take_item(tx, row.id, kind)
    if position is not None:
        await wake(tx, row.id, position)
    return position is not None
