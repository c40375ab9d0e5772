"""Bringing things along: an archive is sent, looked at, and brought when its owner has seen what it would bring."""

import secrets
from dataclasses import dataclass, replace
from typing import Final

from tintype.accounts import hold_accounts
from tintype.kernel.ids import AccountId, UploadId, shard_of
from tintype.kernel.problems import Conflict, NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.media import Uploads
from tintype.portability import import_store
from tintype.portability.model import (
    IMPORT_KEPT_US,
    LANE,
    ImportId,
    ImportRow,
    ImportState,
    ItemKind,
    ItemRow,
    ItemState,
)
from tintype.portability.turns import LET_GO, begin
from tintype.ports.blob_store import BlobStore
from tintype.ports.records import Job, Reading, Records, Transaction
from tintype.posts import Audience

LOOK: Final = "import.look"
Counts = dict[tuple[ItemKind, ItemState], int]
_OPEN: Final = frozenset({ImportState.LOOKING, ImportState.LOOKED, ImportState.RUNNING})


@dataclass(frozen=True, slots=True)
class Imports:
    """What people do about archives that they bring."""

    records: Records
    blobs: BlobStore
    uploads: Uploads

    async def receive(self, viewer: Viewer, upload_id: UploadId) -> ImportRow:
        """An archive is uploaded: look at it. Raises NotFound, Conflict while another is open, Invalid."""
        owner_id = known(viewer)
        await self.records.look(lambda reading: _refuse_second(reading, owner_id))
        blob = fresh_blob()
        upload = await self.uploads.hand_over(viewer, upload_id, blob)
        return await self.add(viewer, blob, upload.size, upload.name)

    async def add(self, viewer: Viewer, blob: str, size: int, name: str) -> ImportRow:
        """An archive lies under a key of ours: look at it. Raises Conflict while another is open."""
        owner_id = known(viewer)

        async def body(tx: Transaction) -> ImportRow:
            await hold_accounts(tx, owner_id)
            await _refuse_second(tx, owner_id)
            row = _fresh(tx, owner_id, blob, size, name)
            await import_store.add(tx, row)
            await tx.enqueue(Job(LOOK, LANE, shard_of(row.id), {"import_id": row.id}))
            due_us = tx.now_us + IMPORT_KEPT_US
            await tx.enqueue(Job(LET_GO, LANE, shard_of(row.id), {"import_id": row.id}, due_us=due_us))
            return row

        try:
            return await self.records.transact(body)
        except Conflict:
            await self.blobs.delete([blob])
            raise

    async def newest(self, viewer: Viewer) -> list[tuple[ImportRow, Counts]]:
        """The viewer's own with what has become of their things, newest first."""
        owner_id = known(viewer)

        async def body(reading: Reading) -> list[tuple[ImportRow, Counts]]:
            rows = await import_store.newest_of(reading, owner_id)
            return [(row, await import_store.counts(reading, row.id)) for row in rows]

        return await self.records.look(body)

    async def one(self, viewer: Viewer, import_id: ImportId) -> tuple[ImportRow, Counts]:
        """One of the viewer's own. Raises NotFound."""

        async def body(reading: Reading) -> tuple[ImportRow, Counts]:
            row = await _own(reading, viewer, import_id)
            return row, await import_store.counts(reading, row.id)

        return await self.records.look(body)

    async def report(
        self, viewer: Viewer, import_id: ImportId, after: int, limit: int, *, left_only: bool = False
    ) -> list[ItemRow]:
        """What has become of each thing behind a place, or of those left out, at most `limit`. Raises NotFound."""

        async def body(reading: Reading) -> list[ItemRow]:
            row = await _own(reading, viewer, import_id)
            return await import_store.items_after(reading, row.id, after, limit, left_only=left_only)

        return await self.records.look(body)

    async def start(
        self,
        viewer: Viewer,
        import_id: ImportId,
        *,
        audience: Audience | None,
        follows: bool,
        takes_profile: bool,
    ) -> ImportRow:
        """Bring what was looked at; once more what could not be brought. Raises NotFound, Conflict.

        `audience` narrows its posts, and widens none. `follows`: whether people of the same names are followed.
        `takes_profile`: whether name, bio, link and picture are taken where there are none.
        """
        unwanted = [] if follows else [ItemKind.FOLLOW]
        unwanted += [] if takes_profile else [ItemKind.PROFILE, ItemKind.PICTURE]

        async def body(tx: Transaction) -> ImportRow:
            await _own(tx, viewer, import_id)
            row = await import_store.hold(tx, import_id)
            if row is None or row.state not in {ImportState.LOOKED, ImportState.DONE} or not row.blob:
                raise Conflict("This archive cannot be brought now.", code="import_not_ready")
            if row.state is ImportState.DONE:
                await import_store.open_again(tx, import_id)
            for kind in unwanted:
                await import_store.leave_kind(tx, import_id, kind, "not_wanted")
            row = replace(
                row, state=ImportState.RUNNING, audience=0 if audience is None else int(audience), stage=None
            )
            return await begin(tx, row)

        return await self.records.transact(body)

    async def give_up(self, viewer: Viewer, import_id: ImportId) -> None:
        """Bring nothing more of it, and let the archive go; what is here stays. Raises NotFound."""

        async def body(tx: Transaction) -> str:
            await _own(tx, viewer, import_id)
            row = await import_store.hold(tx, import_id)
            if row is None:
                raise NotFound
            state = ImportState.GIVEN_UP if row.state in _OPEN else row.state
            await import_store.change(tx, replace(row, state=state, blob=""))
            return row.blob

        if blob := await self.records.transact(body):
            await self.blobs.delete([blob])


def fresh_blob() -> str:
    """Where an archive lies while it is looked at and brought."""
    return f"imports/{secrets.token_hex(16)}"


async def _own(reading: Reading, viewer: Viewer, import_id: ImportId) -> ImportRow:
    row = await import_store.import_of(reading, import_id)
    if row is None or row.owner_id != known(viewer):
        raise NotFound
    return row


async def _refuse_second(reading: Reading, owner_id: AccountId) -> None:
    if any(row.state in _OPEN for row in await import_store.newest_of(reading, owner_id)):
        raise Conflict("Finish the archive that you have begun with, or give it up.", code="import_open")


def _fresh(tx: Transaction, owner_id: AccountId, blob: str, size: int, name: str) -> ImportRow:
    return ImportRow(
        id=ImportId(tx.mint(shard_of(owner_id))),
        owner_id=owner_id,
        state=ImportState.LOOKING,
        kind="",
        name=name,
        blob=blob,
        size=size,
        audience=0,
        stage=None,
        code="",
        detail="",
        created_us=tx.now_us,
        changed_us=tx.now_us,
    )
