"""Connections are shared out: who holds more than another lets that one go first."""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tintype.processes.accepting import FairListener, Shares

CLIENTS = 40


class Held(asyncio.Protocol):
    """Somebody's connection, in the set of who holds it."""

    def __init__(self, held: "set[Held]") -> None:
        self._held = held

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._held.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._held.discard(self)


class Process:
    """Takes connections from a socket as an api process does, which has a descriptor of its own for it."""

    def __init__(self, listener: socket.socket, data: Path, number: int, processes: int) -> None:
        self.held = set[Held]()
        shares = Shares(data, number, processes)
        self._own = listener.dup()
        self._listening = FairListener(self._own, shares, lambda: Held(self.held), lambda: len(self.held))

    async def stop(self) -> None:
        self._listening.close()
        await self._listening.wait_closed()
        self._own.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "run").mkdir()
    return tmp_path


@asynccontextmanager
async def clients(listener: socket.socket, count: int) -> AsyncIterator[list[asyncio.StreamWriter]]:
    opened = [await asyncio.open_connection(*listener.getsockname()) for _ in range(count)]
    try:
        yield [writer for _, writer in opened]
    finally:
        for _, writer in opened:
            writer.close()


async def until(count: int, *processes: Process) -> list[int]:
    counts: list[int] = []
    for _ in range(2_000):
        counts = [len(one.held) for one in processes]
        if sum(counts) == count:
            return counts
        await asyncio.sleep(0.005)
    raise AssertionError(f"{count} never came, {counts} did")


async def test_a_burst_is_shared_out_and_so_is_what_comes_to_who_has_less(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listener:
        ana = Process(listener, data, 1, 2)
        async with clients(listener, CLIENTS):
            assert await until(CLIENTS, ana) == [CLIENTS], "a process that is not there keeps nobody out"
            ben = Process(listener, data, 2, 2)
            async with clients(listener, CLIENTS):
                counts = await until(2 * CLIENTS, ana, ben)
                assert counts[1] >= CLIENTS - 5
        await until(0, ana, ben)
        async with clients(listener, CLIENTS):
            counts = await until(CLIENTS, ana, ben)
            assert max(counts) - min(counts) <= 4
        await ana.stop()
        await ben.stop()


async def test_who_closes_takes_no_more_and_the_others_do(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listener:
        ana, ben = Process(listener, data, 1, 2), Process(listener, data, 2, 2)
        await ana.stop()
        async with clients(listener, CLIENTS):
            assert await until(CLIENTS, ana, ben) == [0, CLIENTS]
        await ben.stop()


async def test_a_process_without_room_for_a_file_tries_again(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(socket.socket):
        failures = 2

        def dup(self) -> "Full":
            return self

        def accept(self) -> tuple[socket.socket, Any]:
            if self.failures:
                self.failures -= 1
                raise OSError(errno.EMFILE, "Too many open files")
            return super().accept()

    monkeypatch.setattr("tintype.processes.accepting.REST_S", 0.01)
    with socket.create_server(("127.0.0.1", 0)) as made, Full(fileno=made.detach()) as listener:
        ana = Process(listener, data, 1, 1)
        async with clients(listener, 1):
            assert await until(1, ana) == [1]
            assert not listener.failures
        await ana.stop()
