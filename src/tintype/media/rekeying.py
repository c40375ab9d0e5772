"""New addresses for an owner's renditions after fewer may see them: what is noted elsewhere answers no more.

The new key is in the row before its files exist, and the old one until its files are gone, so that a run that
broke off can be run again from anywhere.
"""

from dataclasses import dataclass
from typing import Final

from tintype.kernel.ids import AccountId, MediaId, shard_of
from tintype.kernel.problems import NotFound
from tintype.media import key_store, store
from tintype.media.events import MediaRekeyed
from tintype.media.key_store import Keys
from tintype.media.model import VARIANTS, RenditionType
from tintype.media.purging import Purges
from tintype.media.rows import TYPES, fresh_key, rendition_blob
from tintype.ports.blob_store import BlobStore
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Job, Lane, Records, Transaction

REKEY: Final = "media.rekey"
_BATCH: Final = 100
_EVERY: Final = 1 << 40


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
            await self._change(owner_id, each)
        if len(keys) == _BATCH:
            rest = _job(owner_id, keys[-1].media_id, most - _BATCH)
            await self.records.transact(lambda tx: tx.enqueue(rest))

    async def _change(self, owner_id: AccountId, keys: Keys) -> None:
        if keys.going:
            await self._clear(keys, keys.going)
        coming = keys.coming or fresh_key(owner_id)
        if not keys.coming:
            await self.records.transact(lambda tx: key_store.plan_key(tx, keys.media_id, coming))
        try:
            for name, kind in _files():
                await self.blobs.copy(
                    rendition_blob(keys.key, name, kind), rendition_blob(coming, name, kind)
                )
        except NotFound:
            if not await self._is_gone(keys.media_id):
                raise

        async def body(tx: Transaction) -> None:
            if await key_store.change_key(tx, keys.media_id):
                event = MediaRekeyed(keys.media_id, owner_id, tx.now_us)
                await tx.publish(event, shard=shard_of(keys.media_id))

        await self.records.transact(body)
        await self._clear(keys, keys.key)
        if await self._is_gone(keys.media_id):  # its last post was deleted meanwhile
            await self._clear(keys, coming)

    async def _is_gone(self, media_id: MediaId) -> bool:
        return not await self.records.look(lambda reading: store.media_of(reading, [media_id]))

    async def _clear(self, keys: Keys, key: str) -> None:
        files = [rendition_blob(key, name, kind) for name, kind in _files()]
        await self.blobs.delete(files)
        await self.purges.ask(files)
        await self.records.transact(lambda tx: key_store.forget_old_key(tx, keys.media_id, key))


def _files() -> list[tuple[str, RenditionType]]:
    return [(name, kind) for name in VARIANTS for kind in TYPES]


async def ask_for_new_key(tx: Transaction, owner_id: AccountId, media_id: MediaId) -> None:
    """Let one photo have a new address."""
    await tx.enqueue(_job(owner_id, media_id - 1, 1))


def _job(owner_id: AccountId, after: int, most: int) -> Job:
    args: dict[str, int | str] = {"owner_id": owner_id, "after": after, "most": most}
    return Job(REKEY, Lane.UPKEEP, shard_of(owner_id), args)
