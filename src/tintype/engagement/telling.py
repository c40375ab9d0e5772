"""The numbers of posts as one viewer is told them."""

from collections.abc import Mapping
from dataclasses import dataclass

from tintype.engagement import store
from tintype.engagement.holding import choices_of
from tintype.engagement.model import Conversation
from tintype.engagement.unseen import unseen
from tintype.graph import EdgeKind, edges
from tintype.kernel.ids import AccountId, PostId
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading


@dataclass(frozen=True, slots=True)
class Told:
    """What a viewer is told of a post. `likes` is None for whom the number is hidden.

    `hides_likes` says that it is hidden from everybody but the author.
    """

    likes: int | None
    comments: int
    shares: int
    conversation: Conversation
    hides_likes: bool


async def told_counts(
    reading: Reading, viewer: Viewer, owners: Mapping[PostId, AccountId]
) -> dict[PostId, Told]:
    """The numbers of visible posts, whose authors are given. ANONYMOUS is told what everybody is."""
    if not owners:
        return {}
    ties = await edges.counts(reading, owners, [EdgeKind.LIKED_BY, EdgeKind.SHARED_BY])
    tallies = await store.tallies(reading, owners)
    choices = await choices_of(reading, sorted({*owners.values(), viewer.account_id}))
    less = await unseen(reading, viewer, owners)
    sees_none = choices[viewer.account_id].hides_all_likes
    found: dict[PostId, Told] = {}
    for post_id, owner_id in owners.items():
        tally = tallies[post_id]
        hides = tally.conversation.hides_likes or choices[owner_id].hides_own_likes
        is_hidden = sees_none or (hides and owner_id != viewer.account_id)
        found[post_id] = Told(
            None if is_hidden else ties[post_id, EdgeKind.LIKED_BY],
            tally.comments - less.posts[post_id],
            ties[post_id, EdgeKind.SHARED_BY],
            tally.conversation,
            hides,
        )
    return found


async def told_otherwise(reading: Reading, viewer: Viewer, owners: Mapping[PostId, AccountId]) -> set[PostId]:
    """Those of many posts of which a viewer is told other numbers than everybody, but for the viewer's own posts."""
    choices = await choices_of(reading, [viewer.account_id])
    if choices[viewer.account_id].hides_all_likes:
        return set(owners)
    mine = await unseen(reading, viewer, owners, with_owners=False)
    return {post_id for post_id, n in mine.posts.items() if n}


async def hides_likes(reading: Reading, viewer: Viewer, post_id: PostId, owner_id: AccountId) -> bool:
    """Whether how many people like a post is hidden from a viewer by its author."""
    if owner_id == viewer.account_id:
        return False
    tally = (await store.tallies(reading, [post_id]))[post_id]
    return tally.conversation.hides_likes or (await choices_of(reading, [owner_id]))[owner_id].hides_own_likes
