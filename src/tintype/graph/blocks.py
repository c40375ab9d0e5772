"""Blocking: neither sees the other any more."""

from dataclasses import dataclass

from tintype.accounts import hold_accounts
from tintype.graph import edges
from tintype.graph.close_friends import end_closeness
from tintype.graph.events import Blocked, Unblocked
from tintype.graph.follows import end_follow, end_request
from tintype.graph.model import EdgeKind
from tintype.graph.one_sided import not_oneself, refuse_beyond_bound
from tintype.graph.visibility import reachable
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Records, Transaction


@dataclass(frozen=True, slots=True)
class Blocks:
    """What people do about not meeting. Both methods are safe to call twice."""

    records: Records

    async def block(self, viewer: Viewer, account_id: AccountId) -> None:
        """Neither sees the other from now on; follows and requests between them end. Raises NotFound if hidden."""
        by_id = not_oneself(viewer, account_id, "block_self")

        async def body(tx: Transaction) -> None:
            await hold_accounts(tx, by_id, account_id)
            if await edges.contains(tx, by_id, EdgeKind.BLOCK, [account_id]):
                return
            # Who has been blocked first cannot block back: to them there is nobody here.
            if not await reachable(tx, viewer, [account_id]):
                raise NotFound
            await refuse_beyond_bound(tx, by_id, EdgeKind.BLOCK)
            await block(tx, by_id, account_id)

        await self.records.transact(body)

    async def unblock(self, viewer: Viewer, account_id: AccountId) -> None:
        """Lift a block; what it ended stays ended."""
        by_id = known(viewer)

        async def body(tx: Transaction) -> None:
            if (await edges.remove(tx, EdgeKind.BLOCK, [(by_id, account_id)]))[0]:
                await tx.publish(Unblocked(by_id, account_id, tx.now_us), shard=shard_of(by_id))

        await self.records.transact(body)


async def block(tx: Transaction, by_id: AccountId, of_id: AccountId) -> None:
    """Write a block and end every follow, request and close friendship between the two."""
    await edges.add(tx, EdgeKind.BLOCK, [(by_id, of_id)])
    for one_id, other_id in ((by_id, of_id), (of_id, by_id)):
        await end_follow(tx, one_id, other_id)
        await end_request(tx, one_id, other_id)
        await end_closeness(tx, one_id, other_id)
    await tx.publish(Blocked(by_id, of_id, tx.now_us), shard=shard_of(by_id))
