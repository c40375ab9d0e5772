"""Fan-out: from the event of a post to the last of its followers' feeds, through the worker's own consumer and jobs."""

import asyncio
import os
import random
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.progress import counted, say
from benchmarks.results import Results
from benchmarks.sites import opened_worker
from tintype.adapters.embedded.feed_store import EmbeddedFeedStore
from tintype.graph import EdgeKind, FollowersPlace, edges, every_follower
from tintype.kernel.ids import AccountId, OrderId, PostId, compose, shard_of
from tintype.kernel.pages import TOP
from tintype.ports.records import Transaction
from tintype.posts import PostPublished
from tintype.site import Worker

FOLLOWERS = 1_000_000
AUTHORS, FOLLOWERS_OF_EACH, POSTS = 50, 2_000, 500
PAIRS_AT_ONCE = 5_000
MEMORY = Path("/dev/shm")
RINGS_BYTES = 6 << 30  # 4 KiB for each reader, and room.
BORN_US = 1_600_000_000_000_000


def measure(results: Results, folder: Path, runs: int, *, on_disk: bool) -> None:
    """A million feeds in memory-backed files, as a site of that size keeps them, or on the disk."""
    if on_disk:
        asyncio.run(_measure(results, folder, folder / "rings", runs, "fanout_1m_disk_ms"))
        return
    assert shutil.disk_usage(MEMORY).free > RINGS_BYTES, f"{MEMORY} has no room for a million feeds"
    with tempfile.TemporaryDirectory(prefix="tintype-bench-", dir=MEMORY) as rings:
        asyncio.run(_measure(results, folder, Path(rings), runs, "fanout_1m_ms"))


async def _measure(results: Results, folder: Path, rings: Path, runs: int, figure: str) -> None:
    """One post to a million readers, several times; then many posts of authors with thousands of followers."""
    async with opened_worker(folder, rings) as worker:
        readers = [account_id(at) for at in range(FOLLOWERS)]
        famous = account_id(FOLLOWERS + 1)
        await follow(worker, famous, readers)
        await asyncio.to_thread(make_rows, worker, readers)
        # Four gigabytes of new feeds are still on their way to the disk, and are not what is measured.
        await asyncio.to_thread(os.sync)
        running = asyncio.create_task(worker.run())
        try:
            cold_ms = await one_post_ms(worker, famous, readers)
            results.fact(
                f"{figure}, the first after a start", f"{cold_ms:,.0f} ms: every page is mapped anew"
            )
            for _ in range(runs):
                results.add(figure, await one_post_ms(worker, famous, readers))
            if rings.parent == MEMORY:
                await measure_many(results, worker, readers, runs)
        finally:
            await worker.stop(running)


async def measure_many(results: Results, worker: Worker, readers: Sequence[AccountId], runs: int) -> None:
    """Entries a second while 500 posts of 50 authors go out, each to 2,000 followers."""
    rng = random.Random(2)
    authors = [account_id(FOLLOWERS + 10 + at) for at in range(AUTHORS)]
    for author in authors:
        await follow(worker, author, rng.sample(readers, FOLLOWERS_OF_EACH))
    for _ in range(runs):
        began = time.perf_counter()
        orders = [await publish(worker, authors[at % AUTHORS]) for at in range(POSTS)]
        last = await newest_reader_of(worker, authors[(POSTS - 1) % AUTHORS])
        await reached(worker, last, orders[-1])
        seconds = time.perf_counter() - began
        results.add("fanout_entries_per_s", POSTS * FOLLOWERS_OF_EACH / seconds)


async def one_post_ms(worker: Worker, author: AccountId, readers: Sequence[AccountId]) -> float:
    """From the commit that publishes to the last follower's entry; every row is looked at afterwards."""
    last = await newest_reader_of(worker, author)
    began = time.perf_counter()
    order_id = await publish(worker, author)
    await reached(worker, last, order_id)
    ms = (time.perf_counter() - began) * 1000
    await asyncio.sleep(0.3)
    feeds = rings(worker)
    missed = sum(feeds.newest_now(reader, 1, TOP.at) != [order_id] for reader in readers)
    assert not missed, f"{missed:,} of {len(readers):,} followers do not have the post"
    return ms


async def publish(worker: Worker, author: AccountId) -> OrderId:
    """The event of a post, as publishing one leaves it in the log."""

    async def body(tx: Transaction) -> OrderId:
        order_id = OrderId(tx.mint(shard_of(author)))
        event = PostPublished(
            post_id=PostId(order_id), order_id=order_id, author_id=author, published_us=tx.now_us
        )
        await tx.publish(event, shard=shard_of(author))
        return order_id

    return await worker.adapters.records.transact(body)


async def reached(worker: Worker, reader: AccountId, order_id: OrderId) -> None:
    """Return when a reader's newest entry is this one. Raises TimeoutError after a minute."""
    async with asyncio.timeout(60):
        while rings(worker).newest_now(reader, 1, TOP.at) != [order_id]:  # noqa: ASYNC110 (it is what is measured)
            await asyncio.sleep(0.001)


async def follow(worker: Worker, author: AccountId, readers: Sequence[AccountId]) -> None:
    """Everybody follows one author; without events, which would rebuild a million feeds first."""
    records = worker.adapters.records
    known = await records.look(lambda reading: edges.counts(reading, [author], [EdgeKind.FOLLOWED_BY]))
    if known[author, EdgeKind.FOLLOWED_BY] == len(readers):
        return
    starts = range(0, len(readers), PAIRS_AT_ONCE)
    steps = counted("follows", starts) if len(starts) > 9 else starts
    for start in steps:
        pairs = [(int(reader), int(author)) for reader in readers[start : start + PAIRS_AT_ONCE]]
        await records.transact(lambda tx, pairs=pairs: edges.add(tx, EdgeKind.FOLLOW, pairs))


async def newest_reader_of(worker: Worker, author: AccountId) -> AccountId:
    """The follower that fan-out comes to last."""
    place: FollowersPlace | None = FollowersPlace()
    last = author
    while place:
        chunk = await worker.adapters.records.look(
            lambda reading, at=place: every_follower(reading, author, at)
        )
        last, place = AccountId(chunk.ids[-1]), chunk.next
    return last


def rings(worker: Worker) -> EmbeddedFeedStore:
    """The feeds, which can be asked without an event loop."""
    feeds = worker.adapters.feeds
    assert isinstance(feeds, EmbeddedFeedStore)
    return feeds


def make_rows(worker: Worker, readers: Sequence[AccountId]) -> None:
    """An empty, fresh feed for everybody, as signing up leaves one."""
    began = time.monotonic()
    feeds = rings(worker)
    for reader in counted("feeds", readers):
        if feeds.version_now(reader) < 0:
            feeds._rewrite(reader, [])  # pyright: ignore[reportPrivateUsage]  # a thread's hop for each would be minutes
    say(f"a million feeds: {time.monotonic() - began:.1f} s")


def account_id(at: int) -> AccountId:
    """Accounts of ten years, over all shards."""
    return AccountId(compose(BORN_US + at * 300_000_000, at * 2_654_435_761 % 4096, at % 1024))
