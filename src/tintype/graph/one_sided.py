"""Ties that one side makes and the other is not told of: what blocks, mutes, restrictions and close friends share."""

from tintype.accounts import hold_accounts
from tintype.graph import edges
from tintype.graph.model import BLOCKS_MAX, EdgeKind
from tintype.graph.visibility import reachable
from tintype.kernel.ids import AccountId
from tintype.kernel.problems import Conflict, Forbidden, NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Transaction


def not_oneself(viewer: Viewer, account_id: AccountId, code: str) -> AccountId:
    """The viewer's own account. Raises Conflict where it is the one that something is to be done to."""
    by_id = known(viewer)
    if by_id == account_id:
        raise Conflict("This is you.", code=code)
    return by_id


async def tie(tx: Transaction, viewer: Viewer, kind: EdgeKind, account_id: AccountId) -> bool:
    """Tie the viewer to an account; whether that is new. Raises NotFound if hidden, Forbidden beyond 10,000."""
    by_id = viewer.account_id
    await hold_accounts(tx, by_id)
    if not await reachable(tx, viewer, [account_id]):
        raise NotFound
    if await edges.contains(tx, by_id, kind, [account_id]):
        return False
    await refuse_beyond_bound(tx, by_id, kind)
    return (await edges.add(tx, kind, [(by_id, account_id)]))[0]


async def refuse_beyond_bound(tx: Transaction, by_id: AccountId, kind: EdgeKind) -> None:
    """Raises Forbidden when the account has done this to 10,000 others."""
    there = await edges.counts(tx, [by_id], [kind])
    if there[by_id, kind] >= BLOCKS_MAX:
        raise Forbidden(f"You can do this to at most {BLOCKS_MAX:,} accounts.", code="block_limit")
