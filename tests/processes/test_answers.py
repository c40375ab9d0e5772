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

HEADERS = {
    "/parts": [],
    "/nothing-said": [(b"cache-control", b"no-store")],
    "/last": [(b"content-length", b"5"), (b"Connection", b"close")],
    "/short": [(b"content-length", b"5")],
    "/forbidden": [(b"content-length", b"0"), (b"location", b"/\r\nset-cookie: stolen")],
}
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def app(scope: dict[str, Any], receive: Callable[[], Awaitable[dict[str, Any]]], send: Send) -> None:
    body = {"/": b"hello", "/large": LARGE, "/nothing": b"", "/last": b"hello"}.get(scope["path"], b"")
    if scope["path"] == "/echo":
        body = (await receive())["body"]
    status = 204 if scope["path"] in {"/nothing", "/nothing-said"} else 200
    headers = HEADERS.get(scope["path"], [(b"content-length", b"%d" % len(body))])
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


@pytest.mark.parametrize(
    ("line", "said"), [("GET /", b"hello"), ("GET /nothing", b""), ("GET /nothing-said", b"")]
)
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


@pytest.mark.parametrize("path", ["/short", "/forbidden"])
async def test_what_is_no_answer_ends_the_connection(path: str) -> None:
    async with connected() as (reader, writer):
        writer.write(
            f"GET {path} HTTP/1.1\r\nhost: here\r\n\r\nGET / HTTP/1.1\r\nhost: here\r\n\r\n".encode()
        )
        async with asyncio.timeout(10):
            told = await reader.read()
        assert b"stolen" not in told
        assert b"hello" not in told


async def test_an_answer_that_says_so_is_the_last_of_its_connection() -> None:
    async with connected() as (reader, writer):
        writer.write(b"GET /last HTTP/1.1\r\nhost: here\r\n\r\n")
        async with asyncio.timeout(10):
            told = await reader.read()
        assert b"connection: close\r\n" in told
        assert told.endswith(b"\r\n\r\nhello")


async def test_heads_of_a_connection_are_alike_but_for_what_is_new() -> None:
    async with connected() as (reader, writer):
        first, _, _ = await _one(reader, writer, "GET /")
        again, _, _ = await _one(reader, writer, "GET /")
        assert again == first == b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n"
        echo, _, _ = await _one(reader, writer, "POST /echo", "content-length: 3", body=b"abc")
        assert echo == first.replace(b"5", b"3")


async def test_an_answer_that_breaks_off_ends_the_connection() -> None:
    async with connected() as (reader, writer):
        writer.write(b"GET /broken HTTP/1.1\r\nhost: here\r\n\r\n")
        async with asyncio.timeout(10):
            assert (await reader.read()).startswith(b"HTTP/1.1 200")
