import asyncio
import random
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.contracts.adapters import Feeds, adapters_of
from tintype.kernel.ids import AccountId, OrderId
from tintype.ports.feed_store import FEED_ENTRIES_MAX

TOP = (1 << 63) - 1
ANA, BEN, CLEO = (AccountId(number << 22 | 77) for number in (500, 300, 400))


def orders(*numbers: int) -> list[OrderId]:
    return [OrderId(number) for number in numbers]


@pytest.fixture(params=adapters_of("feed_store"))
async def feeds(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Feeds]:
    async with request.param(tmp_path) as made:
        yield made


async def test_a_row_that_was_never_built_is_stale(feeds: Feeds) -> None:
    for store in (feeds.writer, feeds.reader):
        assert await store.newest(ANA, 20, TOP) is None
        assert await store.version(ANA) == -1
    assert await feeds.writer.push([ANA], OrderId(5)) == 0
    assert await feeds.reader.newest(ANA, 20, TOP) is None


async def test_an_empty_row_is_fresh(feeds: Feeds) -> None:
    await feeds.writer.rewrite(ANA, [])
    assert await feeds.reader.newest(ANA, 20, TOP) == []
    assert await feeds.reader.version(ANA) >= 0


async def test_rewrite_takes_any_order_and_keeps_the_newest_500(feeds: Feeds) -> None:
    numbers = list(range(1, 701)) * 2
    random.Random(1).shuffle(numbers)
    await feeds.writer.rewrite(ANA, orders(*numbers))
    assert await feeds.reader.newest(ANA, 1000, TOP) == list(range(700, 700 - FEED_ENTRIES_MAX, -1))


async def test_push_reaches_fresh_rows_and_passes_over_the_rest(feeds: Feeds) -> None:
    await feeds.writer.rewrite(ANA, orders(1))
    await feeds.writer.rewrite(BEN, [])
    assert await feeds.writer.push([BEN, CLEO, ANA, BEN], OrderId(7)) == 2
    assert await feeds.reader.newest(ANA, 20, TOP) == [7, 1]
    assert await feeds.reader.newest(BEN, 20, TOP) == [7]
    assert await feeds.reader.newest(CLEO, 20, TOP) is None


async def test_an_entry_pushed_again_is_there_once(feeds: Feeds) -> None:
    await feeds.writer.rewrite(ANA, orders(1, 2, 3))
    for number, taken in ((9, 1), (9, 0), (8, 1), (9, 0), (8, 0), (2, 0)):
        assert await feeds.writer.push([ANA], OrderId(number)) == taken
    assert await feeds.reader.newest(ANA, 20, TOP) == [9, 8, 3, 2, 1]


async def test_late_entries_come_out_in_order(feeds: Feeds) -> None:
    await feeds.writer.rewrite(ANA, orders(10))
    for number in (40, 20, 30, 5, 25):
        await feeds.writer.push([ANA], OrderId(number))
    assert await feeds.reader.newest(ANA, 20, TOP) == [40, 30, 25, 20, 10, 5]


async def test_a_full_row_takes_what_is_newer_than_its_oldest(feeds: Feeds) -> None:
    await feeds.writer.rewrite(ANA, orders(*range(10, 5010, 10)))
    assert await feeds.writer.push([ANA], OrderId(9)) == 0
    assert await feeds.writer.push([ANA], OrderId(15)) == 1
    page = await feeds.reader.newest(ANA, 500, TOP)
    assert page is not None
    assert (page[-1], page[0], len(page)) == (15, 5000, 500)


async def test_one_batch_with_early_and_late_rows(feeds: Feeds) -> None:
    await feeds.writer.rewrite(ANA, orders(1, 50))
    await feeds.writer.rewrite(BEN, orders(1, 10))
    await feeds.writer.rewrite(CLEO, orders(30))
    assert await feeds.writer.push([ANA, BEN, CLEO], OrderId(30)) == 2
    assert [await feeds.reader.newest(one, 9, TOP) for one in (ANA, BEN, CLEO)] == [
        [50, 30, 1],
        [30, 10, 1],
        [30],
    ]


@pytest.mark.parametrize("size", [1, 7, 20, 499, 500])
async def test_pages_of_any_size_joined_equal_the_whole_list(feeds: Feeds, size: int) -> None:
    await feeds.writer.rewrite(ANA, orders(*range(1, 401)))
    for number in range(1000, 1300):
        await feeds.writer.push([ANA], OrderId(number))
    whole = await feeds.reader.newest(ANA, 500, TOP)
    joined: list[int] = []
    while page := await feeds.reader.newest(ANA, size, joined[-1] if joined else TOP):
        joined += page
    assert joined == whole
    assert len(joined) == FEED_ENTRIES_MAX


async def test_before_need_not_be_an_entry(feeds: Feeds) -> None:
    await feeds.writer.rewrite(ANA, orders(10, 20, 30))
    found = [await feeds.reader.newest(ANA, 2, before) for before in (31, 30, 25, 10, 5, 1)]
    assert found == [[30, 20], [20, 10], [20, 10], [], [], []]


async def test_the_version_changes_with_the_row_and_only_then(feeds: Feeds) -> None:
    seen = [await feeds.reader.version(ANA)]
    await feeds.writer.rewrite(ANA, orders(1))
    seen.append(await feeds.reader.version(ANA))
    await feeds.writer.push([ANA], OrderId(3))
    seen.append(await feeds.reader.version(ANA))
    await feeds.writer.push([ANA], OrderId(2))
    seen.append(await feeds.reader.version(ANA))
    await feeds.writer.push([ANA, BEN], OrderId(2))
    assert await feeds.reader.version(ANA) == seen[-1]
    await feeds.writer.forget([ANA])
    assert await feeds.reader.version(ANA) == -1
    await feeds.writer.rewrite(ANA, orders(1))
    seen.append(await feeds.reader.version(ANA))
    assert len(set(seen)) == len(seen)


async def test_a_forgotten_row_is_stale_until_it_is_built_again(feeds: Feeds) -> None:
    await feeds.writer.rewrite(ANA, orders(1, 2))
    await feeds.writer.rewrite(BEN, orders(1, 2))
    await feeds.writer.forget([ANA, CLEO])
    assert await feeds.reader.newest(ANA, 20, TOP) is None
    assert await feeds.writer.push([ANA, BEN], OrderId(3)) == 1
    await feeds.writer.rewrite(ANA, orders(7))
    assert await feeds.reader.newest(ANA, 20, TOP) == [7]
    assert await feeds.reader.newest(BEN, 20, TOP) == [3, 2, 1]


async def test_readers_see_rows_that_are_added_later(feeds: Feeds) -> None:
    assert await feeds.reader.newest(ANA, 20, TOP) is None
    everybody = [AccountId(number * 7919 % 100_003 << 22 | 1) for number in range(1, 5001)]
    await asyncio.gather(
        *(feeds.writer.rewrite(one, orders(number)) for number, one in enumerate(everybody, 1))
    )
    assert await feeds.writer.push(everybody, OrderId(10_000)) == 5000
    for store in (feeds.reader, feeds.writer):
        pages = await asyncio.gather(*(store.newest(reader_id, 20, TOP) for reader_id in everybody))
        assert pages == [[10_000, number] for number in range(1, 5001)]


async def test_a_row_wraps_many_times(feeds: Feeds) -> None:
    await feeds.writer.rewrite(ANA, [])
    for number in range(1, 1400):
        await feeds.writer.push([ANA], OrderId(number))
        page = await feeds.reader.newest(ANA, 30, TOP)
        assert page is not None
        assert page[0] == number
        assert all(newer == older + 1 for newer, older in pairwise(page))


async def test_what_is_pushed_while_a_row_is_built_is_in_it(feeds: Feeds) -> None:
    await feeds.writer.rewrite(ANA, orders(1, 2))
    await feeds.writer.begin(ANA)
    assert await feeds.writer.push([ANA, BEN], OrderId(9)) == 1
    assert await feeds.reader.newest(ANA, 20, TOP) == [9, 2, 1]
    await feeds.writer.rewrite(ANA, orders(3, 9))
    assert await feeds.reader.newest(ANA, 20, TOP) == [9, 3]
    assert await feeds.writer.push([ANA], OrderId(5)) == 1
    assert await feeds.reader.newest(ANA, 20, TOP) == [9, 5, 3]


async def test_rows_equal_a_model_of_them(feeds: Feeds) -> None:
    rng = random.Random(11)
    people = [AccountId(rng.randrange(1, 1 << 62)) for _ in range(12)]
    model: dict[AccountId, set[int]] = {}
    for step in range(400):
        some = rng.sample(people, 5)
        match rng.randrange(20):
            case 0:
                model[some[0]] = set(rng.sample(range(1, 1 << 40), rng.choice([0, 3, 499, 500])))
                await feeds.writer.rewrite(some[0], orders(*model[some[0]]))
            case 1:
                model.pop(some[0], None)
                await feeds.writer.forget(some[:1])
            case _:
                order = rng.choice([(1 << 40) + step, rng.randrange(1, 1 << 40)])
                takers = [one for one in some if one in model and takes(model[one], order)]
                for one in takers:
                    model[one] = set(sorted(model[one] | {order})[-FEED_ENTRIES_MAX:])
                assert await feeds.writer.push(some, OrderId(order)) == len(takers)
        one, limit, before = rng.choice(people), rng.choice([1, 20, 500]), rng.choice([TOP, 1 << 39])
        page = await feeds.reader.newest(one, limit, before)
        expected = sorted((order for order in model.get(one, ()) if order < before), reverse=True)
        assert page == (expected[:limit] if one in model else None)


def takes(row: set[int], order: int) -> bool:
    return order not in row and (len(row) < FEED_ENTRIES_MAX or order > min(row))
