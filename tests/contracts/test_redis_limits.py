"""What only counts that travel can get wrong: when they are told, and that they are."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contracts.adapters import Counters
from tests.contracts.redis_adapters import VARIABLES, answer_of, connections, redis_counters, redis_makers
from tintype.adapters.redis.limits import RedisLimits


@pytest.fixture(params=sorted(redis_makers("limits")))
def variable(request: pytest.FixtureRequest) -> str:
    return VARIABLES[request.param]


@pytest.fixture
async def counters(variable: str, tmp_path: Path) -> AsyncIterator[Counters]:
    async with redis_counters(variable, tmp_path) as made:
        yield made


async def test_processes_learn_of_each_other_by_themselves(variable: str, counters: Counters) -> None:
    async with connections(variable) as (connection,):
        one, other = (
            RedisLimits.open(connection, counters.one, counters.clock, processes=2) for _ in range(2)
        )
        allowed = refused = 0
        while refused < 100:
            waits = [limits.allow("ana", 200, 60) for limits in (one, other)]
            allowed += waits.count(0)
            refused += 2 - waits.count(0)
            await asyncio.sleep(0.005)
        # Twice as many if neither knew of the other.
        assert 200 <= allowed < 350
        await one.close()
        await other.close()


async def test_quiet_keys_are_not_told(variable: str, counters: Counters) -> None:
    async with connections(variable) as (connection,):
        limits = RedisLimits(connection, counters.one, counters.clock, processes=2)
        for _ in range(9):
            limits.allow("quiet", 160, 60)
        for _ in range(10):
            limits.allow("busy", 160, 60)
        await limits.exchange()
        window = counters.clock.now_us() // 60_000_000
        quiet, busy = (connection.key(f"limit:{key}:{window}") for key in ("quiet", "busy"))
        assert await answer_of(connection, "GET", quiet) is None
        assert await answer_of(connection, "GET", busy) == b"10"
        assert 60 < await answer_of(connection, "TTL", busy) <= 120
