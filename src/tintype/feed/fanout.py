"""Fan-out: a published post into the feeds of its author's followers, behind the event log.

This runs in the worker, the only writer of feeds. Blocks and mutes are not asked here: the read applies them,
because they change after delivery.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from functools import partial

import msgspec

from tintype.accounts import AccountCreated
from tintype.flow import Consumer
from tintype.graph import EdgeKind, Followed, edges, every_follower
from tintype.kernel.events import Recorded
from tintype.kernel.ids import AccountId, OrderId
from tintype.kernel.pages import TOP
from tintype.ports.broadcast import Broadcast
from tintype.ports.feed_store import FEED_ENTRIES_MAX, FeedStore
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Job, Lane, Reading, Records
from tintype.posts import PostPublished, recent_orders

FOLLOWERS_AT_ONCE = 5_000  # A consumer must not stand still: more followers are a job of their own.
CHUNK = 64_000
FANOUT = "feed.fanout"
POST_NEW = "post.new"
REBUILD = "feed.rebuild"


class PostNew(msgspec.Struct, frozen=True):
    """The live message of one delivered post; every process looks for the author's followers among its sockets."""

    seq: int
    post_id: int
    order_id: int
    author_id: int


@dataclass(slots=True)
class Fanout:
    """Keeps the feeds. `_writing` orders pushes and rewrites, so that no rewrite loses an entry pushed beside it."""

    records: Records
    feeds: FeedStore
    broadcast: Broadcast
    _writing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def consumer(self) -> Consumer:
        """The place of feeds in the log."""
        kinds = frozenset({PostPublished.kind, Followed.kind, AccountCreated.kind})
        return Consumer("feed", kinds, self.on_event)

    async def on_event(self, recorded: Recorded) -> None:
        """At least once per event; everything below may run twice."""
        match recorded.event:
            case PostPublished() as published:
                await self.on_post_published(published, recorded.seq)
            case Followed(follower_id=reader_id, followed_id=author_id):
                await self.on_followed(reader_id, author_id)
            case AccountCreated(account_id=reader_id):
                await self.rebuild(reader_id)
            case _:
                pass

    async def again(self, recorded: Recorded) -> None:
        """Do for the feeds what an event asks for once more; nobody is told live."""
        if isinstance(recorded.event, PostPublished):
            async with self._writing:
                await self.feeds.push([recorded.event.author_id], recorded.event.order_id)
            await self.deliver(recorded.event.author_id, recorded.event.order_id)
        elif recorded.kind in self.consumer().kinds:
            await self.on_event(recorded)

    async def on_post_published(self, event: PostPublished, seq: int) -> None:
        """Push to the author and all followers; more than 5,000 become a job."""
        followers = await self.records.look(
            lambda reading: every_follower(reading, event.author_id, limit=FOLLOWERS_AT_ONCE + 1)
        )
        readers = [event.author_id, *map(AccountId, followers[:FOLLOWERS_AT_ONCE])]
        async with self._writing:
            await self.feeds.push(readers, event.order_id)
        await self._tell(event, seq)
        if len(followers) > FOLLOWERS_AT_ONCE:
            args: dict[str, int | str] = {"author_id": event.author_id, "order_id": event.order_id}
            job = Job(FANOUT, Lane.FEED, shard=0, args=args)
            await self.records.transact(lambda tx: tx.enqueue(job))

    async def run_job(self, job: TakenJob) -> None:
        """Push one post to all followers of an author, chunk by chunk.

        A restart begins anew: `push` passes over what is there, and reading 64,000 followers takes 8 ms.
        """
        author_id, order_id = AccountId(int(job.args["author_id"])), OrderId(int(job.args["order_id"]))
        await self.deliver(author_id, order_id)

    async def deliver(self, author_id: AccountId, order_id: OrderId) -> int:
        """Push one post to every follower; how many feeds took it. Reads the next chunk while it pushes one."""
        taken, after = 0, 0
        chunk = await self._chunk(author_id, after)
        while chunk:
            following = asyncio.ensure_future(
                self._chunk(author_id, chunk[-1]) if len(chunk) == CHUNK else _none()
            )
            async with self._writing:
                taken += await self.feeds.push(chunk, order_id)
            chunk = await following
        return taken

    async def on_followed(self, reader_id: AccountId, author_id: AccountId) -> None:
        """Mix the newest posts of a newly followed author into the reader's feed."""
        async with self._writing:
            await self.feeds.begin(reader_id)
            present = await self.feeds.newest(reader_id, FEED_ENTRIES_MAX, TOP.at)
            if present is None:
                return await self._rebuild(reader_id)
            theirs = await self.records.look(
                lambda reading: recent_orders(reading, [author_id], TOP.at, FEED_ENTRIES_MAX)
            )
            if not set(theirs) <= set(present):
                await self.feeds.rewrite(reader_id, newest_of(present, theirs))

    async def rebuild(self, reader_id: AccountId) -> None:
        """Build one feed anew from per-author lists."""
        async with self._writing:
            await self._rebuild(reader_id)

    def on_rebuild_asked(self, message: bytes, queue: "asyncio.Queue[AccountId]") -> None:
        """Another process has met a stale row."""
        reader_id = AccountId(int.from_bytes(message))
        try:
            queue.put_nowait(reader_id)
        except asyncio.QueueFull:
            # The reader is served from the records meanwhile, and asks again with the next page.
            logging.getLogger("tintype.feed").debug("rebuild queue is full")

    async def rebuild_asked(self, queue: "asyncio.Queue[AccountId]") -> None:
        """Rebuild what is asked for, until cancelled. A row that has become fresh meanwhile is left alone."""
        while True:
            reader_id = await queue.get()
            if await self.feeds.version(reader_id) < 0:
                await self.rebuild(reader_id)

    async def _rebuild(self, reader_id: AccountId) -> None:
        # The snapshot is taken under the lock: a post whose push came earlier is in it, a later push finds the row.
        await self.feeds.begin(reader_id)
        orders = await self.records.look(partial(_newest_for, reader_id))
        await self.feeds.rewrite(reader_id, orders)

    async def _chunk(self, author_id: AccountId, after: int) -> "list[AccountId]":
        chunk = await self.records.look(lambda reading: every_follower(reading, author_id, after, CHUNK))
        return chunk  # type: ignore[return-value]  # array('q'), which the store reads in place

    async def _tell(self, event: PostPublished, seq: int) -> None:
        message = PostNew(seq, event.post_id, event.order_id, event.author_id)
        await self.broadcast.publish(POST_NEW, msgspec.json.encode(message))


def newest_of(one: list[int], other: list[OrderId]) -> list[OrderId]:
    """The newest 500 of two lists of order ids, each once, newest first."""
    return [OrderId(order) for order in sorted({*one, *other}, reverse=True)[:FEED_ENTRIES_MAX]]


async def _newest_for(reader_id: AccountId, reading: Reading) -> list[OrderId]:
    followed = await edges.all_of(reading, reader_id, {EdgeKind.FOLLOW})
    authors = [AccountId(id) for id in (*followed, reader_id)]
    return await recent_orders(reading, authors, TOP.at, FEED_ENTRIES_MAX)


async def _none() -> "list[AccountId]":
    return []
