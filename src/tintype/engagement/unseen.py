"""What of a conversation one viewer is not shown, so that numbers say what that viewer can count."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from tintype.engagement import store
from tintype.engagement.model import CommentRow
from tintype.graph import EdgeKind, edges
from tintype.kernel.ids import AccountId, CommentId, PostId
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading

BLOCKS = (EdgeKind.BLOCK, EdgeKind.BLOCKED_BY)
BLOCKS_LOOKED_AT = 1_000  # Of each side. Twenty posts and a thousand people are 20,000 seeks: 10 ms.


@dataclass(frozen=True, slots=True)
class Unseen:
    """What is to be taken from the numbers everybody is told; below zero for what the viewer alone sees."""

    posts: Counter[PostId] = field(default_factory=Counter[PostId])
    replies: Counter[CommentId] = field(default_factory=Counter[CommentId])


async def unseen(
    reading: Reading, viewer: Viewer, owners: Mapping[PostId, AccountId], *, with_owners: bool = True
) -> Unseen:
    """What the viewer is not shown under some posts, whose authors are given.

    That is what people say between whom and the viewer, or (`with_owners`) the author of the post, a block stands, with
    the threads below it. What waits for approval is in no count, but its author sees it, and so counts it.
    """
    mine = await _blocks(reading, viewer.account_id) if viewer.is_known else []
    pairs = await _between_owners(reading, set(owners.values())) if with_owners else set[store.Pair]()
    pairs |= {(owner_id, author_id) for owner_id in owners.values() for author_id in mine}
    found = _counted(await store.said_by(reading, pairs, owners))
    if viewer.is_known:
        for row in await store.waiting_of(reading, viewer.account_id, owners):
            found.posts[row.post_id] -= 1
            found.replies.subtract(row.above)
    return found


def _counted(rows: Sequence[CommentRow]) -> Unseen:
    found = Unseen()
    tops = {row.id for row in rows if not row.root_id}
    for row in rows:
        if not row.root_id:
            found.posts[row.post_id] += 1 + row.replies
        elif row.root_id not in tops:
            found.posts[row.post_id] += 1
            found.replies.update(row.above)
    return found


async def _between_owners(reading: Reading, owners: Collection[AccountId]) -> set[store.Pair]:
    """Each author of a post with those they have blocked or are blocked by: few have any."""
    counts = await edges.counts(reading, owners, BLOCKS)
    with_any = sorted({AccountId(owner_id) for (owner_id, _), n in counts.items() if n})
    pairs: set[store.Pair] = set()
    for owner_id in with_any:
        pairs |= {(owner_id, one) for one in await _blocks(reading, owner_id)}
    return pairs


async def _blocks(reading: Reading, account_id: AccountId) -> list[AccountId]:
    found = await edges.all_of(reading, account_id, BLOCKS)
    return [AccountId(one) for one in found[:BLOCKS_LOOKED_AT]]
