"""A WebSocket is let in by the same rules as a request."""

from __future__ import annotations

from typing import Any

from tests.world import Person, World
from tintype.kernel.access import Message


async def first_word(world: World, headers: list[tuple[bytes, bytes]]) -> str:
    """What the site answers to a handshake."""
    said: list[str] = []
    heard = iter([{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000}])

    async def receive() -> dict[str, Any]:
        return next(heard)

    async def send(message: Message) -> None:
        said.append(message["type"])

    scope = {
        "type": "websocket",
        "path": "/v1/live",
        "raw_path": b"/v1/live",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 5000),
        "subprotocols": [],
    }
    await world.api.gateway(scope, receive, send)
    return said[0]


def cookie_of(person: Person) -> tuple[bytes, bytes]:
    pairs = [f"{name}={value}" for name, value in person.client.cookies.items()]
    return (b"cookie", "; ".join(pairs).encode())


async def test_a_token_listens_if_it_may_read(world: World) -> None:  # AU-15
    ana = await world.person("ana")
    doors: dict[str, str] = {}
    for scope in ("read", "write"):
        body = {"name": scope, "scopes": [scope]}
        token = (await ana.does("POST", "/v1/tokens", json=body))["token"]
        doors[scope] = await first_word(world, [(b"authorization", f"Bearer {token}".encode())])
    assert doors == {"read": "websocket.accept", "write": "websocket.close"}


async def test_nobody_unknown_listens(world: World) -> None:
    assert await first_word(world, []) == "websocket.close"


async def test_a_member_listens_from_the_sites_own_pages_only(world: World) -> None:
    ana = await world.person("ana")
    own, foreign = (b"origin", world.origin.encode()), (b"origin", b"https://elsewhere.example")
    assert await first_word(world, [cookie_of(ana), own]) == "websocket.accept"
    assert await first_word(world, [cookie_of(ana), foreign]) == "websocket.close"
    assert await first_word(world, [cookie_of(ana)]) == "websocket.close"
