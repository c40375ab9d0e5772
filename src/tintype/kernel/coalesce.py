"""Many callers, one body: those who ask for the same kind of write at the same time share a transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from tintype.kernel.problems import Problem

Item = TypeVar("Item")
Answer = TypeVar("Answer")

WAIT_S_MAX = 0.002  # docs/decisions/0006: less than a commit takes, so waiting costs nobody anything.
ITEMS_MAX = 256  # One body of so many takes 10 ms of the writer.


class Coalescer(Generic[Item, Answer]):
    """Gathers items into batches and runs one function over each.

    An item that finds nobody before it starts at once; those that come while a batch runs wait for its end, at
    most 2 ms. `run` answers in the order of the items; an answer that is a Problem is raised to its own caller
    only, and what `run` raises is raised to all callers of that batch.
    """

    def __init__(self, run: Callable[[Sequence[Item]], Awaitable[Sequence[Answer | Problem]]]) -> None:
        self._run = run
        self._waiting: list[tuple[Item, asyncio.Future[Answer]]] = []
        self._batches: set[asyncio.Task[None]] = set()
        self._timer: asyncio.Handle | None = None

    async def ask(self, item: Item) -> Answer:
        """The answer to one item. Raises the Problem that is its answer, or what the batch raised."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((item, future))
        if len(self._waiting) >= ITEMS_MAX:
            self._start()
        elif self._timer is None:
            self._timer = (
                loop.call_later(WAIT_S_MAX, self._start) if self._batches else loop.call_soon(self._start)
            )
        return await future

    async def close(self) -> None:
        """Wait for what has been asked."""
        while self._waiting or self._batches:
            self._start()
            await asyncio.gather(*self._batches)

    def _start(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._waiting:
            return
        batch, self._waiting = self._waiting, []
        # Owned here and not by a caller, so that a caller who goes away does not take the others along.
        task = asyncio.get_running_loop().create_task(self._answer(batch))
        self._batches.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._batches.discard(task)
        if not self._batches:
            self._start()

    async def _answer(self, batch: Sequence[tuple[Item, asyncio.Future[Answer]]]) -> None:
        try:
            answers = await self._run([item for item, _ in batch])
        except BaseException as error:
            for _, future in batch:
                if not future.done():
                    future.set_exception(error)
            if not isinstance(error, Exception):
                raise
            return
        assert len(answers) == len(batch)
        for (_, future), answer in zip(batch, answers, strict=True):
            if future.done():
                continue
            if isinstance(answer, Problem):
                future.set_exception(answer)
            else:
                future.set_result(answer)
