"""What the author of a post does about its conversation: who may comment, what waits, what stands first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec
from msgspec import UNSET, UnsetType

from tintype.accounts import hold_accounts
from tintype.engagement import store
from tintype.engagement.comments import announce, announce_held
from tintype.engagement.events import (
    CommentPinned,
    CommentUnpinned,
    ConversationChanged,
    EngagementChosen,
)
from tintype.engagement.holding import checked_words, choices_of, conversation_of
from tintype.engagement.model import (
    PINS_MAX,
    Choices,
    CommentRow,
    CommentsFrom,
    Conversation,
    Held,
)
from tintype.engagement.store import sql
from tintype.engagement.threads import live_or_waiting
from tintype.kernel.ids import CommentId, PostId, shard_of
from tintype.kernel.problems import Conflict, NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Records, Transaction
from tintype.posts import visible_heads


@dataclass(frozen=True, slots=True)
class ConversationChange:
    """What is UNSET stays."""

    comments_from: CommentsFrom | UnsetType = UNSET
    approves: bool | UnsetType = UNSET
    hides_likes: bool | UnsetType = UNSET


@dataclass(frozen=True, slots=True)
class ChoicesChange:
    """What is UNSET stays."""

    words: Sequence[str] | UnsetType = UNSET
    hides_own_likes: bool | UnsetType = UNSET
    hides_all_likes: bool | UnsetType = UNSET


@dataclass(frozen=True, slots=True)
class Hosting:
    """Safe to call twice. Every method raises NotFound for what is under somebody else's post."""

    records: Records

    async def change(self, viewer: Viewer, post_id: PostId, change: ConversationChange) -> Conversation:
        """Decide how an own post is talked about; how that is from now on."""
        owner_id = known(viewer)

        async def body(tx: Transaction) -> Conversation:
            await hold_accounts(tx, owner_id)
            head = (await visible_heads(tx, viewer, [post_id])).get(post_id)
            if head is None or head.author_id != owner_id:
                raise NotFound
            old = await conversation_of(tx, post_id)
            new = Conversation(
                old.comments_from if change.comments_from is UNSET else change.comments_from,
                old.approves if change.approves is UNSET else change.approves,
                old.hides_likes if change.hides_likes is UNSET else change.hides_likes,
            )
            if new != old:
                await _set_conversation(tx, post_id, new)
                await tx.publish(ConversationChanged(post_id, owner_id), shard=shard_of(post_id))
            return new

        return await self.records.transact(body)

    async def choose(self, viewer: Viewer, change: ChoicesChange) -> Choices:
        """Decide what holds for all own posts, and for all the viewer looks at. Raises Invalid."""
        account_id = known(viewer)
        words = UNSET if change.words is UNSET else checked_words(change.words)

        async def body(tx: Transaction) -> Choices:
            await hold_accounts(tx, account_id)
            old = (await choices_of(tx, [account_id]))[account_id]
            own, every = change.hides_own_likes, change.hides_all_likes
            new = Choices(
                old.words if words is UNSET else words,
                old.hides_own_likes if own is UNSET else own,
                old.hides_all_likes if every is UNSET else every,
            )
            if new != old:
                await tx.execute(
                    sql.set_choices,
                    shard=shard_of(account_id),
                    account_id=account_id,
                    words=msgspec.json.encode(new.words).decode(),
                    hides_own_likes=int(new.hides_own_likes),
                    hides_all_likes=int(new.hides_all_likes),
                )
                await tx.publish(EngagementChosen(account_id), shard=shard_of(account_id))
            return new

        return await self.records.transact(body)

    async def approve(self, viewer: Viewer, comment_id: CommentId) -> None:
        """Let a held comment through. Raises Conflict when what it answers is not there."""

        async def body(tx: Transaction) -> None:
            row = await self._own(tx, viewer, comment_id)
            if not row.held:
                return
            if not await store.let_through(tx, row):
                raise Conflict("What this answers is not there.", code="parent_gone")
            await announce(tx, replace(row, held=Held.NOT))

        await self.records.transact(body)

    async def hold(self, viewer: Viewer, comment_id: CommentId) -> None:
        """Take approval back: a comment is again seen by its author alone. Raises Conflict once it is answered."""

        async def body(tx: Transaction) -> None:
            row = await self._own(tx, viewer, comment_id)
            if row.held:
                return
            if row.author_id == row.owner_id:
                raise Conflict("This is your own comment.", code="own_comment")
            if not await store.hold(tx, row, Held.TAKEN_BACK):
                raise Conflict("This has been answered. You can delete it.", code="answered")
            await announce_held(tx, replace(row, held=Held.TAKEN_BACK))

        await self.records.transact(body)

    async def pin(self, viewer: Viewer, comment_id: CommentId) -> None:
        """Let a top comment stand first. Raises Conflict for a fourth one, and for an answer."""

        async def body(tx: Transaction) -> None:
            await hold_accounts(tx, known(viewer))
            row = await self._own(tx, viewer, comment_id)
            if row.held or row.root_id:
                raise Conflict("Only a comment at the top can be pinned.", code="not_at_top")
            if row.pinned_us is not None:
                return
            if len(await store.pinned_comments(tx, row.post_id)) >= PINS_MAX:
                raise Conflict(f"You can pin {PINS_MAX} comments.", code="pin_limit")
            shard = shard_of(row.id)
            if not await tx.execute(sql.pin_comment, shard=shard, id=row.id, pinned_us=tx.now_us):
                raise NotFound
            await tx.publish(CommentPinned(row.id, row.post_id, row.owner_id, row.author_id), shard=shard)

        await self.records.transact(body)

    async def unpin(self, viewer: Viewer, comment_id: CommentId) -> None:
        """Let a comment stand where it was said."""

        async def body(tx: Transaction) -> None:
            row = await self._own(tx, viewer, comment_id)
            shard = shard_of(row.id)
            if await tx.execute(sql.unpin_comment, shard=shard, id=row.id):
                await tx.publish(
                    CommentUnpinned(row.id, row.post_id, row.owner_id, row.author_id), shard=shard
                )

        await self.records.transact(body)

    async def _own(self, tx: Transaction, viewer: Viewer, comment_id: CommentId) -> CommentRow:
        row = await live_or_waiting(tx, comment_id)
        if row.owner_id != known(viewer) or row.post_id not in await visible_heads(tx, viewer, [row.post_id]):
            raise NotFound
        return row


async def begin_conversation(tx: Transaction, post_id: PostId, comments_from: CommentsFrom) -> None:
    """Who may comment on a post that is being made, before anybody can."""
    if comments_from is not CommentsFrom.EVERYONE:
        await _set_conversation(tx, post_id, Conversation(comments_from))


async def _set_conversation(tx: Transaction, post_id: PostId, new: Conversation) -> None:
    await tx.execute(
        sql.set_conversation,
        shard=shard_of(post_id),
        post_id=post_id,
        comments_from=int(new.comments_from),
        approves=int(new.approves),
        hides_likes=int(new.hides_likes),
    )
