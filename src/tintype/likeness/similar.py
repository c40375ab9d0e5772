"""More like this: posts whose pictures look like those of one, of those that a viewer may see."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tintype.feed import CardPage, Timelines
from tintype.graph import hidden_from
from tintype.kernel.ids import AccountId, PostId
from tintype.kernel.pages import Place
from tintype.kernel.viewer import Viewer
from tintype.likeness.likeness import Likeness, Neighbours
from tintype.ports.records import Reading
from tintype.posts import PostHead, findable, visible_heads, visible_post, visible_posts

CANDIDATES: Final = (
    150  # Nearest posts that are looked at: seven pages, less what is hidden or has been shown.
)
ALIKE_MIN: Final = 0.55  # Below, most pictures have little in common: docs/decisions/0111-likeness.md.
COPY_MIN: Final = 0.9  # Above, they are the same picture to the eye, saved once more or a moment later.
OF_AUTHOR_MAX: Final = 3  # Whoever photographs one thing for weeks is not all that is like it.
_MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Alike:
    """A post and its place in the list: how near it is, in millionths."""

    post_id: PostId
    nearness: int

    @property
    def place(self) -> Place:
        return Place(self.nearness, self.post_id)


@dataclass(frozen=True, slots=True)
class Similar:
    """Reads such lists."""

    likeness: Likeness
    timelines: Timelines

    async def page(
        self, viewer: Viewer, post_id: PostId, *, limit: int, cursor: str | None, sensitive: bool | None
    ) -> CardPage:
        """The nearest first. A page may be short; it is empty where nobody has looked at the pictures.

        Raises NotFound for a post the viewer may not see: what it looks like is not told either.
        """
        kind = f"similar:{post_id}"
        place = self.timelines.cursors.decode(kind, cursor)
        records = self.timelines.records
        await records.look(lambda reading: visible_post(reading, viewer, post_id))
        around = await self.likeness.around(post_id, CANDIDATES)

        async def body(reading: Reading) -> CardPage:
            await visible_post(reading, viewer, post_id)
            alike = [each for each in await _shown(reading, viewer, around) if _key(each.place) < _key(place)]
            some = alike[:limit]
            posts = await visible_posts(reading, viewer, [each.post_id for each in some])
            wanted = await findable(reading, viewer, list(posts.values()), sensitive=sensitive)
            cards = await self.timelines.dressed(reading, viewer, wanted)
            rest = self.timelines.cursors.encode(kind, some[-1].place) if len(alike) > limit else None
            return CardPage(cards, rest)

        return await records.look(body)


async def _shown(reading: Reading, viewer: Viewer, around: Neighbours) -> list[Alike]:
    """Every post of the list for this viewer, in its order: the same on each page while nothing happens."""
    near = [Alike(post_id, int(cosine * _MILLION)) for post_id, cosine in around.found if cosine >= ALIKE_MIN]
    near.sort(key=lambda each: _key(each.place), reverse=True)
    heads = await visible_heads(reading, viewer, [each.post_id for each in near])
    hidden = await hidden_from(reading, viewer)
    theirs = [
        each
        for each in near
        if (head := heads.get(each.post_id)) is not None
        and head.is_published
        and head.author_id not in hidden
        and head.author_id != viewer.account_id
    ]
    return spread(theirs, heads, around)


def spread(alike: Sequence[Alike], heads: Mapping[PostId, PostHead], around: Neighbours) -> list[Alike]:
    """Those of a list that are no copies of the post or of one before them, and a few of each author."""
    kept: list[Alike] = []
    shown = [
        looks for post_id, looks in around.looks.items() if post_id not in {id for id, _ in around.found}
    ]
    authors: Counter[AccountId] = Counter()
    for each in alike:
        looks, author_id = around.looks[each.post_id], heads[each.post_id].author_id
        is_copy = any((looks @ other.T).max(initial=0) >= COPY_MIN for other in shown)
        if is_copy or authors[author_id] >= OF_AUTHOR_MAX:
            continue
        authors[author_id] += 1
        shown.append(looks)
        kept.append(each)
    return kept


def _key(place: Place) -> tuple[int, int]:
    return place.at, place.id
