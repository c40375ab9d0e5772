"""Following people among whom one was elsewhere: as ever, and without telling them."""

from tintype.accounts import hold_accounts
from tintype.graph.follows import request
from tintype.graph.model import FollowState
from tintype.graph.visibility import reachable
from tintype.kernel.ids import AccountId
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Transaction


async def bring_follow(tx: Transaction, viewer: Viewer, account_id: AccountId) -> FollowState:
    """Follow or ask. Raises NotFound if hidden, Forbidden beyond 7,500, TooMany who asked lately."""
    await hold_accounts(tx, viewer.account_id)
    if account_id not in await reachable(tx, viewer, [account_id]):
        raise NotFound
    return await request(tx, viewer.account_id, account_id, is_quiet=True)
