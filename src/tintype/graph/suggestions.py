"""Whom to follow next: the most followed accounts that the viewer may see and does not know yet."""

from tintype.graph import edges, store
from tintype.graph.model import EdgeKind
from tintype.graph.visibility import visible
from tintype.kernel.ids import AccountId
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading

CANDIDATES = 200  # Somebody who follows all of the 200 most followed has found their way.
_KNOWN = (EdgeKind.FOLLOW, EdgeKind.REQUEST, EdgeKind.MUTE)


async def suggestions(reading: Reading, viewer: Viewer, limit: int) -> list[AccountId]:
    """Public accounts by followers, without the viewer's own, followed, asked, muted and blocked ones."""
    candidates = await store.most_followed(reading, CANDIDATES)
    seen = await visible(reading, viewer, candidates)
    tied = await edges.ties(reading, viewer.account_id, _KNOWN, candidates) if viewer.is_known else {}
    strangers = seen - tied.keys() - {viewer.account_id}
    return [account_id for account_id in candidates if account_id in strangers][:limit]
