"""Requests at an even pace, whatever becomes of them: how long each one took from the moment it was due.

python -m benchmarks.steady URL REQUESTS_FILE PER_S SECONDS [CONNECTIONS]

A client that waits for an answer before it asks again hides every delay behind the one it waits for; this one does not.
"""

import asyncio
import json
import sys
import time
from itertools import cycle
from urllib.parse import urlsplit

import uvloop

from benchmarks.client import length_of, prepared

CONNECTIONS = 16
ANSWER_S_MAX = 30.0


class Line:
    """One connection that is kept."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> int:
        """The status of one answer, read to its end."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(length_of(head))
        return int(head[9:12])


async def main(arguments: list[str]) -> None:
    url, file, per_s, seconds, *more = arguments
    address = urlsplit(url)
    requests = cycle(prepared(file, address.netloc))
    free: asyncio.Queue[Line] = asyncio.Queue()
    for _ in range(int(more[0]) if more else CONNECTIONS):
        free.put_nowait(Line(address.hostname or "127.0.0.1", address.port or 80))
    waits_ms: list[float] = []
    bad = 0

    async def one(due: float, request: bytes) -> None:
        nonlocal bad
        line = await free.get()
        async with asyncio.timeout(ANSWER_S_MAX):
            status = await line.ask(request)
        free.put_nowait(line)
        waits_ms.append((time.perf_counter() - due) * 1000)
        bad += not 200 <= status < 300

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(round(float(per_s) * float(seconds))):
            due = began + number / float(per_s)
            await asyncio.sleep(due - time.perf_counter())
            group.create_task(one(due, next(requests)))
    waits_ms.sort()
    told = {"p50_ms": waits_ms[len(waits_ms) // 2], "p99_ms": waits_ms[len(waits_ms) * 99 // 100]}
    print("RESULT " + json.dumps({**told, "bad": bad, "requests": len(waits_ms)}))


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1:]))
