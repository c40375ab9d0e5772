"""Commenting: saying something under a post, answering, taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass

from tintype.accounts import ids_of
from tintype.engagement import store
from tintype.engagement.card_parts import shown
from tintype.engagement.events import CommentAdded, CommentDeleted, CommentLiked, CommentUnliked
from tintype.engagement.model import CommentRow, Named
from tintype.graph import EdgeKind, edges, reachable
from tintype.kernel.ids import AccountId, CommentId, PostId, shard_of
from tintype.kernel.pages import TOP, Page, Place, page_of
from tintype.kernel.problems import Invalid, NotFound
from tintype.kernel.text import COMMENT, clean, mentions
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Reading, Records, Transaction
from tintype.posts import visible_heads

TOP_LEVEL = CommentId(0)


@dataclass(frozen=True, slots=True)
class Comments:
    """What people do about comments."""

    records: Records

    async def add(
        self, viewer: Viewer, post_id: PostId, text: str, *, parent_id: CommentId = TOP_LEVEL
    ) -> CommentRow:
        """Say something under a post, or in answer to a comment of it.

        Raises NotFound for a post the viewer may not see, Invalid for the text or for a parent that is not there.
        """
        known(viewer)
        cleaned = clean(text, COMMENT, "text", required=True)

        async def body(tx: Transaction) -> CommentRow:
            return await _add(tx, viewer, post_id, cleaned, parent_id)

        return await self.records.transact(body)

    async def delete(self, viewer: Viewer, comment_id: CommentId) -> None:
        """Erase an own comment, or any under an own post; a top one goes with its thread. Raises NotFound."""
        by_id = known(viewer)

        async def body(tx: Transaction) -> None:
            row = await _live(tx, comment_id)
            if by_id not in (row.author_id, row.owner_id):
                raise NotFound
            removed = await store.delete(tx, row)
            if not removed:
                raise NotFound  # Somebody else was first.
            event = CommentDeleted(row.id, row.post_id, row.owner_id, row.author_id, by_id, removed)
            await tx.publish(event, shard=shard_of(row.id))

        await self.records.transact(body)

    async def like(self, viewer: Viewer, comment_id: CommentId) -> bool:
        """Like a comment; whether the like is new. Raises NotFound for what the viewer is not shown."""
        liker_id = known(viewer)

        async def body(tx: Transaction) -> bool:
            row = await _shown_one(tx, viewer, comment_id)
            is_new = (await edges.add(tx, EdgeKind.COMMENT_LIKE, [(liker_id, comment_id)]))[0]
            if is_new:
                event = CommentLiked(liker_id, row.id, row.post_id, row.author_id)
                await tx.publish(event, shard=shard_of(row.id))
            return is_new

        return await self.records.transact(body)

    async def unlike(self, viewer: Viewer, comment_id: CommentId) -> bool:
        """Take a like of a comment back; whether there was one."""
        liker_id = known(viewer)

        async def body(tx: Transaction) -> bool:
            was = (await edges.remove(tx, EdgeKind.COMMENT_LIKE, [(liker_id, comment_id)]))[0]
            row = (await store.comments_of(tx, [comment_id])).get(comment_id) if was else None
            if row is not None:
                event = CommentUnliked(liker_id, row.id, row.post_id, row.author_id)
                await tx.publish(event, shard=shard_of(row.id))
            return was

        return await self.records.transact(body)


async def top_page(
    reading: Reading, viewer: Viewer, post_id: PostId, before: Place, limit: int
) -> Page[CommentRow]:
    """Top comments of a post, newest first; a page may be short of those not shown. Raises NotFound."""
    if post_id not in await visible_heads(reading, viewer, [post_id]):
        raise NotFound
    page = page_of(await store.newest_comments(reading, post_id, before.at, limit + 1), limit, _place)
    return Page(await shown(reading, viewer, page.items), page.next)


async def replies_page(
    reading: Reading, viewer: Viewer, parent: tuple[PostId, CommentId], after: Place, limit: int
) -> Page[CommentRow]:
    """The whole thread below a top comment of a post, oldest first; below another one its direct answers.

    Raises NotFound.
    """
    post_id, parent_id = parent
    row = await _shown_one(reading, viewer, parent_id)
    if row.post_id != post_id:
        raise NotFound
    start = 0 if after == TOP else after.at
    page = page_of(await store.replies_in(reading, row, start, limit + 1), limit, _place)
    # A direct answer is looked for in its thread: threads are read one page at a time, and deep ones are rare.
    below = [reply for reply in page.items if not row.root_id or reply.parent_id == parent_id]
    return Page(await shown(reading, viewer, below), page.next)


async def liked_among(reading: Reading, viewer: Viewer, ids: Sequence[CommentId]) -> set[int]:
    """Which of many comments the viewer likes."""
    if not viewer.is_known:
        return set()
    return await edges.contains(reading, viewer.account_id, EdgeKind.COMMENT_LIKE, ids)


async def _add(
    tx: Transaction, viewer: Viewer, post_id: PostId, text: str, parent_id: CommentId
) -> CommentRow:
    head = (await visible_heads(tx, viewer, [post_id])).get(post_id)
    if head is None or not head.is_published:
        raise NotFound
    parent = await _parent(tx, viewer, post_id, parent_id)
    row = CommentRow(
        id=CommentId(tx.mint(shard_of(post_id))),
        post_id=post_id,
        owner_id=head.author_id,
        author_id=viewer.account_id,
        root_id=parent.thread_id if parent else TOP_LEVEL,
        parent_id=parent_id,
        text=text,
        mentions=await _mentioned(tx, viewer, text),
        replies=0,
        created_us=tx.now_us,
    )
    if not await store.insert(tx, row):
        raise parent_gone()
    event = CommentAdded(
        row.id,
        post_id,
        row.owner_id,
        row.author_id,
        parent_id,
        parent.author_id if parent else AccountId(0),
        tuple(one.account_id for one in row.mentions),
    )
    await tx.publish(event, shard=shard_of(post_id))
    return row


async def _parent(
    tx: Transaction, viewer: Viewer, post_id: PostId, parent_id: CommentId
) -> CommentRow | None:
    if parent_id == TOP_LEVEL:
        return None
    found = await shown(tx, viewer, list((await store.comments_of(tx, [parent_id])).values()))
    if not found or found[0].post_id != post_id:
        raise parent_gone()
    return found[0]


def parent_gone() -> Invalid:
    """What is said of a comment that cannot be answered, whatever the reason."""
    return Invalid("What you answer to is not there any more.", fields={"parent_id": ["unknown"]})


async def _mentioned(tx: Transaction, viewer: Viewer, text: str) -> tuple[Named, ...]:
    names = mentions(text)
    if not names:
        return ()
    accounts = await ids_of(tx, names)
    seen = await reachable(tx, viewer, set(accounts.values()))
    first_named = {accounts[name]: name for name in reversed(names) if accounts.get(name) in seen}
    return tuple(Named(account_id, name) for account_id, name in reversed(first_named.items()))


async def _live(reading: Reading, comment_id: CommentId) -> CommentRow:
    row = (await store.comments_of(reading, [comment_id])).get(comment_id)
    if row is None:
        raise NotFound
    return row


async def _shown_one(reading: Reading, viewer: Viewer, comment_id: CommentId) -> CommentRow:
    row = await _live(reading, comment_id)
    if row.post_id not in await visible_heads(reading, viewer, [row.post_id]):
        raise NotFound
    if not await shown(reading, viewer, [row]):
        raise NotFound
    return row


def _place(row: CommentRow) -> Place:
    return Place(row.id)
