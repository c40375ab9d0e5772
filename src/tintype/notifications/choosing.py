"""What people decide about being told: which kinds, where, which posts not; and how far they have read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from tintype.accounts import hold_accounts
from tintype.kernel.clock import SECOND_US
from tintype.kernel.ids import AccountId, PostId
from tintype.kernel.problems import Invalid, NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.notifications import store
from tintype.notifications.model import NoticeKind
from tintype.notifications.wishes import Channel, Digest, From
from tintype.ports.broadcast import Broadcast
from tintype.ports.records import Reading, Records, Transaction
from tintype.posts import visible_heads

NOTIFICATIONS_READ: Final = "notification.read"
MILLISECOND_US = SECOND_US // 1000
Changes = Mapping[tuple[NoticeKind, Channel], From]


class ReadNow(msgspec.Struct, frozen=True):
    """The live message to somebody's other windows."""

    owner_id: int


@dataclass(frozen=True, slots=True)
class Choosing:
    """Everything may be done twice; the second time changes nothing."""

    records: Records
    broadcast: Broadcast

    async def read(self, viewer: Viewer, until: str) -> None:
        """Everything up to a time (RFC 3339) has been read; never backwards. Raises Invalid."""
        owner_id, until_us = known(viewer), _time_us(until)

        async def body(tx: Transaction) -> bool:
            return await store.mark_seen(tx, owner_id, min(until_us, tx.now_us))

        if await self.records.transact(body):
            await self.broadcast.publish(NOTIFICATIONS_READ, msgspec.json.encode(ReadNow(owner_id)))

    async def change(self, viewer: Viewer, changes: Changes, digest: Digest | None) -> None:
        """Choose for some kinds and channels, and how often letters come."""
        owner_id = known(viewer)

        async def body(tx: Transaction) -> None:
            await hold_accounts(tx, owner_id)
            there = (await store.wishes_of(tx, [owner_id]))[owner_id]
            if changes:
                await store.put_choices(tx, owner_id, {**there.choices, **changes})
            if digest is not None and digest is not there.digest:
                await store.put_digest(tx, owner_id, digest)

        await self.records.transact(body)

    async def mute(self, viewer: Viewer, post_id: PostId) -> None:
        """Hear no more of a post. Raises NotFound for what the viewer may not see."""
        owner_id = known(viewer)

        async def body(tx: Transaction) -> None:
            if post_id not in await visible_heads(tx, viewer, [post_id]):
                raise NotFound
            await store.hush(tx, owner_id, post_id)

        await self.records.transact(body)

    async def unmute(self, viewer: Viewer, post_id: PostId) -> None:
        """Hear of a post again."""
        owner_id = known(viewer)
        await self.records.transact(lambda tx: store.unhush(tx, owner_id, post_id))

    async def is_muted(self, viewer: Viewer, post_id: PostId) -> bool:
        """Whether the viewer hears no more of a post. Raises NotFound for what the viewer may not see."""
        owner_id = known(viewer)

        async def body(reading: Reading) -> bool:
            if post_id not in await visible_heads(reading, viewer, [post_id]):
                raise NotFound
            return bool(await store.quiet_pairs(reading, [(owner_id, post_id)]))

        return await self.records.look(body)

    async def end_digest(self, owner_id: AccountId) -> None:
        """No more letters, for whoever holds the address that the letter gave."""

        async def body(tx: Transaction) -> None:
            await store.put_digest(tx, owner_id, Digest.OFF)

        await self.records.transact(body)


def _time_us(text: str) -> int:
    """The last microsecond of the millisecond that a text names. Raises Invalid."""
    try:
        at = datetime.fromisoformat(text)
        seconds = at.timestamp()
    except (ValueError, OverflowError):
        at, seconds = None, 0.0
    if at is None or at.tzinfo is None or not 0 <= seconds < 1 << 40:
        raise Invalid("until is a time such as 2026-11-22T08:00:00.000Z.", fields={"until": ["invalid"]})
    milliseconds = round(seconds * 1000)
    return milliseconds * MILLISECOND_US + MILLISECOND_US - 1
