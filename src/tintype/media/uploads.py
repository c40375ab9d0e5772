"""Bytes come in: one request, or a ticket, a PUT and a word that it is done. Either way one photo and one
job.

The row is written before the bytes, so that the sweeper finds whatever a lost client or a killed process
leaves behind. A store may take anything that a ticket's holder sends, and take it again later: what becomes a
photo is a copy that no ticket reaches, and only after its size and SHA-256 were found to be those announced.
"""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from tintype.kernel.clock import HOUR_US, MINUTE_US, Clock
from tintype.kernel.ids import MediaId, UploadId, shard_of
from tintype.kernel.problems import Conflict, Invalid, NotFound, TooLarge, Unavailable, Unsupported
from tintype.kernel.viewer import Viewer, known
from tintype.media import store, upload_store
from tintype.media.events import MediaUploaded
from tintype.media.model import PHOTO_BYTES_MAX, MediaKind, MediaState, Refusal, refuse_size
from tintype.media.quota import Quota, QuotaFull
from tintype.media.refusals import problem_of
from tintype.media.rows import MediaRow, UploadRow, fresh_key, quarantine_blob
from tintype.media.sniff import sniff
from tintype.ports.blob_store import HEAD_BYTES, BlobStore, SignedUpload
from tintype.ports.records import Job, Lane, Reading, Records, Transaction

RENDER: Final = "media.render"
TICKET_US: Final = 15 * MINUTE_US
STREAM_US: Final = HOUR_US  # an upload that takes longer has been given up
# When the sweeper clears a finished upload away: a ticket may be used again until it has run out.
CLEAR_AFTER_US: Final = TICKET_US + 5 * MINUTE_US
NAME_CHARACTERS_MAX: Final = 120
TYPES_TAKEN: Final = frozenset(
    f"image/{name}" for name in ("jpeg", "png", "webp", "heic", "heif", "avif", "gif")
)


@dataclass(frozen=True, slots=True)
class Uploads:
    """What people do to bring a photo here."""

    records: Records
    blobs: BlobStore
    clock: Clock
    quota: Quota

    async def ticket(
        self, viewer: Viewer, *, size: int, media_type: str, sha256: bytes, name: str = ""
    ) -> tuple[UploadRow, SignedUpload]:
        """Leave to PUT exactly these bytes within 15 minutes. Raises Invalid, TooLarge, QuotaFull, Unsupported."""
        owner_id = known(viewer)
        if refusal := refuse_size(size):
            raise problem_of(refusal)
        if media_type not in TYPES_TAKEN:
            raise Unsupported("Choose a JPEG, PNG, WebP, HEIC or AVIF picture.", code="type_unsupported")
        if len(sha256) != 32:
            raise Invalid("sha256 is 64 hexadecimal digits.", fields={"sha256": ["format"]})
        await self.quota.ask(owner_id, size)
        blob, until_us = quarantine_blob(), self.clock.now_us() + TICKET_US
        signed = self.blobs.sign_upload(
            blob, size=size, media_type=media_type, sha256=sha256, expires_us=until_us
        )
        row = UploadRow(
            UploadId(0), owner_id, True, False, blob, size, sha256, tidy_name(name), None, until_us
        )
        return await self._begin(row), signed

    async def complete(self, viewer: Viewer, upload_id: UploadId) -> MediaRow:
        """The bytes of a ticket are here: make a photo of them. Safe to call twice.

        Raises NotFound for somebody else's ticket, Conflict while the bytes are missing, and the problem of
        the file.
        """
        upload = await self.records.look(lambda reading: upload_store.upload_of(reading, upload_id))
        if upload is None or upload.owner_id != known(viewer) or not upload.is_ticket:
            raise NotFound
        return await self.settle(upload)

    async def settle(self, upload: UploadRow) -> MediaRow:
        """Turn a ticket whose bytes have arrived into a photo, once, whoever notices first."""
        if upload.is_complete:
            return await self._known(upload)
        if await self.blobs.size(upload.blob) is None:
            return await self._taken_up(upload)
        copy = await self._begin(
            replace(upload, is_ticket=False, blob=quarantine_blob(), due_us=self._later_us())
        )
        try:
            # What the ticket reaches may change at any moment; what is looked at, and kept, is out of its reach.
            await self.blobs.copy(upload.blob, copy.blob)
            await self._check(copy)
        except NotFound:
            await self.discard(copy)
            return await self._taken_up(upload)
        except (Invalid, Unsupported, TooLarge):
            # The row stays, so that what the ticket may still bring is found and cleared away as well.
            await self.blobs.delete([upload.blob])
            await self.discard(copy)
            raise
        try:
            row = await self._settle(upload, copy)
        except QuotaFull:
            await self.blobs.delete([upload.blob])
            await self.discard(copy)
            raise
        # Whoever sends it once more is cleared up after by the sweeper, and so is this if it fails now.
        with suppress(Unavailable):
            await self.blobs.delete([upload.blob])
        return row

    async def receive(self, viewer: Viewer, name: str, body: AsyncIterator[bytes]) -> MediaRow:
        """Take a photo as it streams in; refused by its first bytes where they suffice. Raises the problem of
        the file.
        """
        head, rest = await _peeked(body)
        sniffed = sniff(head, len(head))
        if isinstance(sniffed, Refusal):
            raise problem_of(sniffed)
        owner_id, due_us = known(viewer), self._later_us()
        await self.quota.ask(owner_id, len(head))
        upload = await self._begin(
            UploadRow(
                UploadId(0), owner_id, False, False, quarantine_blob(), 0, b"", tidy_name(name), None, due_us
            )
        )
        try:
            received = await self.blobs.put(upload.blob, rest, bytes_max=PHOTO_BYTES_MAX)
        except TooLarge as problem:
            await self.discard(upload)
            refusal = refuse_size(PHOTO_BYTES_MAX + 1)
            raise (problem_of(refusal) if refusal else problem) from problem
        except BaseException:
            await self.discard(upload)
            raise
        try:
            return await self._settle(upload, replace(upload, size=received.size, sha256=received.sha256))
        except QuotaFull:
            await self.discard(upload)
            raise

    async def discard(self, upload: UploadRow) -> None:
        """Clear an upload away, its bytes first: a row without bytes is found again, bytes without a row are
        not.
        """
        await self.blobs.delete([upload.blob])
        await self.records.transact(lambda tx: upload_store.forget_upload(tx, upload.id))

    async def _begin(self, row: UploadRow) -> UploadRow:
        async def body(tx: Transaction) -> UploadRow:
            upload = replace(row, id=UploadId(tx.mint(shard_of(row.owner_id))))
            await upload_store.add_upload(tx, upload)
            return upload

        return await self.records.transact(body)

    async def _check(self, copy: UploadRow) -> None:
        """Whether these are the bytes that were announced, and a photo. Raises Invalid and Unsupported."""
        size, digest, head = await self.blobs.size(copy.blob), sha256(), b""
        if size is None:
            raise NotFound
        if size == copy.size:
            async for chunk in await self.blobs.open(copy.blob):
                digest.update(chunk)
                head = head or chunk[:HEAD_BYTES]
        if digest.digest() != copy.sha256:
            raise Invalid("These are not the bytes that were announced.", code="checksum_mismatch")
        sniffed = sniff(head, size)
        if isinstance(sniffed, Refusal):
            raise problem_of(sniffed)

    async def _settle(self, upload: UploadRow, kept: UploadRow) -> MediaRow:
        """Make a photo of what is kept of an upload, unless somebody else was first."""
        key = fresh_key(upload.owner_id)

        async def body(tx: Transaction) -> MediaRow | None:
            media_id = MediaId(tx.mint(shard_of(upload.owner_id)))
            for upload_id in dict.fromkeys((kept.id, upload.id)):
                if not await upload_store.complete_upload(
                    tx, upload_id, media_id, tx.now_us + CLEAR_AFTER_US
                ):
                    return None
            row = MediaRow(
                media_id, upload.owner_id, MediaKind.PHOTO, MediaState.WAITING, key, tx.now_us, tx.now_us,
                name=upload.name, size=kept.size, sha256=kept.sha256, source=kept.blob,
            )  # fmt: skip
            await self.quota.charge(tx, row.owner_id, row.size)
            await store.add_media(tx, row)
            await ask_for_renditions(tx, row.id)
            await tx.publish(MediaUploaded(media_id, row.owner_id, tx.now_us), shard=shard_of(media_id))
            return row

        row = await self.records.transact(body)
        if row is not None:
            return row
        if kept.id != upload.id:
            await self.discard(kept)
        return await self._known(upload)

    async def _known(self, upload: UploadRow) -> MediaRow:
        """What an upload has become. Raises NotFound."""

        async def body(reading: Reading) -> MediaRow | None:
            now = await upload_store.upload_of(reading, upload.id)
            if now is None or now.media_id is None:
                return None
            return (await store.media_of(reading, [now.media_id])).get(now.media_id)

        row = await self.records.look(body)
        if row is None:
            raise NotFound
        return row

    async def _taken_up(self, upload: UploadRow) -> MediaRow:
        """What an upload without bytes has become a moment ago. Raises Conflict when they were never here."""
        now = await self.records.look(lambda reading: upload_store.upload_of(reading, upload.id))
        if now is None or not now.is_complete:
            raise Conflict("The bytes of this upload are not here yet.", code="not_uploaded")
        return await self._known(now)

    def _later_us(self) -> int:
        return self.clock.now_us() + STREAM_US


async def ask_for_renditions(tx: Transaction, media_id: MediaId) -> None:
    """Let the worker make what is to be made of a photo."""
    await tx.enqueue(Job(RENDER, Lane.MEDIA, shard_of(media_id), {"media_id": media_id}))


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
