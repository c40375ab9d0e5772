"""Posts like some others: what explore and a post's page ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tintype.kernel.ids import PostId
from tintype.likeness.index import Index
from tintype.likeness.vectors import Floats, Vectors

ASKED_MAX: Final = 50  # Posts whose neighbours are looked for at once; the rest of a longer list is left out.
NEIGHBOURS_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Posts around one, nearest first with cosines; `looks`: (n, 256) float32 of length one of each, and its own."""

    found: Sequence[tuple[PostId, float]]
    looks: dict[PostId, Floats]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Finds by what pictures show. Knows nothing of viewers: whoever shows what it names looks at the records first."""

    index: Index

    async def neighbours(self, post_ids: Sequence[PostId], limit: int) -> list[tuple[PostId, float]]:
        """The published posts nearest to any of some posts, without these, nearest first, each once.

        With each the cosine of the nearest pair of pictures: about 0.2 for strangers, 0.6 for things of a kind, 0.9
        for two pictures of one thing. At most 200 for 50 posts, fewer where there are no more, none where nothing is
        known of the posts asked about. NOTE: some may be hidden from a viewer, and some be copies of each other.
        """
        return await self.index.ask(lambda vectors: _nearest(vectors, post_ids, limit))

    async def around(self, post_id: PostId, limit: int) -> Neighbours:
        """The same for one post, with what all of these look like."""

        def question(vectors: Vectors) -> Neighbours:
            found = _nearest(vectors, [post_id], limit)
            ids = [post_id, *(id for id, _ in found)]
            return Neighbours(found, {id: vectors.of_posts([id]) for id in ids})

        return await self.index.ask(question)


def _nearest(vectors: Vectors, post_ids: Sequence[PostId], limit: int) -> list[tuple[PostId, float]]:
    asked = frozenset(post_ids[:ASKED_MAX])
    if not asked or limit <= 0:
        return []
    wanted = min(limit, NEIGHBOURS_MAX)
    found = vectors.nearest(vectors.of_posts(asked), wanted + len(asked))
    return [(post_id, cosine) for post_id, cosine in found if post_id not in asked][:wanted]
