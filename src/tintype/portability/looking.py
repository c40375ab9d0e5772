"""The job that looks at an archive: whose it is, and what it would bring. Nothing is brought by it."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from tintype.accounts import profile
from tintype.kernel.problems import NotFound
from tintype.portability import import_store, reading_instagram, reading_tintype
from tintype.portability.at_hand import AtHand
from tintype.portability.bringing_profile import beside_own
from tintype.portability.model import ImportId, ImportRow, ImportState, ItemRow
from tintype.portability.plan import Plan
from tintype.portability.unpacking import Archive, BadArchive
from tintype.ports.blob_store import BlobStore
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Records, Transaction

ROWS_AT_ONCE: Final = 200
ATTEMPTS_MAX: Final = 5


@dataclass(frozen=True, slots=True)
class Looking:
    """Reads archives and writes down what is in them. Safe to run twice: the same archive gives the same list."""

    records: Records
    blobs: BlobStore
    at_hand: AtHand

    async def look(self, job: TakenJob) -> None:
        """Look at one archive."""
        import_id = ImportId(int(job.args["import_id"]))
        row = await self.records.look(lambda reading: import_store.import_of(reading, import_id))
        if row is None or row.state is not ImportState.LOOKING:
            return None
        try:
            if job.attempt > ATTEMPTS_MAX:
                raise BadArchive
            archive = await self.at_hand.archive(row.blob)
            # Beside the loop: a hundred thousand posts take seconds.
            plan = await asyncio.to_thread(planned, archive)
            account = await self.records.look(lambda reading: profile(reading, row.owner_id))
            if account is not None:
                plan.items = [beside_own(each, account) for each in plan.items]
        except (BadArchive, NotFound) as refused:
            return await self._end(row, ImportState.REFUSED, refused.code, refused.detail or refused.title)
        for chunk in _chunks(plan.rows(row.id)):
            await self.records.transact(lambda tx, chunk=chunk: import_store.add_items(tx, chunk))
        notes = " ".join(dict.fromkeys(plan.notes))
        await self._end(replace(row, kind=plan.kind), ImportState.LOOKED, "", notes)

    async def let_go(self, job: TakenJob) -> None:
        """Let an archive go whose time is over. Safe to run twice."""
        import_id = ImportId(int(job.args["import_id"]))

        async def body(tx: Transaction) -> str:
            row = await import_store.hold(tx, import_id)
            if row is None or not row.blob:
                return ""
            is_over = row.state in {ImportState.DONE, ImportState.REFUSED, ImportState.GIVEN_UP}
            state = row.state if is_over else ImportState.GIVEN_UP
            await import_store.change(tx, replace(row, state=state, blob=""))
            return row.blob

        if blob := await self.records.transact(body):
            await self.blobs.delete([blob])

    async def _end(self, looked_at: ImportRow, state: ImportState, code: str, detail: str) -> None:
        async def body(tx: Transaction) -> None:
            row = await import_store.hold(tx, looked_at.id)
            if row is None or row.state is not ImportState.LOOKING:
                return
            blob = "" if state is ImportState.REFUSED else row.blob
            await import_store.change(
                tx, replace(row, state=state, kind=looked_at.kind, blob=blob, code=code, detail=detail)
            )

        await self.records.transact(body)
        if state is ImportState.REFUSED:
            await self.blobs.delete([looked_at.blob])


def planned(archive: Archive) -> Plan:
    """What an archive would bring, whosever it is. Raises BadArchive."""
    folder = reading_tintype.is_ours(archive)
    if folder is not None:
        return reading_tintype.read_plan(archive, folder)
    if reading_instagram.is_theirs(archive):
        return reading_instagram.read_plan(archive)
    if reading_instagram.is_theirs_as_pages(archive):
        raise BadArchive(
            "This export was made for reading. Ask Instagram for your data once more, as JSON.",
            code="archive_not_json",
        )
    raise BadArchive(
        "This is neither an archive of Tintype nor an export of Instagram's data. "
        "Choose the file that you downloaded there, as it came.",
        code="archive_unknown",
    )


def _chunks(rows: Iterable[ItemRow]) -> Iterator[list[ItemRow]]:
    left = iter(rows)
    while chunk := list(islice(left, ROWS_AT_ONCE)):
        yield chunk
