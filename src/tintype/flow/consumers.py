"""Consumers of the event log: each has its own place, so a slow one never delays another.

With several workers each consumer is carried by the one that holds its lease. A worker that was paused and does not
know that it has lost it may handle what another handles too, which is harmless, but cannot note a place any more.
"""

import asyncio
import contextlib
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from tintype.flow.alone import ALONE
from tintype.flow.recent import Recent
from tintype.kernel.clock import DAY_US
from tintype.kernel.events import Recorded
from tintype.kernel.problems import Unavailable
from tintype.ports.event_log import EventLog
from tintype.ports.leases import Leases

log = structlog.get_logger("tintype.flow")

BATCH = 500
PASSED_MAX = 5_000  # Events of other kinds that may have to be read again after a restart.
POLL_S = 0.5  # Hints make it sooner; polling is the truth.
LINGER_S = 0.01  # After a batch that was not full: ten steps of one event each cost more than one of ten.
# After one with nothing of ours: a dozen that hear of nothing cost more than those that work.
PASSED_S = 0.03
ATTEMPTS_MAX = 5
# While there is more to do a place is noted so often: what came since is handled again, harmlessly.
NOTE_S = 1.0
WAIT_S = 0.2  # Between attempts at one event: 0.2, 0.4, 0.8, 1.6 s.


@dataclass(frozen=True, slots=True)
class Consumer:
    """A projection of the log. `handle` is called at least once per event of its kinds, in order; twice is harmless.

    `handle_many`, where given, takes all events of a batch at once; when it fails they are handled one by one.
    `linger_s`: how long it lets events gather after it has handled some, where nobody waits for what comes of them.
    """

    name: str
    kinds: frozenset[str]
    handle: Callable[[Recorded], Awaitable[None]]
    handle_many: Callable[[Sequence[Recorded]], Awaitable[None]] | None = None
    linger_s: float = LINGER_S


class ConsumerRunner:
    """Carries one consumer along the log. What keeps failing is buried where it can be seen, and passed.

    Runners that share `recent` read each event once.
    """

    def __init__(
        self, events: EventLog, consumer: Consumer, leases: Leases = ALONE, recent: Recent | None = None
    ) -> None:
        self._events = events
        self._recent = recent or Recent(events)
        self._consumer = consumer
        self._tenure = leases.tenure(f"consumer:{consumer.name}")
        self._fence = 0
        self._position: int | None = None
        self._noted = 0
        self._noted_us = 0
        self._linger_s = consumer.linger_s
        self._note_at_s: float | None = None
        """When the place is noted at the latest, if something of ours has been handled since it was."""

    async def run(self) -> None:
        """Follow the log until cancelled. A failure of the log itself is logged and tried again."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._tenure.keep())
                group.create_task(self._follow())
        finally:
            if self._note_at_s is not None and self._position is not None:
                with contextlib.suppress(Unavailable):  # Then what came since is handled again.
                    await self._note(self._position)
            await self._tenure.leave()

    async def step(self) -> bool:
        """Handle the next batch; False when there was nothing, or another worker carries this consumer."""
        fence = await self._tenure.hold()
        if fence is None:
            self._position = None
            return False
        if self._position is None or fence != self._fence:
            await self._start(fence)
        position = self._position
        if position is None or self._events.head() <= position:
            return False
        batch = await self._recent.after(position, BATCH)
        if not batch:
            return False
        mine = [recorded for recorded in batch if recorded.kind in self._consumer.kinds and recorded.event]
        for recorded in [] if await self._handle_many(mine) else mine:
            # A batch may take longer than a lease, and so may a pause in it.
            if await self._tenure.hold() != fence:
                return False
            await self._handle(recorded)
        self._position = batch[-1].seq
        self._linger_s = self._consumer.linger_s if mine else max(self._consumer.linger_s, PASSED_S)
        if mine and self._note_at_s is None:
            self._note_at_s = _now_s() + NOTE_S
        # A place that moved past nothing of ours need not be durable at once: reading it again costs little.
        # Once a day it is, or a reader with little to do would keep the log from being pruned.
        is_old = batch[-1].at_us - self._noted_us > DAY_US
        if self._is_due() or is_old or self._position - self._noted > PASSED_MAX:
            await self._note(self._position)
            self._noted_us = batch[-1].at_us
        return True

    @property
    def name(self) -> str:
        """The consumer's."""
        return self._consumer.name

    @property
    def lag(self) -> int:
        """How many events lie ahead of this consumer."""
        return max(0, self._events.head() - (self._position or 0))

    async def _follow(self) -> None:
        while True:
            try:
                if not await self.step():
                    await self._events.wait(self._position or self._events.head(), POLL_S)
                elif self.lag < BATCH:
                    await asyncio.sleep(_until_tick_s(self._linger_s))
            except Unavailable as reason:
                log.warning("consumer_waits", consumer=self._consumer.name, reason=str(reason))
                await asyncio.sleep(POLL_S)
            except Exception:  # noqa: BLE001 — the worker: a consumer must never end its worker
                log.error("consumer_stumbled", consumer=self._consumer.name, error=traceback.format_exc())
                await asyncio.sleep(POLL_S)

    def _is_due(self) -> bool:
        """Whether the place is to be noted: at the end of the log, or while there is more to do, now and then."""
        return self._note_at_s is not None and (self.lag == 0 or _now_s() >= self._note_at_s)

    async def _start(self, fence: int) -> None:
        self._fence = fence
        self._note_at_s = None
        self._position = self._noted = await self._events.position(self._consumer.name)
        if fence:
            # From here on nobody who held the lease before can note a place.
            await self._note(self._position)

    async def _note(self, position: int) -> None:
        if await self._events.advance(self._consumer.name, position, fence=self._fence):
            self._noted = position
            self._note_at_s = None
        else:
            log.warning("consumer_fenced_off", consumer=self._consumer.name, fence=self._fence)
            self._position = None

    async def _handle_many(self, mine: Sequence[Recorded]) -> bool:
        """Whether a batch could be handled at once. Where it could not, the events tell which of them is to blame."""
        if self._consumer.handle_many is None or len(mine) < 2:
            return False
        try:
            await self._consumer.handle_many(mine)
        except Unavailable:
            raise
        except Exception:  # noqa: BLE001 — the worker: one poison event must not stop the log
            log.warning("batch_failed", consumer=self._consumer.name, error=traceback.format_exc())
            return False
        return True

    async def _handle(self, recorded: Recorded) -> None:
        for attempt in range(1, ATTEMPTS_MAX + 1):
            try:
                await self._consumer.handle(recorded)
            except Unavailable:
                # A store that is away is no fault of the event: it waits, for an hour if need be, and is not buried.
                raise
            except Exception:  # noqa: BLE001 — the worker: one poison event must not stop the log
                error = traceback.format_exc()
                log.warning(
                    "event_failed",
                    consumer=self._consumer.name,
                    seq=recorded.seq,
                    attempt=attempt,
                    error=error,
                )
                if attempt == ATTEMPTS_MAX:
                    await self._events.bury(self._consumer.name, recorded, error)
                    return
                await asyncio.sleep(WAIT_S * 2 ** (attempt - 1))
            else:
                return


def _now_s() -> float:
    return asyncio.get_running_loop().time()


def _until_tick_s(linger_s: float) -> float:
    """From now until the clock shows a multiple: consumers that wake together read what is new together."""
    return linger_s - _now_s() % linger_s
