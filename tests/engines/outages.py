"""What stories of killed Redis servers share."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from tests.contracts.waiting import WAIT_S_MAX
from tintype.adapters.redis.broadcast import RedisBroadcast
from tintype.adapters.redis.connection import Gone
from tintype.adapters.redis.feed_store import RedisFeedStore
from tintype.kernel.ids import AccountId, OrderId, compose

SINGLE, CLUSTER = "TINTYPE_TEST_REDIS", "TINTYPE_TEST_REDIS_CLUSTER"
TOP = (1 << 63) - 1
PEOPLE = [AccountId(compose(1_700_000_000_000_000, shard, 1)) for shard in range(0, 4096, 41)]
ANA = PEOPLE[7]


def silent_s(end: object) -> float:
    assert isinstance(end, RedisBroadcast)
    return end.silent_s()


async def pushed(store: RedisFeedStore, reader_ids: list[AccountId], order_id: int) -> bool:
    try:
        await store.push(reader_ids, OrderId(order_id))
    except Gone:
        return False
    return True


async def eventually(true: Callable[[], Awaitable[bool]], what: str, within_s: float = WAIT_S_MAX) -> None:
    """Ask again and again, with a limit."""
    stop_s = time.monotonic() + within_s
    while not await true():
        assert time.monotonic() < stop_s, f"waited too long for {what}"
        await asyncio.sleep(0.02)
