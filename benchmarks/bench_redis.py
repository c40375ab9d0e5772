"""Feeds on Redis: the adapter's fan-out beside its own function called bare, and what readers notice of it.

Runs alternate between the two. Readers are a process of their own, as they are on another node.
"""

import asyncio
import multiprocessing
import os
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from statistics import quantiles
from typing import Any

from redis.asyncio import Redis

from benchmarks.progress import say
from benchmarks.results import Results
from tintype.adapters.redis.connection import RedisConnection
from tintype.adapters.redis.endpoint import tags
from tintype.adapters.redis.feed_store import BUCKETS, KEYS_MAX, RedisFeedStore
from tintype.kernel.clock import SystemClock
from tintype.kernel.ids import AccountId, OrderId, compose, shard_of
from tintype.ports.feed_store import FEED_ENTRIES_MAX

VARIABLES = {"redis": "TINTYPE_TEST_REDIS", "redis_cluster": "TINTYPE_TEST_REDIS_CLUSTER"}
READERS = 60_000  # 250 to 320 MB of rows.
ROWS_AT_ONCE = 2_000
ENTRIES_US = 1_700_000_000_000_000
PUSHES = 5  # In a run.
SMALL = 500  # Followers of an ordinary author.
SMALL_PUSHES = 40
READ_S = 4.0
PAGE = 20
TOP = (1 << 63) - 1


def measure(results: Results, runs: int) -> None:
    """On every server that the variables of the test engines name."""
    named = {figure: os.environ[variable] for figure, variable in VARIABLES.items() if variable in os.environ}
    if not named:
        say(f"none of {', '.join(VARIABLES.values())} is set: nothing to measure")
    for figure, url in named.items():
        asyncio.run(_measure(results, figure, url, runs))


async def _measure(results: Results, figure: str, url: str, runs: int) -> None:
    prefix = f"bench-{os.getpid()}:"
    readers = [
        AccountId(compose(ENTRIES_US + at * 300_000_000, at * 2_654_435_761 % 4096, at % 1024))
        for at in range(READERS)
    ]
    async with opened(url, prefix) as (connection, store):
        try:
            await make_rows(store, readers)
            bare = await bare_calls(connection, prefix, readers)
            for _ in range(runs):
                own, other = await seconds_of(
                    lambda order, store=store: store.push(readers, order),
                    lambda order, bare=bare: call_bare(bare, order),
                )
                results.add(f"{figure}_fanout_per_s", READERS * PUSHES / own)
                results.add(f"{figure}_bare_per_s", READERS * PUSHES / other)
                results.add(f"{figure}_fanout_to_bare", other / own)
                results.add(f"{figure}_small_ms", await small_ms(store, readers))
            await measure_readers(results, figure, store, readers, at=(url, prefix))
            for client in bare:
                await client.aclose()
        finally:
            for start in range(0, READERS, ROWS_AT_ONCE):
                await store.forget(readers[start : start + ROWS_AT_ONCE])


@asynccontextmanager
async def opened(url: str, prefix: str) -> AsyncIterator[tuple[RedisConnection, RedisFeedStore]]:
    connection = RedisConnection.open(url, prefix=prefix)
    try:
        yield connection, RedisFeedStore(connection, SystemClock())
    finally:
        await connection.close()


async def make_rows(store: RedisFeedStore, readers: Sequence[AccountId]) -> None:
    """A full row for everybody."""
    began = time.monotonic()
    entries = [OrderId(compose(ENTRIES_US + at * 1_000_000, 1, at)) for at in range(FEED_ENTRIES_MAX)]
    for start in range(0, len(readers), ROWS_AT_ONCE):
        await asyncio.gather(
            *(store.rewrite(reader, entries) for reader in readers[start : start + ROWS_AT_ONCE])
        )
    say(f"{len(readers):,} rows: {time.monotonic() - began:.1f} s")


Bare = dict[Redis, list[list[list[str]]]]
Push = Callable[[OrderId], Awaitable[int]]


async def bare_calls(connection: RedisConnection, prefix: str, readers: Sequence[AccountId]) -> Bare:
    """For each server its pipelines of calls, of at most about 500 keys, all put together beforehand."""
    names = tags(BUCKETS)
    buckets: dict[int, list[str]] = {}
    for reader in readers:
        # Without a cluster the buckets mean nothing, and a call takes whatever comes.
        bucket = shard_of(reader) % BUCKETS
        place = bucket if connection.is_cluster else 0
        buckets.setdefault(place, []).append(f"{prefix}feed:{{{names[bucket]}}}{reader}")
    masters: dict[str, Redis] = {}
    found: Bare = {}
    for keys in buckets.values():
        (master,) = await connection.primaries(keys[:1])
        client = await connection.server_of(master)
        pool: Any = client.connection_pool
        client = masters.setdefault(str(pool.connection_kwargs["port"]), client)
        pipelines = found.setdefault(client, [])
        for start in range(0, len(keys), KEYS_MAX):
            call = keys[start : start + KEYS_MAX]
            if pipelines and sum(map(len, pipelines[-1])) + len(call) <= KEYS_MAX:
                pipelines[-1].append(call)
            else:
                pipelines.append([call])
    return found


async def call_bare(bare: Bare, order: OrderId) -> int:
    """The same function with the same keys, one pipeline after the other on each server."""
    args = (order.to_bytes(8), order >> 32, order & 0xFFFFFFFF)
    function = RedisFeedStore.functions().command("push", [""], []).words[1]

    async def on(client: Redis, pipelines: list[list[list[str]]]) -> int:
        took = 0
        for calls in pipelines:
            pipeline: Any = client.pipeline(transaction=False)
            for keys in calls:
                pipeline.execute_command("FCALL", function, len(keys), *keys, *args)
            took += sum(await pipeline.execute())
        return took

    return sum(await asyncio.gather(*(on(client, pipelines) for client, pipelines in bare.items())))


async def seconds_of(*pushes: Push) -> list[float]:
    """How long each way of pushing takes; they alternate, for the machine does other things as well."""
    took = [0.0] * len(pushes)
    for _ in range(PUSHES):
        for at, push in enumerate(pushes):
            began = time.perf_counter()
            rows = await push(new_order())
            took[at] += time.perf_counter() - began
            assert rows == READERS, f"{rows} of {READERS} rows took the entry"
    return took


async def small_ms(store: RedisFeedStore, readers: Sequence[AccountId]) -> float:
    """One post to 500 followers, in any rows."""
    rng = random.Random(7)
    began = time.perf_counter()
    for _ in range(SMALL_PUSHES):
        await store.push(rng.sample(readers, SMALL), new_order())
    return (time.perf_counter() - began) * 1000 / SMALL_PUSHES


async def measure_readers(
    results: Results, figure: str, store: RedisFeedStore, readers: Sequence[AccountId], *, at: tuple[str, str]
) -> None:
    """Milliseconds of a page, alone and beside a fan-out."""
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        for beside in ("alone", "beside"):
            reading = loop.run_in_executor(pool, read_pages, *at, readers[::20])
            while not reading.done():
                if beside == "beside":
                    await store.push(readers, new_order())
                else:
                    await asyncio.sleep(0.1)
            cuts = quantiles(await reading, n=100)
            results.add(f"{figure}_read_{beside}_ms_p50", cuts[49])
            results.add(f"{figure}_read_{beside}_ms_p99", cuts[98])


def read_pages(url: str, prefix: str, readers: Sequence[AccountId]) -> list[float]:
    """In another process: pages one after the other, and how many milliseconds each took."""
    return asyncio.run(_read_pages(url, prefix, readers))


async def _read_pages(url: str, prefix: str, readers: Sequence[AccountId]) -> list[float]:
    rng = random.Random(3)
    took: list[float] = []
    async with opened(url, prefix) as (_, store):
        # The first reading of a row puts off its expiry.
        await asyncio.gather(*(store.newest(reader, PAGE, TOP) for reader in readers))
        stop_s = time.perf_counter() + READ_S
        while time.perf_counter() < stop_s:
            began = time.perf_counter()
            page = await store.newest(rng.choice(readers), PAGE, TOP)
            took.append((time.perf_counter() - began) * 1000)
            assert page is not None
            assert len(page) == PAGE
    return took


_last = 0


def new_order() -> OrderId:
    """Newer than all before."""
    global _last  # noqa: PLW0603 (one counter for all pushes of the process)
    _last = max(_last + 1, compose(time.time_ns() // 1000, 1, 0))
    return OrderId(_last)
