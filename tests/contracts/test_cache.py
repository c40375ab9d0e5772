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


async def test_items_expire(caches: Caches) -> None:
    await caches.cache.put({"a": b"1"}, ttl_s=0.3)
    await caches.cache.put({"b": b"2"}, ttl_s=60)
    assert await caches.cache.get(["a", "b"]) == {"a": b"1", "b": b"2"}
    await caches.wait(0.5)
    assert await caches.cache.get(["a", "b"]) == {"b": b"2"}


async def test_nothing_asked_is_nothing_found(caches: Caches) -> None:
    await caches.cache.put({}, ttl_s=60)
    await caches.cache.drop([])
    assert await caches.cache.get([]) == {}
