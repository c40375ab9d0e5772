"""Comments as the API spells them."""

from collections.abc import Collection, Sequence
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from tintype.engagement.model import NOBODY, CommentRow, Held
from tintype.engagement.threads import liked_among
from tintype.engagement.unseen import unseen
from tintype.graph import EdgeKind, edges, hidden_from
from tintype.kernel.clock import rfc3339
from tintype.kernel.ids import AccountId, CommentId
from tintype.kernel.viewer import ANONYMOUS, Viewer
from tintype.media import MediaUrls
from tintype.ports.records import Reading
from tintype.profiles import UserShort, short_users


class CommentCounts(msgspec.Struct, frozen=True):
    """Exact numbers. `replies`: the whole thread below a top comment, else the direct answers."""

    likes: int
    replies: int


class CommentViewer(msgspec.Struct, frozen=True):
    """What the asking account has done with the comment."""

    liked: bool


class CommentMention(msgspec.Struct, frozen=True):
    """Somebody named in a comment: `username` as it was written, `id` who that is."""

    id: str
    username: str


class Comment(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something said under a post; `parent_id` where it answers another comment.

    `liked_by` names the author of the post who likes it. `waiting`: its author is told that it waits for approval.
    """

    id: str
    author: UserShort
    text: str
    created_at: str
    counts: CommentCounts
    parent_id: str | UnsetType = UNSET
    edited_at: str | UnsetType = UNSET
    pinned: bool = False
    waiting: bool = False
    mentions: list[CommentMention] | UnsetType = UNSET
    liked_by: list[UserShort] | UnsetType = UNSET
    viewer: CommentViewer | UnsetType = UNSET


class CommentPage(msgspec.Struct, frozen=True):
    """A page of comments; `next` may stand after a short page, where some are not shown to this viewer."""

    items: list[Comment]
    next: str | None


class NewComment(msgspec.Struct, forbid_unknown_fields=True):
    """A comment to be."""

    text: str
    parent_id: str | None = None


class NewShare(msgspec.Struct, forbid_unknown_fields=True):
    """How a post was passed on: `link` (copied) or `sheet` (given to another program)."""

    way: Literal["link", "sheet"] = "link"


class CommentChange(msgspec.Struct, forbid_unknown_fields=True):
    """What a comment is to say instead."""

    text: str


async def comment_shapes(
    reading: Reading,
    rows: Sequence[CommentRow],
    urls: MediaUrls,
    *,
    viewer: Viewer = ANONYMOUS,
    without: Collection[AccountId] = NOBODY,
) -> dict[CommentId, Comment]:
    """Comments by id, with what a viewer has of them if one is given. Those whose author is gone are missing.

    Nobody is mentioned whom the viewer is not shown, nor those in `without`.
    """
    if not rows:
        return {}
    unnamed = {*without, *await hidden_from(reading, viewer)}
    ids = [row.id for row in rows]
    hearts = await edges.ties_of_pairs(
        reading, [EdgeKind.COMMENT_LIKE], {(row.owner_id, row.id) for row in rows}
    )
    hosts = {AccountId(owner_id) for owner_id, _ in hearts}
    people = await short_users(reading, {row.author_id for row in rows} | hosts, urls)
    likes = await edges.counts(reading, ids, [EdgeKind.COMMENT_LIKED_BY])
    liked = await liked_among(reading, viewer, ids)
    less = await unseen(reading, viewer, {row.post_id: row.owner_id for row in rows})
    return {
        row.id: Comment(
            id=str(row.id),
            author=people[row.author_id],
            text=row.text,
            created_at=rfc3339(row.created_us),
            counts=CommentCounts(
                likes[row.id, EdgeKind.COMMENT_LIKED_BY], max(0, row.replies - less.replies[row.id])
            ),
            parent_id=str(row.parent_id) if row.parent_id else UNSET,
            edited_at=UNSET if row.edited_us is None else rfc3339(row.edited_us),
            pinned=row.pinned_us is not None,
            waiting=row.held is Held.APPROVAL,
            mentions=_mentions(row, unnamed) or UNSET,
            liked_by=[people[row.owner_id]] if (row.owner_id, row.id) in hearts else UNSET,
            viewer=CommentViewer(row.id in liked) if viewer.is_known else UNSET,
        )
        for row in rows
        if row.author_id in people
    }


async def new_comment_shape(reading: Reading, row: CommentRow, urls: MediaUrls, viewer: Viewer) -> Comment:
    """A comment that its author has just made, as `comment_shapes` gives it: nobody has liked or answered it yet."""
    unnamed = await hidden_from(reading, viewer) if row.mentions else NOBODY
    people = await short_users(reading, {row.author_id}, urls)
    return Comment(
        id=str(row.id),
        author=people[row.author_id],
        text=row.text,
        created_at=rfc3339(row.created_us),
        counts=CommentCounts(0, 0),
        parent_id=str(row.parent_id) if row.parent_id else UNSET,
        waiting=row.held is Held.APPROVAL,
        mentions=_mentions(row, unnamed) or UNSET,
        viewer=CommentViewer(liked=False),
    )


def _mentions(row: CommentRow, unnamed: Collection[AccountId]) -> list[CommentMention]:
    return [
        CommentMention(str(one.account_id), one.username)
        for one in row.mentions
        if one.account_id not in unnamed
    ]
