"""The timeline of a place, kept by the worker from the log and checked against the posts whenever it is read."""

from functools import partial

from tintype.kernel.ids import SHARDS, OrderId
from tintype.kernel.pages import Page
from tintype.kernel.pages import Place as PagePlace
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading, Transaction
from tintype.posts.listed import listed_page
from tintype.posts.model import Post
from tintype.posts.store import sql


def shard_of_place(place_id: int) -> int:
    """The shard of a place's list: the number is a digest, so its end is as good as chance."""
    return place_id % SHARDS


async def settle_place(tx: Transaction, post: Post, order_id: OrderId) -> None:
    """Bring the list of a post's place to what it says now. Where it said another, that list is looked at when read."""
    if post.place is None:
        return
    where = {"shard": shard_of_place(post.place.id), "place_id": post.place.id, "order_id": order_id}
    await tx.execute(sql.list_place if post.is_published else sql.unlist_place, **where)


async def place_page(
    reading: Reading, viewer: Viewer, place_id: int, place: PagePlace, limit: int
) -> Page[Post]:
    """Posts from a place that the viewer may see, newest first. A page may be short where many are hidden."""
    page = await listed_page(reading, viewer, partial(_orders, reading, place_id), place, limit)
    # An edit shows here at once, though the list never forgets where a post was said to be from.
    return Page([post for post in page.items if post.place and post.place.id == place_id], page.next)


async def _orders(reading: Reading, place_id: int, before: int, limit: int) -> list[OrderId]:
    shard = shard_of_place(place_id)
    return await reading.fetch(
        sql.orders_of_place, OrderId, shard=shard, place_id=place_id, before=before, limit=limit
    )
