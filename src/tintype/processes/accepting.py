"""Connections, shared out among the processes that listen on one socket: who holds fewer takes the next one.

A loop's own server takes all that wait when it is woken. The connections of a page, or two hundred that come at once,
then stand with one process, while the next one has nothing to do.
"""

import asyncio
import mmap
import os
import socket
from collections.abc import Callable
from pathlib import Path
from struct import Struct

import structlog

log = structlog.get_logger()

FILE = Path("run", "connections")
PROCESSES_MAX = 64
STEP_S = 0.001  # So long the others have to take what waits; a clock tick of the loop.
REST_S = 0.5  # After an error that the next try would meet as well, such as no file left to open.
_COUNT = Struct("<q")


class Shares:
    """How many connections each process holds, in memory that they share. A process writes its own count alone."""

    def __init__(self, data: Path, number: int, processes: int) -> None:
        """`number`: which of the `processes` this one is, from 1 on."""
        descriptor = os.open(data / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.ftruncate(descriptor, PROCESSES_MAX * _COUNT.size)
            self._memory = mmap.mmap(descriptor, PROCESSES_MAX * _COUNT.size)
        finally:
            os.close(descriptor)
        self._own = (number - 1) * _COUNT.size
        self._others = [at * _COUNT.size for at in range(processes) if at != number - 1]

    def tell(self, count: int) -> None:
        """Say how many connections this process holds."""
        _COUNT.pack_into(self._memory, self._own, count)

    def is_more(self, count: int) -> bool:
        """Whether some other process holds fewer, as far as it has said so, by more than one."""
        return any(count > _COUNT.unpack_from(self._memory, at)[0] + 1 for at in self._others)


class FairListener:
    """Takes a connection at each turn of the loop; who holds more than another lets that one go first.

    Stands to who made it as an `asyncio.Server` does.
    """

    def __init__(
        self,
        listener: socket.socket,
        shares: Shares,
        protocol: Callable[[], asyncio.Protocol],
        held: Callable[[], int],
    ) -> None:
        listener.setblocking(False)
        self._listener = listener
        self._shares = shares
        self._protocol = protocol
        self._held = held
        self._loop = asyncio.get_running_loop()
        self._arriving: set[asyncio.Task[object]] = set()
        self._is_open = True
        self._has_waited = False
        shares.tell(0)
        self._listen()

    def close(self) -> None:
        """Take no more."""
        if self._is_open:
            self._is_open = False
            self._loop.remove_reader(self._listener)

    async def wait_closed(self) -> None:
        """Until everybody who was taken has been handed over."""
        await asyncio.gather(*self._arriving, return_exceptions=True)

    def _listen(self) -> None:
        if self._is_open:
            self._loop.add_reader(self._listener, self._ready)

    def _rest(self, for_s: float) -> None:
        self._loop.remove_reader(self._listener)
        self._loop.call_later(for_s, self._listen)

    def _ready(self) -> None:
        """Somebody waits. Each process is woken, and so each says anew what it holds."""
        count = self._held() + len(self._arriving)
        self._shares.tell(count)
        if not self._has_waited and self._shares.is_more(count):
            self._has_waited = True
            self._rest(STEP_S)
            return
        self._has_waited = False
        try:
            connection, _ = self._listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return  # Another process was first, or who came has left.
        except OSError as reason:
            log.error("connections_wait", reason=str(reason))
            self._rest(REST_S)
            return
        connection.setblocking(False)
        handing = self._loop.create_task(self._loop.connect_accepted_socket(self._protocol, connection))
        self._arriving.add(handing)
        handing.add_done_callback(self._arriving.discard)
