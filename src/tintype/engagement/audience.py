"""How many distinct people have done something with posts: what one person does many times counts once."""

from collections.abc import Collection

from tintype.engagement.store import sql
from tintype.graph import EdgeKind, edges
from tintype.kernel.ids import PostId
from tintype.ports.records import Reading
from tintype.posts import PostHead

COMMENTS_LOOKED_AT = 200  # Of each post: beyond, the number of people hardly changes the order.


async def audience_of(reading: Reading, heads: Collection[PostHead]) -> dict[PostId, tuple[int, int]]:
    """How many like each post, and how many have commented, without its author; every asked post is there."""
    ids = [head.id for head in heads]
    likes = await edges.counts(reading, ids, [EdgeKind.LIKED_BY])
    own = await edges.ties_of_pairs(reading, [EdgeKind.LIKE], [(head.author_id, head.id) for head in heads])
    rows = await reading.fetch(sql.commenters, _row, post_ids=ids, limit=COMMENTS_LOOKED_AT) if ids else []
    commenters = dict(rows)
    return {
        head.id: (
            likes[head.id, EdgeKind.LIKED_BY] - ((head.author_id, head.id) in own),
            commenters.get(head.id, 0),
        )
        for head in heads
    }


def _row(post_id: PostId, authors: str | None) -> tuple[PostId, int]:
    return post_id, len(set(authors.split())) if authors else 0
