"""Limits over all nodes: counted here, and exchanged with Redis behind the requests. Exact counts are another's.

Between two exchanges a limit may be passed by what the nodes allow in that time. Without Redis each process allows
its share, as on one machine.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self, cast

import structlog

from tintype.adapters.redis.connection import Command, Gone, RedisConnection
from tintype.kernel.clock import Clock
from tintype.kernel.sliding import SLICES, Sliding, end_us, seconds_until, slice_of
from tintype.ports.limits import Limits

log = structlog.get_logger("tintype.redis")

KEYS_MAX = 50_000  # About 45 MB. Beyond it the least recently seen are forgotten: limits fail open.
EXCHANGE_S = 0.2
EXCHANGED_MAX = 1_000  # Commands of one pipeline: 10 ms of this process.
# Below a twentieth of a process's share nothing is told: all processes' twentieths are not a limit passed.
QUIET_PARTS = 20


@dataclass(slots=True)
class _Calls:
    """Calls of one key: of this process, what it told of them, and those of all others, by slice."""

    key: str
    window_s: int
    own: Sliding = field(default_factory=Sliding)
    told: dict[int, int] = field(default_factory=dict[int, int])
    others: dict[int, int] = field(default_factory=dict[int, int])
    others_total: int = 0
    told_at: int = 0
    is_alone: bool = False

    def move_to(self, number: int) -> None:
        """Let go of slices that no longer count."""
        if number != self.own.newest:
            self.own.move_to(number)
            self.told = {each: n for each, n in self.told.items() if each in self.own.by_slice}
            self.learn({each: n for each, n in self.others.items() if each in self.counted})

    def learn(self, others: dict[int, int]) -> None:
        """What all other processes have counted."""
        self.others, self.others_total = others, sum(others.values())

    @property
    def counted(self) -> range:
        """The slices that count now."""
        return range(self.own.newest - SLICES, self.own.newest + 1)

    @property
    def oldest(self) -> int:
        """The slice that stops counting first."""
        others = min((each for each, n in self.others.items() if n), default=self.own.newest)
        return self.own.oldest if self.is_alone else min(others, self.own.oldest)


class RedisLimits:
    """About as many calls as the limit says over all processes; `processes` is their number, for the shares."""

    def __init__(self, connection: RedisConnection, exact: Limits, clock: Clock, *, processes: int) -> None:
        assert processes > 0
        self._connection = connection
        self._exact = exact
        self._clock = clock
        self._processes = processes
        self._calls: OrderedDict[str, _Calls] = OrderedDict()
        self._moved: dict[str, _Calls] = {}
        self._exchanging: asyncio.Task[None] | None = None

    @classmethod
    def open(cls, connection: RedisConnection, exact: Limits, clock: Clock, *, processes: int) -> Self:
        """Exchange every 200 ms, until `close`."""
        self = cls(connection, exact, clock, processes=processes)
        self._exchanging = asyncio.get_running_loop().create_task(self._exchange_always())
        return self

    def allow(self, key: str, most: int, window_s: int) -> int:
        """See the port. A window of 0 seconds is no limit."""
        if window_s <= 0:
            return 0
        now_us = self._clock.now_us()
        calls = self._calls.pop(key, None) or _Calls(key, window_s)
        self._calls[key] = calls
        if len(self._calls) > KEYS_MAX:
            self._calls.popitem(last=False)
        calls.move_to(slice_of(now_us, window_s))
        # Rounded up, so that a small limit does not become none in any process.
        share = -(-most // self._processes)
        left = share if calls.is_alone else most - calls.others_total
        if calls.own.total >= left:
            return seconds_until(end_us(calls.oldest, window_s), now_us)
        calls.own.add(1)
        if calls.own.total * QUIET_PARTS >= share:
            self._moved[key] = calls
        return 0

    async def count(self, key: str, most: int, window_s: int, n: int = 1) -> int:
        """See the port."""
        return await self._exact.count(key, most, window_s, n)

    async def reset(self, key: str) -> None:
        """See the port."""
        self._moved.pop(key, None)
        calls = self._calls.pop(key, None)
        if calls is not None:
            name = self._name(calls)
            await self._connection.ask([Command(name, ("UNLINK", name))])
        await self._exact.reset(key)

    async def sweep(self) -> int:
        """See the port."""
        return await self._exact.sweep()

    async def exchange(self) -> None:
        """Tell what was counted here and learn what was counted elsewhere."""
        moved, self._moved = list(self._moved.values()), {}
        for start in range(0, len(moved), EXCHANGED_MAX // 4):
            await self._exchange(moved[start : start + EXCHANGED_MAX // 4])

    async def close(self) -> None:
        """Stop exchanging."""
        if self._exchanging is not None:
            self._exchanging.cancel()
            (ended,) = await asyncio.gather(self._exchanging, return_exceptions=True)
            if isinstance(ended, Exception):
                raise ended

    async def _exchange_always(self) -> None:
        while True:
            await asyncio.sleep(EXCHANGE_S)
            await self.exchange()

    async def _exchange(self, moved: Sequence[_Calls]) -> None:
        now_us = self._clock.now_us()
        for calls in moved:
            calls.move_to(slice_of(now_us, calls.window_s))
        counts = [dict(calls.own.by_slice) for calls in moved]
        slices = [list(calls.counted) for calls in moved]
        asked: list[list[Command]] = [self._words(calls) for calls in moved]
        answers: list[Any] = await self._connection.ask([each for commands in asked for each in commands])
        at = 0
        for calls, own, numbers, commands in zip(moved, counts, slices, asked, strict=True):
            at += len(commands)
            self._learn(calls, own, numbers, answers[at - 1])

    def _words(self, calls: _Calls) -> list[Command]:
        """Tell what is new, and ask for everything last."""
        name, newest = self._name(calls), calls.own.newest
        words: list[tuple[str | bytes | int, ...]] = [
            ("HINCRBY", name, number, n - calls.told.get(number, 0))
            for number, n in calls.own.by_slice.items()
            if n != calls.told.get(number, 0)
        ]
        if newest != calls.told_at:
            # As far back as a key that nobody touched may have kept slices.
            words.append(("HDEL", name, *range(newest - 2 * SLICES - 2, newest - SLICES)))
        # Twice as long, for nodes whose clocks are late.
        words.append(("EXPIRE", name, 2 * calls.window_s))
        words.append(("HMGET", name, *calls.counted))
        return [Command(name, each) for each in words]

    def _learn(self, calls: _Calls, own: dict[int, int], numbers: list[int], answer: object) -> None:
        if isinstance(answer, list):
            found = [int(each or 0) for each in cast("list[bytes | None]", answer)]
            totals = dict(zip(numbers, found, strict=True))
            calls.learn({number: max(0, total - own.get(number, 0)) for number, total in totals.items()})
            # A server that has lost what it held is told again.
            calls.told = {number: min(n, totals[number]) for number, n in own.items()}
            calls.told_at, calls.is_alone = numbers[-1], False
            return
        if not calls.is_alone and not isinstance(answer, Gone):
            log.warning("redis refuses to count", error=repr(answer))
        calls.is_alone = True
        if self._calls.get(calls.key) is calls:
            self._moved[calls.key] = calls

    def _name(self, calls: _Calls) -> str:
        return self._connection.key(f"limit:{calls.key}")
