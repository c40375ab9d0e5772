"""Close friends: a list that nobody but its owner sees, and whom some posts are for.

Anybody may be on it. What is for close friends is shown to those of them who follow: see `visibility.close_pairs`.
"""

from dataclasses import dataclass

from tintype.graph import edges
from tintype.graph.events import CloseFriendAdded, CloseFriendRemoved
from tintype.graph.model import EdgeKind
from tintype.graph.one_sided import not_oneself, tie
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Records, Transaction


@dataclass(frozen=True, slots=True)
class CloseFriends:
    """What people do about their list. Both methods are safe to call twice; nobody is told."""

    records: Records

    async def add(self, viewer: Viewer, account_id: AccountId) -> None:
        """Put somebody on the list. Raises NotFound if hidden, Conflict for oneself, Forbidden beyond 10,000."""
        by_id = not_oneself(viewer, account_id, "close_friend_self")

        async def body(tx: Transaction) -> None:
            if await tie(tx, viewer, EdgeKind.CLOSE_FRIEND, account_id):
                await tx.publish(CloseFriendAdded(by_id, account_id, tx.now_us), shard=shard_of(by_id))

        await self.records.transact(body)

    async def remove(self, viewer: Viewer, account_id: AccountId) -> None:
        """Take somebody off the list: what is for close friends is gone for them at once."""
        by_id = known(viewer)
        await self.records.transact(lambda tx: end_closeness(tx, by_id, account_id))


async def end_closeness(tx: Transaction, by_id: AccountId, of_id: AccountId) -> None:
    """Take somebody off a list if they are on it."""
    if (await edges.remove(tx, EdgeKind.CLOSE_FRIEND, [(by_id, of_id)]))[0]:
        await tx.publish(CloseFriendRemoved(by_id, of_id, tx.now_us), shard=shard_of(by_id))
