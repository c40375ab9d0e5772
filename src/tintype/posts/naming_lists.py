"""The posts in which somebody is named: a list on their own shard, kept by the worker, checked whenever it is read."""

from collections.abc import Sequence
from functools import partial

from tintype.kernel.ids import AccountId, OrderId, PostId
from tintype.kernel.pages import Page, Place
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading, Records, Transaction
from tintype.posts import naming_store, store
from tintype.posts.listed import listed_page, seen_in
from tintype.posts.model import NamedAs, Naming, Post


async def settle_naming(records: Records, post_id: PostId, order_id: OrderId) -> None:
    """Bring the lists of everybody who was ever named in a post to what it says now. Safe to run twice."""
    post = (await records.look(partial(store.whole, post_ids=[post_id]))).get(post_id)
    if post is None or not post.people:
        return
    known = {one.account_id for one in post.people}
    active = post.people if post.is_published else ()
    wanted = {(one.account_id, one.state) for one in active if one.is_active}

    async def body(tx: Transaction) -> None:
        await naming_store.list_naming(tx, order_id, known, wanted)

    await records.transact(body)


async def tagged_page(
    reading: Reading, viewer: Viewer, account_id: AccountId, place: Place, limit: int
) -> Page[Post]:
    """Posts that show somebody in a picture, as far as the viewer may see them, newest first; may be short.

    The caller has made sure that the viewer may see what this person shares.
    """

    async def orders(before: int, limit: int) -> Sequence[OrderId]:
        return await naming_store.orders_naming(reading, account_id, Naming.SHOWN, before, limit)

    page = await listed_page(reading, viewer, orders, place, limit)
    posts = await store.whole(reading, [head.id for head in page.items])
    # What has changed since the worker listed it.
    return Page([post for post in posts.values() if _is_seen_in(post, account_id)], page.next)


async def asking_page(reading: Reading, viewer: Viewer, place: Place, limit: int) -> Page[Post]:
    """Posts that wait for the viewer's yes, newest first, whether or not the viewer may see them otherwise."""
    orders = await naming_store.orders_naming(reading, viewer.account_id, Naming.WAITING, place.at, limit + 1)
    page = list(orders[:limit])
    seen = await seen_in(reading, viewer, page)
    posts = await store.whole(reading, [head.id for head in seen])
    asking = [post for post in posts.values() if _asks(post, viewer.account_id)]
    return Page(asking, Place(page[-1]) if len(orders) > limit else None)


def _is_seen_in(post: Post, account_id: AccountId) -> bool:
    return any(
        one.account_id == account_id and one.role is NamedAs.SEEN and one.state is Naming.SHOWN
        for one in post.people
    )


def _asks(post: Post, account_id: AccountId) -> bool:
    return any(one.account_id == account_id and one.state is Naming.WAITING for one in post.people)
