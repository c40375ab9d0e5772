"""Pictures that are not shown here: noted once, gone at once, and looked for among everything that is here."""

from dataclasses import dataclass
from typing import Final

from tintype.kernel.ids import AccountId, MediaId, shard_of_text
from tintype.kernel.problems import NotFound
from tintype.media import store
from tintype.media.policy import policy_store
from tintype.media.policy.policy_store import BlockedHash
from tintype.media.policy.verdicts import take_down
from tintype.media.rows import MediaRow
from tintype.ports.records import Job, Lane, Transaction

HUNT: Final = "media.hunt"


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of a picture to be blocked: its SHA-256, its pHash (64 bits, unsigned), or both."""

    sha256: bytes | None
    phash: int | None

    @property
    def name(self) -> str:
        """How it is named in the list: 64 hexadecimal digits, or 16 where the pHash is all there is."""
        return self.sha256.hex() if self.sha256 is not None else f"{self.phash or 0:016x}"


@dataclass(frozen=True, slots=True)
class Order:
    """Who blocks something, and why. by_id: 0 for whoever sits at the machine. later_us: how long the looking for
    copies may be left to whoever gave the order.
    """

    by_id: AccountId
    note: str = ""
    later_us: int = 0


async def block_picture(tx: Transaction, picture: Picture, order: Order) -> BlockedHash:
    """Let no copy of a picture be shown, and have those that are here looked for. Safe to run twice."""
    entry = BlockedHash(picture.name, picture.sha256, picture.phash, order.note, order.by_id, tx.now_us)
    if await policy_store.block_hash(tx, entry):
        args: dict[str, int | str] = {"at_us": tx.now_us, "owner_id": 0, "media_id": 0}
        shard, due_us = shard_of_text(entry.hash), tx.now_us + order.later_us
        await tx.enqueue(Job(HUNT, Lane.UPKEEP, shard, args, due_us=due_us))
    found = await policy_store.blocked_hash(tx, entry.hash)
    assert found is not None
    return found


async def block_media(tx: Transaction, row: MediaRow, order: Order) -> BlockedHash:
    """The same for what is here already, which is gone with this transaction."""
    await store.hold_media(tx, row.owner_id, [row.id])
    looks = await policy_store.looks_of(tx, row)
    entry = await block_picture(tx, Picture(looks.sha256, looks.turns[0] if looks.turns else None), order)
    if await take_down(tx, row, order.by_id, order.note):
        await policy_store.note_found(tx, entry.hash)
    found = await policy_store.blocked_hash(tx, entry.hash)
    assert found is not None
    return found


async def unblock(tx: Transaction, name: str) -> None:
    """Let copies of a picture be shown again; what was taken down stays gone. Raises NotFound."""
    if not await policy_store.unblock_hash(tx, name):
        raise NotFound("No picture with this hash is blocked.")


async def media_with_id(tx: Transaction, media_id: MediaId) -> MediaRow:
    """One medium, whoever it belongs to: for moderators. Raises NotFound."""
    row = (await store.media_of(tx, [media_id])).get(media_id)
    if row is None:
        raise NotFound("There is no such photo or video.")
    return row
