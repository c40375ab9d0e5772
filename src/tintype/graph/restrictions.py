"""Restricting: what somebody says to the viewer is shown to the two of them alone, until the viewer lets it through."""

from dataclasses import dataclass

from tintype.graph import edges
from tintype.graph.events import Restricted, Unrestricted
from tintype.graph.model import EdgeKind
from tintype.graph.one_sided import not_oneself, tie
from tintype.kernel.ids import AccountId, shard_of
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Records, Transaction


@dataclass(frozen=True, slots=True)
class Restrictions:
    """What people do about somebody who is a nuisance. Both methods are safe to call twice; nobody is told."""

    records: Records

    async def restrict(self, viewer: Viewer, account_id: AccountId) -> None:
        """Raises NotFound if hidden, Conflict for oneself, Forbidden beyond 10,000."""
        by_id = not_oneself(viewer, account_id, "restrict_self")

        async def body(tx: Transaction) -> None:
            if await tie(tx, viewer, EdgeKind.RESTRICT, account_id):
                await tx.publish(Restricted(by_id, account_id, tx.now_us), shard=shard_of(by_id))

        await self.records.transact(body)

    async def lift(self, viewer: Viewer, account_id: AccountId) -> None:
        """From now on they may speak to everybody again."""
        by_id = known(viewer)

        async def body(tx: Transaction) -> None:
            if (await edges.remove(tx, EdgeKind.RESTRICT, [(by_id, account_id)]))[0]:
                await tx.publish(Unrestricted(by_id, account_id, tx.now_us), shard=shard_of(by_id))

        await self.records.transact(body)
