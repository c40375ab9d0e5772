"""More like this: posts whose pictures look like those of one, of those that a viewer may see."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tintype.feed import CardPage, Found, Proposals
from tintype.graph import hidden_from
from tintype.kernel.ids import AccountId, PostId
from tintype.kernel.pages import Cursors, Place
from tintype.kernel.viewer import Viewer
from tintype.likeness.likeness import Likeness, Neighbours
from tintype.ports.records import Reading
from tintype.posts import PostHead, visible_heads, visible_post

# Nearest posts that are looked at: seven pages, less what is hidden or has been shown.
CANDIDATES: Final = 150
ALIKE_MIN: Final = 0.55  # Below, most pictures have little in common: docs/decisions/0111-likeness.md.
COPY_MIN: Final = 0.9  # Above, they are the same picture to the eye, saved once more or a moment later.
OF_AUTHOR_MAX: Final = 3  # Whoever photographs one thing for weeks is not all that is like it.
_MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Alike:
    """A post and its place in the list: how near it is, in millionths."""

    head: PostHead
    nearness: int

    @property
    def place(self) -> Place:
        return Place(self.nearness, self.head.id)


@dataclass(frozen=True, slots=True)
class Similar:
    """Reads such lists."""

    likeness: Likeness
    proposals: Proposals
    cursors: Cursors

    async def page(
        self, viewer: Viewer, post_id: PostId, *, limit: int, cursor: str | None, sensitive: bool | None
    ) -> CardPage:
        """The nearest first. A page may be short; it is empty where nobody has looked at the pictures.

        Raises NotFound for a post the viewer may not see: what it looks like is not told either.
        """
        kind = f"similar:{post_id}"
        place = self.cursors.decode(kind, cursor)
        records = self.proposals.records
        await records.look(lambda reading: visible_post(reading, viewer, post_id))
        around = await self.likeness.around(post_id, CANDIDATES)

        async def body(reading: Reading) -> list[Alike]:
            await visible_post(reading, viewer, post_id)
            return [each for each in await _shown(reading, viewer, around) if _key(each.place) < _key(place)]

        alike = await records.look(body)
        some = alike[:limit]
        orders = [each.head.order_id for each in some if each.head.order_id]
        cards = await self.proposals.cards(viewer, orders, Found(sensitive))
        return CardPage(cards, self.cursors.encode(kind, some[-1].place) if len(alike) > limit else None)


async def _shown(reading: Reading, viewer: Viewer, around: Neighbours) -> list[Alike]:
    """Every post of the list for this viewer, in its order: the same on each page while nothing happens."""
    near = [(post_id, cosine) for post_id, cosine in around.found if cosine >= ALIKE_MIN]
    heads = await visible_heads(reading, viewer, [post_id for post_id, _ in near])
    hidden = await hidden_from(reading, viewer) | {viewer.account_id}
    alike = [
        Alike(head, int(cosine * _MILLION))
        for post_id, cosine in near
        if (head := heads.get(post_id)) and head.is_published and head.author_id not in hidden
    ]
    alike.sort(key=lambda each: _key(each.place), reverse=True)
    return spread(alike, around)


def spread(alike: Sequence[Alike], around: Neighbours) -> list[Alike]:
    """Those of a list that are no copies of the post or of one before them, and a few of each author."""
    kept: list[Alike] = []
    shown = [
        looks for post_id, looks in around.looks.items() if post_id not in {id for id, _ in around.found}
    ]
    authors: Counter[AccountId] = Counter()
    for each in alike:
        looks, author_id = around.looks[each.head.id], each.head.author_id
        is_copy = any((looks @ other.T).max(initial=0) >= COPY_MIN for other in shown)
        if is_copy or authors[author_id] >= OF_AUTHOR_MAX:
            continue
        authors[author_id] += 1
        shown.append(looks)
        kept.append(each)
    return kept


def _key(place: Place) -> tuple[int, int]:
    return place.at, place.id
