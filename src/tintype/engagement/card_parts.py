"""What cards show of engagement, for sets of posts: one or two queries a kind, however many posts there are."""

from collections.abc import Collection, Sequence

from tintype.engagement import store
from tintype.engagement.model import LIKERS_SHOWN, NOBODY, CommentRow, Counts
from tintype.graph import EdgeKind, edges, reachable, tied_by_block
from tintype.kernel.ids import AccountId, PostId
from tintype.kernel.viewer import ANONYMOUS, Viewer
from tintype.ports.records import Reading

SPARE = 4  # Comments read beyond those shown, for when some of their authors are hidden.
LIKERS_WINDOW = 20  # The likers of each post among whom those followed are looked for: docs/decisions/0011.


async def post_counts(reading: Reading, post_ids: Collection[PostId]) -> dict[PostId, Counts]:
    """Likes, comments and shares of each post, all of them, whoever asks."""
    if not post_ids:
        return {}
    ties = await edges.counts(reading, post_ids, [EdgeKind.LIKED_BY, EdgeKind.SHARED_BY])
    tallies = await store.tallies(reading, post_ids)
    return {
        post_id: Counts(
            ties[post_id, EdgeKind.LIKED_BY], tallies[post_id].comments, ties[post_id, EdgeKind.SHARED_BY]
        )
        for post_id in post_ids
    }


async def first_comments(
    reading: Reading,
    post_ids: Collection[PostId],
    per_post: int = 2,
    *,
    without: Collection[AccountId] = NOBODY,
) -> dict[PostId, list[CommentRow]]:
    """The pinned and the newest of each post's comments as everybody sees them.

    `without` leaves out those of some people.
    """
    if not post_ids:
        return {}
    rows = await store.newest_of_each(reading, post_ids, per_post + SPARE)
    found: dict[PostId, list[CommentRow]] = {}
    for row in await shown(reading, ANONYMOUS, rows):
        if row.author_id not in without:
            found.setdefault(row.post_id, []).append(row)
    return {post_id: rows[:per_post] for post_id, rows in found.items()}


async def shown(reading: Reading, viewer: Viewer, rows: Sequence[CommentRow]) -> list[CommentRow]:
    """Those of many comments of visible posts that the viewer is shown, in their order.

    A comment is gone with its author, and where a block stands between its author and the viewer or the post's
    author. The viewer's numbers leave it out: see `unseen`.
    """
    authors = await reachable(reading, viewer, {row.author_id for row in rows})
    blocked = await tied_by_block(reading, {(row.owner_id, row.author_id) for row in rows})
    return [row for row in rows if row.author_id in authors and (row.owner_id, row.author_id) not in blocked]


async def flags(
    reading: Reading, viewer_id: AccountId, post_ids: Collection[PostId]
) -> dict[PostId, tuple[bool, bool]]:
    """Whether an account likes and has saved each post; posts with neither are absent."""
    found = await edges.ties(reading, viewer_id, (EdgeKind.LIKE, EdgeKind.SAVE), post_ids)
    return {PostId(post_id): (EdgeKind.LIKE in its, EdgeKind.SAVE in its) for post_id, its in found.items()}


async def first_likers(reading: Reading, post_ids: Collection[PostId]) -> dict[PostId, tuple[AccountId, ...]]:
    """The likers of each post who joined first: among them a viewer looks for people to be named."""
    first = await edges.first_of_each(reading, post_ids, EdgeKind.LIKED_BY, LIKERS_WINDOW)
    return {PostId(post_id): tuple(map(AccountId, some)) for post_id, some in first.items()}


async def liked_by(
    reading: Reading, viewer: Viewer, post_ids: Collection[PostId], limit: int = LIKERS_SHOWN
) -> dict[PostId, list[AccountId]]:
    """A few people who like each post, those the viewer follows first; without the viewer."""
    found = await edges.first_of_each(reading, post_ids, EdgeKind.LIKED_BY, LIKERS_WINDOW)
    likers = {liker_id for some in found.values() for liker_id in some}
    follows = await edges.contains(reading, viewer.account_id, EdgeKind.FOLLOW, likers)
    first = {
        PostId(post_id): sorted(
            (AccountId(one) for one in some if one != viewer.account_id), key=lambda one: one not in follows
        )
        for post_id, some in found.items()
    }
    seen = await reachable(reading, viewer, {one for some in first.values() for one in some[:limit]})
    # Somebody hidden among them is rare, so those behind are looked at only then.
    short = [some for some in first.values() if not seen.issuperset(some[:limit])]
    seen |= await reachable(reading, viewer, {one for some in short for one in some[limit : limit + SPARE]})
    return {post_id: [one for one in some if one in seen][:limit] for post_id, some in first.items()}
