"""A Redis that comes back as another than it was may lack the last pushes: the feeds get them again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import engines
import pytest
import redis

from tests.world import world_on
from tintype.kernel.ids import AccountId
from tintype.media.making.pool import MediaPool
from tintype.settings import StorageSettings

TOP = (1 << 63) - 1


@pytest.fixture
def url() -> Iterator[str]:
    """A server that only this test has."""
    with engines.running(["redis"]) as (service,):
        yield service.url


async def test_pushes_lost_with_a_failed_server_come_back(
    url: str, tmp_path: Path, media_pool: MediaPool
) -> None:
    async with world_on(StorageSettings(data=tmp_path, redis=url), media_pool, None) as world:
        ana, ben = await world.person("ana"), await world.person("ben")
        await ben.follows(ana)
        posts = [await ana.posts("one"), await ana.posts("two")]
        await world.settle()
        feeds, reader = world.adapters.feeds, AccountId(int(ben.id))
        whole = await feeds.newest(reader, 20, TOP)
        assert whole is not None
        assert len(whole) == 2
        # What a replica that did not get the last push looks like once it has become the master.
        await feeds.begin(reader)
        await feeds.rewrite(reader, [])
        assert await feeds.newest(reader, 20, TOP) == []
        await world.settle()
        assert await feeds.newest(reader, 20, TOP) == []
        fail_over(url)
        await world.settle()
        assert await feeds.newest(reader, 20, TOP) == whole
        assert await ben.home() == posts[::-1]


def fail_over(url: str) -> None:
    """Another replication id, as after every failover."""
    with redis.Redis.from_url(url) as server:
        server.execute_command("REPLICAOF", "127.0.0.1", "1")
        server.execute_command("REPLICAOF", "NO", "ONE")
