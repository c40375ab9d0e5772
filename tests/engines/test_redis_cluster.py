"""A cluster that loses a master for good, and one whose slots move: who notices what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import engines
import pytest
import redis
from engine import Engine, Service
from redis.crc import key_slot

from tests.contracts.redis_adapters import redis_feeds, redis_wires
from tests.contracts.waiting import until
from tests.engines.outages import ANA, CLUSTER, PEOPLE, TOP, eventually, pushed, silent_s
from tintype.adapters.redis.connection import Gone
from tintype.adapters.redis.feed_store import RedisFeedStore
from tintype.kernel.ids import OrderId

# Two seconds until the others agree that a node is gone, an election, and a busy machine.
TAKE_OVER_S_MAX = 20
COPIED_MS_MAX = 60_000


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    with engines.running(["cluster"]) as (service,):
        monkeypatch.setenv(CLUSTER, service.url)
        yield service


async def test_a_cluster_that_loses_a_master_serves_the_rest_and_heals(
    cluster: Service, tmp_path: Path
) -> None:
    async with redis_feeds(CLUSTER, tmp_path) as feeds:
        store = feeds.writer
        assert isinstance(store, RedisFeedStore)
        for reader_id in PEOPLE:
            await store.rewrite(reader_id, [OrderId(1)])
        assert await store.push(PEOPLE, OrderId(2)) == len(PEOPLE)
        await store.lost_since_us()
        store.replayed()
        copied(cluster.engines[0])
        cluster.engines[0].kill()
        pages = [await feeds.reader.newest(reader_id, 20, TOP) for reader_id in PEOPLE]
        assert len(PEOPLE) / 3 < sum(page == [2, 1] for page in pages) < len(PEOPLE)
        with pytest.raises(Gone):
            await store.push(PEOPLE, OrderId(3))
        await eventually(lambda: pushed(store, PEOPLE, 3), "the replica to take over", TAKE_OVER_S_MAX)

        async def are_read() -> bool:
            pages = [await feeds.reader.newest(reader_id, 20, TOP) for reader_id in PEOPLE]
            return pages == [[3, 2, 1]] * len(PEOPLE)

        await eventually(are_read, "the reader to find the new master")
        assert await store.lost_since_us() is not None


async def test_rows_stay_readable_while_their_slot_moves_to_another_server(
    cluster: Service, tmp_path: Path
) -> None:
    async with redis_feeds(CLUSTER, tmp_path) as feeds:
        store = feeds.writer
        assert isinstance(store, RedisFeedStore)
        await store.rewrite(ANA, [OrderId(1)])
        row = store._row(ANA).encode()
        slot = key_slot(row)
        masters = [redis.Redis(port=engine.port) for engine in cluster.engines[:3]]
        (source,) = (one for one in masters if one.execute_command("CLUSTER", "COUNTKEYSINSLOT", slot))
        target = next(one for one in masters if one is not source)
        source_id, target_id = (
            str(one.execute_command("CLUSTER", "MYID"), "ascii") for one in (source, target)
        )
        target.execute_command("CLUSTER", "SETSLOT", slot, "IMPORTING", source_id)
        source.execute_command("CLUSTER", "SETSLOT", slot, "MIGRATING", target_id)
        assert await store.push([ANA], OrderId(2)) == 1
        port = target.connection_pool.connection_kwargs["port"]
        source.execute_command("MIGRATE", "127.0.0.1", port, row, 0, 5000)
        # The one server says that the other has it, and only the first knows whose slot it is.
        assert await store.push([ANA], OrderId(3)) == 1
        assert await feeds.reader.newest(ANA, 20, TOP) == [3, 2, 1]
        for one in (target, source):
            one.execute_command("CLUSTER", "SETSLOT", slot, "NODE", target_id)
        assert await store.push([ANA], OrderId(4)) == 1
        assert await feeds.reader.newest(ANA, 20, TOP) == [4, 3, 2, 1]
        for one in masters:
            one.close()


async def test_broadcast_moves_to_the_new_master(cluster: Service, tmp_path: Path) -> None:
    async with redis_wires(CLUSTER, tmp_path) as wires:
        got: list[bytes] = []
        wires.other.subscribe("live", got.append)
        for engine in cluster.engines[:3]:
            copied(engine)
        await kill_the_master_of_broadcast(cluster)
        await until(lambda: silent_s(wires.other) > 1, "the silence to be noticed")
        await until(lambda: silent_s(wires.one) < 0.5 and silent_s(wires.other) < 0.5, "both ends to hear")
        await wires.one.publish("live", b"heard")
        await until(lambda: got[-1:] == [b"heard"], "a message")
        assert got == [b"heard"]


async def kill_the_master_of_broadcast(cluster: Service) -> None:
    for engine in cluster.engines[:3]:
        with redis.Redis(port=engine.port) as asked:
            if asked.execute_command("PUBSUB", "SHARDCHANNELS"):
                engine.kill()
                return
    raise AssertionError("nobody listens")


def copied(master: Engine) -> None:
    """Wait until the replica holds what the master does: a copy that lags is another test."""
    with redis.Redis(port=master.port) as asked:
        assert asked.execute_command("WAIT", 1, COPIED_MS_MAX) == 1
