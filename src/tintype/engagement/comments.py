"""Commenting: saying something under a post, answering, mending it, taking it back."""

from dataclasses import dataclass, replace

from tintype.engagement import store
from tintype.engagement.card_parts import shown
from tintype.engagement.events import (
    CommentAdded,
    CommentDeleted,
    CommentEdited,
    CommentHeld,
    CommentLiked,
    CommentUnliked,
    Gone,
)
from tintype.engagement.holding import admit, conversation_of, why_held
from tintype.engagement.model import EDIT_WINDOW_US, CommentRow, Named
from tintype.engagement.threads import live_or_waiting, shown_one
from tintype.graph import EdgeKind, edges, named_in
from tintype.kernel.ids import AccountId, CommentId, PostId, shard_of
from tintype.kernel.problems import Conflict, Invalid, NotFound
from tintype.kernel.text import COMMENT, clean
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Records, Transaction
from tintype.posts import visible_heads

TOP_LEVEL = CommentId(0)
ANSWERS_NAMED_MAX = 1_000  # Of a thread that goes. Who is told of others is not shown them: reads look again.


@dataclass(frozen=True, slots=True)
class Comments:
    """What people do about comments."""

    records: Records

    async def add(
        self, viewer: Viewer, post_id: PostId, text: str, *, parent_id: CommentId = TOP_LEVEL
    ) -> CommentRow:
        """Say something under a post, or in answer to a comment of it; it may be held.

        Raises NotFound for a post the viewer may not see, Forbidden for one that takes no comments of theirs, Invalid
        for the text or for a parent that is not there.
        """
        known(viewer)
        cleaned = clean(text, COMMENT, "text", required=True)

        async def body(tx: Transaction) -> CommentRow:
            return await _add(tx, viewer, post_id, cleaned, parent_id)

        return await self.records.transact(body)

    async def edit(self, viewer: Viewer, comment_id: CommentId, text: str) -> CommentRow:
        """Mend an own comment, within 15 minutes; new words may make it wait.

        Raises NotFound, Invalid, Conflict when it is too late or somebody has answered what would have to wait.
        """
        known(viewer)
        cleaned = clean(text, COMMENT, "text", required=True)

        async def body(tx: Transaction) -> CommentRow:
            return await _edit(tx, viewer, comment_id, cleaned)

        return await self.records.transact(body)

    async def delete(self, viewer: Viewer, comment_id: CommentId) -> None:
        """Erase an own comment, or any under an own post; a top one goes with its thread. Raises NotFound."""
        by_id = known(viewer)

        async def body(tx: Transaction) -> None:
            row = await live_or_waiting(tx, comment_id)
            if by_id not in (row.author_id, row.owner_id):
                raise NotFound
            answers = [] if row.root_id else await store.replies_in(tx, row, 0, ANSWERS_NAMED_MAX)
            removed = await store.delete(tx, row)
            if removed < 0:
                raise NotFound  # Somebody else was first.
            gone = tuple(map(_gone, [row, *answers]))
            event = CommentDeleted(row.id, row.post_id, row.owner_id, row.author_id, by_id, removed, gone)
            await tx.publish(event, shard=shard_of(row.id))

        await self.records.transact(body)

    async def like(self, viewer: Viewer, comment_id: CommentId) -> bool:
        """Like a comment; whether the like is new. Raises NotFound for what the viewer is not shown."""
        liker_id = known(viewer)

        async def body(tx: Transaction) -> bool:
            row = await shown_one(tx, viewer, comment_id)
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
            row = await store.comment_or_held(tx, comment_id) if was else None
            if row is not None:
                event = CommentUnliked(liker_id, row.id, row.post_id, row.author_id)
                await tx.publish(event, shard=shard_of(row.id))
            return was

        return await self.records.transact(body)


def parent_gone() -> Invalid:
    """What is said of a comment that cannot be answered, whatever the reason."""
    return Invalid("What you answer to is not there any more.", fields={"parent_id": ["unknown"]})


async def announce(tx: Transaction, row: CommentRow) -> None:
    """Tell that a comment can be seen from now on."""
    parent = (await store.comments_of(tx, [row.parent_id])).get(row.parent_id) if row.parent_id else None
    event = CommentAdded(
        row.id,
        row.post_id,
        row.owner_id,
        row.author_id,
        row.parent_id,
        parent.author_id if parent else AccountId(0),
        tuple(one.account_id for one in row.mentions),
    )
    await tx.publish(event, shard=shard_of(row.post_id))


async def announce_held(tx: Transaction, row: CommentRow) -> None:
    """Tell that a comment waits from now on."""
    event = CommentHeld(row.id, row.post_id, row.owner_id, row.author_id, row.held.word, (_gone(row),))
    await tx.publish(event, shard=shard_of(row.post_id))


def _gone(row: CommentRow) -> Gone:
    return Gone(row.id, row.author_id, row.parent_id, tuple(one.account_id for one in row.mentions))


async def _add(
    tx: Transaction, viewer: Viewer, post_id: PostId, text: str, parent_id: CommentId
) -> CommentRow:
    head = (await visible_heads(tx, viewer, [post_id])).get(post_id)
    if head is None or not head.is_published:
        raise NotFound
    held = await admit(tx, viewer, head, text)
    parent = await parent_of(tx, viewer, post_id, parent_id)
    row = CommentRow(
        id=CommentId(tx.mint(shard_of(post_id))),
        post_id=post_id,
        owner_id=head.author_id,
        author_id=viewer.account_id,
        root_id=parent.thread_id if parent else TOP_LEVEL,
        parent_id=parent_id,
        text=text,
        mentions=await mentioned(tx, viewer, text),
        replies=0,
        created_us=tx.now_us,
        held=held,
    )
    if not await store.insert(tx, row):
        raise parent_gone()
    await (announce_held(tx, row) if held else announce(tx, row))
    return row


async def _edit(tx: Transaction, viewer: Viewer, comment_id: CommentId, text: str) -> CommentRow:
    row = await live_or_waiting(tx, comment_id)
    if row.author_id != viewer.account_id or row.post_id not in await visible_heads(
        tx, viewer, [row.post_id]
    ):
        raise NotFound
    if tx.now_us > row.created_us + EDIT_WINDOW_US:
        raise Conflict("A comment can be changed for 15 minutes.", code="edit_window_over")
    if text == row.text:
        return row
    new = replace(row, text=text, mentions=await mentioned(tx, viewer, text), edited_us=tx.now_us)
    if not await store.edit(tx, new):
        raise NotFound
    conversation = await conversation_of(tx, row.post_id)
    held = await why_held(tx, row.author_id, row.owner_id, text, conversation)
    if held and not row.held:
        if not await store.hold(tx, row, held):
            raise Conflict("Somebody has answered this already.", code="answered")
        new = replace(new, held=held, pinned_us=None)
        await announce_held(tx, new)
        return new
    named = {one.account_id for one in row.mentions}
    added = tuple(one.account_id for one in new.mentions if one.account_id not in named)
    event = CommentEdited(
        row.id, row.post_id, row.owner_id, row.author_id, () if row.held else added, bool(row.held)
    )
    await tx.publish(event, shard=shard_of(row.post_id))
    return new


async def parent_of(
    tx: Transaction, viewer: Viewer, post_id: PostId, parent_id: CommentId
) -> CommentRow | None:
    """The comment that is answered; None at the top. Raises Invalid when it is not there."""
    if parent_id == TOP_LEVEL:
        return None
    found = await shown(tx, viewer, list((await store.comments_of(tx, [parent_id])).values()))
    if not found or found[0].post_id != post_id:
        raise parent_gone()
    return found[0]


async def mentioned(tx: Transaction, viewer: Viewer, text: str) -> tuple[Named, ...]:
    """The people whom a text names, as far as they exist and its writer may know of them."""
    return tuple(Named(*one) for one in (await named_in(tx, viewer, text)).items())
