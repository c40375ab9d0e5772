"""The timeline of a hashtag, kept by the worker from the log and checked against the posts whenever it is read.

The lists of who is named in a post are kept beside it: both need what a post that is gone has said.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from tintype.flow import Consumer
from tintype.kernel.clock import DAY_US
from tintype.kernel.events import Recorded
from tintype.kernel.ids import OrderId, PostId, shard_of_text, time_us_of
from tintype.kernel.pages import TOP
from tintype.kernel.text import hashtags
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading, Records, Transaction
from tintype.posts import store
from tintype.posts.events import (
    PartnerNamed,
    PersonTagged,
    PostDeleted,
    PostEdited,
    PostForgotten,
    PostPublished,
    PostWithdrawn,
    TagAnswered,
)
from tintype.posts.listed import listed_page, seen_in
from tintype.posts.model import Post
from tintype.posts.naming_lists import settle_naming
from tintype.posts.places import settle_place
from tintype.posts.shelf_store import erase_traces
from tintype.posts.store import sql

COUNTED_MAX = 1_000  # Beyond, "more than" says as much. Counting these took 4.5 ms, by 200 authors on SQLite.
REVISIONS_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Count:
    """How many posts a viewer may see; with `is_whole` False there may be more."""

    n: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class TagLists:
    """Keeps the lists. Everything may run twice and late: a list is brought to what the post says by then."""

    records: Records

    def consumer(self) -> Consumer:
        """The place of tags in the log."""
        kinds = (
            *(PostPublished, PostEdited, PostWithdrawn, PostDeleted, PostForgotten),
            *(PersonTagged, PartnerNamed, TagAnswered),
        )
        return Consumer("tags", frozenset(each.kind for each in kinds), self.on_event)

    async def on_event(self, recorded: Recorded) -> None:
        """Bring the lists to what a post says now. A list that names too much is harmless, for reads look again."""
        match recorded.event:
            case PostPublished(post_id=post_id, order_id=order_id):
                await self._settle(post_id, order_id)
            case (
                PostEdited(post_id=post_id, order_id=order_id)
                | PostWithdrawn(post_id=post_id, order_id=order_id)
                | PostDeleted(post_id=post_id, order_id=order_id)
                | PersonTagged(post_id=post_id, order_id=order_id)
                | PartnerNamed(post_id=post_id, order_id=order_id)
                | TagAnswered(post_id=post_id, order_id=order_id)
            ) if order_id:
                await self._settle(post_id, order_id)
            case PostForgotten(post_id=post_id, order_id=order_id):
                await self._settle(post_id, order_id)
                # The last to need the words of a post that is gone.
                await self.records.transact(partial(erase_traces, post_id=post_id))
            case _:
                pass

    async def _settle(self, post_id: PostId, order_id: OrderId) -> None:
        await settle_naming(self.records, post_id, order_id)
        post, before = await self.records.look(lambda reading: _ever(reading, post_id))
        if post is None or not (before or post.place):
            return
        now = set(post.tags) if post.is_published else set[str]()
        day = time_us_of(order_id) // DAY_US

        async def body(tx: Transaction) -> None:
            await settle_place(tx, post, order_id)
            for tag in sorted(before - now):
                await tx.execute(sql.unlist_tag, shard=shard_of_text(tag), tag=tag, order_id=order_id)
            for tag in sorted(now):
                await tx.execute(sql.list_tag, shard=shard_of_text(tag), tag=tag, order_id=order_id)
                await tx.execute(sql.note_tag_day, shard=shard_of_text(tag), tag=tag, day=day)

        await self.records.transact(body)


async def has_posts(reading: Reading, viewer: Viewer, tag: str) -> bool:
    """Whether the newest post with a tag that the viewer may see has it by what it says now."""
    page = await listed_page(reading, viewer, partial(tag_orders, reading, tag), TOP, 1)
    return bool(await having_tag(reading, tag, [head.id for head in page.items]))


async def having_tag(reading: Reading, tag: str, post_ids: Collection[PostId]) -> set[PostId]:
    """Those of some posts that have a tag by what they say now: an edit shows at once, though the list follows it."""
    if not post_ids:
        return set()
    return set(await reading.fetch(sql.having_tag, PostId, post_ids=list(post_ids), tag=tag))


async def tag_count(reading: Reading, viewer: Viewer, tag: str) -> Count:
    """How many of the newest 1,000 posts with a tag the viewer may see.

    Counted for each viewer: one number for all would tell strangers of posts in private accounts.
    """
    orders = await tag_orders(reading, tag, TOP.at, COUNTED_MAX + 1)
    seen = await seen_in(reading, viewer, orders[:COUNTED_MAX])
    return Count(len(seen), is_whole=len(orders) <= COUNTED_MAX)


async def _ever(reading: Reading, post_id: PostId) -> tuple[Post | None, set[str]]:
    """A post, and the tags that it has or ever had."""
    post = (await store.whole(reading, [post_id])).get(post_id)
    if post is None:
        return None, set()
    tags = set(post.tags)
    if post.version > 1:
        for revision in await store.history(reading, post_id, REVISIONS_MAX):
            tags.update(hashtags(revision.caption or ""))
    return post, tags


async def tag_orders(reading: Reading, tag: str, before: int, limit: int) -> list[OrderId]:
    """The newest places of a tag's list below an order id, whoever asks."""
    return await reading.fetch(
        sql.orders_of_tag, OrderId, shard=shard_of_text(tag), tag=tag, before=before, limit=limit
    )
