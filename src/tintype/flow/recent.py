"""The newest events as they were read once, for all consumers of a worker: nine of them follow one log side by side."""

import asyncio
from bisect import bisect_right
from typing import Protocol

from tintype.kernel.events import Recorded

KEPT = 2_000  # Some 1 MB. Who is further behind reads for themselves.


class Source(Protocol):
    """What is read of a log."""

    async def after(self, seq: int, limit: int) -> list[Recorded]: ...


class Recent:
    """Every event between two places of a log, in order."""

    def __init__(self, events: Source, kept: int = KEPT) -> None:
        self._events = events
        self._kept = kept
        self._recent: list[Recorded] = []
        self._from = self._to = -1
        self._reading = asyncio.Lock()

    async def after(self, seq: int, limit: int) -> list[Recorded]:
        """As the log's own `after`."""
        if seq < self._from:
            return await self._events.after(seq, limit)
        if seq >= self._to:
            async with self._reading:
                # Whoever waited for the lock may find what they want.
                if seq >= self._to:
                    await self._read(seq, limit)
        start = bisect_right(self._recent, seq, key=_place)
        return self._recent[start : start + limit]

    async def _read(self, seq: int, limit: int) -> None:
        if seq > self._to:
            self._recent, self._from, self._to = [], seq, seq
        batch = await self._events.after(seq, limit)
        if batch:
            self._recent += batch
            self._to = batch[-1].seq
        gone = len(self._recent) - max(self._kept, len(batch))
        if gone > 0:
            self._from = self._recent[gone - 1].seq
            del self._recent[:gone]


def _place(recorded: Recorded) -> int:
    return recorded.seq
