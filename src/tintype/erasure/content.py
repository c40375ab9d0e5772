"""What an account published, said and uploaded, with all that hangs from it: a batch at a time, each a transaction."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from tintype.engagement import Comments
from tintype.erasure.rows import key_of, sql
from tintype.erasure.ties import untie
from tintype.graph import EdgeKind, edges
from tintype.kernel.ids import (
    AccountId,
    CommentId,
    MediaId,
    OrderId,
    PostId,
    SessionId,
    shard_of,
    shard_of_text,
)
from tintype.kernel.problems import NotFound
from tintype.kernel.text import hashtags
from tintype.kernel.viewer import Viewer
from tintype.media import discard
from tintype.ports.records import Reading, Records, Transaction
from tintype.posts import PostDeleted, shard_of_place

BATCH: Final = 100
WALKED: Final = 2_000

Head = tuple[PostId, OrderId]


async def erase_posts(records: Records, account_id: AccountId) -> None:
    """Every post of an account, in any state, with its likes, its comments, and its place under its tags."""
    after = 0
    while True:
        walked = await records.look(lambda reading, after=after: _walk(reading, account_id, after))
        mine = [
            (PostId(id), OrderId(order_id or 0))
            for id, author_id, order_id in walked
            if author_id == account_id
        ]
        for at in range(0, len(mine), BATCH):
            await _erase_some_posts(records, account_id, mine[at : at + BATCH])
        if len(walked) < WALKED:
            return
        after = walked[-1][0]


async def erase_comments_below(records: Records, account_id: AccountId) -> None:
    """Every comment under an account's posts, whoever said it."""
    after = 0
    while True:
        walked = await records.look(lambda reading, after=after: _walk_comments(reading, account_id, after))
        ids = [CommentId(id) for id, owner_id in walked if owner_id == account_id]
        for at in range(0, len(ids), BATCH):
            await _erase_some_comments(records, ids[at : at + BATCH])
        if len(walked) < WALKED:
            return
        after = walked[-1][0]


async def erase_comments_anywhere(records: Records, comments: Comments, account_id: AccountId) -> None:
    """What an account said under the posts of others: deleted as its author would, so counts stay exact, then gone."""
    viewer = Viewer(account_id, SessionId(0))
    while found := await records.look(lambda reading: _said(reading, account_id)):
        for comment_id, state in found:
            if state != 1:
                await _delete(comments, viewer, comment_id)
        await _erase_some_comments(records, [comment_id for comment_id, _ in found])


async def erase_collections(records: Records, account_id: AccountId) -> None:
    """Collections of the account's own with their members, and what it put into those of others."""
    key = key_of(account_id)
    owned = await records.look(lambda reading: reading.fetch(sql.collections_of, int, **key, limit=WALKED))
    for collection_id in owned:
        await untie(records, collection_id)
    joined = await records.look(
        lambda reading: edges.page_by_id(reading, account_id, EdgeKind.MEMBER_OF, 0, WALKED)
    )
    await records.transact(lambda tx: tx.execute(sql.forget_lent, ids=list(joined), account_id=account_id))


async def erase_media(records: Records, account_id: AccountId) -> None:
    """Every photo and video: the rows here, the files by the jobs that follow."""
    await records.transact(lambda tx: tx.execute(sql.drop_picture, **key_of(account_id)))

    async def body(tx: Transaction) -> int:
        ids = await tx.fetch(sql.media_of_owner, MediaId, **key_of(account_id), limit=BATCH)
        return await discard(tx, account_id, ids) if ids else 0

    while await records.transact(body):
        pass


async def _walk(reading: Reading, account_id: AccountId, after: int) -> list[tuple[int, int, int | None]]:
    return await reading.fetch(sql.posts_walk, _walked, shard=shard_of(account_id), after=after, limit=WALKED)


async def _walk_comments(reading: Reading, account_id: AccountId, after: int) -> list[tuple[int, int]]:
    return await reading.fetch(
        sql.comments_walk, _pair, shard=shard_of(account_id), after=after, limit=WALKED
    )


async def _said(reading: Reading, account_id: AccountId) -> list[tuple[CommentId, int]]:
    return await reading.fetch(sql.comments_anywhere, _comment, account_id=account_id, limit=BATCH)


async def _erase_some_posts(records: Records, account_id: AccountId, posts: Sequence[Head]) -> None:
    ids = [post_id for post_id, _ in posts]
    for post_id in ids:
        await untie(records, post_id)

    async def body(tx: Transaction) -> None:
        await _unlist(tx, posts)
        await _unname(tx, posts)
        for query in (
            sql.post_media, sql.post_tags, sql.post_mentions, sql.post_history,
            sql.post_conversations,
            sql.post_people,
            sql.post_comment_totals, sql.post_counts, sql.post_figures, sql.post_rows,
        ):  # fmt: skip
            await tx.execute(query, post_ids=ids)
        for post_id, order_id in posts:
            await tx.publish(PostDeleted(post_id, order_id, account_id), shard=shard_of(post_id))

    await records.transact(body)


async def _unlist(tx: Transaction, posts: Sequence[Head]) -> None:
    """Take posts out of the lists of their tags and places: the consumer that keeps them looks at rows."""
    ids = [post_id for post_id, _ in posts]
    tags: defaultdict[int, set[str]] = defaultdict(set)
    for post_id, tag in await tx.fetch(sql.tags_of, _text, post_ids=ids):
        tags[post_id].add(tag)
    for post_id, caption in await tx.fetch(sql.captions_of, _text, post_ids=ids):
        tags[post_id].update(hashtags(caption))
    for post_id, order_id in posts:
        for tag in sorted(tags[post_id]):
            await tx.execute(sql.unlist, shard=shard_of_text(tag), tag=tag, order_id=order_id)

    orders = dict(posts)
    for post_id, place_id in await tx.fetch(sql.places_of, _pair, post_ids=ids):
        where = {"shard": shard_of_place(place_id), "place_id": place_id}
        await tx.execute(sql.unlist_place, **where, order_id=orders[PostId(post_id)])


async def _unname(tx: Transaction, posts: Sequence[Head]) -> None:
    """Take posts out of the lists of those who are named in them."""
    orders = dict(posts)
    for post_id, person_id in await tx.fetch(sql.people_in, _pair, post_ids=list(orders)):
        order_id = orders[PostId(post_id)]
        shard = shard_of(person_id)
        await tx.execute(sql.forget_naming, shard=shard, person_id=person_id, order_id=order_id)


async def _erase_some_comments(records: Records, ids: Sequence[CommentId]) -> None:
    for comment_id in ids:
        await untie(records, comment_id)

    async def body(tx: Transaction) -> None:
        await tx.execute(sql.comment_counts, comment_ids=list(ids))
        await tx.execute(sql.comment_rows, comment_ids=list(ids))

    await records.transact(body)


async def _delete(comments: Comments, viewer: Viewer, comment_id: CommentId) -> None:
    try:
        await comments.delete(viewer, comment_id)
    except NotFound:
        return  # It went with the one it answered, a moment ago.


def _walked(id: int, author_id: int, order_id: int | None) -> tuple[int, int, int | None]:
    return id, author_id, order_id


def _pair(one: int, other: int) -> tuple[int, int]:
    return one, other


def _comment(comment_id: int, state: int) -> tuple[CommentId, int]:
    return CommentId(comment_id), state


def _text(post_id: int, text: str) -> tuple[int, str]:
    return post_id, text
