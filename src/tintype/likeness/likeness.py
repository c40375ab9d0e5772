"""Posts like another: what a post's page asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tintype.kernel.ids import PostId
from tintype.likeness.index import Index
from tintype.likeness.vectors import Floats, Vectors

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

    async def around(self, post_id: PostId, limit: int) -> Neighbours:
        """The published posts nearest to one, nearest first, each once, and what all of these look like.

        With each the cosine of the nearest pair of pictures: about 0.2 for strangers, 0.6 for things of a kind, 0.9
        for two pictures of one thing. At most 200, fewer where there are no more, none where nothing is known of the
        post asked about. NOTE: some may be hidden from a viewer, and some be copies of each other.
        """

        def question(vectors: Vectors) -> Neighbours:
            found = _nearest(vectors, post_id, limit)
            ids = [post_id, *(id for id, _ in found)]
            return Neighbours(found, {id: vectors.of_posts([id]) for id in ids})

        return await self.index.ask(question)


def _nearest(vectors: Vectors, asked: PostId, limit: int) -> list[tuple[PostId, float]]:
    wanted = min(limit, NEIGHBOURS_MAX)
    found = vectors.nearest(vectors.of_posts([asked]), wanted + 1)
    return [(post_id, cosine) for post_id, cosine in found if post_id != asked][:wanted]
