"""Redis and Valkey for tests: a real server and a real cluster, each test with keys of its own."""

import os
import random
import secrets
from asyncio import sleep
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from tests.contracts.blobs import NOON_US
from tests.contracts.embedded_records import embedded_records
from tests.contracts.ends import Caches, Counters, Feeds, Wires
from tests.contracts.waiting import until
from tintype.adapters.embedded.limits import EmbeddedLimits
from tintype.adapters.redis.broadcast import RedisBroadcast
from tintype.adapters.redis.cache import RedisCache
from tintype.adapters.redis.connection import Command, RedisConnection
from tintype.adapters.redis.feed_store import RedisFeedStore
from tintype.adapters.redis.limits import RedisLimits
from tintype.kernel.clock import ManualClock, SystemClock

VARIABLES = {"redis": "TINTYPE_TEST_REDIS", "cluster": "TINTYPE_TEST_REDIS_CLUSTER"}

Maker = Callable[[Path], AbstractAsyncContextManager[Any]]


def redis_makers(port: str) -> dict[str, Maker]:
    """A port's adapters on the servers that are there, or that must be."""
    made = {
        "feed_store": redis_feeds,
        "broadcast": redis_wires,
        "cache": redis_caches,
        "limits": redis_counters,
    }
    demanded = os.environ.get("TINTYPE_TEST_ENGINES") == "1"
    return {
        name: partial(made[port], variable)
        for name, variable in VARIABLES.items()
        if demanded or variable in os.environ
    }


@asynccontextmanager
async def connections(variable: str, count: int = 1) -> AsyncIterator[list[RedisConnection]]:
    """Connections of so many processes of one new site."""
    url = os.environ.get(variable)
    assert url, f"{variable} is not set: run these tests by `make test-engines`"
    prefix = f"test-{secrets.token_hex(6)}:"
    opened = [RedisConnection.open(url, prefix=prefix) for _ in range(count)]
    try:
        yield opened
    finally:
        for connection in opened:
            await connection.close()


@asynccontextmanager
async def redis_feeds(variable: str, folder: Path) -> AsyncIterator[Feeds]:
    async with connections(variable, 2) as (one, other):
        yield Feeds(RedisFeedStore(one, SystemClock()), RedisFeedStore(other, SystemClock()))


@asynccontextmanager
async def redis_caches(variable: str, folder: Path) -> AsyncIterator[Caches]:
    async with connections(variable) as (connection,):
        yield Caches(RedisCache(connection, random.Random(7)), sleep)


@asynccontextmanager
async def redis_wires(variable: str, folder: Path) -> AsyncIterator[Wires]:
    async with connections(variable, 2) as (first, second):
        one = RedisBroadcast.open(first, random.Random(1))
        other = RedisBroadcast.open(second, random.Random(2))
        try:
            await until(lambda: max(one.silent_s(), other.silent_s()) < 1, "both ends to hear each other")
            yield Wires(one, other, lambda: one.lost)
        finally:
            await one.close()
            await other.close()


@asynccontextmanager
async def redis_counters(variable: str, folder: Path) -> AsyncIterator[Counters]:
    clock = ManualClock(NOON_US)
    async with embedded_records(folder, clock, 7) as (_, (records,)), connections(variable, 2) as opened:
        exact = EmbeddedLimits(records, clock, processes=2)
        one, other = (RedisLimits(connection, exact, clock, processes=2) for connection in opened)

        async def meet() -> None:
            await one.exchange()
            await other.exchange()

        yield Counters(one, other, clock, meet)


async def answer_of(connection: RedisConnection, *words: str | bytes | int) -> Any:
    """What a server says to one command about the key that is its second word."""
    (answer,) = await connection.ask([Command(str(words[1]), words)])
    return answer
