"""Bytes that have arrived become a medium, once: checked where no ticket reaches, counted, and handed to the worker.

A store may take anything that a ticket's holder sends, and take it again later. What becomes a medium lies where no
ticket reaches, and only after its bytes were found to be those announced: of one PUT that is a copy; of parts it is
what they were joined to, for then the store takes no more of them.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from tintype.accounts import hold_accounts
from tintype.kernel.clock import HOUR_US, MINUTE_US, Clock
from tintype.kernel.ids import MediaId, UploadId, shard_of
from tintype.kernel.problems import Conflict, Invalid, NotFound, TooLarge, Unavailable, Unsupported
from tintype.media import store
from tintype.media.events import MediaUploaded
from tintype.media.making.film_jobs import ask_for_film
from tintype.media.model import AS_DECIDED, FileLimits, MediaKind, MediaState
from tintype.media.rows import MediaRow, fresh_key, quarantine_blob
from tintype.media.uploads import upload_store
from tintype.media.uploads.checking import Checked, check
from tintype.media.uploads.quota import Quota
from tintype.media.uploads.upload_store import UploadRow, UploadState
from tintype.ports.part_store import UploadStore
from tintype.ports.records import Job, Lane, Reading, Records, Transaction

RENDER: Final = "media.render"
TICKET_US: Final = 15 * MINUTE_US
STREAM_US: Final = HOUR_US  # an upload that takes longer has been given up
# When the sweeper clears a finished upload away: a ticket may be used again until it has run out.
CLEAR_AFTER_US: Final = TICKET_US + 5 * MINUTE_US


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What is done with the bytes of uploads, whoever notices that they are here."""

    records: Records
    blobs: UploadStore
    clock: Clock
    quota: Quota
    limits: FileLimits = AS_DECIDED

    async def settle(self, upload: UploadRow) -> MediaRow:
        """Turn a ticket whose bytes have arrived into a medium, once, whoever notices first."""
        if upload.state is UploadState.COMPLETE:
            return await self._known(upload)
        return await (self._settle_parts(upload) if upload.parted else self._settle_copy(upload))

    async def has_arrived(self, upload: UploadRow) -> bool:
        """Whether all bytes of a ticket are here."""
        done = await self.here(upload)
        return done is not None and len(done) == max(1, len(upload.parts))

    async def discard(self, upload: UploadRow) -> None:
        """Clear an upload away, its bytes first: a row without bytes is found again, bytes without a row are
        not.
        """
        await self.clear(upload)
        await self.records.transact(lambda tx: upload_store.forget_upload(tx, upload.id))

    async def clear(self, upload: UploadRow) -> None:
        if upload.parted:
            await self.blobs.give_up_parts(upload.blob, upload.parted)
        await self.blobs.delete([upload.blob])

    async def add(self, row: UploadRow) -> UploadRow:
        async def body(tx: Transaction) -> UploadRow:
            if row.is_ticket:
                await hold_accounts(tx, row.owner_id)
                await self.quota.announce(tx, row.owner_id, row.size)
            upload = replace(row, id=UploadId(tx.mint(shard_of(row.owner_id))))
            await upload_store.add_upload(tx, upload)
            return upload

        return await self.records.transact(body)

    async def here(self, upload: UploadRow) -> set[int] | None:
        """The parts that are here as announced; None when the store knows nothing of the upload any more."""
        parts = {part.number: part.size for part in upload.parts} or {1: upload.size}
        if upload.state is UploadState.COMPLETE or await self.blobs.size(upload.blob) == upload.size:
            return set(parts)
        if not upload.parted:
            return set()
        try:
            here = await self.blobs.parts_here(upload.blob, upload.parted)
        except NotFound:
            return None
        return {number for number, size in parts.items() if here.get(number) == size}

    async def _settle_copy(self, upload: UploadRow) -> MediaRow:
        if await self.blobs.size(upload.blob) is None:
            return await self.taken_up(upload)
        copy = await self.add(
            replace(upload, is_ticket=False, blob=quarantine_blob(), due_us=self.later_us())
        )
        try:
            # What the ticket reaches may change at any moment; what is looked at, and kept, is out of its reach.
            await self.blobs.copy(upload.blob, copy.blob)
            row = await self.keep(upload, copy, await check(self.blobs, copy, self.limits))
        except NotFound:
            await self.discard(copy)
            return await self.taken_up(upload)
        except (Invalid, Unsupported, TooLarge):
            # The row stays, so that what the ticket may still bring is found and cleared away as well.
            await self.blobs.delete([upload.blob])
            await self.discard(copy)
            raise
        # Whoever sends it once more is cleared up after by the sweeper, and so is this if it fails now.
        with suppress(Unavailable):
            await self.blobs.delete([upload.blob])
        return row

    async def _settle_parts(self, upload: UploadRow) -> MediaRow:
        try:
            await self.blobs.join_parts(upload.blob, upload.parted, upload.parts)
            checked = await check(self.blobs, upload, self.limits)
            return await self.keep(upload, replace(upload, sha256=checked.sha256), checked)
        except NotFound:
            return await self.taken_up(upload)
        except (Invalid, Unsupported, TooLarge):
            await self.discard(upload)
            raise

    async def keep(self, upload: UploadRow, kept: UploadRow, checked: Checked) -> MediaRow:
        """Make a medium of what is kept of an upload, unless somebody else was first."""
        key = fresh_key(upload.owner_id)

        async def body(tx: Transaction) -> MediaRow | None:
            media_id = MediaId(tx.mint(shard_of(upload.owner_id)))
            for upload_id in dict.fromkeys((kept.id, upload.id)):
                if not await upload_store.complete_upload(
                    tx, upload_id, media_id, tx.now_us + CLEAR_AFTER_US
                ):
                    return None
            row = MediaRow(
                media_id, upload.owner_id, checked.kind, MediaState.WAITING, key, tx.now_us, tx.now_us,
                name=upload.name, size=kept.size, sha256=kept.sha256, source=kept.blob,
            )  # fmt: skip
            await self.quota.charge(tx, row.owner_id, row.size)
            await store.add_media(tx, row)
            await ask_for_renditions(tx, row)
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

    async def taken_up(self, upload: UploadRow) -> MediaRow:
        """What an upload without all its bytes has become a moment ago. Raises Conflict when they never were here."""
        now = await self.records.look(lambda reading: upload_store.upload_of(reading, upload.id))
        if now is not None and now.state is UploadState.COMPLETE:
            return await self._known(now)
        if now is None or now.state is UploadState.GIVEN_UP:
            raise NotFound
        if not upload.parted:
            raise Conflict("The bytes of this upload are not here yet.", code="not_uploaded")
        here = await self.here(now)
        if here is None:  # The store has cleared them away.
            raise NotFound
        missing = [str(part.number) for part in upload.parts if part.number not in here]
        raise Conflict(
            f"{len(missing)} of {len(upload.parts)} parts of this upload are not here yet.",
            code="not_uploaded",
            fields={"parts": missing},
        )

    def later_us(self) -> int:
        return self.clock.now_us() + STREAM_US


async def ask_for_renditions(tx: Transaction, row: MediaRow) -> None:
    """Let the worker make what is to be made of a photo, or a video so far that it plays."""
    if row.kind is MediaKind.VIDEO:
        await ask_for_film(tx, row.id)
    else:
        await tx.enqueue(Job(RENDER, Lane.MEDIA, shard_of(row.id), {"media_id": row.id}))
