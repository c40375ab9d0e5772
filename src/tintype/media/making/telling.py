"""Tells the owner of a medium how far it is; best effort, and never in its way."""

import asyncio
from typing import Final, Literal, Self

import msgspec

from tintype.media.rows import MediaRow
from tintype.ports.broadcast import Broadcast

PROGRESS: Final = "media.progress"
FILM_STEPS: Final = 100


async def tell(broadcast: Broadcast, row: MediaRow, state: str, done: int, steps: int) -> None:
    """Let the owner's screens know how far it is."""
    message = {
        "media_id": row.id,
        "owner_id": row.owner_id,
        "state": state,
        "done": done,
        "steps": steps,
    }
    await broadcast.publish(PROGRESS, msgspec.json.encode(message))


class Teller:
    """Publishes the newest step, and leaves out those that came meanwhile: `async with Teller(…) as teller`."""

    def __init__(
        self, broadcast: Broadcast, row: MediaRow, state: Literal["processing", "ready"], steps: int
    ) -> None:
        self._broadcast = broadcast
        self._row = row
        self._state = state
        self._steps = steps
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
        self._newest = self._start + done * (self._steps - self._start) // self._steps
        self._moved.set()

    async def end(self) -> None:
        await self._tell(self._steps)

    async def _run(self) -> None:
        while True:
            await self._moved.wait()
            self._moved.clear()
            await self._tell(self._newest)

    async def _tell(self, done: int) -> None:
        await tell(self._broadcast, self._row, self._state, done, self._steps)
