"""Fan-out: a published post into the feeds of its author's followers, behind the event log.

This runs in the worker, the only writer of feeds. Blocks and mutes are not asked here: the read applies them,
because they change after delivery.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import cast

import msgspec
import structlog

from tintype.accounts import AccountCreated
from tintype.feed.reach import (
    first_reached,
    is_famous,
    job_at,
    newest_by,
    newest_for,
    newest_of,
    place_of,
    reached,
)
from tintype.flow import Consumer
from tintype.graph import FameChanged, Followed, Followers, FollowersPlace, ReadersAged, away, settle_fame
from tintype.kernel.events import Recorded
from tintype.kernel.ids import AccountId, OrderId
from tintype.kernel.pages import TOP
from tintype.kernel.problems import Unavailable
from tintype.ports.broadcast import Broadcast
from tintype.ports.feed_store import FEED_ENTRIES_MAX, FeedStore
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Records, Transaction
from tintype.posts import PostPublished

log = structlog.get_logger("tintype.feed")

FOLLOWERS_AT_ONCE = 5_000  # A consumer must not stand still: more followers are a job of their own.
CHUNK = 64_000
# Four million followers: a second here, a minute on Redis, and no more than that is done twice.
CHUNKS_OF_JOB = 64
FANOUT = "feed.fanout"
HAND_OVER = "feed.hand_over"
POST_NEW = "post.new"
REBUILD = "feed.rebuild"
REBUILD_WAIT_S = 0.5  # While the feed store is away.


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
        kinds = (PostPublished, Followed, AccountCreated, FameChanged, ReadersAged)
        return Consumer("feed", frozenset(each.kind for each in kinds), self.on_event)

    async def on_event(self, recorded: Recorded) -> None:
        """At least once per event; everything below may run twice."""
        match recorded.event:
            case PostPublished(is_quiet=True):
                pass  # Brought from elsewhere: it is found where it belongs, and pushed to nobody.
            case PostPublished() as published:
                await self.on_post_published(published, recorded.seq)
            case Followed(follower_id=reader_id, followed_id=author_id):
                await self.on_followed(reader_id, author_id)
            case AccountCreated(account_id=reader_id, is_planted=False):
                await self.rebuild(reader_id)
            case ReadersAged(account_ids=reader_ids):
                await self.give_back(reader_ids)
            case FameChanged(account_id=author_id, is_famous=False):
                await self.records.transact(
                    lambda tx: tx.enqueue(job_at(HAND_OVER, author_id, FollowersPlace()))
                )
            case _:
                pass

    async def again(self, recorded: Recorded) -> None:
        """Do for the feeds what an event asks for once more; nobody is told live."""
        if isinstance(recorded.event, PostPublished) and not recorded.event.is_quiet:
            async with self._writing:
                await self.feeds.push([recorded.event.author_id], recorded.event.order_id)
            await self.deliver(recorded.event.author_id, recorded.event.order_id)
        elif recorded.kind in self.consumer().kinds:
            await self.on_event(recorded)

    async def on_post_published(self, event: PostPublished, seq: int) -> None:
        """Push to the author and all followers; those beyond 5,000 become a job. Those of a famous author pull it."""
        followers = await self.records.look(partial(first_reached, event.author_id, FOLLOWERS_AT_ONCE))
        async with self._writing:
            await self.feeds.push([event.author_id, *map(AccountId, followers.ids)], event.order_id)
        if not event.is_return:
            await self._tell(event, seq)
        if followers.next:
            await self._go_on_later(event.author_id, event.order_id, followers.next)

    async def run_job(self, job: TakenJob) -> None:
        """Push one post to four million followers of an author at most; what is left becomes the next job.

        A restart begins anew with its part: `push` passes over what is there.
        """
        author_id, order_id = AccountId(int(job.args["author_id"])), OrderId(int(job.args["order_id"]))
        rest = await self._deliver(author_id, order_id, place_of(job), CHUNKS_OF_JOB)
        if rest:
            await self._go_on_later(author_id, order_id, rest)

    async def deliver(self, author_id: AccountId, order_id: OrderId) -> None:
        """Push one post to every follower, unless they pull it."""
        is_pulled = await self.records.look(partial(is_famous, author_id))
        rest: FollowersPlace | None = None if is_pulled else FollowersPlace()
        while rest:
            rest = await self._deliver(author_id, order_id, rest, CHUNKS_OF_JOB)

    async def hand_over(self, job: TakenJob) -> None:
        """Push to some followers of an author who is no longer famous what they have pulled until now.

        What is left becomes the next job; after the last one nobody pulls any more. A restart begins anew with its
        part: `push` passes over what is there.
        """
        author_id = AccountId(int(job.args["author_id"]))
        orders = await self.records.look(partial(newest_by, author_id))
        chunk = await self._chunk(author_id, place_of(job), CHUNK)
        for order_id in orders:
            async with self._writing:
                await self.feeds.push(cast("Sequence[AccountId]", chunk.ids), order_id)

        async def body(tx: Transaction) -> None:
            if chunk.next:
                await tx.enqueue(job_at(HAND_OVER, author_id, chunk.next))
            else:
                await settle_fame(tx, author_id)

        await self.records.transact(body)

    async def on_followed(self, reader_id: AccountId, author_id: AccountId) -> None:
        """Mix the newest posts of a newly followed author into the reader's feed.

        A stale row stays so until its reader comes: they may be away while their request is accepted.
        """
        async with self._writing:
            if await self.feeds.version(reader_id) < 0:
                # Another worker may build the row from what it read before this follow: it finds it forgotten.
                return await self.feeds.forget([reader_id])
            await self.feeds.begin(reader_id)
            present = await self.feeds.newest(reader_id, FEED_ENTRIES_MAX, TOP.at)
            if present is None:
                return await self.feeds.forget([reader_id])
            theirs = await self.records.look(partial(newest_by, author_id))
            if not set(theirs) <= set(present):
                await self.feeds.rewrite(reader_id, newest_of(present, theirs))

    async def give_back(self, reader_ids: Collection[AccountId]) -> None:
        """Forget the rows of those who are away. Their first read is answered from the records and asks
        for the row to be built, so that nobody misses what was not pushed meanwhile."""
        async with self._writing:
            gone = await self.records.look(lambda reading: away(reading, reader_ids))
            await self.feeds.forget(gone)

    async def rebuild(self, reader_id: AccountId) -> None:
        """Build one feed anew from per-author lists."""
        async with self._writing:
            await self._rebuild(reader_id)

    async def rebuild_around(
        self, reader_id: AccountId, change: Callable[[Transaction], Awaitable[None]]
    ) -> None:
        """Change how posts come to one reader. While that goes on the row is stale: pages come from the records.

        Afterwards it is built anew, unless it was stale before.
        """
        async with self._writing:
            was_built = await self.feeds.version(reader_id) >= 0
            await self.feeds.forget([reader_id])
            await self.records.transact(change)
            if was_built:
                await self._rebuild(reader_id)

    def on_rebuild_asked(self, message: bytes, queue: "asyncio.Queue[AccountId]") -> None:
        """Another process has met a stale row."""
        reader_id = AccountId(int.from_bytes(message))
        try:
            queue.put_nowait(reader_id)
        except asyncio.QueueFull:
            log.info("feed_rebuild_queue_full")  # The reader asks again with the next page.

    async def rebuild_asked(self, queue: "asyncio.Queue[AccountId]") -> None:
        """Rebuild what is asked for, until cancelled. A row that has become fresh meanwhile is left alone."""
        while True:
            reader_id = await queue.get()
            try:
                if await self.feeds.version(reader_id) < 0:
                    await self.rebuild(reader_id)
            except Unavailable as error:
                # The reader is served from the records meanwhile, and asks again with the next page.
                log.info("feed_rebuild_waits", error=str(error))
                await asyncio.sleep(REBUILD_WAIT_S)

    async def _rebuild(self, reader_id: AccountId) -> None:
        # The snapshot is taken under the lock: a post whose push came earlier is in it, a later push finds the row.
        await self.feeds.begin(reader_id)
        orders = await self.records.look(partial(newest_for, reader_id))
        await self.feeds.rewrite(reader_id, orders)

    async def _deliver(
        self, author_id: AccountId, order_id: OrderId, place: FollowersPlace, chunks: int
    ) -> FollowersPlace | None:
        """Push to so many chunks of followers; where to go on. Reads the next chunk while it pushes one."""
        chunk = await self._chunk(author_id, place, CHUNK)
        for left in reversed(range(chunks)):
            reading = self._chunk(author_id, chunk.next, CHUNK) if chunk.next and left else _none()
            following = asyncio.ensure_future(reading)
            async with self._writing:
                # An array('q') is ids, which the store reads in place.
                await self.feeds.push(cast("Sequence[AccountId]", chunk.ids), order_id)
            if (read := await following) is None:
                break
            chunk = read
        return chunk.next

    async def _go_on_later(self, author_id: AccountId, order_id: OrderId, place: FollowersPlace) -> None:
        job = job_at(FANOUT, author_id, place, order_id=order_id)
        await self.records.transact(lambda tx: tx.enqueue(job))

    async def _chunk(self, author_id: AccountId, place: FollowersPlace, limit: int) -> Followers:
        return await self.records.look(partial(reached, author_id, place, limit))

    async def _tell(self, event: PostPublished, seq: int) -> None:
        message = PostNew(seq, event.post_id, event.order_id, event.author_id)
        await self.broadcast.publish(POST_NEW, msgspec.json.encode(message))


async def _none() -> None:
    return None
