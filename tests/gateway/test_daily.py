"""What an account may do in a day, over processes and their starts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.ground import Ground
from tintype.adapters.embedded.limits import EmbeddedLimits
from tintype.gateway.daily import HANDFUL_MAX, DailyLimits
from tintype.kernel.access import Daily
from tintype.kernel.clock import DAY_US, SECOND_US
from tintype.kernel.ids import AccountId
from tintype.kernel.problems import TooMany

ANA, BEN = AccountId(1), AccountId(2)


@pytest.fixture
def started(ground: Ground) -> Callable[[int], DailyLimits]:
    """A process that has just been started, one of two."""

    def start(most: int) -> DailyLimits:
        limits = EmbeddedLimits(ground.records, ground.clock, processes=2)
        return DailyLimits(limits, {Daily.LIKES: most}, ground.clock)

    return start


async def done(process: DailyLimits, tries: int, who: AccountId = ANA) -> int:
    """How many of so many tries are let through."""
    through = 0
    for _ in range(tries):
        try:
            await process.count(Daily.LIKES, who)
            through += 1
        except TooMany:
            continue
    return through


# RL-08
async def test_processes_share_a_day_and_a_start_forgets_a_handful(
    started: Callable[[int], DailyLimits],
) -> None:
    one, other = started(2_000), started(2_000)
    through = await done(one, 1_500) + await done(other, 1_500)
    assert 2_000 - 2 * HANDFUL_MAX <= through <= 2_000 + 2 * HANDFUL_MAX
    assert await done(started(2_000), 500) < HANDFUL_MAX
    assert await done(one, 100, BEN) == 100


# RL-08
async def test_a_small_limit_is_exact_and_a_day_later_all_is_well(
    ground: Ground, started: Callable[[int], DailyLimits]
) -> None:
    process = started(10)
    assert await done(process, 30) == 10
    assert await done(started(10), 30) == 0
    with pytest.raises(TooMany, match="10 likes a day") as refused:
        await process.count(Daily.LIKES, ANA)
    assert (
        refused.value.retry_after_s
        == DAY_US * 21 // 20 // SECOND_US - ground.clock.now_us() // SECOND_US % 4320
    )
    ground.clock.advance(DAY_US // 2)
    assert await done(process, 5) == 0
    ground.clock.advance(DAY_US * 11 // 20)
    assert await done(process, 30) == 10


# RL-08
async def test_going_on_after_a_refusal_gains_nothing(
    ground: Ground, started: Callable[[int], DailyLimits]
) -> None:
    process = started(1_000)
    through = 0
    for _ in range(3 * 24):
        through += await done(process, 60)
        ground.clock.advance(DAY_US // 24)
    # Three days, the first of them from nothing.
    assert through <= 4 * 1_000


# RL-08
async def test_a_few_likes_cost_no_row(ground: Ground, started: Callable[[int], DailyLimits]) -> None:
    process = started(5_000)
    assert await done(process, HANDFUL_MAX - 1) == HANDFUL_MAX - 1
    ground.clock.advance(2 * DAY_US)
    limits = EmbeddedLimits(ground.records, ground.clock, processes=2)
    assert await limits.sweep() == 0
    assert await done(process, HANDFUL_MAX) == HANDFUL_MAX
    ground.clock.advance(2 * DAY_US)
    assert await limits.sweep() == 1


async def test_no_limit_is_no_limit(started: Callable[[int], DailyLimits]) -> None:
    assert await done(started(0), 500) == 500
