from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contracts.adapters import Caches, adapters_of


@pytest.fixture(params=adapters_of("cache"))
async def caches(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Caches]:
    async with request.param(tmp_path) as made:
        yield made


async def test_what_is_put_is_there_and_the_rest_is_not(caches: Caches) -> None:
    await caches.cache.put({"a": b"1", "b": b""}, ttl_s=60)
    assert await caches.cache.get(["b", "c", "a", "a"]) == {"a": b"1", "b": b""}


async def test_put_replaces_and_drop_forgets(caches: Caches) -> None:
    await caches.cache.put({"a": b"1", "b": b"2"}, ttl_s=60)
    await caches.cache.put({"a": b"3"}, ttl_s=60)
    await caches.cache.drop(["b", "never there"])
    assert await caches.cache.get(["a", "b"]) == {"a": b"3"}


async def test_items_expire_within_a_tenth_of_their_time_and_not_together(caches: Caches) -> None:
    keys = [str(number) for number in range(30)]
    await caches.cache.put(dict.fromkeys(keys, b"x"), ttl_s=100)
    caches.wait(89.9)
    assert len(await caches.cache.get(keys)) == 30
    caches.wait(10)
    assert 0 < len(await caches.cache.get(keys)) < 30
    caches.wait(10.2)
    assert await caches.cache.get(keys) == {}


async def test_the_least_recently_used_goes_first(caches: Caches) -> None:
    await caches.cache.put({str(number): bytes(2000) for number in range(4)}, ttl_s=60)
    await caches.cache.get(["0"])
    await caches.cache.put({"4": bytes(2000)}, ttl_s=60)
    assert set(await caches.cache.get(list("01234"))) == {"0", "2", "3", "4"}


async def test_what_is_larger_than_the_cache_is_not_kept(caches: Caches) -> None:
    await caches.cache.put({"huge": bytes(20_000)}, ttl_s=60)
    assert await caches.cache.get(["huge"]) == {}
    await caches.cache.put({"small": b"x"}, ttl_s=60)
    assert await caches.cache.get(["small"]) == {"small": b"x"}
