"""Posts on a shelf: drafts, what is scheduled, archived, or was deleted not long ago. Their author alone knows of them.

A post goes to its shelf and comes back in one transaction, by its state: done twice is done once.
"""

from dataclasses import dataclass

from tintype.kernel.clock import DAY_US
from tintype.kernel.ids import OrderId, PostId, shard_of
from tintype.kernel.problems import Conflict, Invalid, NotFound
from tintype.kernel.viewer import Viewer
from tintype.media import MediaState, hold_media, media_of
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Records, Transaction
from tintype.posts import shelf_store, store
from tintype.posts.due import call_back, checked_due
from tintype.posts.events import PostDeleted, PostForgotten, PostRestored, PostWithdrawn
from tintype.posts.model import UNPUBLISHED, Post, PostState
from tintype.posts.pictures import settle_pictures
from tintype.posts.publishing import publish_complete

KEPT_US = 30 * DAY_US  # To think again; the author may cut it short: docs/decisions/0075.


class NotNow(Conflict):
    """The post is in a state in which this cannot be done."""

    code = "not_now"
    title = "This cannot be done with the post as it is."


async def own_post(tx: Transaction, viewer: Viewer, post_id: PostId) -> Post:
    """The viewer's own post, held; what was deleted is not there. Raises NotFound."""
    post = await _held(tx, viewer, post_id)
    if post.state is PostState.REMOVED:
        raise NotFound
    return post


async def archive(tx: Transaction, viewer: Viewer, post_id: PostId) -> None:
    """Take a published post from everybody else. Raises NotFound, NotNow for what was never published."""
    post = await own_post(tx, viewer, post_id)
    if post.state is PostState.ARCHIVED:
        return
    if post.order_id is None:
        raise NotNow("Only a post that was published can be archived.")
    await _put_away(tx, post, PostState.ARCHIVED, tx.now_us)
    event = PostWithdrawn(post_id=post.id, order_id=post.order_id, author_id=post.author_id)
    await tx.publish(event, shard=shard_of(post.id))


async def unarchive(tx: Transaction, viewer: Viewer, post_id: PostId) -> None:
    """Bring an archived post back to its old place. Raises NotFound, NotNow for what was never published."""
    post = await own_post(tx, viewer, post_id)
    if post.state is PostState.ARCHIVED:
        await bring_out(tx, post)
    elif post.order_id is None:
        raise NotNow("This post is not in the archive.")


async def remove(tx: Transaction, viewer: Viewer, post_id: PostId) -> None:
    """Delete a post: gone for everybody with this commit, and for its author too when the time to undo is over.

    What was never published is gone for good at once. Raises NotFound.
    """
    post = await own_post(tx, viewer, post_id)
    if post.order_id is None:
        await _forget(tx, post)
    else:
        due_us = tx.now_us + KEPT_US
        await _put_away(tx, post, PostState.REMOVED, due_us)
        await call_back(tx, post.id, due_us)
    event = PostDeleted(post_id=post.id, order_id=post.order_id or OrderId(0), author_id=post.author_id)
    await tx.publish(event, shard=shard_of(post.id))


async def restore(tx: Transaction, viewer: Viewer, post_id: PostId) -> None:
    """Undo a deletion: back to where it was, the archive included. Raises NotFound."""
    post = await _removed(tx, viewer, post_id)
    if post.was_archived:
        await _put_away(tx, post, PostState.ARCHIVED, tx.now_us)
    else:
        await bring_out(tx, post)
    event = PostRestored(post.id, post.order_id or OrderId(0), post.author_id, tx.now_us)
    await tx.publish(event, shard=shard_of(post.id))


async def forget(tx: Transaction, viewer: Viewer, post_id: PostId) -> None:
    """Do not wait for the end of the time to undo: the words go now, the files with a job. Raises NotFound."""
    await _forget(tx, await _removed(tx, viewer, post_id))


async def reshelve(tx: Transaction, post: Post, state: PostState, due_us: int | None) -> None:
    """Keep a post that was never published as a draft, or for `due_us`, or publish it now.

    Raises NotNow for a published post, Invalid for a time that cannot be or media that failed.
    """
    if post.state not in UNPUBLISHED:
        raise NotNow("This post has been published already.")
    if state is PostState.PUBLISHED:
        await _refuse_failed(tx, post)
        await bring_out(tx, post)
    elif state is PostState.SCHEDULED:
        when_us = checked_due(due_us, tx.now_us)
        await shelf_store.put_on_shelf(tx, post.id, state, when_us)
        await call_back(tx, post.id, when_us)
    else:
        await shelf_store.put_on_shelf(tx, post.id, PostState.DRAFT, tx.now_us)


async def bring_out(tx: Transaction, post: Post) -> None:
    """Off its shelf, and published as soon as its media may be shown: now, or by the event that says so."""
    # Held, so that what becomes ready meanwhile is either seen here or finds the post that waits for it.
    await hold_media(tx, post.author_id, [item.media_id for item in post.media])
    await shelf_store.take_off_shelf(tx, post.id)
    await publish_complete(tx, [post])


@dataclass(frozen=True, slots=True)
class DuePosts:
    """Handles the jobs of `DUE`: publishes what is scheduled, forgets what was deleted a month ago."""

    records: Records

    async def handle(self, job: TakenJob) -> None:
        """Safe to run twice, and at any time: the post itself says what is due."""
        post_id = PostId(int(job.args["post_id"]))

        async def body(tx: Transaction) -> None:
            await store.hold_post(tx, post_id)
            post = (await store.whole(tx, [post_id])).get(post_id)
            if post is None or post.shelf_us > tx.now_us:
                return
            if post.state is PostState.SCHEDULED:
                # Media that failed since is not waited for here: the post waits, and its author sees why.
                await bring_out(tx, post)
            elif post.state is PostState.REMOVED:
                await _forget(tx, post)

        await self.records.transact(body)


async def _put_away(tx: Transaction, post: Post, state: PostState, shelf_us: int) -> None:
    await shelf_store.put_on_shelf(
        tx, post.id, state, shelf_us, was_archived=post.state is PostState.ARCHIVED
    )
    if post.is_published:
        await store.add_to_total(tx, post.author_id, -1)
    await settle_pictures(tx, post.author_id, [item.media_id for item in post.media])


async def _forget(tx: Transaction, post: Post) -> None:
    await store.mark_deleted(tx, post.id)
    await settle_pictures(tx, post.author_id, [item.media_id for item in post.media])
    await shelf_store.erase_words(tx, post.id)
    event = PostForgotten(post_id=post.id, order_id=post.order_id or OrderId(0), author_id=post.author_id)
    await tx.publish(event, shard=shard_of(post.id))


async def _removed(tx: Transaction, viewer: Viewer, post_id: PostId) -> Post:
    post = await _held(tx, viewer, post_id)
    if post.state is not PostState.REMOVED:
        raise NotFound
    return post


async def _held(tx: Transaction, viewer: Viewer, post_id: PostId) -> Post:
    await store.hold_post(tx, post_id)
    found = (await store.whole(tx, [post_id])).get(post_id)
    if found is None or found.author_id != viewer.account_id or found.state is PostState.DELETED:
        raise NotFound
    return found


async def _refuse_failed(tx: Transaction, post: Post) -> None:
    rows = await media_of(tx, [item.media_id for item in post.media])
    if len(rows) < len(post.media) or any(row.state is MediaState.FAILED for row in rows.values()):
        raise Invalid("One of these photos could not be read.", fields={"media": ["failed"]})
