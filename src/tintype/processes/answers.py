"""HTTP as uvicorn speaks it, with the head and the body of an answer in one write, and heads made of known lines.

Two writes are two packets: a system call more, and for who reads them a wake-up more. And of an answer's eight headers
seven are the same each time.
"""

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import (
    HEADER_RE,
    HEADER_VALUE_RE,
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from tintype.kernel.access import Asgi, Message, Receive, Send

JOINED_BYTES_MAX = 64 * 1024  # What is larger takes several packets anyway, and is not copied.
LINES_MAX = 1_000
_NEW_EACH_TIME = frozenset({b"content-length", b"etag", b"location", b"set-cookie", b"x-request-id"})
_SAYS_HOW = frozenset({b"connection", b"transfer-encoding"})
_WITHOUT_BODY = frozenset({204, 304})


class WholeAnswers(HttpToolsProtocol):
    """One connection."""

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        # No body follows the head where only that was asked for, and a call for the body comes before it.
        if not cycle.waiting_for_100_continue and cycle.scope["method"] != "HEAD":
            app = _Whole(cycle, app)
        super()._start_asgi_task(cycle, app)


class _Whole:
    """An application whose head waits for its body. Both are written here if that is all, else by uvicorn."""

    __slots__ = ("_app", "_cycle", "_start")

    def __init__(self, cycle: RequestResponseCycle, app: Asgi) -> None:
        self._cycle = cycle
        self._app = app
        self._start: Message | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and self._start is None:
                self._start = message
                return
            start, self._start = self._start, None
            if start is not None:
                if self._has_written(start, message):
                    return
                self._cycle.transport = cast("asyncio.Transport", _Joining(self._cycle.transport))
                await send(start)
            await send(message)

        try:
            await self._app(scope, receive, told)
        finally:
            if self._start is not None:
                await send(self._start)  # What breaks off before its body has told its head.

    def _has_written(self, start: Message, message: Message) -> bool:
        cycle, body = self._cycle, message.get("body", b"")
        is_plain = cycle.keep_alive and not (
            message.get("more_body") or cycle.disconnected or cycle.access_log or cycle.flow.write_paused
        )
        headers = (*cycle.default_headers, *start.get("headers", ()))
        head = _head(start["status"], headers, len(body)) if is_plain else None
        if head is None or len(body) > JOINED_BYTES_MAX:
            return False
        cycle.response_started = cycle.response_complete = True
        cycle.transport.write(b"".join((*head, body)))
        cycle.message_event.set()
        cycle.on_response()
        return True


def _head(status: int, headers: Sequence[tuple[bytes, bytes]], length: int) -> list[bytes] | None:
    """A head in pieces if it is that of a body of so many bytes, and says nothing of how it is sent."""
    lines = [STATUS_LINE[status]]
    has_length = status in _WITHOUT_BODY and not length
    for name, value in headers:
        line = _written(name, value) if name in _NEW_EACH_TIME else _line(name, value)
        if line is None:
            return None
        if name == b"content-length":
            if value != b"%d" % length:
                return None
            has_length = True
        lines.append(line)
    lines.append(b"\r\n")
    return lines if has_length else None


def _written(name: bytes, value: bytes) -> bytes | None:
    name = name.lower()
    if name in _SAYS_HOW or HEADER_RE.search(name) or HEADER_VALUE_RE.search(value):
        return None
    return b"%b: %b\r\n" % (name, value)


_line = lru_cache(LINES_MAX)(_written)


class _Joining:
    """The transport as one answer sees it. Its first write is the head, which waits for the second."""

    __slots__ = ("_has_head", "_head", "_transport")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head = b""
        self._has_head = False

    def write(self, data: bytes) -> None:
        if not self._has_head:
            self._head, self._has_head = data, True
        elif self._head and len(data) <= JOINED_BYTES_MAX:
            head, self._head = self._head, b""
            self._transport.write(b"".join((head, data)))
        else:
            self._flush()
            self._transport.write(data)

    def close(self) -> None:
        """What breaks off before its body has told its head."""
        self._flush()
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def _flush(self) -> None:
        if self._head:
            self._transport.write(self._head)
            self._head = b""
