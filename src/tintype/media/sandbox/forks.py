"""The pool's end of the fork server: starts it, asks it for children, hears when they end."""

import asyncio
import json
import os
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import tintype
from tintype.media.sandbox.forkserver import ANSWER, ENDED, JOB, READY, STARTED
from tintype.media.sandbox.lock import Allowance, Level

_START_S_MAX: Final = 20
_STOP_S_MAX: Final = 5
# Isolated and without site: nothing is loaded that the environment or a .pth file asks for. The package's
# door is left closed, because it would load the whole subject into every decoder.
_BOOT: Final = """
import json, sys, types
sys.path[:] = json.loads(sys.argv[1])
import tintype
media = types.ModuleType("tintype.media")
media.__path__ = [sys.argv[2]]
sys.modules["tintype.media"] = media
from tintype.media.sandbox.forkserver import main
main(sys.argv[3:])
"""


class PoolGone(Exception):
    """The fork server cannot start or has ended; nothing is known about the photo, so try again."""


@dataclass(slots=True)
class Child:
    """One forked job. `ended` gives its exit status, negative for a signal."""

    pid: int
    handle: int
    ended: asyncio.Future[int]

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)

    def close(self) -> None:
        self.kill()
        os.close(self.handle)


class Forks:
    """One running fork server."""

    def __init__(self, process: asyncio.subprocess.Process, line: socket.socket) -> None:
        self._process = process
        self._line = line
        self._loop = asyncio.get_running_loop()
        self._numbers = 0
        self._ready: asyncio.Future[Level] = self._loop.create_future()
        self._starting: dict[int, asyncio.Future[Child]] = {}
        self._running: dict[int, asyncio.Future[int]] = {}
        self.alive = True
        self.level = Level.LIMITS
        self._loop.add_reader(line.fileno(), self._hear)

    @classmethod
    async def start(cls, *orders: object) -> Self:
        """Starts a fork server with these orders and waits until it is warm. Raises PoolGone."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        package = str(Path(tintype.__file__).parent / "media")
        arguments = [json.dumps(sys.path), package, str(theirs.fileno()), *map(str, orders)]
        with theirs:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-I", "-S", "-c", _BOOT, *arguments,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=_environment(),
            )  # fmt: skip
        forks = cls(process, ours)
        try:
            async with asyncio.timeout(_START_S_MAX):
                forks.level = await forks._ready
        except (TimeoutError, PoolGone) as error:
            await forks.stop()
            raise PoolGone("the media fork server did not start") from error
        return forks

    @property
    def pid(self) -> int:
        return self._process.pid

    async def fork(self, fds: list[int], order: bytes, allowed: Allowance) -> Child:
        """A new child holding these descriptors: outcome socket, photo or film, stderr. Raises PoolGone."""
        self._numbers += 1
        number = self._numbers
        started: asyncio.Future[Child] = self._loop.create_future()
        self._starting[number] = started
        self._running[number] = self._loop.create_future()
        try:
            job = JOB.pack(number, allowed.cpu_s, allowed.data_bytes, allowed.niceness)
            socket.send_fds(self._line, [job, order], fds)
        except OSError as error:
            self._lose()
            raise PoolGone("the media fork server has ended") from error
        return await started

    async def stop(self) -> None:
        """Hangs up; the fork server ends, and its children with it."""
        self._lose()
        try:
            async with asyncio.timeout(_STOP_S_MAX):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    def _hear(self) -> None:
        try:
            answer, fds, _, _ = socket.recv_fds(self._line, ANSWER.size, 1)
        except BlockingIOError:
            return
        except OSError:
            answer, fds = b"", []
        if len(answer) != ANSWER.size:
            self._lose()
            return
        kind, number, value, status = ANSWER.unpack(answer)
        match kind:
            case _ if kind == READY:
                self._ready.set_result(Level(value))
            case _ if kind == STARTED:
                self._adopt(number, Child(value, fds[0], self._running[number]))
            case _ if kind == ENDED:
                ended = self._running.pop(number)
                if not ended.done():
                    ended.set_result(status)
            case _:
                self._lose()

    def _adopt(self, number: int, child: Child) -> None:
        started = self._starting.pop(number)
        if started.done():  # whoever asked was cancelled meanwhile
            child.close()
        else:
            started.set_result(child)

    def _lose(self) -> None:
        """Forgets the line and tells everybody who waits on it; safe to run twice."""
        if not self.alive:
            return
        self.alive = False
        self._loop.remove_reader(self._line.fileno())
        self._line.close()
        for waiting in (self._ready, *self._starting.values()):
            if not waiting.done():
                waiting.set_exception(PoolGone("the media fork server has ended"))
                waiting.exception()  # it may be that nobody asks any more
        for ended in self._running.values():
            if not ended.done():
                ended.set_result(-signal.SIGKILL)


def _environment() -> dict[str, str]:
    """Nothing of ours: secrets in the environment must not be where strangers' bytes are parsed."""
    # Larger pieces of the heap are kept and reused: without it every picture is mapped and zeroed anew (20 ms
    # a photo). Two arenas: a decoder with threads would reserve, and touch, one per thread. Pages of 2 MiB where the
    # kernel has them: a fresh child touches 25,000 small ones, each by a fault (30 ms a photo).
    tuned = {
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
        "MALLOC_ARENA_MAX": "2",
        "MALLOC_MMAP_THRESHOLD_": "33554432",
        "MALLOC_TRIM_THRESHOLD_": "268435456",
    }
    return tuned | {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
