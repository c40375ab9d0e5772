"""Films in, pieces of films out, in children locked as those of photos are.

The fork server of films holds FFmpeg's libraries, which no photo needs: it starts with the first video and ends when
there has been none for some minutes, so that a site without videos does not pay for them.
"""

import asyncio
from collections.abc import Callable
from typing import Final, Self

import msgspec
import structlog

from tintype.media.films.model import FILM_CRASHED, FILM_HEAVY, FILM_SLOW, FilmOrder, allowance_of
from tintype.media.making.film_results import Land, Told, read_film
from tintype.media.model import CRASHED, HEAVY, SLOW, Refusal
from tintype.media.sandbox.forks import Forks
from tintype.media.sandbox.jobs import ChildJob
from tintype.media.sandbox.lock import DATA_BYTES_MAX, Level
from tintype.media.sandbox.openings import NO_SANDBOX, Photo, UnsafeMachine, opened

IDLE_S: Final = 180.0
_IN_WORDS: Final = {SLOW: FILM_SLOW, HEAVY: FILM_HEAVY, CRASHED: FILM_CRASHED}

_log = structlog.get_logger("tintype.media")


class FilmPool:
    """Does what orders say with films: `async with FilmPool() as pool: told = await pool.perform(path, order, …)`.

    How many at once is the caller's choice: each takes a processor for as long as it takes.
    """

    def __init__(
        self,
        *,
        unsafe: bool = False,
        level_max: Level = Level.FULL,
        work: str = "tintype.media.films.film:work",
        idle_s: float = IDLE_S,
        data_bytes: int = DATA_BYTES_MAX,
    ) -> None:
        self._unsafe = unsafe
        self._orders = ("film", work, int(level_max))
        self._idle_s = idle_s
        self._data_bytes = data_bytes
        self._starting = asyncio.Lock()
        self._forks: Forks | None = None
        self._busy = 0
        self._ending: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._ending is not None:
            self._ending.cancel()
            await asyncio.gather(self._ending, return_exceptions=True)
        await self._stop()

    @property
    def is_running(self) -> bool:
        return self._forks is not None and self._forks.alive

    @property
    def pid(self) -> int | None:
        """The fork server, for those who measure it; None while there is none."""
        return self._forks.pid if self._forks is not None and self._forks.alive else None

    async def perform(
        self,
        film: Photo,
        order: FilmOrder,
        *,
        land: Land,
        duration_ms: int = 0,
        on_step: Callable[[int], None] = lambda _step: None,
    ) -> Told | Refusal:
        """What an order asks for, or why not; pieces of rungs go to `land` as they are made.

        Raises UnsafeMachine where nothing may be opened, PoolGone when the fork server died, and what `land` raises.
        """
        self._begin()
        try:
            allowed = allowance_of(order, duration_ms, self._data_bytes)
            async with opened(film) as fd:
                job = await ChildJob.start(await self._running(), fd, msgspec.json.encode(order), allowed)
                try:
                    outcome = await job.outcome(
                        allowed, lambda reader: read_film(reader, order, duration_ms, land, on_step)
                    )
                finally:
                    await job.close()
        finally:
            self._end()
        return _IN_WORDS.get(outcome, outcome) if isinstance(outcome, Refusal) else outcome

    async def _running(self) -> Forks:
        async with self._starting:
            if self._forks is None or not self._forks.alive:
                await self._stop()
                forks = await Forks.start(*self._orders)
                if forks.level is Level.LIMITS and not self._unsafe:
                    await forks.stop()
                    raise UnsafeMachine(NO_SANDBOX)
                _log.info("media.film_sandbox", level=forks.level.name.lower())
                self._forks = forks
            return self._forks

    async def _stop(self) -> None:
        forks, self._forks = self._forks, None
        if forks is not None:
            await forks.stop()

    def _begin(self) -> None:
        self._busy += 1
        if self._ending is not None:
            self._ending.cancel()
            self._ending = None

    def _end(self) -> None:
        self._busy -= 1
        if self._busy == 0:
            self._ending = asyncio.create_task(self._end_later())

    async def _end_later(self) -> None:
        await asyncio.sleep(self._idle_s)
        async with self._starting:
            await self._stop()
