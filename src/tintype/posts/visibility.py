"""Which posts a viewer may see: the author's content is visible, and the post's own audience holds."""

from collections.abc import Collection, Iterable, Sequence

from tintype.graph import EdgeKind, edges, visible, visible_pairs
from tintype.kernel.ids import AccountId, OrderId, PostId
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading
from tintype.posts import store
from tintype.posts.model import Audience, Post, PostHead, PostState


async def seen_by(reading: Reading, viewer: Viewer, heads: Iterable[PostHead]) -> list[PostHead]:
    """Those of many posts that the viewer may see, in their order.

    Pending posts are their author's own, deleted ones nobody's.
    """
    there = [head for head in heads if head.is_published or _is_pending_own(head, viewer)]
    authors = await visible(reading, viewer, {head.author_id for head in there})
    open_to = await _audiences(reading, viewer, [head for head in there if head.author_id in authors])
    return [head for head in there if head.author_id in authors and _reaches(head, open_to)]


async def visible_heads(
    reading: Reading, viewer: Viewer, post_ids: Sequence[PostId]
) -> dict[PostId, PostHead]:
    """Heads of the posts that the viewer may see: all that rules need, in two or three queries."""
    seen = await seen_by(reading, viewer, await store.heads(reading, post_ids))
    return {head.id: head for head in seen}


async def seen_pairs(
    reading: Reading, pairs: Collection[tuple[AccountId, PostId]]
) -> dict[tuple[AccountId, PostId], PostHead]:
    """Those of many (viewer, post) where the viewer may see the published post: for writes taken together."""
    found = await store.heads(reading, list({post_id for _, post_id in pairs}))
    heads = {head.id: head for head in found if head.is_published}
    there = {(viewer_id, post_id): heads[post_id] for viewer_id, post_id in pairs if post_id in heads}
    narrow = [
        (viewer_id, head) for (viewer_id, _), head in there.items() if head.audience is not Audience.EVERYONE
    ]
    seen = await visible_pairs(
        reading, {(viewer_id, head.author_id) for (viewer_id, _), head in there.items()}
    )
    follows = await edges.ties_of_pairs(
        reading, [EdgeKind.FOLLOW], [(viewer_id, head.author_id) for viewer_id, head in narrow]
    )
    shut = {
        (viewer_id, head.id)
        for viewer_id, head in narrow
        if viewer_id != head.author_id and (viewer_id, head.author_id) not in follows
    }
    return {
        pair: head for pair, head in there.items() if (pair[0], head.author_id) in seen and pair not in shut
    }


async def visible_posts(reading: Reading, viewer: Viewer, post_ids: Sequence[PostId]) -> dict[PostId, Post]:
    """Whole posts that the viewer may see, in the order asked."""
    heads = await visible_heads(reading, viewer, post_ids)
    return await store.whole(reading, [post_id for post_id in post_ids if post_id in heads])


async def visible_post(reading: Reading, viewer: Viewer, post_id: PostId) -> Post:
    """One whole post. Raises NotFound for what the viewer may not see."""
    found = await visible_posts(reading, viewer, [post_id])
    if post_id not in found:
        raise NotFound
    return found[post_id]


async def posts_of(reading: Reading, post_ids: Sequence[PostId]) -> dict[PostId, Post]:
    """Whole published or pending posts, whoever asks: for those that check before they show."""
    found = await store.whole(reading, post_ids)
    return {post_id: post for post_id, post in found.items() if post.state is not PostState.DELETED}


async def by_order(reading: Reading, order_ids: Sequence[OrderId]) -> dict[OrderId, Post]:
    """Whole published posts by their place in feeds, whoever asks; what is gone is left out."""
    found = await store.whole(reading, await store.ids_by_order(reading, order_ids))
    by_place = {post.order_id: post for post in found.values()}
    return {order_id: by_place[order_id] for order_id in order_ids if order_id in by_place}


def _is_pending_own(head: PostHead, viewer: Viewer) -> bool:
    return head.state is PostState.PENDING and viewer.is_known and head.author_id == viewer.account_id


async def _audiences(reading: Reading, viewer: Viewer, heads: Iterable[PostHead]) -> set[AccountId]:
    """The authors whose narrower posts the viewer may see: their own and those they follow."""
    authors = {head.author_id for head in heads if head.audience is not Audience.EVERYONE}
    if not authors or not viewer.is_known:
        return set()
    followed = await edges.contains(reading, viewer.account_id, EdgeKind.FOLLOW, authors)
    return {author_id for author_id in authors if author_id in followed or author_id == viewer.account_id}


def _reaches(head: PostHead, open_to: set[AccountId]) -> bool:
    return head.audience is Audience.EVERYONE or head.author_id in open_to
