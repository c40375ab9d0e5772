"""Tells a film's owner how far it is, in hundredths; best effort, and never in its way."""

import asyncio
from typing import Final, Literal, Self

import msgspec

from tintype.media.making.renditions import PROGRESS
from tintype.media.rows import MediaRow
from tintype.ports.broadcast import Broadcast

STEPS: Final = 100


class FilmTeller:
    """Publishes the newest step, and leaves out those that came meanwhile: `async with FilmTeller(…) as teller`."""

    def __init__(self, broadcast: Broadcast, row: MediaRow, state: Literal["processing", "ready"]) -> None:
        self._broadcast = broadcast
        self._row = row
        self._state = state
        self._start = 0
        self._newest = 0
        self._moved = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def begin_at(self, step: int) -> None:
        """What comes next is told as the rest of the way from here."""
        self._start = step

    def step(self, done: int) -> None:
        self._newest = self._start + done * (STEPS - self._start) // STEPS
        self._moved.set()

    async def end(self) -> None:
        await self._tell(STEPS)

    async def _run(self) -> None:
        while True:
            await self._moved.wait()
            self._moved.clear()
            await self._tell(self._newest)

    async def _tell(self, done: int) -> None:
        message = {
            "media_id": self._row.id,
            "owner_id": self._row.owner_id,
            "state": self._state,
            "done": done,
            "steps": STEPS,
        }
        await self._broadcast.publish(PROGRESS, msgspec.json.encode(message))
