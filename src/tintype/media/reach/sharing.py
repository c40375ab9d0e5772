"""What posts do to the photos they carry: show them to more or fewer people, or have no more use for them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from tintype.accounts import people
from tintype.kernel.ids import AccountId, MediaId, shard_of
from tintype.media import store
from tintype.media.film_files import film_addresses, film_blobs_ever
from tintype.media.model import MediaKind, MediaState, Reach
from tintype.media.reach.purging import Purges
from tintype.media.reach.rekeying import ask_for_new_key
from tintype.media.rows import MediaRow, picture_files, rendition_blob
from tintype.ports.blob_store import BlobStore
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Job, Lane, Reading, Records, Transaction

DISCARD: Final = "media.discard"


async def share(tx: Transaction, reach: Mapping[MediaId, Reach]) -> None:
    """Note whom photos are shown to. Where everybody could see one and no longer may, its address changes."""
    rows = await store.media_of(tx, list(reach))
    for media_id, row in rows.items():
        if await store.set_reach(tx, media_id, reach[media_id]):
            was_public = row.reach is Reach.EVERYONE and row.state is MediaState.READY
            if was_public and reach[media_id] is not Reach.EVERYONE:
                await ask_for_new_key(tx, row.owner_id, media_id)


async def discard(tx: Transaction, owner_id: AccountId, media_ids: Collection[MediaId]) -> int:
    """Forget photos that no post carries, with all their files; how many. The owner's own picture stays."""
    forgotten = 0
    rows = await store.media_of(tx, media_ids)
    owner = (await people(tx, [owner_id])).get(owner_id)
    portrait_id = owner.avatar_id if owner else None
    for row in rows.values():
        if row.owner_id != owner_id:
            continue
        if row.id == portrait_id:
            await store.set_reach(tx, row.id, Reach.OWNER)
            continue
        for key in await store.remove_media(tx, row):
            await forget_files(tx, row, key)
        forgotten += 1
    return forgotten


@dataclass(frozen=True, slots=True)
class Discards:
    """Handles the jobs of `DISCARD`: the row went with the post, now its files."""

    records: Records
    blobs: BlobStore
    purges: Purges

    async def handle(self, job: TakenJob) -> None:
        """Delete the files of one key, and the original when no other photo of the owner needs it."""
        key, source = str(job.args["key"]), str(job.args["source"])
        owner_id = AccountId(int(job.args["owner_id"]))

        sha256 = bytes.fromhex(str(job.args["sha256"]))

        async def body(reading: Reading) -> bool:
            return bool(source) and not await store.has_same_bytes(reading, owner_id, sha256)

        is_unused = await self.records.look(body)
        files = [rendition_blob(key, name, kind) for name, kind in picture_files()]
        addresses = list(files)
        if job.args.get("film"):
            captions = str(job.args.get("captions", "")).split()
            files += film_blobs_ever(key, captions)
            addresses += film_addresses(key, captions)
        await self.blobs.delete([*files, source] if is_unused else files)
        await self.purges.ask(addresses)


async def forget_files(tx: Transaction, row: MediaRow, key: str) -> None:
    """Let the files of a photo whose row is gone be deleted."""
    args: dict[str, int | str] = {
        "owner_id": row.owner_id,
        "key": key,
        "source": row.source or "",
        "sha256": row.sha256.hex(),
    }
    if row.kind is MediaKind.VIDEO:
        args |= {"film": 1, "captions": " ".join(each.file for each in row.made.captions)}
    await tx.enqueue(Job(DISCARD, Lane.UPKEEP, shard_of(row.id), args))
