"""What a transaction means, on both engines, with two processes at once."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.contracts.adapters import adapters_of
from tests.contracts.stores import Store, query
from tintype.engagement.events import Liked, Unliked
from tintype.graph import EdgeKind, edges
from tintype.kernel.events import decode
from tintype.kernel.ids import AccountId, PostId
from tintype.kernel.problems import NotFound
from tintype.ports.records import BodyAwaited, Job, Lane, Reading, Transaction

INSERT = query("INSERT INTO counts (shard, node, kind, n) VALUES (:shard, :node, :kind, :n)")
READ = query("SELECT n FROM counts WHERE shard = 1 AND node = :node AND kind = 1")
WRITE = query("UPDATE counts SET n = :n WHERE shard = 1 AND node = :node AND kind = 1")
ADD = query("UPDATE counts SET n = n + 1 WHERE shard = 1 AND node = :node AND kind = 1")
COUNT = query("SELECT count(*) FROM counts")
EVENT = Liked(AccountId(1), PostId(2), AccountId(3))
JOB = Job("test.job", Lane.UPKEEP, 1, {"n": 1})


@pytest.fixture(params=adapters_of("records"))
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    async with request.param(tmp_path) as made:
        yield made


async def put(tx: Transaction, node: int, n: int = 0) -> None:
    await tx.execute(INSERT, shard=1, node=node, kind=1, n=n)


async def number(reading: Reading, node: int) -> int:
    (n,) = await reading.fetch(READ, int, node=node)
    return n


async def published(store: Store) -> list[object]:
    return [
        decode(kind, body) for kind, body in await store.rows("SELECT kind, body FROM outbox ORDER BY seq")
    ]


async def jobs(store: Store) -> int:
    return (await store.rows("SELECT count(*) FROM jobs"))[0][0]


async def test_rows_events_and_jobs_are_there_together(store: Store) -> None:
    async def body(tx: Transaction) -> str:
        await put(tx, 1, 5)
        await tx.publish(EVENT, shard=1)
        await tx.enqueue(JOB)
        return "done"

    assert await store.one.transact(body) == "done"
    assert await store.other.look(lambda reading: number(reading, 1)) == 5
    assert await published(store) == [EVENT]
    assert await jobs(store) == 1


@pytest.mark.parametrize("failure", [NotFound(), ValueError("a bug")])
async def test_a_body_that_fails_leaves_nothing(store: Store, failure: Exception) -> None:
    async def body(tx: Transaction) -> None:
        await put(tx, 1)
        await tx.publish(EVENT, shard=1)
        await tx.enqueue(JOB)
        await put(tx, 2)
        raise failure

    with pytest.raises(type(failure)):
        await store.one.transact(body)
    assert await store.rows("SELECT node FROM counts") == []
    assert await published(store) == []
    assert await jobs(store) == 0


async def test_a_body_that_goes_on_after_an_error_fails_all_the_same(store: Store) -> None:
    """One engine cannot go on, so none does."""
    nonsense = query("SELECT missing FROM counts")

    async def body(tx: Transaction) -> None:
        await put(tx, 1)
        with contextlib.suppress(Exception):
            await tx.fetch(nonsense, int)
        await put(tx, 2)

    with pytest.raises(Exception, match=r"no such column|does not exist"):
        await store.one.transact(body)
    assert await store.rows("SELECT node FROM counts") == []


async def test_a_body_reads_what_it_wrote(store: Store) -> None:
    async def body(tx: Transaction) -> int:
        await put(tx, 1, 5)
        assert await tx.execute(ADD, node=1) == 1
        assert await tx.execute(ADD, node=2) == 0
        return await number(tx, 1)

    assert await store.one.transact(body) == 6


async def test_the_time_stands_still_in_a_body(store: Store) -> None:
    async def body(reading: Reading) -> tuple[int, int]:
        before = reading.now_us
        store.clock.advance(1_000_000)
        await reading.fetch(COUNT, int)
        return before, reading.now_us

    for run in (store.one.transact, store.one.look, store.one.glance):
        before, after = await run(body)
        assert before == after
    assert after > store.clock.now_us() - 2_000_000


async def test_a_glance_sees_what_was_acknowledged_anywhere(store: Store) -> None:
    with pytest.raises(Exception, match=r"no such column|does not exist"):
        await store.one.glance(lambda reading: reading.fetch(query("SELECT missing FROM counts"), int))
    await store.other.transact(lambda tx: put(tx, 1, 5))
    assert await store.one.glance(lambda reading: number(reading, 1)) == 5


async def test_two_hundred_increments_are_two_hundred(store: Store) -> None:
    await store.one.transact(lambda tx: put(tx, 1))
    adding = [records.transact(lambda tx: tx.execute(ADD, node=1)) for records in store.both * 100]
    assert await asyncio.gather(*adding) == [1] * 200
    assert await store.one.look(lambda reading: number(reading, 1)) == 200


async def test_what_is_held_is_read_as_the_last_holder_left_it(store: Store) -> None:
    await store.one.transact(lambda tx: put(tx, 1))

    async def body(tx: Transaction) -> None:
        await tx.hold(READ, node=1)
        await tx.execute(WRITE, node=1, n=await number(tx, 1) + 1)

    await asyncio.gather(*(records.transact(body) for records in store.both * 50))
    assert await store.one.look(lambda reading: number(reading, 1)) == 100


async def test_bodies_that_hold_in_opposite_orders_both_end(store: Store) -> None:
    """PostgreSQL ends one of the two for the other's sake; it is run again."""
    for node in (1, 2):
        await store.one.transact(lambda tx, node=node: put(tx, node))

    def adding(first: int, second: int) -> Callable[[Transaction], Awaitable[None]]:
        async def body(tx: Transaction) -> None:
            await tx.execute(ADD, node=first)
            await tx.execute(ADD, node=second)

        return body

    for _ in range(3):
        await asyncio.gather(store.one.transact(adding(1, 2)), store.other.transact(adding(2, 1)))
    assert await store.rows("SELECT n FROM counts ORDER BY node") == [(6,), (6,)]


async def test_a_clash_of_ids_runs_the_body_again(store: Store) -> None:
    await store.one.transact(lambda tx: put(tx, 7))
    runs: list[int] = []

    async def body(tx: Transaction) -> int:
        runs.append(1)
        await tx.publish(EVENT, shard=1)
        await tx.enqueue(JOB)
        await put(tx, 6 + len(runs))
        return len(runs)

    assert await store.one.transact(body) == 2
    assert await published(store) == [EVENT]
    assert await jobs(store) == 1


async def test_a_body_that_always_clashes_fails_and_leaves_nothing(store: Store) -> None:
    await store.one.transact(lambda tx: put(tx, 7))
    runs: list[int] = []

    async def body(tx: Transaction) -> None:
        runs.append(1)
        await put(tx, 6)
        await put(tx, 7)

    with pytest.raises(Exception, match=r"(?i)unique"):
        await store.one.transact(body)
    assert len(runs) == 3
    assert await store.rows("SELECT node FROM counts") == [(7,)]


async def test_minted_ids_differ(store: Store) -> None:
    async def body(tx: Transaction) -> list[int]:
        return [tx.mint(5) for _ in range(200)]

    minted = await asyncio.gather(*(store.one.transact(body) for _ in range(3)))
    assert len({one for some in minted for one in some}) == 600


async def test_a_body_awaits_nothing_but_its_transaction(store: Store) -> None:
    elsewhere = [asyncio.get_running_loop().create_future() for _ in range(2)]

    async def writes_and_sleeps(tx: Transaction) -> None:
        await put(tx, 1)
        await asyncio.sleep(0)

    async def waits(reading: Reading) -> None:
        await reading.fetch(COUNT, int)
        await elsewhere.pop()

    for ask in (
        store.one.transact(writes_and_sleeps),
        store.one.transact(waits),
        store.one.look(waits),
    ):
        with pytest.raises(BodyAwaited):
            await ask
    assert await store.rows("SELECT node FROM counts") == []


async def test_a_caller_that_goes_away_leaves_all_or_nothing(store: Store) -> None:
    async def body(tx: Transaction) -> None:
        for node in range(5):
            await put(tx, 100 * len(callers) + node)

    callers: list[asyncio.Task[None]] = []
    for ticks in range(12):
        caller = asyncio.ensure_future(store.one.transact(body))
        callers.append(caller)
        for _ in range(ticks):
            await asyncio.sleep(0)
        caller.cancel()
        with pytest.raises(asyncio.CancelledError):
            await caller
    assert await store.one.transact(lambda tx: tx.fetch(COUNT, int))
    (found,) = (await store.rows("SELECT count(*) FROM counts"))[0]
    assert found % 5 == 0


async def test_events_of_a_shard_are_in_the_order_of_what_happened(store: Store) -> None:
    pair = (AccountId(1 << 10), PostId(2 << 10))

    async def toggle(tx: Transaction) -> None:
        if (await edges.add(tx, EdgeKind.LIKE, [pair]))[0]:
            await tx.publish(Liked(*pair, AccountId(3)), shard=2)
        elif (await edges.remove(tx, EdgeKind.LIKE, [pair]))[0]:
            await tx.publish(Unliked(*pair, AccountId(3)), shard=2)

    await asyncio.gather(*(records.transact(toggle) for records in store.both * 40))
    kinds = [type(event) for event in await published(store)]
    assert len(kinds) > 2
    assert kinds == [Liked if at % 2 == 0 else Unliked for at in range(len(kinds))]


async def test_empty_sets_are_members_of_nothing(store: Store) -> None:
    await store.one.transact(lambda tx: put(tx, 1 << 10))
    inside = query("SELECT node FROM counts WHERE shard = 1 AND node IN :nodes")
    keyed = query(
        "SELECT c.node FROM keys(:nodes) AS k JOIN counts AS c ON c.shard = k.shard AND c.node = k.id"
    )
    listed = query(
        "SELECT c.node FROM rows(:nodes, shard, node) AS r JOIN counts AS c ON c.shard = r.shard AND c.node = r.node"
    )

    async def body(reading: Reading) -> list[list[int]]:
        full = [await reading.fetch(each, int, nodes=[1 << 10, 9]) for each in (inside, keyed)]
        full.append(await reading.fetch(listed, int, nodes=[(1, 1 << 10)]))
        return [*full, *[await reading.fetch(each, int, nodes=[]) for each in (inside, keyed, listed)]]

    assert await store.one.look(body) == [[1 << 10]] * 3 + [[]] * 3
