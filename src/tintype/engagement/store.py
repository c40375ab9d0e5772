"""Comments as rows, and the queries behind cards."""

from collections.abc import Collection, Sequence

import msgspec

from tintype.engagement.model import CommentRow, CommentsFrom, Conversation, Held, Named, Tally
from tintype.kernel.ids import AccountId, CommentId, PostId, shard_of
from tintype.kernel.sql import Queries
from tintype.ports.records import Reading, Transaction

sql = Queries(__package__ or "")
Pair = tuple[AccountId, AccountId]
_decode = msgspec.json.Decoder(list[tuple[AccountId, str]]).decode


async def insert(tx: Transaction, row: CommentRow) -> bool:
    """Write a new comment, and count it with its post and above itself unless it is held.

    False, with half of it done, when a comment above it has been deleted meanwhile.
    """
    # First, for whoever deletes what is above waits here, and then finds this one.
    if not await _count_above(tx, row, 0 if row.held else 1):
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
        mentions=_encoded(row.mentions),
        state=2 if row.held else 0,
        now_us=row.created_us,
        held=int(row.held),
    )
    if not row.held:
        await _count(tx, row, 1)
    return True


async def delete(tx: Transaction, row: CommentRow) -> int:
    """Erase a comment, a top one with its thread; how many are gone of those that were counted.

    -1, with half of it done, when it has been deleted, held or let through meanwhile.
    """
    shard = shard_of(row.id)
    if row.held:
        return 0 if await tx.execute(sql.delete_held, shard=shard, id=row.id) else -1
    # From the top down, as everybody does, so that two writers lock rows in the same order.
    await _count_above(tx, row, -1)
    if not await tx.execute(sql.delete_comment, shard=shard, id=row.id):
        return -1
    if row.root_id:
        await _count(tx, row, -1)
        return 1
    thread = {"shard": shard, "post_id": row.post_id, "root_id": row.id}
    below = await tx.execute(sql.delete_thread, **thread)
    await tx.execute(sql.delete_held_thread, **thread)
    await tx.execute(sql.change_total, shard=shard, post_id=row.post_id, change=-1 - below)
    return 1 + below


async def hold(tx: Transaction, row: CommentRow, held: Held) -> bool:
    """Let a live comment wait. False, with half of it done, when it has been answered or is gone."""
    await _count_above(tx, row, -1)
    if not await tx.execute(sql.hold_comment, shard=shard_of(row.id), id=row.id, held=int(held)):
        return False
    await _count(tx, row, -1)
    return True


async def let_through(tx: Transaction, row: CommentRow) -> bool:
    """Show a held comment to everybody. False, with half of it done, when it is not held or its thread is gone."""
    if not await _count_above(tx, row, 1):
        return False
    if not await tx.execute(sql.pass_comment, shard=shard_of(row.id), id=row.id):
        return False
    await _count(tx, row, 1)
    return True


async def edit(tx: Transaction, row: CommentRow) -> bool:
    """Write the words of an edited comment; False when it is gone."""
    changed = await tx.execute(
        sql.edit_comment,
        shard=shard_of(row.id),
        id=row.id,
        body=row.text,
        mentions=_encoded(row.mentions),
        edited_us=row.edited_us,
    )
    return changed == 1


async def comments_of(reading: Reading, ids: Collection[CommentId]) -> dict[CommentId, CommentRow]:
    """Live comments by id."""
    rows = await reading.fetch(sql.comments_of, _comment, ids=list(ids))
    return {row.id: row for row in rows}


async def comments_or_held(reading: Reading, ids: Collection[CommentId]) -> dict[CommentId, CommentRow]:
    """Comments by id that are live or wait."""
    rows = await reading.fetch(sql.comments_or_held, _comment, ids=list(ids))
    return {row.id: row for row in rows}


async def comment_or_held(reading: Reading, comment_id: CommentId) -> CommentRow | None:
    """A comment that is live or waits."""
    return (await comments_or_held(reading, [comment_id])).get(comment_id)


async def newest_comments(reading: Reading, post_id: PostId, before: int, limit: int) -> list[CommentRow]:
    """Top comments of a post below an id that are not pinned, newest first."""
    return await reading.fetch(
        sql.newest_comments, _comment, shard=shard_of(post_id), post_id=post_id, before=before, limit=limit
    )


async def pinned_comments(reading: Reading, post_id: PostId) -> list[CommentRow]:
    """The pinned comments of a post, newest first."""
    rows = await reading.fetch(sql.pinned_comments, _comment, shard=shard_of(post_id), post_id=post_id)
    return sorted(rows, key=lambda row: -row.id)


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


async def waiting_of(
    reading: Reading, author_id: AccountId, post_ids: Collection[PostId]
) -> list[CommentRow]:
    """The comments of one person that wait under some posts, oldest first."""
    rows = await reading.fetch(sql.waiting_of, _comment, author_id=author_id, post_ids=list(post_ids))
    return sorted(rows, key=lambda row: row.id)


async def held_comments(reading: Reading, owner_id: AccountId, before: int, limit: int) -> list[CommentRow]:
    """What waits for one person below an id, newest first."""
    rows = await reading.fetch(
        sql.held_comments, _comment, shard=shard_of(owner_id), owner_id=owner_id, before=before, limit=limit
    )
    return sorted(rows, key=lambda row: -row.id)


async def newest_of_each(reading: Reading, post_ids: Collection[PostId], limit: int) -> list[CommentRow]:
    """The pinned comments of each post and at most `limit` others at its top: pinned first, then newest."""
    rows = await reading.fetch(sql.newest_of_each, _comment, post_ids=list(post_ids), limit=limit)
    return sorted(rows, key=lambda row: (row.pinned_us is None, -row.id))


async def said_by(
    reading: Reading, pairs: Collection[Pair], post_ids: Collection[PostId]
) -> list[CommentRow]:
    """What in each (author of posts, author of comments) the second has said under some posts of the first."""
    if not pairs or not post_ids:
        return []
    ids = await reading.fetch(
        sql.said_by,
        CommentId,
        pairs=[(shard_of(owner_id), owner_id, author_id) for owner_id, author_id in sorted(pairs)],
        post_ids=list(post_ids),
    )
    return list((await comments_of(reading, ids)).values()) if ids else []


async def tallies(reading: Reading, post_ids: Collection[PostId]) -> dict[PostId, Tally]:
    """What is counted of each post's comments, and how it is talked about; every asked post is there."""
    if not post_ids:
        return {}
    return dict(await reading.fetch(sql.tallies, _tally, post_ids=list(post_ids)))


async def _count(tx: Transaction, row: CommentRow, change: int) -> None:
    await tx.execute(sql.change_total, shard=shard_of(row.post_id), post_id=row.post_id, change=change)


async def _count_above(tx: Transaction, row: CommentRow, change: int) -> bool:
    """Count a comment where it hangs from; False when not all of that is there."""
    above = row.above
    return not above or await tx.execute(sql.change_replies, ids=above, change=change) == len(above)


def _encoded(mentions: Sequence[Named]) -> str:
    return msgspec.json.encode([(one.account_id, one.username) for one in mentions]).decode()


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
    held: int,
    edited_us: int | None,
    pinned_us: int | None,
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
        Held(held),
        edited_us,
        pinned_us,
    )


def _tally(
    post_id: PostId, comments: int, comments_from: int, approves: int, hides_likes: int
) -> tuple[PostId, Tally]:
    conversation = Conversation(CommentsFrom(comments_from), bool(approves), bool(hides_likes))
    return post_id, Tally(comments, conversation)
