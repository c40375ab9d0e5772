"""A feed's rules: which of the entries a skeleton holds this viewer is shown."""

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from tintype.graph import EdgeKind, edges, hidden_from, visible
from tintype.kernel.ids import AccountId, OrderId, PostId
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading


class Entry(NamedTuple):
    """A published post in a feed: all that the rules need of it, so that a cached card spares its rows."""

    order_id: OrderId
    post_id: PostId
    author_id: AccountId


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules need to know of a viewer and the authors of some posts."""

    viewer_id: AccountId
    visible: Set[AccountId]
    followed: Set[int]
    hidden: Set[AccountId]

    def shows(self, entry: Entry) -> bool:
        """Is this post in the viewer's home feed? Pure: hidden, unfollowed and withdrawn authors are not."""
        if entry.author_id in self.hidden:
            return False
        if entry.author_id == self.viewer_id:
            return True
        # Followers see both audiences; whoever has stopped following has stopped asking for these posts.
        return entry.author_id in self.visible and entry.author_id in self.followed


async def standing_of(reading: Reading, viewer: Viewer, authors: Collection[AccountId]) -> Standing:
    """The facts behind the rules, for all authors at once."""
    return Standing(
        viewer.account_id,
        await visible(reading, viewer, authors),
        await edges.contains(reading, viewer.account_id, EdgeKind.FOLLOW, authors),
        await hidden_from(reading, viewer),
    )


async def shown(
    reading: Reading, viewer: Viewer, entries: Sequence[Entry]
) -> tuple[list[Entry], frozenset[AccountId]]:
    """The entries that the viewer is shown, in the same order, and whom the viewer is not shown."""
    standing = await standing_of(reading, viewer, {entry.author_id for entry in entries})
    return [entry for entry in entries if standing.shows(entry)], frozenset(standing.hidden)
