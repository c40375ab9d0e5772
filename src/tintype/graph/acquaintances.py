"""Who among those the viewer follows follows somebody too: by whom one knows people."""

from collections.abc import Collection, Sequence

from tintype.graph import edges
from tintype.graph.model import FOLLOWING_MAX, EdgeKind
from tintype.graph.visibility import visible
from tintype.kernel.ids import AccountId
from tintype.kernel.pages import TOP
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading

# Among so many a list of people looks for who follows each of them: 20 × 200 seeks are 5 ms.
NEWEST_FOLLOWS = 200


async def common_followers(reading: Reading, viewer: Viewer, account_id: AccountId) -> list[AccountId]:
    """Everybody the viewer follows who follows an account, as far as the viewer may see them; newest accounts first.

    Of an account whose followers the viewer may be told: ask `visible` before. Costs the shorter of two lists.
    """
    if not viewer.is_known:
        return []
    mine, theirs = (viewer.account_id, EdgeKind.FOLLOW), (account_id, EdgeKind.FOLLOWED_BY)
    ids = [AccountId(id) for id in await edges.intersect(reading, mine, theirs, TOP.id, FOLLOWING_MAX)]
    seen = await visible(reading, viewer, ids)
    return [id for id in ids if id in seen]


async def common_of_each(
    reading: Reading, viewer: Viewer, account_ids: Collection[AccountId]
) -> dict[AccountId, list[AccountId]]:
    """Who of the viewer's newest 200 follows follows each of many accounts, newest follow first.

    Of accounts whose followers the viewer may be told. Accounts that none of them follows are missing.
    """
    if not account_ids or not viewer.is_known:
        return {}
    friends = await newest_follows(reading, viewer, NEWEST_FOLLOWS)
    seen = await visible(reading, viewer, friends)
    pairs = [(friend, id) for friend in friends if friend in seen for id in account_ids if friend != id]
    ties = await edges.ties_of_pairs(reading, [EdgeKind.FOLLOW], pairs)
    found: dict[AccountId, list[AccountId]] = {}
    for pair in pairs:
        if pair in ties:
            found.setdefault(pair[1], []).append(pair[0])
    return found


async def newest_follows(reading: Reading, viewer: Viewer, limit: int) -> Sequence[AccountId]:
    """Whom the viewer has come to follow of late, newest first."""
    ties = await edges.page(reading, viewer.account_id, EdgeKind.FOLLOW, TOP, limit)
    return [AccountId(tie.dst) for tie in ties]
