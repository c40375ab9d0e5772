"""Photos in, outcomes out, at most a few at a time, whatever a photo does to its decoder.

The pool belongs to one event loop. It hands every job its own locked child, forked by a process that was
spawned (this one has threads), with the photo as an open file; watches its memory and time; and tells the
outcome. A child that crashes, swells or never ends is one failed job; the next one runs.
"""

import asyncio
import os
import re
import signal
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import msgspec
import structlog

from tintype.media.forks import Child, Forks, PoolGone
from tintype.media.made import AS_USUAL, Wishes
from tintype.media.model import CRASHED, HEAVY, SLOW, Refusal
from tintype.media.outcome import Outcome
from tintype.media.results import Garbled, read_outcome
from tintype.media.sandbox import CPU_S_MAX, DATA_BYTES_MAX, Level

Photo = Path | bytes | int
"""A file by its path, its bytes, or a descriptor open for reading that stays the caller's."""

_NO_SANDBOX: Final = "This kernel has neither Landlock nor seccomp: photos are refused. See --unsafe-media."
# A child that fills 4 GB/s gets 80 MB further, and malloc fails at DATA_BYTES_MAX anyway.
_WATCH_S: Final = 0.02
_BY_SIGNAL: Final[dict[int, Refusal]] = {signal.SIGXCPU: SLOW}
_LAST_WORDS_S_MAX: Final = 1.0  # between closing its socket and ending a child writes why
_KILL_S_MAX: Final = 5.0
_STDERR_BYTES_MAX: Final = 4096  # the size of the pipe: what a decoder says beyond it is lost, never stored
_PEAK: Final = re.compile(rb"VmHWM:\s+(\d+) kB")

_log = structlog.get_logger("tintype.media")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may use. The peak counts the 25 MB it shares with the fork server."""

    wall_s: float = 15.0
    cpu_s: int = CPU_S_MAX
    peak_bytes: int = DATA_BYTES_MAX
    data_bytes: int = DATA_BYTES_MAX


class UnsafeMachine(Exception):
    """This kernel gives no sandbox, and nobody said that this is acceptable."""


class MediaPool:
    """Renders photos in sandboxed children: `async with MediaPool(2) as pool: outcome = await
    pool.render(path)`.
    """

    def __init__(
        self,
        size: int,
        *,
        unsafe: bool = False,
        limits: Limits | None = None,
        level_max: Level = Level.FULL,
        work: str = "tintype.media.pixels:render",
    ) -> None:
        self._limits = limits or Limits()
        self._unsafe = unsafe
        self._orders = (work, int(level_max), self._limits.data_bytes, self._limits.cpu_s)
        self._turns = asyncio.Semaphore(size)
        self._starting = asyncio.Lock()
        self._forks: Forks | None = None
        self._is_unsafe = False

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
        """All renditions of a photo as its owner wants them, or why there are none.

        Waits for its turn. on_stage hears what begins (decoding, large, medium, small, thumb). Raises
        UnsafeMachine where nothing may be decoded, and PoolGone when the fork server died: nothing is known
        about the photo then.
        """
        async with self._turns, _opened(photo) as fd:
            forks = await self._running()
            job = await _Job.start(forks, fd, msgspec.json.encode(wishes))
            try:
                return await job.outcome(self._limits, on_stage)
            finally:
                await job.close()

    async def _running(self) -> Forks:
        async with self._starting:
            if self._is_unsafe:
                raise UnsafeMachine(_NO_SANDBOX)
            if self._forks is None or not self._forks.alive:
                if self._forks is not None:
                    await self._forks.stop()
                self._forks = await Forks.start(*self._orders)
                if self._forks.level is Level.LIMITS and not self._unsafe:
                    await self._forks.stop()
                    self._is_unsafe = True
                    raise UnsafeMachine(_NO_SANDBOX)
            return self._forks


class _Job:
    """One photo in one child."""

    def __init__(self, child: Child, line: socket.socket, said: int, forks: Forks) -> None:
        self._child = child
        self._line = line
        self._said = said
        self._forks = forks
        self._verdict: Refusal | None = None
        self._writer: asyncio.StreamWriter | None = None

    @classmethod
    async def start(cls, forks: Forks, fd: int, wishes: bytes) -> Self:
        ours, theirs = socket.socketpair()
        said, errors = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            child = await forks.fork([theirs.fileno(), fd, errors], wishes)
        except BaseException:
            ours.close()
            os.close(said)
            raise
        finally:
            theirs.close()
            os.close(errors)
        return cls(child, ours, said, forks)

    async def outcome(self, limits: Limits, on_stage: Callable[[str], None]) -> Outcome:
        self._line.setblocking(False)
        reader, self._writer = await asyncio.open_unix_connection(sock=self._line)
        watch = asyncio.create_task(self._watch(limits))
        try:
            async with asyncio.timeout(limits.wall_s):
                return await read_outcome(reader, on_stage)
        except TimeoutError:
            self._verdict = SLOW
        except Garbled:
            pass
        finally:
            watch.cancel()
        return await self._reason()

    async def close(self) -> None:
        """Ends the child if it still runs; one that told its outcome has nothing left to do."""
        self._child.close()
        os.close(self._said)
        if self._writer is None:
            self._line.close()
            return
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()

    async def _watch(self, limits: Limits) -> None:
        with suppress(OSError):
            while True:
                peak = _PEAK.search(_status(self._child.pid))
                if peak and int(peak[1]) * 1024 > limits.peak_bytes:
                    self._verdict = HEAVY
                    self._child.kill()
                    return
                await asyncio.sleep(_WATCH_S)

    async def _reason(self) -> Refusal:
        """Why a child ended without an outcome, from who killed it and how it died."""
        if self._verdict is None:
            await asyncio.wait([self._child.ended], timeout=_LAST_WORDS_S_MAX)
        self._child.kill()
        status = await asyncio.wait_for(asyncio.shield(self._child.ended), _KILL_S_MAX)
        if not self._forks.alive:
            raise PoolGone("the media fork server has ended")
        verdict = self._verdict or _BY_SIGNAL.get(-status, CRASHED)
        _log.warning("media.job_died", code=verdict.code, status=status, said=self._stderr())
        return verdict

    def _stderr(self) -> str:
        """The last words of a decoder, for the log only: bounded, and printable by `ascii`."""
        with suppress(OSError):
            return ascii(os.read(self._said, _STDERR_BYTES_MAX).decode(errors="replace"))
        return ""


def _status(pid: int) -> bytes:
    return Path(f"/proc/{pid}/status").read_bytes()


@asynccontextmanager
async def _opened(photo: Photo) -> AsyncGenerator[int]:
    if isinstance(photo, int):
        yield photo
        return
    if isinstance(photo, bytes):
        fd = await asyncio.to_thread(_memory_file, photo)
    else:
        fd = await asyncio.to_thread(_file, photo)
    try:
        yield fd
    finally:
        os.close(fd)


def _file(path: Path) -> int:
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)


def _memory_file(data: bytes) -> int:
    """The bytes as a file that can only be read: the child must not change what a second try would read."""
    fd = os.memfd_create("photo", os.MFD_CLOEXEC)
    try:
        with open(fd, "wb", closefd=False) as file:
            file.write(data)
        return os.open(f"/proc/self/fd/{fd}", os.O_RDONLY | os.O_CLOEXEC)
    finally:
        os.close(fd)
