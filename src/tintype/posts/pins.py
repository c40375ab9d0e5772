"""Posts that stand first on their author's page."""

from collections.abc import Sequence

from tintype.accounts import hold_accounts
from tintype.kernel.ids import AccountId, OrderId, PostId, shard_of
from tintype.kernel.problems import Conflict
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading, Transaction
from tintype.posts import shelf_store
from tintype.posts.events import PostEdited
from tintype.posts.shelves import NotNow, own_post
from tintype.posts.store import sql

PINS_MAX = 3  # One row of a grid.


class TooManyPinned(Conflict):
    """So many are pinned already; which of them has to go is the author's choice."""

    code = "too_many_pinned"
    title = f"{PINS_MAX} posts are pinned already. Unpin one of them first."


async def pin(tx: Transaction, viewer: Viewer, post_id: PostId) -> None:
    """Put an own published post first. Raises NotFound, NotNow, TooManyPinned."""
    # Held, for two pins at the same time would each find room for one more.
    await hold_accounts(tx, viewer.account_id)
    post = await own_post(tx, viewer, post_id)
    if not post.is_published:
        raise NotNow("Only a published post can be pinned.")
    if post.pinned_us:
        return
    if len(await pinned_orders(tx, viewer.account_id)) >= PINS_MAX:
        raise TooManyPinned
    await _set(tx, post.id, post.order_id, viewer.account_id, tx.now_us)


async def unpin(tx: Transaction, viewer: Viewer, post_id: PostId) -> None:
    """Let an own post stand where its time puts it. Raises NotFound."""
    post = await own_post(tx, viewer, post_id)
    if post.pinned_us:
        await _set(tx, post.id, post.order_id, viewer.account_id, 0)


async def pinned_orders(reading: Reading, author_id: AccountId) -> Sequence[OrderId]:
    """What an author has pinned, the newest pin first."""
    return await reading.fetch(sql.pinned_of_author, OrderId, shard=shard_of(author_id), author_id=author_id)


async def _set(
    tx: Transaction, post_id: PostId, order_id: OrderId | None, author_id: AccountId, pinned_us: int
) -> None:
    await shelf_store.set_pinned(tx, post_id, pinned_us)
    event = PostEdited(post_id=post_id, order_id=order_id or OrderId(0), author_id=author_id)
    await tx.publish(event, shard=shard_of(post_id))
