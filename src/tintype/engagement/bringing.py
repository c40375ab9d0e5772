"""A comment that somebody said elsewhere comes to the same post here: at its own time, and without telling anybody."""

from tintype.engagement import store
from tintype.engagement.comments import mentioned, parent_gone, parent_of
from tintype.engagement.events import CommentAdded
from tintype.engagement.holding import admit
from tintype.engagement.model import CommentRow
from tintype.engagement.own_words import sql
from tintype.kernel.ids import SEQUENCES, AccountId, CommentId, PostId, compose, shard_of, time_us_of
from tintype.kernel.problems import Conflict, NotFound
from tintype.kernel.text import COMMENT, clean
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Transaction
from tintype.posts import visible_heads


async def bring_comment(
    tx: Transaction, viewer: Viewer, post_id: PostId, text: str, *, at_us: int, parent_id: CommentId
) -> CommentId:
    """Write it as it was said. Raises NotFound, Forbidden, Invalid, and Conflict for what would have to wait."""
    cleaned = clean(text, COMMENT, "text", required=True)
    head = (await visible_heads(tx, viewer, [post_id])).get(post_id)
    if head is None or not head.is_published:
        raise NotFound
    if await admit(tx, viewer, head, cleaned):
        raise Conflict("It would have to wait for the author of the post.", code="comment_held")
    parent = await parent_of(tx, viewer, post_id, parent_id)
    # Nothing is said before its post is there, or tomorrow.
    said_us = at_us if time_us_of(head.order_id or post_id) <= at_us <= tx.now_us else tx.now_us
    row = CommentRow(
        id=await _free_id(tx, post_id, said_us),
        post_id=post_id,
        owner_id=head.author_id,
        author_id=viewer.account_id,
        root_id=parent.thread_id if parent else CommentId(0),
        parent_id=parent_id,
        text=cleaned,
        mentions=await mentioned(tx, viewer, cleaned),
        replies=0,
        created_us=said_us,
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
        is_quiet=True,
    )
    await tx.publish(event, shard=shard_of(post_id))
    return row.id


async def _free_id(tx: Transaction, post_id: PostId, at_us: int) -> CommentId:
    """The first free place of its millisecond, so that it stands where it was said."""
    shard = shard_of(post_id)
    low = compose(at_us, shard, 0)
    taken = set(await tx.fetch(sql.comment_ids_between, int, shard=shard, low=low, high=low + SEQUENCES))
    free = next((id for id in range(max(low, 1), low + SEQUENCES) if id not in taken), None)
    if free is None:
        raise Conflict("Too many comments carry this time.", code="time_full")
    return CommentId(free)
