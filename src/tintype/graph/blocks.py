"""Blocking and muting: not being seen by somebody, not seeing somebody."""

from dataclasses import dataclass

from tintype.accounts import hold_accounts
from tintype.graph import edges
from tintype.graph.events import Blocked, Muted, Unblocked, Unmuted
from tintype.graph.follows import end_follow, end_request
from tintype.graph.model import BLOCKS_MAX, EdgeKind
from tintype.graph.visibility import reachable
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.problems import Conflict, Forbidden, NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Records, Transaction


@dataclass(frozen=True, slots=True)
class Blocks:
    """What people do about not meeting. Every method is safe to call twice."""

    records: Records

    async def block(self, viewer: Viewer, account_id: AccountId) -> None:
        """Neither sees the other from now on; follows and requests between them end. Raises NotFound if hidden."""
        by_id = _not_oneself(viewer, account_id)

        async def body(tx: Transaction) -> None:
            await hold_accounts(tx, by_id, account_id)
            if await edges.contains(tx, by_id, EdgeKind.BLOCK, [account_id]):
                return
            # Who has been blocked first cannot block back: to them there is nobody here.
            if not await reachable(tx, viewer, [account_id]):
                raise NotFound
            await _refuse_beyond_bound(tx, by_id, EdgeKind.BLOCK)
            await block(tx, by_id, account_id)

        await self.records.transact(body)

    async def unblock(self, viewer: Viewer, account_id: AccountId) -> None:
        """Lift a block; what it ended stays ended."""
        by_id = known(viewer)

        async def body(tx: Transaction) -> None:
            if (await edges.remove(tx, EdgeKind.BLOCK, [(by_id, account_id)]))[0]:
                await tx.publish(Unblocked(by_id, account_id, tx.now_us), shard=shard_of(by_id))

        await self.records.transact(body)

    async def mute(self, viewer: Viewer, account_id: AccountId) -> None:
        """No longer be shown what somebody shares, without their knowing. Raises NotFound if hidden."""
        by_id = _not_oneself(viewer, account_id)

        async def body(tx: Transaction) -> None:
            await hold_accounts(tx, by_id)
            if not await reachable(tx, viewer, [account_id]):
                raise NotFound
            await _refuse_beyond_bound(tx, by_id, EdgeKind.MUTE)
            if (await edges.add(tx, EdgeKind.MUTE, [(by_id, account_id)]))[0]:
                await tx.publish(Muted(by_id, account_id, tx.now_us), shard=shard_of(by_id))

        await self.records.transact(body)

    async def unmute(self, viewer: Viewer, account_id: AccountId) -> None:
        """Lift a mute."""
        by_id = known(viewer)

        async def body(tx: Transaction) -> None:
            if (await edges.remove(tx, EdgeKind.MUTE, [(by_id, account_id)]))[0]:
                await tx.publish(Unmuted(by_id, account_id, tx.now_us), shard=shard_of(by_id))

        await self.records.transact(body)


async def block(tx: Transaction, by_id: AccountId, of_id: AccountId) -> None:
    """Write a block and end every follow and request between the two."""
    await edges.add(tx, EdgeKind.BLOCK, [(by_id, of_id)])
    for follower_id, followed_id in ((by_id, of_id), (of_id, by_id)):
        await end_follow(tx, follower_id, followed_id)
        await end_request(tx, follower_id, followed_id)
    await tx.publish(Blocked(by_id, of_id, tx.now_us), shard=shard_of(by_id))


def _not_oneself(viewer: Viewer, account_id: AccountId) -> AccountId:
    by_id = known(viewer)
    if by_id == account_id:
        raise Conflict("This is you.", code="block_self")
    return by_id


async def _refuse_beyond_bound(tx: Transaction, by_id: AccountId, kind: EdgeKind) -> None:
    there = await edges.counts(tx, [by_id], [kind])
    if there[by_id, kind] >= BLOCKS_MAX:
        raise Forbidden(f"You can do this to at most {BLOCKS_MAX:,} accounts.", code="block_limit")
