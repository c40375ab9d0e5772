"""How answers leave: head and body together, and nothing is held back that should have gone."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
import uvicorn
from uvicorn.server import ServerState

from tintype.processes.answers import JOINED_BYTES_MAX, WholeAnswers

DATA_SEGMENTS_IN = 152  # In Linux's `struct tcp_info`.
LARGE = b"x" * (JOINED_BYTES_MAX + 1)

Send = Callable[[dict[str, Any]], Awaitable[None]]


async def app(scope: dict[str, Any], receive: Callable[[], Awaitable[dict[str, Any]]], send: Send) -> None:
    body = {"/": b"hello", "/large": LARGE, "/nothing": b""}.get(scope["path"], b"")
    if scope["path"] == "/echo":
        body = (await receive())["body"]
    status = 204 if scope["path"] == "/nothing" else 200
    headers = [] if scope["path"] == "/parts" else [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    if scope["path"] == "/broken":
        raise ConnectionAbortedError
    if scope["path"] == "/parts":
        for part in (b"one", b"two"):
            await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    config = uvicorn.Config(cast("Any", app), lifespan="off", log_config=None)
    server = await asyncio.get_running_loop().create_server(
        lambda: WholeAnswers(config, ServerState(), {}), "127.0.0.1"
    )
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        try:
            yield reader, writer
        finally:
            writer.close()


async def ask(line: str, *more: str, body: bytes = b"") -> tuple[bytes, bytes, int]:
    """Head, body and the packets they came in, of one answer after which the connection is still good."""
    async with connected() as (reader, writer):
        found = await _one(reader, writer, line, *more, body=body)
        again = await _one(reader, writer, "GET /")
        assert again[1] == b"hello"
        return found


async def _one(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: str, *more: str, body: bytes = b""
) -> tuple[bytes, bytes, int]:
    before = _packets(writer)
    head = "\r\n".join((f"{line} HTTP/1.1", "host: here", *more))
    writer.write(f"{head}\r\n\r\n".encode() + body)
    async with asyncio.timeout(10):
        answer = await reader.readuntil(b"\r\n\r\n")
        if b"chunked" in answer:
            text = await reader.readuntil(b"0\r\n\r\n")
        else:
            length = int(answer.partition(b"content-length: ")[2].split(b"\r\n")[0] or 0)
            text = b"" if line.startswith("HEAD") else await reader.readexactly(length)
    return answer, text, _packets(writer) - before


def _packets(writer: asyncio.StreamWriter) -> int:
    told = writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
    return struct.unpack_from("<I", told, DATA_SEGMENTS_IN)[0]


@pytest.mark.parametrize(("line", "said"), [("GET /", b"hello"), ("GET /nothing", b"")])
async def test_an_answer_is_one_packet(line: str, said: bytes) -> None:
    _, body, packets = await ask(line)

    assert body == said
    assert packets == 1


async def test_a_large_body_comes_whole() -> None:
    assert (await ask("GET /large"))[1] == LARGE


async def test_an_answer_in_parts_comes_in_their_order() -> None:
    assert (await ask("GET /parts"))[1] == b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"


async def test_a_head_alone_does_not_wait_for_a_body() -> None:
    head, body, _ = await ask("HEAD /")

    assert b"content-length: 5" in head
    assert body == b""


async def test_who_asks_before_sending_a_body_is_told_to_go_on() -> None:
    async with connected() as (reader, writer):
        writer.write(
            b"POST /echo HTTP/1.1\r\nhost: here\r\ncontent-length: 3\r\nexpect: 100-continue\r\n\r\n"
        )
        async with asyncio.timeout(10):
            assert b"100 Continue" in await reader.readuntil(b"\r\n\r\n")
            writer.write(b"abc")
            assert b" 200 " in await reader.readuntil(b"\r\n\r\n")
            assert await reader.readexactly(3) == b"abc"


async def test_requests_sent_at_once_are_answered_in_turn() -> None:
    async with connected() as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nhost: here\r\n\r\n" * 3)
        async with asyncio.timeout(10):
            for _ in range(3):
                assert b" 200 " in await reader.readuntil(b"\r\n\r\n")
                assert await reader.readexactly(5) == b"hello"


async def test_an_answer_that_breaks_off_ends_the_connection() -> None:
    async with connected() as (reader, writer):
        writer.write(b"GET /broken HTTP/1.1\r\nhost: here\r\n\r\n")
        async with asyncio.timeout(10):
            assert (await reader.read()).startswith(b"HTTP/1.1 200")
