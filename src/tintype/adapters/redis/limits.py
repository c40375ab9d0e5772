"""Limits over all nodes: counted here, and exchanged with Redis behind the requests. Exact counts are another's.

Between two exchanges a limit may be passed by what the nodes allow in that time. Without Redis each process allows
its share, as on one machine.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import structlog

from tintype.adapters.redis.connection import Command, Gone, RedisConnection
from tintype.kernel.clock import SECOND_US, Clock
from tintype.ports.limits import Limits

log = structlog.get_logger("tintype.redis")

KEYS_MAX = 50_000  # About 20 MB. Beyond it the least recently seen are forgotten: limits fail open.
EXCHANGE_S = 0.2
EXCHANGED_MAX = 1_000  # Commands of one pipeline: 10 ms of this process.
QUIET_PARTS = (
    8  # Below an eighth of a process's share nothing is told: all processes' eighths are no limit passed.
)


@dataclass(slots=True)
class _Window:
    """Calls of one key in its current window: of this process, what it told of them, and of all others."""

    key: str
    number: int
    seconds: int
    own: int = 0
    told: int = 0
    others: int = 0
    is_alone: bool = False


class RedisLimits:
    """About as many calls as the limit says over all processes; `processes` is their number, for the shares."""

    def __init__(self, connection: RedisConnection, exact: Limits, clock: Clock, *, processes: int) -> None:
        assert processes > 0
        self._connection = connection
        self._exact = exact
        self._clock = clock
        self._processes = processes
        self._windows: OrderedDict[str, _Window] = OrderedDict()
        self._moved: dict[str, _Window] = {}
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
        now_s = self._clock.now_us() // SECOND_US
        number = now_s // window_s
        window = self._windows.pop(key, None)
        if window is None or window.number != number:
            window = _Window(key, number, window_s, is_alone=window is not None and window.is_alone)
        window.own += 1
        self._windows[key] = window
        if len(self._windows) > KEYS_MAX:
            self._windows.popitem(last=False)
        # Rounded up, so that a small limit does not become none in any process.
        share = -(-most // self._processes)
        if window.own * QUIET_PARTS >= share:
            self._moved[key] = window
        within = window.own <= share if window.is_alone else window.own + window.others <= most
        return 0 if within else (number + 1) * window_s - now_s

    async def count(self, key: str, window_s: int) -> int:
        """See the port."""
        return await self._exact.count(key, window_s)

    async def reset(self, key: str) -> None:
        """See the port."""
        self._moved.pop(key, None)
        window = self._windows.pop(key, None)
        if window is not None:
            name = self._name(window)
            await self._connection.ask([Command(name, ("UNLINK", name))])
        await self._exact.reset(key)

    async def sweep(self, before_us: int) -> int:
        """Remove counts of windows that started before a time; how many. For the worker."""
        return await self._exact.sweep(before_us)

    async def exchange(self) -> None:
        """Tell what was counted here and learn what was counted elsewhere."""
        moved, self._moved = list(self._moved.values()), {}
        for start in range(0, len(moved), EXCHANGED_MAX // 2):
            await self._exchange(moved[start : start + EXCHANGED_MAX // 2])

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

    async def _exchange(self, windows: Sequence[_Window]) -> None:
        counts = [window.own for window in windows]
        commands: list[Command] = []
        for window, own in zip(windows, counts, strict=True):
            name = self._name(window)
            commands.append(Command(name, ("INCRBY", name, own - window.told)))
            # Twice as long, for nodes whose clocks are late.
            commands.append(Command(name, ("EXPIRE", name, 2 * window.seconds)))
        totals: list[Any] = (await self._connection.ask(commands))[::2]
        for window, own, total in zip(windows, counts, totals, strict=True):
            self._learn(window, own, total)

    def _learn(self, window: _Window, own: int, total: object) -> None:
        if isinstance(total, int):
            window.told, window.others, window.is_alone = own, total - own, False
            return
        if not window.is_alone and not isinstance(total, Gone):
            log.warning("redis refuses to count", error=repr(total))
        window.is_alone = True
        if self._windows.get(window.key) is window:
            self._moved[window.key] = window

    def _name(self, window: _Window) -> str:
        return self._connection.key(f"limit:{window.key}:{window.number}")
