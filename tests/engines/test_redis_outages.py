"""Redis killed and started again: who notices what."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import engines
import pytest
import redis
from engine import Engine

from tests.contracts.redis_adapters import redis_caches, redis_counters, redis_feeds, redis_wires
from tests.contracts.waiting import until
from tests.engines.outages import ANA, SINGLE, TOP, eventually, pushed, silent_s
from tintype.adapters.redis.broadcast import RedisBroadcast
from tintype.adapters.redis.connection import CALL_S_MAX, Gone
from tintype.adapters.redis.feed_store import RedisFeedStore
from tintype.kernel.clock import SECOND_US, SystemClock
from tintype.kernel.ids import OrderId


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """One server that only this test has; it keeps nothing on disk."""
    with engines.running(["redis"]) as (service,):
        monkeypatch.setenv(SINGLE, service.url)
        yield service.engines[0]


async def test_a_cache_without_a_server_is_empty_and_quick(server: Engine, tmp_path: Path) -> None:
    async with redis_caches(SINGLE, tmp_path) as caches:
        await caches.cache.put({"a": b"1"}, ttl_s=60)
        server.kill()
        began_s = time.monotonic()
        for _ in range(100):
            await caches.cache.put({"a": b"2"}, ttl_s=60)
            await caches.cache.drop(["a"])
            assert await caches.cache.get(["a", "b"]) == {}
        assert time.monotonic() - began_s < 2
        server.start()

        async def is_back() -> bool:
            await caches.cache.put({"a": b"3"}, ttl_s=60)
            return await caches.cache.get(["a"]) == {"a": b"3"}

        await eventually(is_back, "the cache")


async def test_a_server_that_hangs_costs_one_caller_the_wait(server: Engine, tmp_path: Path) -> None:
    async with redis_caches(SINGLE, tmp_path) as caches:
        await caches.cache.put({"a": b"1"}, ttl_s=60)
        os.kill(server.pid, signal.SIGSTOP)
        assert await caches.cache.get(["a"]) == {}
        slowest_s = 0.0
        stop_s = time.monotonic() + CALL_S_MAX
        while time.monotonic() < stop_s:
            began_s = time.monotonic()
            assert await caches.cache.get(["a"]) == {}
            await asyncio.sleep(0.001)
            slowest_s = max(slowest_s, time.monotonic() - began_s)
        assert slowest_s < 1
        os.kill(server.pid, signal.SIGCONT)

        async def is_back() -> bool:
            return await caches.cache.get(["a"]) == {"a": b"1"}

        await eventually(is_back, "the cache")


async def test_broadcast_comes_back_and_says_that_it_was_silent(server: Engine, tmp_path: Path) -> None:
    async with redis_wires(SINGLE, tmp_path) as wires:
        assert isinstance(wires.other, RedisBroadcast)
        own: list[bytes] = []
        others: list[bytes] = []
        wires.one.subscribe("live", own.append)
        wires.other.subscribe("live", others.append)
        server.kill()
        await until(lambda: silent_s(wires.other) > 1, "the silence to be noticed")
        wires.one.send_now("live", b"unheard")
        await until(lambda: wires.lost() == 1, "the message to be given up")
        server.start()
        await until(lambda: silent_s(wires.one) < 0.5 and silent_s(wires.other) < 0.5, "both ends to hear")
        await wires.one.publish("live", b"heard")
        await until(lambda: bool(others), "a message")
        assert (own, others) == ([b"unheard", b"heard"], [b"heard"])


async def test_a_line_that_breaks_is_opened_anew_and_what_was_missed_is_counted(
    server: Engine, tmp_path: Path
) -> None:
    async with redis_wires(SINGLE, tmp_path) as wires:
        assert isinstance(wires.other, RedisBroadcast)
        got: list[bytes] = []
        wires.other.subscribe("live", got.append)
        await wires.one.publish("live", b"first")
        await until(lambda: got == [b"first"], "a message")
        with redis.Redis(port=server.port) as asked:
            assert asked.execute_command("CLIENT", "KILL", "TYPE", "pubsub") == 2
        sent = iter(range(1, 100_000))
        for _ in range(50):
            await wires.one.publish("live", b"%d" % next(sent))

        async def is_heard() -> bool:
            await wires.one.publish("live", b"%d" % next(sent))
            return len(got) > 1 and int(got[-1]) > 50

        await eventually(is_heard, "a message behind the break")
        # Beats that nobody heard are counted, too.
        assert wires.other.missed >= 1 + int(got[-1]) - len(got) >= 0


async def test_a_server_without_functions_is_given_scripts(server: Engine, tmp_path: Path) -> None:
    """As Redis 6 is: there the words do not exist."""
    server.kill()
    server.command = [
        *server.command,
        *("--rename-command", "FUNCTION", "nobody", "--rename-command", "FCALL", "knows"),
    ]
    server.start()
    async with redis_feeds(SINGLE, tmp_path) as feeds:
        await feeds.writer.begin(ANA)
        await feeds.writer.rewrite(ANA, [OrderId(1)])
        assert await feeds.writer.push([ANA], OrderId(2)) == 1
        assert await feeds.reader.newest(ANA, 20, TOP) == [2, 1]
        with redis.Redis(port=server.port) as asked:
            asked.script_flush()
        assert await feeds.writer.push([ANA], OrderId(3)) == 1
        assert await feeds.reader.newest(ANA, 20, TOP) == [3, 2, 1]


async def test_rows_lost_with_a_server_are_stale_until_they_are_built_again(
    server: Engine, tmp_path: Path
) -> None:
    async with redis_feeds(SINGLE, tmp_path) as feeds:
        store = feeds.writer
        assert isinstance(store, RedisFeedStore)
        await store.rewrite(ANA, [OrderId(1)])
        assert await store.lost_since_us() is not None
        store.replayed()
        assert await store.lost_since_us() is None
        server.kill()
        assert (await store.newest(ANA, 20, TOP), await store.version(ANA)) == (None, -1)
        for change in (
            store.push([ANA], OrderId(2)),
            store.rewrite(ANA, []),
            store.begin(ANA),
            store.forget([ANA]),
        ):
            with pytest.raises(Gone):
                await change
        server.start()
        await eventually(lambda: pushed(store, [ANA], 2), "a push")
        assert (await store.newest(ANA, 20, TOP), await store.version(ANA)) == (None, -1)
        await store.begin(ANA)
        await store.rewrite(ANA, [OrderId(1), OrderId(2)])
        assert await feeds.reader.newest(ANA, 20, TOP) == [2, 1]
        lost_us = await store.lost_since_us()
        assert lost_us is not None
        assert SystemClock().now_us() - lost_us > 60 * SECOND_US


# RL-06
async def test_limits_are_shares_without_a_server_and_shared_again_with_it(
    server: Engine, tmp_path: Path
) -> None:
    async with redis_counters(SINGLE, tmp_path) as counters:
        assert [counters.one.allow("ana", 10, 60) for _ in range(3)] == [0, 0, 0]
        server.kill()
        await counters.meet()
        assert [counters.one.allow("ana", 10, 60) for _ in range(3)] == [0, 0, 63]
        server.start()

        names = map(str, itertools.count())

        async def have_met() -> bool:
            name = next(names)
            allowed = [counters.one.allow(name, 10, 60) for _ in range(6)]
            allowed.append(counters.other.allow(name, 10, 60))
            await counters.meet()
            allowed += [counters.other.allow(name, 10, 60) for _ in range(5)]
            return allowed == [0] * 10 + [63] * 2

        await eventually(have_met, "the counts to be shared")
        counters.clock.advance(63 * SECOND_US)
        await counters.meet()
        counters.one.allow("ana", 10, 60)
        await counters.meet()
        assert [counters.one.allow("ana", 10, 60) for _ in range(10)] == [0] * 9 + [63]
