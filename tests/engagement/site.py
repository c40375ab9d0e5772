"""People who post straight into the rows, and hands to like, comment and save."""

from collections.abc import Sequence

from tests.ground import Ground
from tintype.engagement import CommentRow, Comments, Counts, Hosting, Likes, Saves, post_counts
from tintype.graph import Blocks, Follows
from tintype.kernel.ids import CommentId, OrderId, PostId, shard_of
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Transaction
from tintype.posts import Audience, Post, PostState
from tintype.posts.store import insert, mark_deleted


class Site:
    """A site without pictures."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.follows = Follows(ground.records)
        self.blocks = Blocks(ground.records)
        self.likes = Likes(ground.records)
        self.saves = Saves(ground.records)
        self.comments = Comments(ground.records)
        self.hosting = Hosting(ground.records)

    async def person(self, *, is_private: bool = False) -> Viewer:
        return await self.ground.person(is_private=is_private)

    async def post(
        self,
        author: Viewer,
        *,
        audience: Audience = Audience.EVERYONE,
        state: PostState = PostState.PUBLISHED,
    ) -> PostId:
        """A post of somebody's, published unless said otherwise."""

        async def body(tx: Transaction) -> PostId:
            shard = shard_of(author.account_id)
            is_published = state is PostState.PUBLISHED
            post = Post(
                id=PostId(tx.mint(shard)),
                order_id=OrderId(tx.mint(shard)) if is_published else None,
                author_id=author.account_id,
                state=state,
                title=None,
                caption=None,
                place=None,
                audience=audience,
                created_us=tx.now_us,
                published_us=tx.now_us if is_published else None,
                edited_us=None,
                version=1,
            )
            await insert(tx, post)
            return post.id

        return await self.ground.records.transact(body)

    async def delete_post(self, post_id: PostId) -> None:
        await self.ground.records.transact(lambda tx: mark_deleted(tx, post_id))

    async def say(
        self, viewer: Viewer, post_id: PostId, text: str, to: CommentRow | None = None
    ) -> CommentRow:
        """Comment, a second after what was said before."""
        self.ground.clock.advance(1_000_000)
        return await self.comments.add(viewer, post_id, text, parent_id=to.id if to else CommentId(0))

    async def counts(self, post_id: PostId) -> Counts:
        return (await self.ground.look(lambda tx: post_counts(tx, [post_id])))[post_id]


def texts(rows: Sequence[CommentRow]) -> list[str]:
    return [row.text for row in rows]
