"""Looking takes its time, on both engines: it is of one moment all the same, and may be given up."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contracts.adapters import adapters_of
from tests.contracts.stores import Store
from tests.contracts.test_records import ADD, COUNT, number, put
from tintype.ports.records import Reading

TURNS_MAX = 20  # Of what a busy machine may be too slow for, until it is quick enough.


@pytest.fixture(params=adapters_of("records"))
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    async with request.param(tmp_path) as made:
        yield made


async def test_a_look_sees_one_moment(store: Store) -> None:
    await store.one.transact(lambda tx: put(tx, 1))

    async def body(reading: Reading) -> tuple[int, int]:
        before = await number(reading, 1)
        await reading.fetch(store.pause, int)
        return before, await number(reading, 1)

    for turn in range(TURNS_MAX):
        looking = asyncio.ensure_future(store.one.look(body))
        # Most often long enough to have read once, and far from long enough to have paused.
        await asyncio.sleep(0.1)
        for _ in range(3):
            await store.other.transact(lambda tx: tx.execute(ADD, node=1))
        was_looking = not looking.done()
        before, after = await looking
        assert before == after
        assert await store.one.look(lambda reading: number(reading, 1)) == 3 * turn + 3
        if was_looking and before == 3 * turn:
            return
    raise AssertionError("the writes never fell between the two readings")


async def test_a_look_that_is_cancelled_harms_nobody(store: Store) -> None:
    async def body(reading: Reading) -> None:
        await reading.fetch(store.pause, int)

    for _ in range(10):
        looking = asyncio.ensure_future(store.one.look(body))
        await asyncio.sleep(0.01)
        looking.cancel()
    assert await store.one.look(lambda reading: reading.fetch(COUNT, int)) == [0]
