"""A line to PostgreSQL that is cut when it matters most: a COMMIT has gone through, its answer has not come back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class Line:
    """Carries bytes to a server. `on_commit` is called when a COMMIT has gone through, before its answer."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname, parts.port
        self._ends: set[asyncio.StreamWriter] = set()
        self.is_open = True
        self.on_commit: Callable[[], None] | None = None

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.is_open:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection(self._host, self._port)
        self._ends |= {writer, far_writer}
        commits = asyncio.Event()
        answers = asyncio.ensure_future(self._answers(far_reader, writer, commits))
        try:
            while some := await reader.read(1 << 16):
                if b"COMMIT\0" in some and self.on_commit is not None:
                    commits.set()
                far_writer.write(some)
        except OSError:
            return  # Cut, as the test wants it.
        finally:
            far_writer.close()
            await asyncio.wait([answers])
            self._ends -= {writer, far_writer}

    async def _answers(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, commits: asyncio.Event
    ) -> None:
        try:
            while some := await reader.read(1 << 16):
                if commits.is_set() and self.on_commit is not None:
                    act, self.on_commit = self.on_commit, None
                    act()
                    break
                writer.write(some)
        except OSError:
            return
        finally:
            writer.transport.abort()

    def cut(self) -> None:
        for end in list(self._ends):
            end.transport.abort()


@asynccontextmanager
async def line_to(url: str) -> AsyncIterator[tuple[Line, str]]:
    line = Line(url)
    server = await asyncio.start_server(line.carry, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    user = urlsplit(url).netloc.rpartition("@")[0]
    try:
        yield line, urlsplit(url)._replace(netloc=f"{user}@127.0.0.1:{port}").geturl()
    finally:
        line.is_open = False
        line.cut()
        server.close()
        await server.wait_closed()
