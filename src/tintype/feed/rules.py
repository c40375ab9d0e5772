"""Rules of lists beside home: what a viewer is shown there, decided from the records whenever anything is shown."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass

from tintype.feed.entries import Entry
from tintype.graph import hidden_from
from tintype.kernel.ids import AccountId, PostId
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading
from tintype.posts import heads_by_order, marked_among, posts_of, seen_by, wants_marked

Still = Callable[[Reading, Collection[PostId]], Awaitable[set[PostId]]]
"""Which of some posts are of a list by what they say now."""


async def allowed(
    reading: Reading, viewer: Viewer, entries: Sequence[Entry]
) -> tuple[list[Entry], frozenset[AccountId]]:
    """What the viewer may see. Whom they have muted is hidden in cards by others, not where one asks for them."""
    heads = await heads_by_order(reading, [entry.order_id for entry in entries])
    seen = {head.order_id for head in await seen_by(reading, viewer, heads.values())}
    there = [entry for entry in entries if entry.order_id in seen]
    return there, await hidden_from(reading, viewer) - {entry.author_id for entry in there}


@dataclass(frozen=True, slots=True)
class Found:
    """What the viewer may see and wants to find in a list of posts by everybody, of those that are of it by now.

    `sensitive`: whether this request asks for what is marked so; None: as the account has chosen.
    """

    sensitive: bool | None = None
    still: Still | None = None

    async def __call__(
        self, reading: Reading, viewer: Viewer, entries: Sequence[Entry]
    ) -> tuple[list[Entry], frozenset[AccountId]]:
        there, hidden = await allowed(reading, viewer, entries)
        if self.still:
            still = await self.still(reading, {entry.post_id for entry in there})
            there = [entry for entry in there if entry.post_id in still]
        return await findable_among(reading, viewer, there, sensitive=self.sensitive), hidden


async def findable_among(
    reading: Reading, viewer: Viewer, entries: Sequence[Entry], *, sensitive: bool | None = None
) -> list[Entry]:
    """As `posts.findable`, of entries: whether one is marked by now its card says, or else the records."""
    others = [entry for entry in entries if entry.author_id != viewer.account_id]
    posts = await posts_of(reading, [entry.post_id for entry in others if entry.is_marked is None])
    marked = await marked_among(reading, list(posts.values()))
    marked |= {entry.post_id for entry in others if entry.is_marked}
    if not marked or await wants_marked(reading, viewer, sensitive=sensitive):
        return list(entries)
    return [entry for entry in entries if entry.post_id not in marked]
