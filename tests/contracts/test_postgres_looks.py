"""Looking at a real PostgreSQL: one moment in one round trip or three, and never a change."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.contracts.blobs import NOON_US
from tests.contracts.postgres_adapters import fresh_database, has_postgres, postgres_records
from tests.contracts.stores import query
from tests.contracts.waiting import WAIT_S_MAX
from tintype.adapters.postgres.records import PostgresRecords
from tintype.kernel.clock import ManualClock
from tintype.ports.records import Reading

pytestmark = pytest.mark.skipif(not has_postgres(), reason="needs PostgreSQL: make test-engines")

SLEEPING = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"
NODES = query("SELECT node FROM counts ORDER BY node")


@pytest.fixture
async def url() -> AsyncIterator[str]:
    async with fresh_database() as url:
        yield url


@pytest.fixture
async def records(url: str) -> AsyncIterator[PostgresRecords]:
    async with postgres_records(url, ManualClock(NOON_US)) as records:
        yield records


async def test_a_look_cannot_change_anything(records: PostgresRecords) -> None:
    async def body(reading: Reading) -> None:
        await reading.fetch(query("DELETE FROM counts RETURNING node"), int)

    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await records.look(body)
    assert await records.look(lambda reading: reading.fetch(NODES, int)) == []


async def test_a_body_that_asks_more_than_the_last_time_sees_one_moment_all_the_same(
    url: str, records: PostgresRecords
) -> None:
    raw = await asyncpg.connect(url)
    counting = query("SELECT count(*) FROM counts")

    async def body(reading: Reading) -> list[int]:
        found = await reading.fetch(counting, int)
        if questions > 1:
            await reading.fetch(query("SELECT pg_sleep(0.2) IS NULL"), bool)
            found += await reading.fetch(counting, int)
        return found

    questions = 1
    for _ in range(3):
        assert await records.look(body) == [0]
    questions = 2
    for before in range(2):
        looking = asyncio.ensure_future(records.look(body))
        await until_it_sleeps(raw)
        await raw.execute("INSERT INTO counts (shard, node, kind, n) VALUES (1, $1, 1, 1)", before)
        assert await looking == [before] * 2
    await raw.close()


async def until_it_sleeps(raw: asyncpg.Connection) -> None:
    """Somebody has come to `pg_sleep`, and so has read what comes before it."""
    async with asyncio.timeout(WAIT_S_MAX):
        while not await raw.fetchval(SLEEPING):
            await raw.execute("SELECT pg_stat_clear_snapshot()")


async def test_what_asked_a_question_cannot_change_anything_the_next_time(records: PostgresRecords) -> None:
    texts = iter(["SELECT node FROM counts", "SELECT node FROM counts", "DELETE FROM counts RETURNING node"])

    async def body(reading: Reading) -> None:
        await reading.fetch(query(next(texts)), int)

    await records.look(body)
    await records.look(body)
    texts = iter(["DELETE FROM counts RETURNING node"] * 2)
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await records.look(body)
