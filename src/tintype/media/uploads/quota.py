"""How many bytes of photos an account may keep here: counted exactly, with every photo that comes or goes.

What counts is the photo as it was uploaded. The same bytes twice count twice, though they are kept once: a photo
costs what it says, whatever else its owner has.
"""

from dataclasses import dataclass

from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.problems import TooLarge, TooMany
from tintype.kernel.viewer import Viewer, known
from tintype.media.store import sql
from tintype.media.uploads import upload_store
from tintype.ports.records import Reading, Records, Transaction

QUOTA_BYTES = 20_000_000_000  # Some 5,000 photos from a phone.
OPEN_MAX = 100  # Five posts of 20 photos under way at once.


class QuotaFull(TooLarge):
    """The photo does not fit beside what its owner keeps here already."""

    code = "quota_full"
    title = "Your photos take up all the space there is for you. Delete some posts to make room."


class TooManyOpen(TooMany):
    """More uploads are announced than anybody sends at once."""

    code = "too_many_uploads"
    title = f"{OPEN_MAX} uploads of yours are under way. Finish some or give them up, or wait an hour."


@dataclass(frozen=True, slots=True)
class Quota:
    """What an account uses of what it may."""

    records: Records
    bytes_max: int = QUOTA_BYTES

    async def used(self, viewer: Viewer) -> int:
        """How many bytes the viewer's photos take up."""
        return await self.records.look(lambda reading: _used(reading, known(viewer)))

    async def ask(self, owner_id: AccountId, size: int) -> None:
        """Refuse at the door what would not fit by now. Raises QuotaFull."""
        if await self.records.look(lambda reading: _used(reading, owner_id)) + size > self.bytes_max:
            raise QuotaFull

    async def announce(self, reading: Reading, owner_id: AccountId, size: int) -> None:
        """Whether one more upload may be announced: what is announced may arrive, and lies here until it counts.

        Raises QuotaFull and TooManyOpen. To hold others off, hold the account before.
        """
        waiting = await upload_store.open_uploads(reading, owner_id)
        if waiting.count >= OPEN_MAX:
            raise TooManyOpen
        if await _used(reading, owner_id) + waiting.size + size > self.bytes_max:
            raise QuotaFull

    async def charge(self, tx: Transaction, owner_id: AccountId, size: int) -> None:
        """Count a photo in. Raises QuotaFull: of many at once, those get in that fit."""
        columns = {"shard": shard_of(owner_id), "account_id": owner_id, "size": size}
        if size > self.bytes_max or not await tx.execute(
            sql.charge_storage, **columns, bytes_max=self.bytes_max
        ):
            raise QuotaFull


async def _used(reading: Reading, owner_id: AccountId) -> int:
    found = await reading.fetch(sql.storage_used, int, shard=shard_of(owner_id), account_id=owner_id)
    return found[0] if found else 0
