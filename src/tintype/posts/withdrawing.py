"""Posts follow what may be shown of their photos: one that is held or taken down takes its post from everybody but the
author, and one that is let through brings it back to its old place.
"""

from collections.abc import Sequence

from tintype.kernel.ids import MediaId, OrderId, PostId, shard_of
from tintype.media import media_of
from tintype.ports.records import Transaction
from tintype.posts import store
from tintype.posts.events import PostWithdrawn
from tintype.posts.pictures import settle_pictures
from tintype.posts.publishing import publish_waiting


async def settle_posts(tx: Transaction, media_ids: Sequence[MediaId]) -> None:
    """Bring the posts that carry some media in line with what may be shown of it. Safe to run twice."""
    rows = await media_of(tx, media_ids)
    unseen = [media_id for media_id, row in rows.items() if not row.is_shown]
    # In the order of their ids, as everybody holds them.
    for post_id in sorted({head.id for _, head in await store.heads_with_media(tx, unseen)}):
        await _withdraw(tx, post_id)
    await publish_waiting(tx, [media_id for media_id, row in rows.items() if row.is_shown])


async def _withdraw(tx: Transaction, post_id: PostId) -> None:
    await store.hold_post(tx, post_id)
    if not await store.mark_pending(tx, post_id):
        return
    post = (await store.whole(tx, [post_id]))[post_id]
    await settle_pictures(tx, post.author_id, [item.media_id for item in post.media])
    await store.add_to_total(tx, post.author_id, -1)
    event = PostWithdrawn(post_id=post.id, order_id=post.order_id or OrderId(0), author_id=post.author_id)
    await tx.publish(event, shard=shard_of(post.id))
