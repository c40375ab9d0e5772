"""Photos in, outcomes out, at most a few at a time, whatever a photo does to its decoder.

The pool belongs to one event loop. It hands every job its own locked child, forked by a process that was
spawned (this one has threads), with the photo as an open file; watches its memory and time; and tells the
outcome. A child that crashes, swells or never ends is one failed job; the next one runs.
"""

import asyncio
from collections.abc import Callable
from typing import Self

import msgspec
import structlog

from tintype.media.made import AS_USUAL, Wishes, kinds_of
from tintype.media.making.film_pool import FilmPool
from tintype.media.outcome import Outcome
from tintype.media.sandbox.answers import read_outcome
from tintype.media.sandbox.forks import Forks
from tintype.media.sandbox.jobs import ChildJob
from tintype.media.sandbox.lock import Allowance, Level
from tintype.media.sandbox.openings import NO_SANDBOX, Photo, UnsafeMachine, opened

_log = structlog.get_logger("tintype.media")


class MediaPool:
    """Renders photos in sandboxed children: `async with MediaPool(2) as pool: outcome = await
    pool.render(path)`.
    """

    def __init__(
        self,
        size: int,
        *,
        unsafe: bool = False,
        limits: Allowance | None = None,
        level_max: Level = Level.FULL,
        work: str = "tintype.media.pictures.pixels:render",
    ) -> None:
        self._limits = limits or Allowance()
        self._unsafe = unsafe
        self._orders = ("photo", work, int(level_max))
        self._turns = asyncio.Semaphore(size)
        self._starting = asyncio.Lock()
        self._forks: Forks | None = None
        self._is_unsafe = False
        self.films = FilmPool(unsafe=unsafe, level_max=level_max)

    async def __aenter__(self) -> Self:
        """Starts the fork server and tries the sandbox. Raises PoolGone if it cannot start.

        A machine without a sandbox serves everything but new photos, and says so.
        """
        try:
            forks = await self._running()
            _log.info("media.sandbox", level=forks.level.name.lower())
        except UnsafeMachine as error:
            _log.error("media.no_sandbox", problem=str(error))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.films.__aexit__()
        if self._forks is not None:
            await self._forks.stop()

    @property
    def level(self) -> Level:
        """How well this machine locks a decoder in, measured by trying to get out."""
        return self._forks.level if self._forks else Level.LIMITS

    async def render(
        self,
        photo: Photo,
        on_stage: Callable[[str], None] = lambda _stage: None,
        *,
        wishes: Wishes = AS_USUAL,
    ) -> Outcome:
        """All renditions of a photo as its owner wants them, or those of one type where the wishes are a `PhotoOrder`
        that says so, or why there are none.

        Waits for its turn. on_stage hears what begins (decoding, large, medium, small, thumb). Raises
        UnsafeMachine where nothing may be decoded, and PoolGone when the fork server died: nothing is known
        about the photo then.
        """
        async with self._turns, opened(photo) as fd:
            forks = await self._running()
            job = await ChildJob.start(forks, fd, msgspec.json.encode(wishes), self._limits)
            try:
                return await job.outcome(
                    self._limits, lambda reader: read_outcome(reader, on_stage, kinds_of(wishes))
                )
            finally:
                await job.close()

    async def _running(self) -> Forks:
        async with self._starting:
            if self._is_unsafe:
                raise UnsafeMachine(NO_SANDBOX)
            if self._forks is None or not self._forks.alive:
                if self._forks is not None:
                    await self._forks.stop()
                self._forks = await Forks.start(*self._orders)
                if self._forks.level is Level.LIMITS and not self._unsafe:
                    await self._forks.stop()
                    self._is_unsafe = True
                    raise UnsafeMachine(NO_SANDBOX)
            return self._forks
