"""A WebSocket client for an application in this process."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from tests.world import Person

PATIENCE_S = 60.0  # A limit: what is waited for comes in milliseconds where nobody else is at work.


class Line:
    """One open socket as a browser holds it."""

    def __init__(self) -> None:
        self.to_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.from_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def next(self) -> dict[str, Any]:
        """The next message, or `{"closed": code}`. Fails loudly when none comes."""
        async with asyncio.timeout(PATIENCE_S):
            message = await self.from_app.get()
        if message["type"] == "websocket.close":
            return {"closed": message.get("code", 1000)}
        return msgspec.json.decode(message["text"])

    async def nothing(self) -> bool:
        """True when no message waits after everything due has run."""
        await asyncio.sleep(0.05)
        return self.from_app.empty()


@asynccontextmanager
async def line_of(person: Person, query: str = "", origin: str | None = None) -> AsyncGenerator[Line]:
    """Connect as a person's browser does; the first message (hello, or the refusal) is still to be read."""
    line = Line()
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in person.client.cookies.jar)
    headers = [(b"cookie", cookies.encode()), (b"origin", (origin or person.world.origin).encode())]
    if token := person.client.headers.get("authorization"):
        headers.append((b"authorization", token.encode()))
    scope = {
        "type": "websocket",
        "path": "/v1/live",
        "query_string": query.encode(),
        "headers": headers,
        "client": ("127.0.0.1", 5000),
    }
    await line.to_app.put({"type": "websocket.connect"})
    serving = asyncio.ensure_future(person.world.api.gateway(scope, line.to_app.get, line.from_app.put))
    try:
        async with asyncio.timeout(PATIENCE_S):
            first = await line.from_app.get()
        if first["type"] != "websocket.accept":
            await line.from_app.put(first)
        yield line
    finally:
        await line.to_app.put({"type": "websocket.disconnect", "code": 1001})
        async with asyncio.timeout(PATIENCE_S):
            await serving
