import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contracts.adapters import Counters, adapters_of
from tintype.kernel.clock import SECOND_US


@pytest.fixture(params=adapters_of("limits"))
async def counters(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Counters]:
    async with request.param(tmp_path) as made:
        yield made


MINUTE_AND_SLICE_US = 63 * SECOND_US
"""After so long nothing of a minute counts: limits look back a window and at most a twentieth of it."""


# RL-01
async def test_all_processes_together_allow_the_limit_and_then_say_when_again(counters: Counters) -> None:
    counters.clock.advance(20 * SECOND_US)
    allowed = [counters.one.allow("ana", 10, 60) for _ in range(6)]
    allowed.append(counters.other.allow("ana", 10, 60))
    await counters.meet()
    allowed += [counters.other.allow("ana", 10, 60) for _ in range(5)]
    assert allowed.count(0) == 10
    # They lie in the slice from the 18th second to the 21st.
    assert max(allowed) == 61
    assert counters.one.allow("ben", 10, 60) == 0


async def test_a_limit_starts_anew_with_the_next_window(counters: Counters) -> None:
    allowed = [counters.one.allow("ana", 2, 60) for _ in range(3)]
    assert (allowed[0], allowed[2]) == (0, 63)
    counters.clock.advance(MINUTE_AND_SLICE_US)
    assert counters.one.allow("ana", 2, 60) == 0


# RL-02
@pytest.mark.parametrize("at_s", [0, 1, 29, 57, 59])
async def test_a_burst_on_the_edge_of_two_windows_is_one_burst(counters: Counters, at_s: int) -> None:
    most, seen_us = 40, list[int]()
    counters.clock.advance(at_s * SECOND_US)

    async def burst() -> None:
        for _ in range(most):
            for limits in (counters.one, counters.other):
                if limits.allow("ana", most, 60) == 0:
                    seen_us.append(counters.clock.now_us())
            await counters.meet()

    for pause_us in (0, 1 * SECOND_US, 29 * SECOND_US, 29_999_999, 2, 3 * SECOND_US, 55 * SECOND_US, 7):
        counters.clock.advance(pause_us)
        await burst()
    busiest = max(sum(at <= each < at + 60 * SECOND_US for each in seen_us) for at in seen_us)
    assert most * 0.9 <= busiest <= most * 1.1
    # Nobody is kept out for it: what was refused does not count.
    assert len(seen_us) >= 2 * most


# RL-02
async def test_guesses_on_the_edge_of_two_windows_are_counted_together(counters: Counters) -> None:
    counters.clock.advance(59 * SECOND_US)
    assert [await counters.one.count("ana", 10, 60) for _ in range(10)] == [0] * 10
    for _ in range(30):
        counters.clock.advance(2 * SECOND_US)
        wait_s = await counters.other.count("ana", 10, 60)
        assert 0 < wait_s <= 63
    counters.clock.advance(wait_s * SECOND_US)
    assert [await counters.other.count("ana", 10, 60) for _ in range(10)] == [0] * 10


async def test_a_limit_of_one_is_one_in_each_process_and_not_none(counters: Counters) -> None:
    assert counters.one.allow("ana", 1, 60) == 0
    assert counters.one.allow("ana", 1, 60) > 0


async def test_no_window_is_no_limit(counters: Counters) -> None:
    assert {counters.one.allow("ana", 0, 0) for _ in range(100)} == {0}


async def test_counts_are_exact_over_processes(counters: Counters) -> None:
    both = [one for _ in range(20) for one in (counters.one, counters.other)]
    waits = await asyncio.gather(*(limits.count("sign-in:ana", 25, 900) for limits in both))
    assert waits.count(0) == 25
    assert await counters.one.count("sign-in:ben", 25, 900) == 0


async def test_many_are_counted_at_once_or_none(counters: Counters) -> None:
    assert await counters.one.count("ana", 100, 60, 90) == 0
    assert await counters.other.count("ana", 100, 60, 20) > 0
    assert await counters.other.count("ana", 100, 60, 10) == 0


async def test_counts_start_anew_with_the_next_window_and_after_reset(counters: Counters) -> None:
    assert [await counters.one.count("ana", 3, 60) for _ in range(4)] == [0, 0, 0, 63]
    counters.clock.advance(MINUTE_AND_SLICE_US)
    assert [await counters.one.count("ana", 3, 60) for _ in range(3)] == [0, 0, 0]
    await counters.other.reset("ana")
    await counters.other.reset("nobody")
    assert await counters.one.count("ana", 1, 60) == 0


async def test_past_counts_are_swept_and_long_windows_are_kept(counters: Counters) -> None:
    await counters.one.count("old", 1, 60)
    await counters.one.count("long", 1, 30 * 24 * 3600)
    counters.clock.advance(3600 * SECOND_US)
    await counters.one.count("young", 1, 60)
    assert await counters.one.sweep() == 1
    assert await counters.one.count("young", 1, 60) > 0
    assert await counters.one.count("long", 1, 30 * 24 * 3600) > 0
