"""A post changes or goes."""

from dataclasses import replace

from msgspec import UNSET

from tintype.kernel.ids import OrderId, PostId, shard_of
from tintype.kernel.problems import NotFound, PreconditionFailed
from tintype.kernel.text import hashtags
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Transaction
from tintype.posts import store
from tintype.posts.drafts import Changes, checked_changes
from tintype.posts.events import PostDeleted, PostEdited
from tintype.posts.model import Post, PostState
from tintype.posts.pictures import settle_pictures
from tintype.posts.publishing import mentions_of


class EditedMeanwhile(PreconditionFailed):
    """The edit was made on an older version than the one that is there."""

    code = "edited_meanwhile"
    title = "This post has been changed since you opened it."


async def change(
    tx: Transaction, viewer: Viewer, post_id: PostId, changes: Changes, version: int | None
) -> Post:
    """Apply an edit of the viewer's own post; the version before stays in the history."""
    old = await _own_post(tx, viewer, post_id)
    if version is not None and version != old.version:
        raise EditedMeanwhile
    checked = checked_changes(changes, [item.media_id for item in old.media])
    new = _applied(old, checked, tx.now_us)
    if new.caption != old.caption:
        mentions = await mentions_of(tx, viewer, new.caption)
        new = replace(new, tags=hashtags(new.caption or ""), mentions=mentions)
    if replace(new, edited_us=old.edited_us, version=old.version) == old:
        return old  # Nothing changes, so nobody is told; saving twice is not an edit.
    if not await store.update(tx, new, version=old.version):
        raise EditedMeanwhile
    await store.insert_revision(tx, old)
    await store.set_alts(tx, post_id, checked.alts)
    if new.audience is not old.audience:
        await settle_pictures(tx, old.author_id, [item.media_id for item in old.media])
    if new.caption != old.caption:
        await store.delete_words(tx, post_id)
        await store.insert_words(tx, post_id, new.tags, new.mentions)
    event = PostEdited(post_id=post_id, order_id=old.order_id or OrderId(0), author_id=old.author_id)
    await tx.publish(event, shard=shard_of(post_id))
    return new


async def delete(tx: Transaction, viewer: Viewer, post_id: PostId) -> None:
    """Delete the viewer's own post: gone for everybody with this commit."""
    old = await _own_post(tx, viewer, post_id)
    if not await store.mark_deleted(tx, post_id):
        raise NotFound
    await settle_pictures(tx, old.author_id, [item.media_id for item in old.media])
    if old.is_published:
        await store.add_to_total(tx, old.author_id, -1)
    event = PostDeleted(post_id=post_id, order_id=old.order_id or OrderId(0), author_id=old.author_id)
    await tx.publish(event, shard=shard_of(post_id))


async def _own_post(tx: Transaction, viewer: Viewer, post_id: PostId) -> Post:
    await store.hold_post(tx, post_id)
    found = (await store.whole(tx, [post_id])).get(post_id)
    if found is None or found.author_id != viewer.account_id or found.state is PostState.DELETED:
        raise NotFound
    return found


def _applied(post: Post, changes: Changes, now_us: int) -> Post:
    alts = {item.media_id: item for item in changes.alts}
    return replace(
        post,
        title=post.title if changes.title is UNSET else changes.title,
        caption=post.caption if changes.caption is UNSET else changes.caption,
        place=post.place if changes.place is UNSET else changes.place,
        audience=post.audience if changes.audience is UNSET else changes.audience,
        media=tuple(alts.get(item.media_id, item) for item in post.media),
        edited_us=now_us,
        version=post.version + 1,
    )
