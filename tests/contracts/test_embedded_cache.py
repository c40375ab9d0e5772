"""What only a cache in memory decides itself: who goes first, and when exactly."""

import random

from tintype.adapters.embedded.cache import EmbeddedCache
from tintype.kernel.clock import ManualClock


def cache_at(clock: ManualClock) -> EmbeddedCache:
    return EmbeddedCache(10_000, lambda: clock.now_us() / 1e6, random.Random(7))


async def test_items_expire_within_a_tenth_of_their_time_and_not_together() -> None:
    clock = ManualClock(0)
    cache = cache_at(clock)
    keys = [str(number) for number in range(30)]
    await cache.put(dict.fromkeys(keys, b"x"), ttl_s=100)
    clock.advance(89_900_000)
    assert len(await cache.get(keys)) == 30
    clock.advance(10_000_000)
    assert 0 < len(await cache.get(keys)) < 30
    clock.advance(10_200_000)
    assert await cache.get(keys) == {}


async def test_the_least_recently_used_goes_first() -> None:
    cache = cache_at(ManualClock(0))
    await cache.put({str(number): bytes(2000) for number in range(4)}, ttl_s=60)
    await cache.get(["0"])
    await cache.put({"4": bytes(2000)}, ttl_s=60)
    assert set(await cache.get(list("01234"))) == {"0", "2", "3", "4"}


async def test_what_is_larger_than_the_cache_is_not_kept() -> None:
    cache = cache_at(ManualClock(0))
    await cache.put({"huge": bytes(20_000)}, ttl_s=60)
    assert await cache.get(["huge"]) == {}
    await cache.put({"small": b"x"}, ttl_s=60)
    assert await cache.get(["small"]) == {"small": b"x"}
