"""The load generator where wrk is not installed: raw sockets, one process. Costs about three times as much as wrk.

python -m benchmarks.client URL SECONDS CONNECTIONS FILE STATUS START LENGTH_MIN
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

import uvloop


@dataclass
class Tally:
    """Everything that all connections saw."""

    wanted: bytes
    start: bytes
    length_min: int
    until: float
    requests: int = 0
    bad: int = 0
    errors: int = 0
    body_bytes: int = 0
    waits_us: list[int] = field(default_factory=list)

    def note(self, head: bytes, body: bytes, wait_s: float) -> None:
        self.requests += 1
        self.body_bytes += len(body)
        self.waits_us.append(int(wait_s * 1e6))
        is_good = head.startswith(self.wanted) and body.startswith(self.start)
        self.bad += not is_good or len(body) < self.length_min


class Connection(asyncio.Protocol):
    """Sends the next request as soon as an answer is whole."""

    def __init__(self, requests: Iterator[bytes], tally: Tally, done: "asyncio.Future[None]") -> None:
        self.requests, self.tally, self.done = requests, tally, done
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.send()

    def send(self) -> None:
        self.sent = time.perf_counter()
        self.transport.write(next(self.requests))  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.buffer = self.buffer + data if self.buffer else data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self.buffer[:end]
        length = length_of(head)
        if len(self.buffer) < end + 4 + length:
            return
        now = time.perf_counter()
        self.tally.note(head, self.buffer[end + 4 : end + 4 + length], now - self.sent)
        self.buffer = b""
        if now < self.tally.until:
            self.send()
        else:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self.tally.errors += exc is not None or time.perf_counter() < self.tally.until
        self.done.set_result(None)


def length_of(head: bytes) -> int:
    """The body's length by its header; 0 where there is none."""
    at = head.lower().find(b"content-length:")
    return int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


def prepared(file: str, host: str) -> list[bytes]:
    """Every line of the file as the bytes of a request."""
    found: list[bytes] = []
    for line in Path(file).read_text().splitlines():
        method, path, token, body = line.split("\t")
        head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n"
        if token != "-":
            head += f"Authorization: Bearer {token}\r\n"
        if body or method != "GET":
            head += f"Content-Length: {len(body.encode())}\r\n"
        if body:
            head += "Content-Type: application/json\r\n"
        found.append(f"{head}\r\n{body}".encode())
    return found


async def main(arguments: list[str]) -> None:
    url, seconds, connections, file, status, start, length_min = arguments
    address = urlsplit(url)
    host, port = address.hostname or "127.0.0.1", address.port or 80
    requests = cycle(prepared(file, address.netloc))
    wanted = f"HTTP/1.1 {status} ".encode()
    began = time.perf_counter()
    tally = Tally(wanted, b"" if start == "-" else start.encode(), int(length_min), began + float(seconds))
    loop = asyncio.get_running_loop()
    ends = [loop.create_future() for _ in range(int(connections))]
    for end in ends:
        await loop.create_connection(lambda end=end: Connection(requests, tally, end), host, port)
    await asyncio.gather(*ends)
    waits = sorted(tally.waits_us) or [0]
    result = {
        "requests": tally.requests,
        "us": (time.perf_counter() - began) * 1e6,
        "checked": tally.requests,
        "bad": tally.bad,
        "bytes": tally.body_bytes,
        "errors": tally.errors,
        "p50_us": waits[len(waits) // 2],
        "p99_us": waits[len(waits) * 99 // 100],
    }
    print("RESULT " + json.dumps(result))


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1:]))
