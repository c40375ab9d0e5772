"""The log's tail in one process: what keeps its caches honest.

Every hot read compares one shared word with the tail's place and drains the log when it has moved, so that a
process never answers from a cache older than the last acknowledged write of any process.
"""

import asyncio
from collections.abc import Callable, Iterable

from tintype.kernel.events import Recorded
from tintype.ports.event_log import EventLog

BATCH = 2000
BEHIND_MAX = 20_000  # Beyond this, forgetting everything is cheaper than hearing of it piece by piece.

Apply = Callable[[Recorded], None]


class LogTail:
    """Applies events to the caches of this process. `apply` functions are quick, synchronous and idempotent."""

    def __init__(self, events: EventLog) -> None:
        self._events = events
        self._seq = events.head()
        self._by_kind: dict[str, list[Apply]] = {}
        self._resets: list[Callable[[], None]] = []
        self._draining = asyncio.Lock()

    def subscribe(self, kinds: Iterable[str], apply: Apply, reset: Callable[[], None]) -> None:
        """Hear of these kinds; `reset` empties the cache when the tail has lost the thread."""
        for kind in kinds:
            self._by_kind.setdefault(kind, []).append(apply)
        if reset not in self._resets:
            self._resets.append(reset)

    @property
    def is_current(self) -> bool:
        """Has everything committed so far been applied? One memory read."""
        return self._events.head() <= self._seq

    async def catch_up(self) -> None:
        """Apply everything that was committed before this call."""
        head = self._events.head()
        while self._seq < head:
            async with self._draining:
                if self._seq < head:
                    await self._drain(head)

    async def follow(self) -> None:
        """Catch up whenever something is committed, until cancelled: sockets wait for no read."""
        while True:
            await self._events.wait(self._seq, 0.5)
            await self.catch_up()

    async def _drain(self, head: int) -> None:
        if head - self._seq > BEHIND_MAX:
            for reset in self._resets:
                reset()
            self._seq = head
            return
        batch = await self._events.after(self._seq, BATCH)
        for recorded in batch:
            for apply in self._by_kind.get(recorded.kind, ()):
                apply(recorded)
        # An empty batch below the head: the log has been pruned or another file was put in place.
        self._seq = batch[-1].seq if batch else head
