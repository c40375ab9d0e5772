"""What must be done now and then: sweeping, pruning. One task each, in the worker."""

import asyncio
import random
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

log = structlog.get_logger("tintype.flow")


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do about every `every_s` seconds. `act` may run twice, and says how much it did."""

    name: str
    every_s: float
    act: Callable[[], Awaitable[int]]


class Upkeep:
    """Does chores until cancelled. A chore that fails is logged and comes round again."""

    def __init__(self, chores: Sequence[Chore]) -> None:
        self._chores = chores
        self._rng = random.Random()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for chore in self._chores:
                group.create_task(self._repeat(chore))

    async def once(self) -> int:
        """Do every chore now; how much they did together."""
        return sum([await chore.act() for chore in self._chores])

    async def _repeat(self, chore: Chore) -> None:
        while True:
            # Spread, so that the chores of a start do not all fall together.
            await asyncio.sleep(chore.every_s * self._rng.uniform(0.8, 1.2))
            try:
                done = await chore.act()
            except Exception:  # noqa: BLE001 — the worker: a chore must never end its worker
                log.error("chore_failed", chore=chore.name, error=traceback.format_exc())
            else:
                if done:
                    log.info("chore", chore=chore.name, done=done)
