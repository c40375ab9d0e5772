"""The event log in PostgreSQL: a table of its own, filled from the outbox by one relay for each range of shards.

Every process knows the head from hints and from asking every 400 ms. What the relay has not moved by the second time
it is seen is told to `on_waiting` from the outbox, so that caches stay true also while no relay runs.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import structlog

from tintype.adapters.pruning import pruned
from tintype.kernel.events import Recorded, decode
from tintype.kernel.ids import SHARDS
from tintype.kernel.problems import Unavailable
from tintype.kernel.sql import Queries
from tintype.ports.records import Reading, Records, Transaction

log = structlog.get_logger("tintype.log")
sql = Queries(__package__ or "", "event_log.sql")

PRUNES_MAX = 200  # A million events in one go, which is 1,700 a second where it is done every ten minutes.
POLL_S = 0.4  # Twice within FRESH_S: an event is told from the outbox the second time it is seen there.
FRESH_S = 1.0  # docs/decisions/0004: a process that has heard nothing for a second asks.
ASK_S_MAX = 2.0
# After an ask that failed: those who come meanwhile are told at once, not each after two seconds.
REFUSE_S = 0.3
WAITING_MAX = 2_000  # More are told as too many, and the tail then forgets everything.
ERROR_CHARACTERS_MAX = 2000
SILENT = "The event log does not answer at the moment."


@dataclass(frozen=True, slots=True)
class ShardRange:
    """One of `of` equal parts of all shards, with a log and a relay of its own."""

    number: int = 0
    of: int = 1

    def __post_init__(self) -> None:
        assert 0 <= self.number < self.of <= SHARDS

    @property
    def low(self) -> int:
        """The first shard."""
        return -(-self.number * SHARDS // self.of)

    @property
    def high(self) -> int:
        """The last shard."""
        return -(-(self.number + 1) * SHARDS // self.of) - 1


EVERYTHING = ShardRange()


class PostgresEventLog:
    """See ports/event_log.py: the log of one range of shards. A site starts with one range, and that is all of it."""

    def __init__(
        self,
        records: Records,
        shards: ShardRange = EVERYTHING,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.asks = 0
        self.on_waiting: Callable[[Sequence[Recorded]], None] = lambda facts: None
        self._records = records
        self._shards = shards
        self._monotonic = monotonic
        self._head = 0
        self._heard_s = self._failed_s = float("-inf")
        self._seen_waiting = 0
        self._moved = asyncio.Event()
        self._asking: asyncio.Task[None] | None = None
        self._polling: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Learn the head and go on asking until closed. Raises Unavailable."""
        await self.refresh()
        self._polling = asyncio.get_running_loop().create_task(self._poll(), name="log-poll")

    async def close(self) -> None:
        """Stop asking."""
        for task in (self._polling, self._asking):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, Unavailable):
                    await task

    def head(self) -> int:
        return self._head

    def is_fresh(self) -> bool:
        return self._monotonic() - self._heard_s < FRESH_S

    def hint(self) -> None:
        """Wake whoever waits: something may have been committed somewhere."""
        self._moved.set()

    def heard(self, seq: int) -> None:
        """The log has come to a place: from the relay, here or elsewhere."""
        if seq > self._head:
            self._head = seq
            self._moved.set()

    async def refresh(self) -> None:
        # One question for all who ask meanwhile: while the store is away they must not queue up behind each other.
        if self._asking is None or self._asking.done():
            if self._monotonic() - self._failed_s < REFUSE_S:
                raise Unavailable(SILENT)
            self._asking = asyncio.get_running_loop().create_task(self._ask(), name="log-ask")
            self._asking.add_done_callback(_seen)
        await asyncio.shield(self._asking)

    async def after(self, seq: int, limit: int) -> list[Recorded]:
        return await self._records.look(
            lambda reading: reading.fetch(
                sql.events_after, recorded, range=self._shards.number, seq=seq, limit=limit
            )
        )

    async def position(self, consumer: str) -> int:
        found = await self._records.look(
            lambda reading: reading.fetch(
                sql.consumer_position, int, consumer=consumer, range=self._shards.number
            )
        )
        return found[0] if found else 0

    async def advance(self, consumer: str, seq: int, *, fence: int = 0) -> bool:
        async def body(tx: Transaction) -> bool:
            place = {"consumer": consumer, "range": self._shards.number, "seq": seq}
            return await tx.execute(sql.advance_consumer, **place, fence=fence, now_us=tx.now_us) > 0

        return await self._records.transact(body)

    async def bury(self, consumer: str, recorded: Recorded, error: str) -> None:
        place = {"consumer": consumer, "range": self._shards.number, "seq": recorded.seq}
        note = error[:ERROR_CHARACTERS_MAX]
        await self._records.transact(
            lambda tx: tx.execute(sql.bury_event, **place, error=note, now_us=tx.now_us)
        )

    async def prune(self, before_us: int) -> int:
        async def delete_some(limit: int) -> int:
            bounds = {"range": self._shards.number, "before_us": before_us, "limit": limit}
            return await self._records.transact(lambda tx: tx.execute(sql.prune_events, **bounds))

        return await pruned(delete_some, times_max=PRUNES_MAX)

    async def wait(self, seq: int, timeout_s: float) -> None:
        if self._head > seq:
            return
        self._moved.clear()
        try:
            async with asyncio.timeout(timeout_s):
                await self._moved.wait()
        except TimeoutError:
            return  # Polling is the truth; a hint only makes it sooner.

    async def _poll(self) -> None:
        is_silent = False
        while True:
            await asyncio.sleep(POLL_S)
            try:
                await self.refresh()
            except Unavailable as error:
                if not is_silent:
                    log.warning("log_silent", range=self._shards.number, error=repr(error))
                is_silent = True
            else:
                if is_silent:
                    log.info("log_heard_again", range=self._shards.number)
                is_silent = False

    async def _ask(self) -> None:
        asked_s = self._monotonic()
        self.asks += 1
        self._records.looks -= 1  # What is asked in the background is no part of what an answer asks.
        try:
            async with asyncio.timeout(ASK_S_MAX):
                head, newest, waiting = await self._records.look(
                    partial(_state, self._shards, self._seen_waiting)
                )
        except (TimeoutError, Unavailable) as error:
            self._failed_s = self._monotonic()
            raise Unavailable(SILENT) from error
        self._seen_waiting = newest
        if waiting:
            self.on_waiting(waiting)
        self._heard_s = asked_s
        self.heard(head)


def recorded(seq: int, shard: int, kind: str, at_us: int, body: bytes) -> Recorded:
    """A row as an event with its place; 0 for one that has none yet."""
    return Recorded(seq, shard, kind, at_us, decode(kind, body))


async def _state(shards: ShardRange, seen: int, reading: Reading) -> tuple[int, int, list[Recorded]]:
    """The head of the log, the newest place in the outbox, and what waits there since the last time."""
    ((head, newest),) = await reading.fetch(sql.log_state, _pair, range=shards.number)
    waiting: list[Recorded] = []
    if newest and seen:
        bounds = {"seq": seen, "low": shards.low, "high": shards.high, "limit": WAITING_MAX + 1}
        waiting = await reading.fetch(sql.long_waiting_events, recorded, **bounds)
    return head, newest, waiting


def _pair(one: int, other: int) -> tuple[int, int]:
    return one, other


def _seen(task: "asyncio.Task[None]") -> None:
    # Seen here, for a caller that has gone away never asks.
    if not task.cancelled():
        task.exception()
