"""The relay and the wake-ups on a real server: killed in the middle, doubled, late, cut off."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from tests.contracts.blobs import NOON_US
from tests.contracts.postgres_adapters import fresh_database, has_postgres, postgres_records
from tests.contracts.postgres_log_adapters import PostgresSite, node_on, postgres_site
from tests.contracts.processes import number_of
from tests.contracts.waiting import WAIT_S_MAX, until
from tests.contracts.wire import wire_to
from tintype.adapters.postgres.event_log import PostgresEventLog, ShardRange
from tintype.adapters.postgres.relay import Relay
from tintype.graph import Followed
from tintype.kernel.clock import SECOND_US, ManualClock, SystemClock
from tintype.kernel.events import Recorded
from tintype.kernel.problems import Unavailable

pytestmark = pytest.mark.skipif(not has_postgres(), reason="needs PostgreSQL: make test-engines")

LATE = "INSERT INTO outbox (shard, kind, at_us, body) VALUES (1, $1, 1, $2)"
BODY = b'{"follower_id":99,"followed_id":2,"at_us":1}'
END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE $1
"""

LOCKED = """
SELECT 1 FROM pg_stat_activity
 WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1
"""


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[PostgresSite]:
    async with postgres_site(tmp_path) as made:
        yield made


@pytest.fixture
async def raw(site: PostgresSite) -> AsyncIterator[asyncpg.Connection]:
    """A connection of our own to the same database."""
    connection = await asyncpg.connect(site.url)
    yield connection
    await connection.close()


@asynccontextmanager
async def running(*tasks: Any) -> AsyncIterator[None]:
    """Coroutines that run beside the block and are cancelled at its end."""
    async with asyncio.TaskGroup() as group:
        started = [group.create_task(task) for task in tasks]
        yield
        for task in started:
            task.cancel()


async def log_of(site: PostgresSite) -> list[int]:
    return [number_of(fact) for fact in await site.one.log.after(0, 100_000)]


async def test_what_began_earlier_and_commits_later_is_not_lost(
    site: PostgresSite, raw: asyncpg.Connection
) -> None:
    late = raw.transaction()
    await late.start()
    await raw.execute(LATE, Followed.kind, BODY)
    await site.one.publish(1, 2)
    await site.one.carry()
    assert await log_of(site) == [1, 2]
    await late.commit()
    await site.one.carry()
    assert await log_of(site) == [1, 2, 99]


async def test_a_relay_whose_lease_has_passed_on_moves_nothing(site: PostgresSite) -> None:
    older, newer = (node.leases.tenure("relay:0") for node in site.nodes)
    old_fence = await older.hold()
    site.clock.advance(60 * SECOND_US)
    new_fence = await newer.hold()
    assert old_fence is not None
    assert new_fence is not None
    await site.one.publish(1)
    assert not await site.nodes[0].relay.move(old_fence)
    assert await log_of(site) == []
    assert await site.nodes[1].relay.move(new_fence)
    assert await log_of(site) == [1]


async def test_a_lease_does_not_pass_on_while_its_holder_is_moving(
    site: PostgresSite, raw: asyncpg.Connection
) -> None:
    """The older relay is stopped in the middle of its transaction; the newer one waits for its end."""
    await site.one.publish(1)
    async with raw.transaction():
        await raw.execute("LOCK TABLE log IN EXCLUSIVE MODE")
        older = asyncio.create_task(site.nodes[0].relay.step())
        await wait_for_lock(raw, "%INSERT INTO log%")
        site.clock.advance(60 * SECOND_US)
        newer = asyncio.create_task(site.nodes[1].relay.step())
        await wait_for_lock(raw, "%INSERT INTO leases%")
    assert await older
    await newer
    assert await log_of(site) == [1]


async def test_a_relay_killed_in_its_transaction_loses_and_doubles_nothing(
    site: PostgresSite, raw: asyncpg.Connection
) -> None:
    await site.one.publish(*range(50))
    async with raw.transaction():
        await raw.execute("LOCK TABLE log IN EXCLUSIVE MODE")
        moving = asyncio.create_task(site.nodes[0].relay.step())
        await wait_for_lock(raw, "%INSERT INTO log%")
        await raw.execute(END_OTHERS, "%INSERT INTO log%")
    assert await moving, "the records run the body again on another connection"
    assert await log_of(site) == list(range(50))


async def test_two_relays_killed_again_and_again_under_load_lose_and_double_nothing(
    site: PostgresSite, raw: asyncpg.Connection
) -> None:
    rng = random.Random(5)
    writing = True

    async def author(first: int) -> None:
        for number in range(first, first + 60):
            await site.one.publish(number, shard=first // 100)

    async def killer() -> None:
        while writing:
            await raw.execute(END_OTHERS, rng.choice(["%INTO log%", "%FROM leases%", "COMMIT", "%LISTEN%"]))
            site.clock.advance(3 * SECOND_US)
            await asyncio.sleep(rng.uniform(0, 0.02))

    async with running(*(node.relay.run() for node in site.nodes)):
        killing = asyncio.create_task(killer())
        await asyncio.gather(*(author(first) for first in (100, 200, 300)))
        writing = False
        await killing
        async with asyncio.timeout(WAIT_S_MAX):
            while await site.one.rows("SELECT 1 FROM outbox LIMIT 1"):
                site.clock.advance(SECOND_US)
                await asyncio.sleep(0.02)
    found = await log_of(site)
    assert sorted(found) == [first + n for first in (100, 200, 300) for n in range(60)]
    for first in (100, 200, 300):
        mine = [number for number in found if first <= number < first + 100]
        assert mine == sorted(mine)


async def test_ranges_of_shards_have_logs_and_relays_of_their_own(site: PostgresSite) -> None:
    node = site.nodes[0]
    await site.one.publish(1, shard=0)
    await site.one.publish(2, shard=4095)
    await site.one.publish(3, shard=2047)
    await site.one.publish(4, shard=2048)
    for number, expected in enumerate(([1, 3], [2, 4])):
        shards = ShardRange(number, 2)
        log = PostgresEventLog(node.records, shards)
        assert await Relay(node.records, node.leases, log.heard, shards).step()
        facts = await log.after(0, 10)
        assert [number_of(fact) for fact in facts] == expected
        assert [fact.seq for fact in facts] == [1, 2]
        assert log.head() == 2
        assert await log.advance("feed", number + 1)
    assert [await PostgresEventLog(node.records, ShardRange(n, 2)).position("feed") for n in (0, 1)] == [1, 2]


def test_ranges_are_all_shards_and_none_twice() -> None:
    for of in (1, 2, 3, 7, 4096):
        ranges = [ShardRange(number, of) for number in range(of)]
        assert [shard for each in ranges for shard in range(each.low, each.high + 1)] == list(range(4096))


async def test_a_commit_is_in_the_log_of_another_process_by_hints_alone(site: PostgresSite) -> None:
    waits: list[float] = []
    async with running(site.nodes[1].relay.run()):
        await site.one.publish(0)
        await until_head(site, 1, 1)
        for number in range(1, 21):
            began_s = time.monotonic()
            await site.one.publish(number)
            await until_head(site, 1, number + 1)
            waits.append(time.monotonic() - began_s)
    # Polling alone would take 400 ms. On a quiet machine the median is 8 ms: this bounds a busy one.
    assert sorted(waits)[len(waits) // 2] < 0.1


async def test_a_write_is_applied_to_its_own_process_before_it_is_acknowledged(site: PostgresSite) -> None:
    heard: list[Recorded] = []
    tail = site.nodes[0].tail
    tail.subscribe([Followed.kind], heard.append, heard.clear)
    await site.one.publish(1)
    assert [number_of(fact) for fact in heard] == [1]
    await site.one.carry()
    await tail.catch_up()
    assert [(number_of(fact), fact.seq) for fact in heard] == [(1, 0), (1, 1)]


async def test_without_any_relay_other_processes_still_hear_within_a_second(site: PostgresSite) -> None:
    heard: list[Recorded] = []
    site.nodes[1].tail.subscribe([Followed.kind], heard.append, heard.clear)
    began_s = time.monotonic()
    await site.one.publish(1)
    await until(lambda: bool(heard), "the fact from the outbox")
    assert time.monotonic() - began_s < 2, "twice the promise: this machine may be busy"
    assert site.other.log.head() == 0


async def test_a_process_cut_off_does_not_answer_from_its_caches_and_comes_back(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(fresh_database())
        wire, wired = await stack.enter_async_context(wire_to(url))
        node = await stack.enter_async_context(node_on(wired, tmp_path, SystemClock()))
        tail = node.tail
        following = asyncio.create_task(tail.follow())
        assert tail.is_current
        wire.cut()
        began_s = time.monotonic()
        await until(lambda: not tail.is_current, "the silence to be noticed")
        assert time.monotonic() - began_s < 1.5
        with pytest.raises(Unavailable):
            await tail.catch_up()
        assert not tail.is_current
        began_s = time.monotonic()
        refused = await asyncio.gather(*(tail.catch_up() for _ in range(100)), return_exceptions=True)
        assert all(isinstance(error, Unavailable) for error in refused)
        assert time.monotonic() - began_s < 3, "a crowd is refused together"
        wire.mend()
        await until(lambda: tail.is_current, "the log to be heard again")
        assert not following.done()
        following.cancel()


async def test_a_clock_that_stands_does_not_make_an_old_head_fresh(tmp_path: Path) -> None:
    monotonic = ManualClock(0)
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(fresh_database())
        records = await stack.enter_async_context(postgres_records(url, ManualClock(NOON_US)))
        log = PostgresEventLog(records, monotonic=lambda: monotonic.now_us() / SECOND_US)
        assert not log.is_fresh(), "nothing has been heard yet"
        await log.refresh()
        monotonic.advance(SECOND_US - 1)
        assert log.is_fresh()
        monotonic.advance(1)
        assert not log.is_fresh()
        await asyncio.gather(*(log.refresh() for _ in range(50)))
        assert log.is_fresh()
        assert log.asks == 2, "all who ask at once share one question"
        assert records.looks == 0, "and it is not counted as part of an answer"


async def until_head(site: PostgresSite, process: int, seq: int) -> None:
    events = site.nodes[process].events
    async with asyncio.timeout(WAIT_S_MAX):
        while events.head() < seq:
            await events.wait(seq - 1, 10)


async def wait_for_lock(raw: asyncpg.Connection, pattern: str) -> None:
    """Until a statement like this waits for a lock."""
    async with asyncio.timeout(WAIT_S_MAX):
        while not await raw.fetchval(LOCKED, pattern):
            # pg_stat_activity is otherwise read once in a transaction.
            await raw.execute("SELECT pg_stat_clear_snapshot()")
