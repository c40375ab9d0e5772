"""Bodies that do not come."""

import asyncio

import pytest

from tintype.gateway import bodies
from tintype.gateway.credentials import Credentials
from tintype.kernel.access import Access, Message, Rate, Receive, Route
from tintype.kernel.problems import Malformed
from tintype.kernel.viewer import Scope


async def test_who_sends_nothing_more_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SILENT_S_MAX", 0.02)
    route = Route("POST", "/x", len, Access.PUBLIC, Scope.NONE, Rate.FREE, body_bytes_max=1_000)
    trickle = iter(range(10_000))

    async def silent() -> Message:
        await asyncio.Event().wait()
        return {}

    async def trickling() -> Message:
        await asyncio.sleep(0.005)
        return {"type": "http.request", "body": b"x" if next(trickle) % 50 == 0 else b"", "more_body": True}

    given = Credentials(content_length=b"100", content_type=b"application/json")
    for receive in (silent, trickling):
        with pytest.raises(Malformed, match="did not come"):
            await read_on(bodies.bounded(route, given, receive))


async def read_on(receive: Receive) -> None:
    for _ in range(1_000):
        await receive()
