"""A post comes from elsewhere to its place among its author's own."""

from tintype.kernel.viewer import Viewer
from tintype.ports.records import Transaction
from tintype.posts import shelf_store
from tintype.posts.drafts import Draft, checked_draft
from tintype.posts.model import Post
from tintype.posts.pins import PINS_MAX, pinned_orders
from tintype.posts.publishing import create
from tintype.posts.shelves import archive


async def bring_post(
    tx: Transaction,
    viewer: Viewer,
    draft: Draft,
    published_us: int | None,
    *,
    is_archived: bool = False,
    pinned_us: int = 0,
) -> Post:
    """Write it as of its own time, without telling anybody; or into the archive, where nobody else ever sees it.

    It is pinned as it was, while there is room. Raises Invalid, and Conflict where its time is full. The account is
    held.
    """
    checked = checked_draft(draft, published_us=published_us, now_us=tx.now_us)
    post = await create(tx, viewer, checked, published_us)
    if is_archived and post.is_published:
        await archive(tx, viewer, post.id)
    elif pinned_us and post.is_published and len(await pinned_orders(tx, viewer.account_id)) < PINS_MAX:
        # No edit is told of: nobody has seen it yet.
        await shelf_store.set_pinned(tx, post.id, min(pinned_us, tx.now_us))
    return post
