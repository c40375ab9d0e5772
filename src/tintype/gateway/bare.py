"""Routes that need no framework: those that read nothing but their path and answer nothing.

A like is a viewer, a post and 204. The framework's part of it is 70 of 190 µs; here it is a call.
"""

import inspect
from dataclasses import replace
from typing import get_type_hints

from tintype.kernel.access import Asgi, Message, Receive, Route, Send

_NOTHING = [(b"cache-control", b"no-store")]


def bare(route: Route) -> Route:
    """The same route, answered without the framework where nothing is lost by it."""
    if (
        route.raw is not None
        or route.status != 204
        or get_type_hints(route.handler).get("return") is not type(None)
    ):
        return route
    in_path = {part[1:-1] for part in route.path.split("/") if part.startswith("{")}
    if set(inspect.signature(route.handler).parameters) != in_path | {"viewer"}:
        return route
    return replace(route, raw=_calling(route))


def _calling(route: Route) -> Asgi:
    handler = route.handler

    async def call(scope: Message, _receive: Receive, send: Send) -> None:
        await handler(viewer=scope["state"]["viewer"], **scope["path_params"])
        await send({"type": "http.response.start", "status": 204, "headers": _NOTHING})
        await send({"type": "http.response.body", "body": b""})

    return call
