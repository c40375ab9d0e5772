"""The timeline of a place, kept by the worker from the log and checked against the posts whenever it is read."""

from collections.abc import Collection

from tintype.kernel.ids import SHARDS, OrderId, PostId
from tintype.ports.records import Reading, Transaction
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


async def place_orders(reading: Reading, place_id: int, before: int, limit: int) -> list[OrderId]:
    """The newest places of a place's list below an order id, whoever asks."""
    shard = shard_of_place(place_id)
    return await reading.fetch(
        sql.orders_of_place, OrderId, shard=shard, place_id=place_id, before=before, limit=limit
    )


async def from_place(reading: Reading, place_id: int, post_ids: Collection[PostId]) -> set[PostId]:
    """Those of some posts that are from a place by what they say now."""
    if not post_ids:
        return set()
    return set(await reading.fetch(sql.from_place, PostId, post_ids=list(post_ids), place_id=place_id))
