"""What only shared rows can get wrong: builders and pushers in several processes, expiry, many servers."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.contracts.redis_adapters import answer_of, connections, redis_makers
from tintype.adapters.redis.connection import RedisConnection
from tintype.adapters.redis.feed_store import KEPT_S, RedisFeedStore
from tintype.kernel.clock import SystemClock
from tintype.kernel.ids import AccountId, OrderId, compose

TOP = (1 << 63) - 1
ANA = AccountId(compose(1_700_000_000_000_000, 17, 1))


class Site:
    """Two workers of one site."""

    def __init__(self, connection: RedisConnection, other: RedisConnection) -> None:
        self.connection = connection
        self.one = RedisFeedStore(connection, SystemClock())
        self.other = RedisFeedStore(other, SystemClock())

    async def page(self, reader_id: AccountId = ANA) -> list[int] | None:
        return await self.other.newest(reader_id, 500, TOP)

    async def push(self, *numbers: int) -> None:
        for number in numbers:
            await self.other.push([ANA], OrderId(number))

    def row(self) -> str:
        return self.one._row(ANA)


@pytest.fixture(params=sorted(redis_makers("feed_store")))
async def site(request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    variable = {"redis": "TINTYPE_TEST_REDIS", "cluster": "TINTYPE_TEST_REDIS_CLUSTER"}[request.param]
    async with connections(variable, 2) as (one, other):
        yield Site(one, other)


def orders(*numbers: int) -> list[OrderId]:
    return [OrderId(number) for number in numbers]


async def test_pushes_to_a_stale_row_are_kept_for_its_builder(site: Site) -> None:
    await site.one.begin(ANA)
    await site.push(9, 4, 9)
    assert (await site.page(), await site.other.version(ANA)) == (None, -1)
    await site.one.rewrite(ANA, orders(5, 3))
    assert await site.page() == [9, 5, 4, 3]


async def test_pushes_before_the_building_began_are_not_added(site: Site) -> None:
    await site.one.begin(ANA)
    await site.push(9)
    await site.one.begin(ANA)
    await site.push(8)
    await site.one.rewrite(ANA, orders(5))
    assert await site.page() == [8, 5]


async def test_late_entries_pushed_while_a_fresh_row_is_built_are_kept(site: Site) -> None:
    await site.one.rewrite(ANA, orders(*range(100, 600)))
    await site.one.begin(ANA)
    await site.push(700, 99, 50)
    assert await site.page() == [700, *range(599, 100, -1)]
    await site.one.rewrite(ANA, orders(*range(200, 300)))
    assert await site.page() == [700, *range(299, 199, -1), 99, 50]


async def test_an_earlier_builder_does_not_undo_what_a_later_one_stored(site: Site) -> None:
    await site.one.begin(ANA)
    await site.other.begin(ANA)
    await site.push(50)
    await site.other.rewrite(ANA, orders(40, 30))
    await site.push(60)
    await site.one.rewrite(ANA, orders(30))
    assert await site.page() == [60, 50, 40, 30]


async def test_a_builder_whose_list_is_gone_leaves_the_row_stale(site: Site) -> None:
    await site.one.rewrite(ANA, orders(1))
    await site.one.begin(ANA)
    assert await answer_of(site.connection, "DEL", f"{site.row()}:new") == 1
    await site.push(9)
    await site.one.rewrite(ANA, orders(2))
    assert await site.page() is None
    await site.one.begin(ANA)
    await site.one.rewrite(ANA, orders(2, 9))
    assert await site.page() == [9, 2]


async def test_a_forgotten_row_takes_nothing_with_it(site: Site) -> None:
    await site.one.begin(ANA)
    await site.push(9)
    await site.one.forget([ANA])
    await site.one.begin(ANA)
    await site.one.rewrite(ANA, orders(2))
    assert await site.page() == [2]


async def test_what_builders_leave_behind_expires(site: Site) -> None:
    await site.one.begin(ANA)
    assert 20 < await answer_of(site.connection, "TTL", site.row()) <= 30
    assert 20 < await answer_of(site.connection, "TTL", f"{site.row()}:new") <= 30
    await site.push(*range(1, 50))
    await site.one.rewrite(ANA, [])
    assert KEPT_S - 10 < await answer_of(site.connection, "TTL", site.row()) <= KEPT_S


async def test_pushes_keep_the_expiry_and_reading_puts_it_off(site: Site) -> None:
    await site.one.rewrite(ANA, orders(5))
    await answer_of(site.connection, "EXPIRE", site.row(), 1000)
    await site.push(9, 3)
    assert await answer_of(site.connection, "TTL", site.row()) <= 1000
    assert await site.page() == [9, 5, 3]
    assert await answer_of(site.connection, "TTL", site.row()) > KEPT_S - 10
    await answer_of(site.connection, "EXPIRE", site.row(), 1000)
    await site.page()
    assert await answer_of(site.connection, "TTL", site.row()) <= 1000, "once a day is enough"


async def test_a_row_is_no_larger_than_its_ring(site: Site) -> None:
    await site.one.rewrite(ANA, orders(*range(1, 501)))
    for number in range(501, 1600):
        await site.one.push([ANA], OrderId(number))
    assert await answer_of(site.connection, "STRLEN", site.row()) == 22 + 8 * 500
    assert await site.page() == list(range(1599, 1099, -1))


async def test_readers_of_all_shards_are_reached(site: Site) -> None:
    rng = random.Random(5)
    readers = [
        AccountId(compose(1_700_000_000_000_000 + at, rng.randrange(4096), at % 1024)) for at in range(2500)
    ]
    readers = list(dict.fromkeys(readers))
    await asyncio.gather(*(site.one.rewrite(reader_id, []) for reader_id in readers[1:]))
    assert await site.one.push(readers, OrderId(7)) == len(readers) - 1
    assert await site.one.push(readers, OrderId(7)) == 0
    pages = await asyncio.gather(*(site.page(reader_id) for reader_id in readers))
    assert pages == [None, *[[7]] * (len(readers) - 1)]


async def test_pushers_and_builders_at_once_lose_nothing(site: Site) -> None:
    """Every entry is in the records before it is pushed, and every builder reads the records after `begin`."""
    records: list[int] = []

    async def push_all(store: RedisFeedStore, numbers: Iterator[int]) -> None:
        for number in numbers:
            records.append(number)
            await store.push([ANA], OrderId(number))

    async def build(store: RedisFeedStore) -> None:
        for _ in range(40):
            await store.begin(ANA)
            read = orders(*records)
            await asyncio.sleep(0)
            await store.rewrite(ANA, read)

    await asyncio.gather(
        push_all(site.one, iter(range(1, 200, 2))),
        push_all(site.other, iter(range(2, 200, 2))),
        build(site.one),
        build(site.other),
    )
    assert await site.page() == sorted(records, reverse=True)
