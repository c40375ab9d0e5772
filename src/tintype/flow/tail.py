"""The log's tail in one process: what keeps its caches honest.

Every hot read compares one word with the tail's place and drains the log when it has moved. On one machine the word is
shared, so that no cache is older than the last acknowledged write of any process. Between machines a process applies
its own writes before they are acknowledged, hears of others' within a second, and asks when it hears nothing.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence

import structlog

from tintype.kernel.events import Recorded
from tintype.kernel.problems import Unavailable
from tintype.ports.event_log import LogReading

log = structlog.get_logger("tintype.flow")

BATCH = 2000
BEHIND_MAX = 20_000  # Beyond this, forgetting everything is cheaper than hearing of it piece by piece.
NOW_MAX = 2_000  # The same for facts without a place: so many are only left lying where no relay runs.
POLL_S = 0.5

Apply = Callable[[Recorded], None]


class LogTail:
    """Applies events to the caches of this process. `apply` functions are quick, synchronous and idempotent."""

    def __init__(self, events: LogReading) -> None:
        self._events = events
        self._head, self._is_fresh = events.head, events.is_fresh  # Found once: every request asks both.
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
        """Has everything been applied that was committed (elsewhere: a second ago)? Memory reads only."""
        return self._head() <= self._seq and self._is_fresh()

    async def catch_up(self) -> None:
        """Apply everything that was committed before this call. Raises Unavailable when that cannot be known."""
        if not self._events.is_fresh():
            await self._events.refresh()
        head = self._events.head()
        while self._seq < head:
            async with self._draining:
                if self._seq < head:
                    await self._drain(head)

    def apply_now(self, facts: Sequence[Recorded]) -> None:
        """Apply facts that have no place in the log yet; that they come again with one is harmless."""
        if len(facts) > NOW_MAX:
            self._forget()
            return
        for fact in facts:
            for apply in self._by_kind.get(fact.kind, ()):
                apply(fact)

    async def follow(self) -> None:
        """Catch up whenever something is committed, until cancelled: sockets wait for no read."""
        while True:
            await self._events.wait(self._seq, POLL_S)
            try:
                await self.catch_up()
            except Unavailable as error:
                log.warning("tail_waits", error=repr(error))
                await asyncio.sleep(POLL_S)

    async def _drain(self, head: int) -> None:
        if head - self._seq > BEHIND_MAX:
            self._forget()
            self._seq = head
            return
        batch = await self._events.after(self._seq, BATCH)
        for recorded in batch:
            for apply in self._by_kind.get(recorded.kind, ()):
                apply(recorded)
        # An empty batch below the head: the log has been pruned or another file was put in place.
        self._seq = batch[-1].seq if batch else head

    def _forget(self) -> None:
        for reset in self._resets:
            reset()
