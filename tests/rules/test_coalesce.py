"""Callers who come together share one body; each gets its own answer."""

import asyncio
from collections.abc import Sequence

import pytest

from tintype.kernel.coalesce import ITEMS_MAX, Coalescer
from tintype.kernel.problems import NotFound, Problem


class Doubling:
    """Doubles numbers, refuses negative ones, and breaks at zero; remembers its batches."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.second = asyncio.Event()

    async def __call__(self, items: Sequence[int]) -> list[int | Problem]:
        self.batches.append(list(items))
        if len(self.batches) == 2:
            self.second.set()
        await self.gate.wait()
        if 0 in items:
            raise RuntimeError("zero")
        return [2 * item if item > 0 else NotFound() for item in items]


async def test_one_caller_does_not_wait() -> None:
    run = Doubling()
    doubled = Coalescer(run)
    async with asyncio.timeout(30):
        assert [await doubled.ask(n) for n in (1, 2, 3)] == [2, 4, 6]
    assert run.batches == [[1], [2], [3]]


async def test_callers_of_one_moment_share_a_batch() -> None:
    run = Doubling()
    doubled = Coalescer(run)
    assert await asyncio.gather(*(doubled.ask(n) for n in range(1, 6))) == [2, 4, 6, 8, 10]
    assert run.batches == [[1, 2, 3, 4, 5]]


async def test_those_who_come_meanwhile_go_together() -> None:
    run = Doubling()
    run.gate.clear()
    doubled = Coalescer(run)
    first = asyncio.ensure_future(doubled.ask(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    others = [asyncio.ensure_future(doubled.ask(n)) for n in (2, 3)]
    await asyncio.sleep(0)
    run.gate.set()
    assert await asyncio.gather(first, *others) == [2, 4, 6]
    assert run.batches == [[1], [2, 3]]


async def test_nobody_waits_longer_than_the_limit_for_a_slow_batch() -> None:
    run = Doubling()
    run.gate.clear()
    doubled = Coalescer(run)
    asked = [asyncio.ensure_future(doubled.ask(1))]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    asked.append(asyncio.ensure_future(doubled.ask(2)))
    async with asyncio.timeout(30):
        await run.second.wait()
    run.gate.set()
    assert await asyncio.gather(*asked) == [2, 4]


async def test_a_full_batch_starts_at_once() -> None:
    run = Doubling()
    doubled = Coalescer(run)
    await asyncio.gather(*(doubled.ask(n) for n in range(1, ITEMS_MAX + 2)))
    assert [len(batch) for batch in run.batches] == [ITEMS_MAX, 1]


async def test_a_refused_item_is_refused_alone() -> None:
    doubled = Coalescer(Doubling())
    answers = await asyncio.gather(*(doubled.ask(n) for n in (1, -1, 3)), return_exceptions=True)
    assert answers[0] == 2
    assert isinstance(answers[1], NotFound)
    assert answers[2] == 6


async def test_what_breaks_a_batch_reaches_all_its_callers() -> None:
    doubled = Coalescer(Doubling())
    answers = await asyncio.gather(*(doubled.ask(n) for n in (1, 0)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [RuntimeError, RuntimeError]
    assert await doubled.ask(4) == 8


async def test_a_caller_who_goes_away_takes_nobody_along() -> None:
    run = Doubling()
    run.gate.clear()
    doubled = Coalescer(run)
    gone, stays = asyncio.ensure_future(doubled.ask(1)), asyncio.ensure_future(doubled.ask(2))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    gone.cancel()
    run.gate.set()
    assert await stays == 4
    with pytest.raises(asyncio.CancelledError):
        await gone


async def test_close_waits_for_what_was_asked() -> None:
    run = Doubling()
    doubled = Coalescer(run)
    asked = asyncio.ensure_future(doubled.ask(1))
    await asyncio.sleep(0)
    await doubled.close()
    assert asked.done() or await asked == 2
    assert run.batches == [[1]]
