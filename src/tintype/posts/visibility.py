"""Which posts a viewer may see: the author's content is visible, and the post's own audience holds."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from tintype.graph import EdgeKind, close_pairs, close_to, edges, visible, visible_pairs
from tintype.kernel.ids import AccountId, OrderId, PostId
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading
from tintype.posts import store
from tintype.posts.model import Audience, Post, PostHead, PostState

_Pair = tuple[AccountId, AccountId]
_KEPT = frozenset({PostState.PENDING, PostState.DRAFT, PostState.SCHEDULED, PostState.ARCHIVED})
"""What its author alone sees. What was deleted is in its list and nowhere else."""


async def seen_by(reading: Reading, viewer: Viewer, heads: Iterable[PostHead]) -> list[PostHead]:
    """Those of many posts that the viewer may see, in their order.

    What waits or lies on a shelf is its author's own, deleted posts are nobody's.
    """
    there = [head for head in heads if head.is_published or _is_kept_own(head, viewer)]
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
    seen = await visible_pairs(
        reading, {(viewer_id, head.author_id) for (viewer_id, _), head in there.items()}
    )
    let_in = {
        Audience.EVERYONE: seen,
        Audience.FOLLOWERS: await _following(reading, _towards(there, Audience.FOLLOWERS)),
        Audience.CLOSE_FRIENDS: await close_pairs(reading, _towards(there, Audience.CLOSE_FRIENDS)),
    }
    return {
        (viewer_id, post_id): head
        for (viewer_id, post_id), head in there.items()
        if (viewer_id, head.author_id) in seen and (viewer_id, head.author_id) in let_in[head.audience]
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
    """Whole posts that are not gone for good, whoever asks: for those that check before they show."""
    found = await store.whole(reading, post_ids)
    return {post_id: post for post_id, post in found.items() if post.state is not PostState.DELETED}


async def by_order(reading: Reading, order_ids: Sequence[OrderId]) -> dict[OrderId, Post]:
    """Whole published posts by their place in feeds, whoever asks; what is gone is left out."""
    found = await store.whole(reading, await store.ids_by_order(reading, order_ids))
    by_place = {post.order_id: post for post in found.values()}
    return {order_id: by_place[order_id] for order_id in order_ids if order_id in by_place}


def _is_kept_own(head: PostHead, viewer: Viewer) -> bool:
    return head.state in _KEPT and viewer.is_known and head.author_id == viewer.account_id


async def _audiences(
    reading: Reading, viewer: Viewer, heads: Iterable[PostHead]
) -> dict[Audience, set[AccountId]]:
    """The authors whose narrower posts the viewer may see, by audience: their own, and of those they follow."""
    authors: dict[Audience, set[AccountId]] = {}
    for head in heads:
        authors.setdefault(head.audience, set()).add(head.author_id)
    if not viewer.is_known:
        return {}
    followed = {(viewer.account_id, author_id) for author_id in authors.get(Audience.FOLLOWERS, ())}
    return {
        Audience.FOLLOWERS: {author_id for _, author_id in await _following(reading, followed)},
        Audience.CLOSE_FRIENDS: await close_to(reading, viewer, authors.get(Audience.CLOSE_FRIENDS, ())),
    }


def _reaches(head: PostHead, open_to: Mapping[Audience, set[AccountId]]) -> bool:
    return head.audience is Audience.EVERYONE or head.author_id in open_to.get(head.audience, ())


async def _following(reading: Reading, pairs: Collection[_Pair]) -> set[_Pair]:
    """Those of many (viewer, author) where the viewer follows the author, or is the author."""
    found = await edges.ties_of_pairs(
        reading, [EdgeKind.FOLLOW], [pair for pair in pairs if pair[0] != pair[1]]
    )
    return {pair for pair in pairs if pair[0] == pair[1] or pair in found}


def _towards(heads: Mapping[tuple[AccountId, PostId], PostHead], audience: Audience) -> set[_Pair]:
    """Each (viewer, author) that an audience decides about."""
    return {
        (viewer_id, head.author_id) for (viewer_id, _), head in heads.items() if head.audience is audience
    }
