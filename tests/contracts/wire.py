"""A wire to a server that can be cut: what is connected breaks, and nobody comes through until it is mended."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class Wire:
    """Carries bytes between 127.0.0.1:`port` and a server."""

    def __init__(self, host: str, port: int) -> None:
        self.port = 0
        self._target = host, port
        self._is_cut = False
        self._ends: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """Break every connection, without a goodbye."""
        self._is_cut = True
        for end in list(self._ends):
            end.transport.abort()

    def mend(self) -> None:
        self._is_cut = False

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection(*self._target)
        self._ends |= {writer, far_writer}
        try:
            await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
        finally:
            self._ends -= {writer, far_writer}


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while some := await reader.read(1 << 16):
            writer.write(some)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def wire_to(url: str) -> AsyncIterator[tuple[Wire, str]]:
    """A wire to the server of a URL, and the URL by way of the wire."""
    parts = urlsplit(url)
    wire = Wire(parts.hostname or "127.0.0.1", parts.port or 5432)
    server = await asyncio.start_server(wire.connected, "127.0.0.1", 0)
    wire.port = server.sockets[0].getsockname()[1]
    try:
        user = parts.netloc.rpartition("@")[0]
        yield wire, parts._replace(netloc=f"{user}@127.0.0.1:{wire.port}").geturl()
    finally:
        wire.cut()
        server.close()
        await server.wait_closed()
