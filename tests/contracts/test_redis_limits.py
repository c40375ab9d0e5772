"""What only counts that travel can get wrong: when they are told, and that they are."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contracts.adapters import Counters
from tests.contracts.redis_adapters import VARIABLES, answer_of, connections, redis_counters, redis_makers
from tests.contracts.waiting import until
from tintype.adapters.redis.limits import RedisLimits
from tintype.kernel.clock import SECOND_US
from tintype.kernel.sliding import slice_of


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
            if allowed == 100:
                await until(
                    lambda: all(limits._calls["ana"].others_total for limits in (one, other)), "both to know"
                )
            await asyncio.sleep(0.005)
        # Twice as many if neither knew of the other.
        assert 200 <= allowed < 350
        await one.close()
        await other.close()


async def test_quiet_keys_are_not_told(variable: str, counters: Counters) -> None:
    async with connections(variable) as (connection,):
        limits = RedisLimits(connection, counters.one, counters.clock, processes=2)
        for _ in range(3):
            limits.allow("quiet", 160, 60)
        for _ in range(4):
            limits.allow("busy", 160, 60)
        await limits.exchange()
        now = slice_of(counters.clock.now_us(), 60)
        quiet, busy = (connection.key(f"limit:{key}") for key in ("quiet", "busy"))
        assert await answer_of(connection, "EXISTS", quiet) == 0
        assert await answer_of(connection, "HGET", busy, now) == b"4"
        assert 60 < await answer_of(connection, "TTL", busy) <= 120


async def test_slices_that_are_past_leave_the_server(variable: str, counters: Counters) -> None:
    async with connections(variable) as (connection,):
        limits = RedisLimits(connection, counters.one, counters.clock, processes=2)
        for _ in range(80):
            counters.clock.advance(3 * SECOND_US)
            limits.allow("busy", 40, 60)
            await limits.exchange()
        assert 0 < await answer_of(connection, "HLEN", connection.key("limit:busy")) <= 42


async def test_a_server_that_has_lost_everything_is_told_again(variable: str, counters: Counters) -> None:
    async with connections(variable) as (connection,):
        one, other = (RedisLimits(connection, counters.one, counters.clock, processes=2) for _ in range(2))
        assert [one.allow("ana", 10, 60) for _ in range(8)] == [0] * 8
        await one.exchange()
        await answer_of(connection, "UNLINK", connection.key("limit:ana"))
        for _ in range(2):
            assert one.allow("ana", 10, 60) == 0
            await one.exchange()
        assert other.allow("ana", 10, 60) == 0
        await other.exchange()
        assert other.allow("ana", 10, 60) > 0
