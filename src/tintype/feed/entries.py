"""A feed's rules: which of the entries a skeleton holds this viewer is shown."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from tintype.graph import EdgeKind, edges, hidden_from, visible
from tintype.kernel.ids import AccountId, OrderId
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading
from tintype.posts import Post, by_order


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules need to know of a viewer and the authors of some posts."""

    viewer_id: AccountId
    visible: Set[AccountId]
    followed: Set[int]
    hidden: Set[AccountId]

    def shows(self, post: Post) -> bool:
        """Is this post in the viewer's home feed? Pure: gone, hidden, unfollowed and withdrawn posts are not."""
        if not post.is_published or post.author_id in self.hidden:
            return False
        if post.author_id == self.viewer_id:
            return True
        # Followers see both audiences; whoever has stopped following has stopped asking for these posts.
        return post.author_id in self.visible and post.author_id in self.followed


async def standing_of(reading: Reading, viewer: Viewer, posts: Mapping[OrderId, Post]) -> Standing:
    """The facts behind the rules, for all authors at once."""
    authors = {post.author_id for post in posts.values()}
    return Standing(
        viewer.account_id,
        await visible(reading, viewer, authors),
        await edges.contains(reading, viewer.account_id, EdgeKind.FOLLOW, authors),
        await hidden_from(reading, viewer),
    )


async def shown(
    reading: Reading, viewer: Viewer, orders: list[OrderId]
) -> tuple[list[Post], frozenset[AccountId]]:
    """The posts of these entries that the viewer is shown, in the same order, and whom the viewer is not shown."""
    posts = await by_order(reading, orders)
    standing = await standing_of(reading, viewer, posts)
    kept = [posts[order] for order in orders if order in posts and standing.shows(posts[order])]
    return kept, frozenset(standing.hidden)
