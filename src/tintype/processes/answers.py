"""HTTP as uvicorn speaks it, with the head and the body of an answer in one write.

Two writes are two packets: a system call more, and for who reads them a wake-up more.
"""

import asyncio
from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

JOINED_BYTES_MAX = 64 * 1024  # What is larger takes several packets anyway, and is not copied.


class WholeAnswers(HttpToolsProtocol):
    """One connection."""

    def on_headers_complete(self) -> None:
        """A request begins, unless the connection is to become a WebSocket."""
        before = self.cycle
        super().on_headers_complete()
        # No body follows the head where only that was asked for, and a call for the body comes before it.
        if self.cycle is not before and not self.expect_100_continue and self.scope["method"] != "HEAD":
            self.cycle.transport = cast("asyncio.Transport", _Joining(self.transport))


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
