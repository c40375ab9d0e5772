"""New addresses for an owner's renditions after fewer may see them: what is noted elsewhere answers no more.

The new key is in the row before its files exist, and the old one until its files are gone, so that a run that
broke off can be run again from anywhere.
"""

from dataclasses import dataclass
from typing import Final

from tintype.kernel.ids import AccountId, MediaId, shard_of
from tintype.kernel.problems import Conflict, NotFound
from tintype.media import store
from tintype.media.events import MediaRekeyed
from tintype.media.film_files import film_addresses, film_blobs, film_blobs_ever
from tintype.media.made import NOTHING_MORE, Made
from tintype.media.reach import key_store
from tintype.media.reach.key_store import Keys
from tintype.media.reach.purging import Purges
from tintype.media.rows import fresh_key, is_optional, picture_files, rendition_blob
from tintype.ports.blob_store import BlobStore
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Job, Lane, Reading, Records, Transaction

REKEY: Final = "media.rekey"
_BATCH: Final = 100
_EVERY: Final = 1 << 40
_ROUNDS_MAX: Final = 20  # each begins because the photo was made anew during the one before


@dataclass(frozen=True, slots=True)
class KeyRotation:
    """Changes the keys of all of an owner's photos."""

    records: Records
    blobs: BlobStore
    purges: Purges

    async def on_audience_narrowed(self, owner_id: AccountId) -> None:
        """Ask for new keys. Asking twice changes them twice, which harms nobody."""
        await self.records.transact(lambda tx: tx.enqueue(_job(owner_id, 0, _EVERY)))

    async def handle(self, job: TakenJob) -> None:
        """Change some keys and ask for the rest. Handles the jobs of `REKEY`."""
        owner_id, after = AccountId(int(job.args["owner_id"])), int(job.args["after"])
        most = int(job.args["most"])
        keys = await self.records.look(
            lambda reading: key_store.keys_of_owner(reading, owner_id, after, min(most, _BATCH))
        )
        for each in keys:
            await self._change(owner_id, each.media_id)
        if len(keys) == _BATCH:
            rest = _job(owner_id, keys[-1].media_id, most - _BATCH)
            await self.records.transact(lambda tx: tx.enqueue(rest))

    async def _change(self, owner_id: AccountId, media_id: MediaId) -> None:
        """Change one key; again where the photo is made anew meanwhile, for its files lie elsewhere then."""
        for _ in range(_ROUNDS_MAX):
            keys = await self._planned(owner_id, media_id)
            if keys is None or keys.coming is None or await self._has_changed(owner_id, keys, keys.coming):
                return
        raise Conflict("The photo is made anew again and again.")

    async def _planned(self, owner_id: AccountId, media_id: MediaId) -> Keys | None:
        """The keys of a medium, one of them coming: this run's, or that of one that broke off or is at it."""
        fresh = fresh_key(owner_id)

        async def body(tx: Transaction) -> tuple[Keys | None, Made]:
            await key_store.plan_key(tx, media_id, fresh)
            return await key_store.keys_of(tx, media_id), await _made_of(tx, media_id)

        keys, made = await self.records.transact(body)
        if keys is not None and keys.going:
            await self._clear(keys, keys.going, made)
        return keys

    async def _has_changed(self, owner_id: AccountId, keys: Keys, coming: str) -> bool:
        """Copy the files to the coming key and let it be in use; False when they have moved meanwhile."""
        made = await self.records.look(lambda reading: _made_of(reading, keys.media_id))
        try:
            await self._copy(keys.key, coming, made)
        except NotFound:
            now = await self._now(keys)
            if now is not None and now.key == keys.key:
                raise

        async def body(tx: Transaction) -> bool:
            await store.hold_media(tx, owner_id, [keys.media_id])
            if _further(await _made_of(tx, keys.media_id)) != _further(made):
                return False  # a film has got more files meanwhile
            if not await key_store.change_key(tx, keys):
                return False
            event = MediaRekeyed(keys.media_id, owner_id, tx.now_us)
            await tx.publish(event, shard=shard_of(keys.media_id))
            return True

        if await self.records.transact(body):
            await self._clear(keys, keys.key, made)
        now = await self._now(keys)
        if now is None:  # its last post was deleted meanwhile
            await self._clear(keys, keys.key, made)
            await self._clear(keys, coming, made)
        return now is None or now.coming != coming

    async def _copy(self, key: str, coming: str, made: Made) -> None:
        further = zip(
            film_blobs(key, made.film, made.captions),
            film_blobs(coming, made.film, made.captions),
            strict=True,
        )
        for source, target in further:
            await self.blobs.copy(source, target)
        for name, kind in picture_files():
            try:
                await self.blobs.copy(rendition_blob(key, name, kind), rendition_blob(coming, name, kind))
            except NotFound:
                if not is_optional(name, kind):
                    raise

    async def _now(self, keys: Keys) -> Keys | None:
        return await self.records.look(lambda reading: key_store.keys_of(reading, keys.media_id))

    async def _clear(self, keys: Keys, key: str, made: Made) -> None:
        files = [rendition_blob(key, name, kind) for name, kind in picture_files()]
        addresses = list(files)
        if made.film is not None:
            captions = [each.file for each in made.captions]
            files += film_blobs_ever(key, captions)
            addresses += film_addresses(key, captions)
        await self.blobs.delete(files)
        await self.purges.ask(addresses)
        await self.records.transact(lambda tx: key_store.forget_old_key(tx, keys.media_id, key))


async def _made_of(reading: Reading, media_id: MediaId) -> Made:
    """What there is of a medium beside its pictures; nothing where it is gone."""
    row = (await store.media_of(reading, [media_id])).get(media_id)
    return row.made if row is not None else NOTHING_MORE


def _further(made: Made) -> tuple[object, ...]:
    """What decides which files lie beside the pictures, and what is in them."""
    film = made.film
    return (film.rungs, film.preview, made.captions) if film else (made.captions,)


async def ask_for_new_key(tx: Transaction, owner_id: AccountId, media_id: MediaId) -> None:
    """Let one photo have a new address."""
    await tx.enqueue(_job(owner_id, media_id - 1, 1))


def _job(owner_id: AccountId, after: int, most: int) -> Job:
    args: dict[str, int | str] = {"owner_id": owner_id, "after": after, "most": most}
    return Job(REKEY, Lane.UPKEEP, shard_of(owner_id), args)
