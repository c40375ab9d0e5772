"""A model's end in the process that asks it: one expendable child, one picture at a time, each in bounded time."""

import asyncio
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeVar

import structlog

from tintype.adapters.models.child import LENGTH, READY
from tintype.kernel.problems import Unavailable

Answer = TypeVar("Answer")

START_S_MAX: Final = 30.0
REST_S: Final = 30.0  # After a failure nobody waits for it again so soon.

log = structlog.get_logger("tintype.media")


@dataclass(frozen=True, slots=True)
class Program:
    """What is run and how it answers: `bytes_out` for each picture, within a time."""

    name: str
    module: str
    bytes_out: int
    answer_s_max: float
    rest_s: float = REST_S


class ModelProcess:
    """Whoever asks while the child is not there, or is busy, hears so soon: a photo does not wait for it."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._rests_until = 0.0
        self._turn = asyncio.Lock()
        self._child: asyncio.subprocess.Process | None = None
        self._starting: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Be ready for the first picture, if that is possible; safe to run twice."""
        if self._child is None:
            await asyncio.shield(self._begun())

    async def ask(self, jpeg: bytes, read: Callable[[bytes], Answer | None]) -> Answer:
        """What it says to a picture. `read` gives None for nonsense, which ends it. Raises Unavailable."""
        try:
            async with asyncio.timeout(self._program.answer_s_max), self._turn:
                return await self._asked(jpeg, read)
        except TimeoutError as error:
            raise Unavailable(f"The {self._program.name} is busy.") from error

    async def close(self) -> None:
        """Let go of its process."""
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        await self._end()

    async def _asked(self, jpeg: bytes, read: Callable[[bytes], Answer | None]) -> Answer:
        name, child = self._program.name, self._child
        if child is None:
            if time.monotonic() >= self._rests_until:
                self._begun()
            raise Unavailable(f"The {name} is not running.")
        assert child.stdin is not None
        assert child.stdout is not None
        answer = None
        try:
            child.stdin.write(LENGTH.pack(len(jpeg)) + jpeg)
            await child.stdin.drain()
            answer = read(await child.stdout.readexactly(self._program.bytes_out))
        except (OSError, asyncio.IncompleteReadError) as error:
            raise Unavailable(f"The {name} has ended.") from error
        finally:
            # Also when whoever asked gave up: the next one would read the answer to this picture.
            if answer is None:
                await asyncio.shield(self._fail("no answer"))
        if answer is None:
            raise Unavailable(f"The {name} says nonsense.")
        return answer

    def _begun(self) -> asyncio.Task[None]:
        if self._starting is None or self._starting.done():
            self._starting = asyncio.create_task(self._start())
        return self._starting

    async def _start(self) -> None:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", self._program.module),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            # Nothing of ours but where the modules are: no secret is where pictures are read.
            env={"PYTHONPATH": ":".join(sys.path), "OMP_NUM_THREADS": "1"},
        )
        is_ready = False
        try:
            assert child.stdout is not None
            async with asyncio.timeout(START_S_MAX):
                is_ready = await child.stdout.readexactly(1) == READY
        except (TimeoutError, asyncio.IncompleteReadError):
            pass
        finally:
            self._child = child
            if not is_ready:
                await self._fail("it did not start")

    async def _fail(self, why: str) -> None:
        name, rest_s = self._program.name, self._program.rest_s
        log.warning("media.model_failed", model=name, why=why, again_in_s=rest_s)
        self._rests_until = time.monotonic() + rest_s
        await self._end()

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()
