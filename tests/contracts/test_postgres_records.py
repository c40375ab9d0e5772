"""Records on a real PostgreSQL whose connections die at every moment; nothing acknowledged is lost or done twice."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable

import asyncpg
import pytest

from tests.contracts.blobs import NOON_US
from tests.contracts.cut_line import line_to
from tests.contracts.postgres_adapters import fresh_database, has_postgres, postgres_records
from tests.contracts.stores import query
from tintype.adapters.postgres import records as postgres_module
from tintype.adapters.postgres.records import PostgresRecords
from tintype.adapters.postgres.schema import SchemaBehind
from tintype.engagement.events import Liked
from tintype.kernel.clock import SECOND_US, ManualClock
from tintype.kernel.events import Recorded
from tintype.kernel.ids import AccountId, PostId
from tintype.kernel.problems import Unavailable
from tintype.ports.records import Job, Lane, Reading, Transaction

pytestmark = pytest.mark.skipif(not has_postgres(), reason="needs PostgreSQL: make test-engines")

INSERT = query("INSERT INTO counts (shard, node, kind, n) VALUES (1, :node, 1, 0)")
NODES = query("SELECT node FROM counts ORDER BY node")
DIE = query("SELECT pg_terminate_backend(pg_backend_pid())")
ID = query("SELECT pg_backend_pid()")
EVENT = Liked(AccountId(1), PostId(2), AccountId(3))

# Ends its own backend while COMMIT runs, the first time; what a sequence gave is never taken back.
DIES_AT_COMMIT = """
CREATE SEQUENCE tries;
CREATE FUNCTION die_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF nextval('tries') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()), pg_sleep(0.1); END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER dies AFTER INSERT ON counts DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION die_once();
"""


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON_US)


@pytest.fixture
async def url() -> AsyncIterator[str]:
    async with fresh_database() as url:
        yield url


@pytest.fixture
async def records(url: str, clock: ManualClock) -> AsyncIterator[PostgresRecords]:
    async with postgres_records(url, clock) as records:
        yield records


async def nodes(records: PostgresRecords) -> list[int]:
    return await records.look(lambda reading: reading.fetch(NODES, int))


async def test_a_connection_that_dies_between_statements_runs_the_body_again(
    records: PostgresRecords,
) -> None:
    runs: list[int] = []

    async def body(tx: Transaction) -> int:
        runs.append(1)
        await tx.execute(INSERT, node=len(runs))
        if len(runs) == 1:
            await tx.fetch(DIE, bool)
        await tx.publish(EVENT, shard=1)
        return len(runs)

    assert await records.transact(body) == 2
    assert await nodes(records) == [2]
    rows = await records.look(lambda reading: reading.fetch(query("SELECT count(*) FROM outbox"), int))
    assert rows == [1]


async def test_a_look_whose_connection_dies_looks_again(records: PostgresRecords) -> None:
    runs: list[int] = []

    async def body(reading: Reading) -> list[int]:
        runs.append(1)
        if len(runs) == 1:
            await reading.fetch(DIE, bool)
        return await reading.fetch(NODES, int)

    assert await records.look(body) == []
    assert len(runs) == 2


async def test_a_connection_that_dies_at_commit_before_it_holds_runs_the_body_again(
    url: str, records: PostgresRecords
) -> None:
    raw = await asyncpg.connect(url)
    await raw.execute(DIES_AT_COMMIT)
    await raw.close()
    runs: list[int] = []

    async def body(tx: Transaction) -> None:
        runs.append(1)
        await tx.execute(INSERT, node=len(runs))

    await records.transact(body)
    assert await nodes(records) == [2]


@pytest.mark.parametrize("publishes", [True, False])
async def test_a_commit_whose_answer_is_lost_is_acknowledged_and_not_done_twice(
    url: str, clock: ManualClock, *, publishes: bool
) -> None:
    told: list[Recorded] = []
    async with line_to(url) as (line, by_line), postgres_records(by_line, clock) as records:
        records.on_commit = lambda facts, lanes: told.extend(facts)
        runs: list[int] = []

        async def body(tx: Transaction) -> str:
            runs.append(1)
            await tx.execute(INSERT, node=len(runs))
            if publishes:
                await tx.publish(EVENT, shard=1)
            return "answer"

        assert await nodes(records) == []
        line.on_commit = line.cut
        assert await records.transact(body) == "answer"
        assert line.on_commit is None
        assert await nodes(records) == [1]
    assert len(runs) == 1
    assert [fact.event for fact in told] == [EVENT] * publishes


async def test_many_commits_whose_answers_are_lost_do_not_wait_for_each_other(
    url: str, clock: ManualClock
) -> None:
    """Whoever looks its transaction up needs a connection; those that hold dead ones must have let go of them."""
    async with line_to(url) as (line, by_line), postgres_records(by_line, clock) as records:

        def body_of(node: int) -> Callable[[Transaction], object]:
            return lambda tx: tx.execute(INSERT, node=node)

        for part in range(5):
            line.on_commit = line.cut
            ran = [records.transact(body_of(100 * part + node)) for node in range(40)]  # type: ignore[arg-type]
            assert await asyncio.gather(*ran) == [1] * 40
        assert len(await nodes(records)) == 200


async def test_nobody_is_told_that_it_failed_when_nobody_knows(
    url: str, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_module, "LOST_S_MAX", 0.4)
    async with line_to(url) as (line, by_line), postgres_records(by_line, clock) as records:

        def cut_for_good() -> None:
            line.is_open = False
            line.cut()

        line.on_commit = cut_for_good
        runs: list[int] = []

        async def body(tx: Transaction) -> None:
            runs.append(1)
            await tx.execute(INSERT, node=len(runs))

        with pytest.raises(Unavailable, match="not known"):
            await records.transact(body)
        assert len(runs) == 1
        line.is_open = True
        assert await nodes(records) == [1]


async def test_a_server_that_is_away_is_unavailable_and_comes_back(
    url: str, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_module, "LOST_S_MAX", 0.4)
    async with line_to(url) as (line, by_line), postgres_records(by_line, clock) as records:
        await records.transact(lambda tx: tx.execute(INSERT, node=1))
        line.is_open = False
        line.cut()
        with pytest.raises(Unavailable):
            await records.transact(lambda tx: tx.execute(INSERT, node=2))
        with pytest.raises(Unavailable):
            await nodes(records)
        line.is_open = True
        await records.transact(lambda tx: tx.execute(INSERT, node=3))
        assert await nodes(records) == [1, 3]


async def test_an_outage_shorter_than_the_patience_is_not_noticed(url: str, clock: ManualClock) -> None:
    async with line_to(url) as (line, by_line), postgres_records(by_line, clock) as records:
        await records.transact(lambda tx: tx.execute(INSERT, node=0))
        line.is_open = False
        line.cut()
        asyncio.get_running_loop().call_later(0.5, lambda: setattr(line, "is_open", True))
        adding = [
            records.transact(lambda tx, node=node: tx.execute(INSERT, node=node)) for node in range(1, 30)
        ]
        assert await asyncio.gather(*adding) == [1] * 29
        assert await nodes(records) == list(range(30))


async def test_this_process_hears_of_its_own_facts_before_the_answer(records: PostgresRecords) -> None:
    heard: list[tuple[list[Recorded], frozenset[str]]] = []
    records.on_commit = lambda facts, lanes: heard.append((list(facts), lanes))

    async def body(tx: Transaction) -> None:
        await tx.execute(INSERT, node=1)
        await tx.publish(EVENT, shard=7)
        await tx.enqueue(Job("test.job", Lane.FEED, 1))

    await records.transact(body)
    assert heard == [([Recorded(0, 7, EVENT.kind, NOON_US, EVENT)], frozenset({"feed"}))]
    await records.transact(lambda tx: tx.execute(INSERT, node=2))
    assert len(heard) == 1


async def test_the_time_never_runs_behind_what_was_written(url: str) -> None:
    clock = ManualClock(NOON_US)

    async def now(tx: Transaction) -> int:
        await tx.execute(INSERT, node=tx.mint(1))
        return tx.now_us

    async with postgres_records(url, clock) as records:
        times = [await records.transact(now)]
        clock.advance(SECOND_US * 5 // 2)
        times.append(await records.transact(now))
        clock.advance(SECOND_US * 9 // 10)
        times.append(await records.transact(now))
    async with postgres_records(url, ManualClock(NOON_US - 60 * SECOND_US)) as records:
        times.append(await records.transact(now))
        assert sorted(await nodes(records)) == await nodes(records)
    assert times == sorted(times)
    assert times[-1] > NOON_US


async def test_without_prepared_statements_everything_works_as_well(url: str, clock: ManualClock) -> None:
    async with postgres_records(url, clock, options="?statement_cache_size=0&connections=2") as records:
        adding = [records.transact(lambda tx, node=node: tx.execute(INSERT, node=node)) for node in range(20)]
        await asyncio.gather(*adding)
        assert await nodes(records) == list(range(20))
        seen = await asyncio.gather(*(records.look(lambda reading: reading.fetch(ID, int)) for _ in range(9)))
    assert len({pid for (pid,) in seen}) <= 2


async def test_a_changed_table_under_prepared_statements_is_looked_at_anew(
    url: str, records: PostgresRecords
) -> None:
    everything = query("SELECT * FROM founders")
    raw = await asyncpg.connect(url)
    await raw.execute("INSERT INTO founders (shard, id, account_id) VALUES (0, 1, 1)")
    assert await records.look(lambda reading: reading.fetch(everything, lambda *row: len(row))) == [3]
    await raw.execute("ALTER TABLE founders ADD COLUMN more integer")
    await raw.close()
    for _ in range(3):
        assert await records.look(lambda reading: reading.fetch(everything, lambda *row: len(row))) == [4]


async def test_whoever_is_cut_off_does_not_keep_its_rows_for_ever(url: str, clock: ManualClock) -> None:
    asked = query("SELECT current_setting('idle_in_transaction_session_timeout')")
    for options, wanted in (("", "30s"), ("?statement_cache_size=0", "0")):
        async with postgres_records(url, clock, options=options) as records:
            assert await records.look(lambda reading: reading.fetch(asked, str)) == [wanted]


async def test_a_database_without_the_schema_is_refused() -> None:
    async with fresh_database(schema=False) as url:
        with pytest.raises(SchemaBehind, match="schema apply"):
            await PostgresRecords.open(url, clock=ManualClock(NOON_US), rng=random.Random(1))
