"""What must be done now and then: sweeping, pruning. One task each, in the worker; once per site."""

import asyncio
import random
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from tintype.flow.alone import ALONE
from tintype.ports.leases import Leases

log = structlog.get_logger("tintype.flow")

SPREAD = 0.2  # So that the chores of a start do not all fall together.
HELD = 0.75  # Of the time between: a worker that comes sooner finds it done, the same one next time finds it free.


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do about every `every_s` seconds. `act` may run twice, and says how much it did."""

    name: str
    every_s: float
    act: Callable[[], Awaitable[int]]


class Upkeep:
    """Does chores until cancelled. A chore that fails is logged and comes round again."""

    def __init__(self, chores: Sequence[Chore], leases: Leases = ALONE) -> None:
        self._chores = chores
        self._leases = leases
        self._rng = random.Random()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for chore in self._chores:
                group.create_task(self._repeat(chore))

    async def once(self) -> int:
        """Do every chore now; how much they did together."""
        return sum([await chore.act() for chore in self._chores])

    async def _repeat(self, chore: Chore) -> None:
        tenure = self._leases.tenure(f"chore:{chore.name}", chore.every_s * HELD)
        while True:
            await asyncio.sleep(chore.every_s * self._rng.uniform(1 - SPREAD, 1 + SPREAD))
            try:
                # Not given back: the lease is what tells the other workers that it is done for this time.
                done = await chore.act() if await tenure.hold() is not None else 0
            except Exception:  # noqa: BLE001 — the worker: a chore must never end its worker
                log.error("chore_failed", chore=chore.name, error=traceback.format_exc())
            else:
                if done:
                    log.info("chore", chore=chore.name, done=done)
