"""A feed's rules: which of the entries a skeleton holds this viewer is shown."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from tintype.feed.card_cache import BakedCard
from tintype.graph import EdgeKind, close_to, edges, hidden_from, visible
from tintype.kernel.ids import AccountId, OrderId, PostId
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading
from tintype.posts import Audience, Post, by_order, followed_tags, marked_among
from tintype.signals import hidden_among


class Entry(NamedTuple):
    """A published post in a feed: all that the rules need of it, so that a cached card spares its rows."""

    order_id: OrderId
    post_id: PostId
    author_id: AccountId
    is_close: bool = False
    """Whether it is for close friends alone."""
    is_marked: bool | None = None
    """Whether it is marked sensitive, where its card says so."""
    tag: str = ""
    """The followed hashtag that it is shown for, where its author is not followed."""


class Rule(Protocol):
    """Which of some entries a viewer is shown in a list, in the same order; and whom they are not shown."""

    async def __call__(
        self, reading: Reading, viewer: Viewer, entries: Sequence[Entry], /
    ) -> tuple[list[Entry], frozenset[AccountId]]: ...


def entries_of(
    orders: list[OrderId], known: Mapping[OrderId, BakedCard], posts: Mapping[OrderId, Post]
) -> list[Entry]:
    """The entries of what is there, by a card at hand or else by its post."""
    entries: list[Entry] = []
    for order in orders:
        if (card := known.get(order)) is not None:
            entries.append(Entry(order, card.post_id, card.author_id, card.is_close, card.is_marked))
        elif (post := posts.get(order)) is not None:
            is_close = post.audience is Audience.CLOSE_FRIENDS
            entries.append(Entry(order, post.id, post.author_id, is_close))
    return entries


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules need to know of a viewer and the authors of some posts."""

    viewer_id: AccountId
    visible: Set[AccountId]
    followed: Set[int]
    hidden: Set[AccountId]
    close: Set[AccountId] = frozenset()
    """The authors to whom the viewer is a close friend, of those who have posted for such."""
    unwanted: Set[PostId] = frozenset()
    """The posts that the viewer does not want at home."""
    tagged: Mapping[OrderId, str] = field(default_factory=dict[OrderId, str])
    """Posts by others than the followed that anybody may see, and which hashtag the viewer follows of each."""

    def shows(self, entry: Entry) -> bool:
        """Is this post in the viewer's home feed? Pure: hidden, unfollowed and withdrawn authors are not."""
        if entry.author_id in self.hidden or entry.post_id in self.unwanted:
            return False
        if entry.author_id == self.viewer_id:
            return True
        if entry.author_id not in self.visible:
            return False
        # Followers see what is for everyone and for followers; whoever has stopped following has stopped asking.
        if entry.author_id not in self.followed:
            return entry.order_id in self.tagged
        return not entry.is_close or entry.author_id in self.close


async def standing_of(reading: Reading, viewer: Viewer, entries: Collection[Entry]) -> Standing:
    """The facts behind the rules, for all authors at once."""
    authors = {entry.author_id for entry in entries}
    seen = await visible(reading, viewer, authors)
    followed = await edges.contains(reading, viewer.account_id, EdgeKind.FOLLOW, authors)
    others = [
        entry.order_id
        for entry in entries
        if entry.author_id not in followed
        and entry.author_id != viewer.account_id
        and entry.author_id in seen
    ]
    return Standing(
        viewer.account_id,
        seen,
        followed,
        await hidden_from(reading, viewer),
        await close_to(reading, viewer, {entry.author_id for entry in entries if entry.is_close}),
        await hidden_among(reading, viewer.account_id, {entry.post_id for entry in entries}),
        await _tagged(reading, viewer, others) if others else {},
    )


async def _tagged(reading: Reading, viewer: Viewer, orders: Sequence[OrderId]) -> dict[OrderId, str]:
    """Those of some posts that have a hashtag the viewer follows, and which; for everyone, and not marked sensitive."""
    tags = set(await followed_tags(reading, viewer.account_id))
    if not tags:
        return {}
    posts = [
        post
        for post in (await by_order(reading, orders)).values()
        if post.audience is Audience.EVERYONE and not tags.isdisjoint(post.tags)
    ]
    marked = await marked_among(reading, posts)
    return {
        OrderId(post.order_id or 0): next(tag for tag in post.tags if tag in tags)
        for post in posts
        if post.id not in marked
    }


async def shown(
    reading: Reading, viewer: Viewer, entries: Sequence[Entry]
) -> tuple[list[Entry], frozenset[AccountId]]:
    """The entries that the viewer is shown, in the same order, and whom the viewer is not shown."""
    standing = await standing_of(reading, viewer, entries)
    there = [entry for entry in entries if standing.shows(entry)]
    if standing.tagged:
        there = [entry._replace(tag=standing.tagged.get(entry.order_id, "")) for entry in there]
    return there, frozenset(standing.hidden)
