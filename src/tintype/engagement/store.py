"""Comments as rows, and the queries behind cards."""

from collections.abc import Collection

import msgspec

from tintype.engagement.model import CommentRow, Named
from tintype.kernel.ids import AccountId, CommentId, PostId, shard_of
from tintype.kernel.sql import Queries
from tintype.ports.records import Reading, Transaction

sql = Queries(__package__ or "")
_decode = msgspec.json.Decoder(list[tuple[AccountId, str]]).decode


async def insert(tx: Transaction, row: CommentRow) -> bool:
    """Write a new comment and count it with its post and above itself.

    False, with half of it done, when a comment above it has been deleted meanwhile.
    """
    # First, for whoever deletes what is above waits here, and then finds this one.
    if not await _count_above(tx, row, 1):
        return False
    await tx.execute(
        sql.insert_comment,
        shard=shard_of(row.id),
        id=row.id,
        post_id=row.post_id,
        owner_id=row.owner_id,
        author_id=row.author_id,
        root_id=row.root_id,
        parent_id=row.parent_id,
        body=row.text,
        mentions=msgspec.json.encode([(one.account_id, one.username) for one in row.mentions]).decode(),
        now_us=row.created_us,
    )
    await _count(tx, row, 1)
    return True


async def delete(tx: Transaction, row: CommentRow) -> int:
    """Erase a comment, a top one with its thread; how many are gone; 0, with half of it done, when it was deleted."""
    shard = shard_of(row.id)
    # From the top down, as everybody does, so that two writers lock rows in the same order.
    await _count_above(tx, row, -1)
    if not await tx.execute(sql.delete_comment, shard=shard, id=row.id):
        return 0
    if row.root_id:
        await _count(tx, row, -1)
        return 1
    below = await tx.execute(sql.delete_thread, shard=shard, post_id=row.post_id, root_id=row.id)
    await tx.execute(sql.change_total, shard=shard, post_id=row.post_id, change=-1 - below)
    return 1 + below


async def comments_of(reading: Reading, ids: Collection[CommentId]) -> dict[CommentId, CommentRow]:
    """Live comments by id."""
    rows = await reading.fetch(sql.comments_of, _comment, ids=list(ids))
    return {row.id: row for row in rows}


async def newest_comments(reading: Reading, post_id: PostId, before: int, limit: int) -> list[CommentRow]:
    """Top comments of a post below an id, newest first."""
    return await reading.fetch(
        sql.newest_comments, _comment, shard=shard_of(post_id), post_id=post_id, before=before, limit=limit
    )


async def replies_in(reading: Reading, row: CommentRow, after: int, limit: int) -> list[CommentRow]:
    """What comes after an id in the thread of a comment, oldest first, the top comment left out."""
    return await reading.fetch(
        sql.replies_in,
        _comment,
        shard=shard_of(row.id),
        post_id=row.post_id,
        root_id=row.thread_id,
        after=after,
        limit=limit,
    )


async def newest_of_each(reading: Reading, post_ids: Collection[PostId], limit: int) -> list[CommentRow]:
    """At most `limit` top comments of each post, newest first over all."""
    rows = await reading.fetch(sql.newest_of_each, _comment, post_ids=list(post_ids), limit=limit)
    return sorted(rows, key=lambda row: -row.id)


async def totals(reading: Reading, post_ids: Collection[PostId]) -> dict[PostId, int]:
    """How many live comments each post has; posts without any may be missing."""
    return dict(await reading.fetch(sql.totals, _total, post_ids=list(post_ids)))


async def _count(tx: Transaction, row: CommentRow, change: int) -> None:
    await tx.execute(sql.change_total, shard=shard_of(row.post_id), post_id=row.post_id, change=change)


async def _count_above(tx: Transaction, row: CommentRow, change: int) -> bool:
    """Count a comment where it hangs from; False when not all of that is there."""
    above = sorted({row.root_id, row.parent_id} - {CommentId(0)})
    return not above or await tx.execute(sql.change_replies, ids=above, change=change) == len(above)


def _comment(  # noqa: PLR0913, PLR0917 — the columns of the row, in order
    comment_id: CommentId,
    post_id: PostId,
    owner_id: AccountId,
    author_id: AccountId,
    root_id: CommentId,
    parent_id: CommentId,
    body: str,
    mentions: str,
    replies: int,
    created_us: int,
) -> CommentRow:
    return CommentRow(
        comment_id,
        post_id,
        owner_id,
        author_id,
        root_id,
        parent_id,
        body,
        () if mentions == "[]" else tuple(Named(*one) for one in _decode(mentions)),
        replies,
        created_us,
    )


def _total(post_id: PostId, n: int) -> tuple[PostId, int]:
    return post_id, n
