"""Bytes come in: one request, or a ticket, one PUT or several, and a word that it is done. Either way one medium
and one job.

The row is written before the bytes, so that the sweeper finds whatever a lost client or a killed process leaves
behind. What happens to bytes that are here: arriving.py.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Final

from tintype.kernel.clock import HOUR_US, MINUTE_US
from tintype.kernel.ids import UploadId, time_us_of
from tintype.kernel.problems import Conflict, Invalid, NotFound, Problem, TooLarge
from tintype.kernel.viewer import Viewer, known
from tintype.media.model import Refusal, refuse_size
from tintype.media.rows import MediaRow, quarantine_blob
from tintype.media.sniff import HEAD_BYTES, Sniffed, sniff
from tintype.media.uploads import upload_store
from tintype.media.uploads.announcing import ARCHIVE_TYPE, Announced, Leave, signed_leave
from tintype.media.uploads.arriving import CLEAR_AFTER_US, TICKET_US, Arrivals
from tintype.media.uploads.checking import Checked, verify
from tintype.media.uploads.quota import QuotaFull
from tintype.media.uploads.refusals import problem_of
from tintype.media.uploads.upload_store import UploadRow, UploadState
from tintype.ports.records import Transaction

# An upload in parts stays for those whose line broke or whose page was closed; whoever goes on asks for new tickets.
OPEN_US: Final = 55 * MINUTE_US
LIFE_US: Final = 20 * HOUR_US  # The store clears parts away that are a day old.
NAME_CHARACTERS_MAX: Final = 120


class Uploads(Arrivals):
    """What people do to bring a photo or a video here."""

    __slots__ = ()

    async def begin(self, viewer: Viewer, announced: Announced) -> Leave:
        """Leave to send exactly these bytes. Raises Invalid, TooLarge, QuotaFull, TooManyOpen, Unsupported."""
        owner_id = known(viewer)
        announced.check(self.limits)
        await self.records.look(lambda reading: self.quota.announce(reading, owner_id, announced.size))
        blob, is_parted = quarantine_blob(), bool(announced.digests)
        parted = await self.blobs.begin_parts(blob) if is_parted else ""
        now_us = self.clock.now_us()
        row = UploadRow(
            UploadId(0), owner_id, True, blob, now_us + (OPEN_US if is_parted else TICKET_US),
            tidy_name(announced.name), size=announced.size, sha256=announced.sha256, media_type=announced.media_type,
            part_bytes=announced.part_bytes if is_parted else 0, digests=b"".join(announced.digests), parted=parted,
        )  # fmt: skip
        try:
            upload = await self.add(row)
        except Problem:
            if is_parted:
                await self.blobs.give_up_parts(blob, parted)
            raise
        return signed_leave(self.blobs, upload, set(), now_us + TICKET_US)

    async def resume(self, viewer: Viewer, upload_id: UploadId) -> Leave:
        """Leave, once more, for what is not here yet. Raises NotFound when it has to be begun again."""
        upload = await self._ticket_of(viewer, upload_id)
        done = await self.here(upload)
        if done is None:
            raise NotFound
        until_us = self.clock.now_us() + TICKET_US
        if upload.state is UploadState.OPEN:
            stays_us = self.clock.now_us() + OPEN_US if upload.parted else until_us
            due_us = min(stays_us, time_us_of(upload.id) + LIFE_US)
            await self.records.transact(
                lambda tx: upload_store.keep_upload_open(tx, upload.id, max(due_us, upload.due_us))
            )
        return signed_leave(self.blobs, upload, done, until_us)

    async def give_up(self, viewer: Viewer, upload_id: UploadId) -> None:
        """Let nothing come of an upload. Raises NotFound, and Conflict when something has come of it."""
        upload = await self._ticket_of(viewer, upload_id)

        async def body(tx: Transaction) -> bool:
            # The row stays until the tickets have run out, for what they may still bring.
            return await upload_store.give_up_upload(tx, upload.id, tx.now_us + CLEAR_AFTER_US)

        if not await self.records.transact(body):
            raise Conflict("This upload is complete already.", code="already_complete")
        await self.clear(upload)

    async def complete(self, viewer: Viewer, upload_id: UploadId) -> MediaRow:
        """The bytes of a ticket are here: make a medium of them. Safe to call twice.

        Raises NotFound for somebody else's ticket, Conflict while bytes are missing, and the problem of the file.
        """
        return await self.settle(await self._ticket_of(viewer, upload_id))

    async def hand_over(self, viewer: Viewer, upload_id: UploadId, blob: str) -> UploadRow:
        """Let an archive's bytes be under another key, out of the reach of tickets: nothing here is made of them.

        Raises NotFound, Conflict while bytes are missing, and Invalid for others than those announced.
        """
        upload = await self._ticket_of(viewer, upload_id)
        if upload.media_type != ARCHIVE_TYPE or upload.state is not UploadState.OPEN:
            raise NotFound
        try:
            await self.blobs.join_parts(upload.blob, upload.parted, upload.parts)
            await verify(self.blobs, upload)
            await self.blobs.copy(upload.blob, blob)
        except NotFound:
            await self.taken_up(upload)
            raise
        except Invalid:
            await self.discard(upload)
            raise
        await self.give_up(viewer, upload_id)
        return upload

    async def receive(self, viewer: Viewer, name: str, body: AsyncIterator[bytes]) -> MediaRow:
        """Take a file as it streams in; refused by its first bytes where they suffice. Raises the problem of
        the file.
        """
        head, rest = await _peeked(body)
        sniffed = sniff(head, len(head), self.limits)
        if isinstance(sniffed, Refusal):
            raise problem_of(sniffed)
        owner_id = known(viewer)
        await self.quota.ask(owner_id, len(head))
        upload = await self.add(
            UploadRow(UploadId(0), owner_id, False, quarantine_blob(), self.later_us(), tidy_name(name))
        )
        try:
            kept = await self._put(upload, rest, sniffed)
        except BaseException:
            await self.discard(upload)
            raise
        try:
            return await self.keep(upload, kept, Checked(sniffed.kind, kept.sha256))
        except QuotaFull:
            await self.discard(upload)
            raise

    async def _ticket_of(self, viewer: Viewer, upload_id: UploadId) -> UploadRow:
        upload = await self.records.look(lambda reading: upload_store.upload_of(reading, upload_id))
        if upload is None or upload.owner_id != known(viewer) or not upload.is_ticket:
            raise NotFound
        if upload.state is UploadState.GIVEN_UP:
            raise NotFound
        return upload

    async def _put(self, upload: UploadRow, body: AsyncIterator[bytes], sniffed: Sniffed) -> UploadRow:
        bytes_max = self.limits.of(sniffed.kind)
        try:
            received = await self.blobs.put(upload.blob, body, bytes_max=bytes_max)
        except TooLarge as problem:
            refusal = refuse_size(bytes_max + 1, sniffed.kind, self.limits)
            raise (problem_of(refusal) if refusal else problem) from problem
        return replace(upload, size=received.size, sha256=received.sha256)


def tidy_name(name: str) -> str:
    """A file's name as its owner knows it, to be shown and never to be used: no folders, nothing invisible."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[:NAME_CHARACTERS_MAX].strip()


async def _peeked(body: AsyncIterator[bytes]) -> tuple[bytes, AsyncIterator[bytes]]:
    """The first bytes, and an iterator over all of them."""
    head = b""
    while len(head) < HEAD_BYTES:
        chunk = await anext(body, None)
        if chunk is None:
            break
        head += chunk

    async def rejoined() -> AsyncIterator[bytes]:
        yield head
        async for chunk in body:
            yield chunk

    return head, rejoined()
