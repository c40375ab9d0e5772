"""One job in one child, watched from outside: its time, its memory, and how it ends."""

import asyncio
import os
import re
import signal
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final, Self, TypeVar

import structlog

from tintype.media.model import CRASHED, HEAVY, SLOW, Refusal
from tintype.media.sandbox.answers import Garbled
from tintype.media.sandbox.forks import Child, Forks, PoolGone
from tintype.media.sandbox.lock import Allowance

# A child that fills 4 GB/s gets 80 MB further, and malloc fails at DATA_BYTES_MAX anyway.
_WATCH_S: Final = 0.02
_BY_SIGNAL: Final[dict[int, Refusal]] = {signal.SIGXCPU: SLOW}
_LAST_WORDS_S_MAX: Final = 1.0  # between closing its socket and ending a child writes why
_KILL_S_MAX: Final = 5.0
_READ_AHEAD_BYTES: Final = 2**20  # the files of an ordinary photo without a pause in between
_STDERR_BYTES_MAX: Final = 4096  # the size of the pipe: what a decoder says beyond it is lost, never stored
_STATUS_BYTES_MAX: Final = 4096
_PEAK: Final = re.compile(rb"VmHWM:\s+(\d+) kB")

_log = structlog.get_logger("tintype.media")

Told = TypeVar("Told")


class ChildJob:
    """One photo or film in one child."""

    def __init__(self, child: Child, line: socket.socket, said: int, forks: Forks) -> None:
        self._child = child
        self._line = line
        self._said = said
        self._forks = forks
        self._verdict: Refusal | None = None
        self._writer: asyncio.StreamWriter | None = None

    @classmethod
    async def start(cls, forks: Forks, fd: int, order: bytes, allowed: Allowance) -> Self:
        ours, theirs = socket.socketpair()
        said, errors = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            child = await forks.fork([theirs.fileno(), fd, errors], order, allowed)
        except BaseException:
            ours.close()
            os.close(said)
            raise
        finally:
            theirs.close()
            os.close(errors)
        return cls(child, ours, said, forks)

    async def outcome(
        self, limits: Allowance, read: Callable[[asyncio.StreamReader], Awaitable[Told]]
    ) -> Told | Refusal:
        """What `read` makes of what the child says, or why it came to nothing. Raises PoolGone."""
        self._line.setblocking(False)
        reader, self._writer = await asyncio.open_unix_connection(sock=self._line, limit=_READ_AHEAD_BYTES)
        watch = asyncio.create_task(self._watch(limits))
        try:
            async with asyncio.timeout(limits.wall_s):
                return await read(reader)
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

    async def _watch(self, limits: Allowance) -> None:
        with suppress(OSError), open(f"/proc/{self._child.pid}/status", "rb", buffering=0) as status:  # noqa: ASYNC230 - no disk
            while True:
                peak = _PEAK.search(os.pread(status.fileno(), _STATUS_BYTES_MAX, 0))
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
