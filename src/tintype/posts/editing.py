"""A post changes."""

from dataclasses import replace

from msgspec import UNSET

from tintype.kernel.ids import AccountId, OrderId, PostId, shard_of
from tintype.kernel.problems import PreconditionFailed
from tintype.kernel.text import hashtags
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Transaction
from tintype.posts import store
from tintype.posts.drafts import Changes, checked_changes
from tintype.posts.events import PostEdited
from tintype.posts.model import UNPUBLISHED, Named, Post, PostState
from tintype.posts.naming import tell_named, with_people
from tintype.posts.naming_store import put_people
from tintype.posts.pictures import settle_pictures
from tintype.posts.publishing import mentions_of
from tintype.posts.shelves import own_post, reshelve


class EditedMeanwhile(PreconditionFailed):
    """The edit was made on an older version than the one that is there."""

    code = "edited_meanwhile"
    title = "This post has been changed since you opened it."


async def change(
    tx: Transaction, viewer: Viewer, post_id: PostId, changes: Changes, version: int | None
) -> Post:
    """Apply an edit of the viewer's own post; the version before stays in the history."""
    old = await own_post(tx, viewer, post_id)
    if version is not None and version != old.version:
        raise EditedMeanwhile
    checked = checked_changes(changes, [item.media_id for item in old.media])
    new = _applied(old, checked, tx.now_us)
    if new.caption != old.caption:
        mentions = await mentions_of(tx, viewer, new.caption)
        new = replace(new, tags=hashtags(new.caption or ""), mentions=mentions)
    wishes = None if checked.people is UNSET else checked.people
    partner = None if checked.partner_id is UNSET else checked.partner_id or AccountId(0)
    new = await with_people(tx, viewer, new, wishes, partner)
    # Where nothing changes nobody is told; saving twice is not an edit.
    if replace(new, edited_us=old.edited_us, version=old.version) != old:
        await _write(tx, old, new, checked)
    else:
        new = old
    if changes.state is UNSET and changes.publish_us is UNSET:
        return new
    state = PostState.SCHEDULED if changes.state is UNSET else changes.state
    await reshelve(tx, new, state, None if changes.publish_us is UNSET else changes.publish_us)
    return (await store.whole(tx, [post_id]))[post_id]


async def _write(tx: Transaction, old: Post, new: Post, checked: Changes) -> None:
    post_id = old.id
    if not await store.update(tx, new, version=old.version):
        raise EditedMeanwhile
    if old.state not in UNPUBLISHED:
        await store.insert_revision(tx, old)
    await store.set_alts(tx, post_id, checked.alts)
    if new.people != old.people:
        await put_people(tx, post_id, new.people)
        before = {one for one in old.people if one.is_active}
        if new.is_published and new.order_id:
            fresh = [one for one in new.people if not any(_is_same(one, other) for other in before)]
            await tell_named(tx, new, new.order_id, fresh)
    if new.audience is not old.audience:
        await settle_pictures(tx, old.author_id, [item.media_id for item in old.media])
    if new.caption != old.caption:
        await store.delete_words(tx, post_id)
        await store.insert_words(tx, post_id, new.tags, new.mentions)
    event = PostEdited(post_id=post_id, order_id=old.order_id or OrderId(0), author_id=old.author_id)
    await tx.publish(event, shard=shard_of(post_id))


def _is_same(one: Named, other: Named) -> bool:
    return (one.role, one.account_id) == (other.role, other.account_id)


def _applied(post: Post, changes: Changes, now_us: int) -> Post:
    alts = {item.media_id: item for item in changes.alts}
    return replace(
        post,
        title=post.title if changes.title is UNSET else changes.title,
        caption=post.caption if changes.caption is UNSET else changes.caption,
        place=post.place if changes.place is UNSET else changes.place,
        audience=post.audience if changes.audience is UNSET else changes.audience,
        media=tuple(alts.get(item.media_id, item) for item in post.media),
        licence=post.licence if changes.licence is UNSET else changes.licence,
        is_sensitive=post.is_sensitive if changes.is_sensitive is UNSET else changes.is_sensitive,
        # What nobody has seen yet was not edited.
        edited_us=None if post.state in UNPUBLISHED else now_us,
        version=post.version + 1,
    )
