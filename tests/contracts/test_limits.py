import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contracts.adapters import NOON_US, Counters, adapters_of
from tintype.kernel.clock import SECOND_US


@pytest.fixture(params=adapters_of("limits"))
async def counters(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Counters]:
    async with request.param(tmp_path) as made:
        yield made


# RL-01
async def test_all_processes_together_allow_the_limit_and_then_say_when_again(counters: Counters) -> None:
    counters.clock.advance(20 * SECOND_US)
    allowed = [counters.one.allow("ana", 10, 60) for _ in range(6)]
    allowed.append(counters.other.allow("ana", 10, 60))
    await counters.meet()
    allowed += [counters.other.allow("ana", 10, 60) for _ in range(5)]
    assert allowed.count(0) == 10
    assert max(allowed) == 40
    assert counters.one.allow("ben", 10, 60) == 0


async def test_a_limit_starts_anew_with_the_next_window(counters: Counters) -> None:
    allowed = [counters.one.allow("ana", 2, 60) for _ in range(3)]
    assert (allowed[0], allowed[2]) == (0, 60)
    counters.clock.advance(60 * SECOND_US)
    assert counters.one.allow("ana", 2, 60) == 0


async def test_a_limit_of_one_is_one_in_each_process_and_not_none(counters: Counters) -> None:
    assert counters.one.allow("ana", 1, 60) == 0
    assert counters.one.allow("ana", 1, 60) > 0


async def test_no_window_is_no_limit(counters: Counters) -> None:
    assert {counters.one.allow("ana", 0, 0) for _ in range(100)} == {0}


async def test_counts_are_exact_over_processes(counters: Counters) -> None:
    both = [one for _ in range(20) for one in (counters.one, counters.other)]
    counts = await asyncio.gather(*(limits.count("sign-in:ana", 900) for limits in both))
    assert sorted(counts) == list(range(1, 41))
    assert await counters.one.count("sign-in:ben", 900) == 1


async def test_counts_start_anew_with_the_next_window_and_after_reset(counters: Counters) -> None:
    assert [await counters.one.count("ana", 60) for _ in range(3)] == [1, 2, 3]
    counters.clock.advance(60 * SECOND_US)
    assert [await counters.one.count("ana", 60) for _ in range(2)] == [1, 2]
    await counters.other.reset("ana")
    await counters.other.reset("nobody")
    assert await counters.one.count("ana", 60) == 1


async def test_old_counts_are_swept(counters: Counters) -> None:
    await counters.one.count("old", 60)
    counters.clock.advance(3600 * SECOND_US)
    await counters.one.count("young", 60)
    assert await counters.one.sweep(NOON_US + 600 * SECOND_US) == 1
    assert await counters.one.count("young", 60) == 2
