"""Bodies of requests: which types and how many bytes a route takes."""

import asyncio

from tintype.gateway.credentials import Credentials
from tintype.kernel.access import Message, Receive, Route
from tintype.kernel.problems import Malformed, TooLarge, Unsupported

ANY_TYPE = "*/*"
LENGTH_DIGITS_MAX = 18
# A request being answered holds a place of a few thousand. Who sends a byte now and then holds it no longer than
# somebody on a slow line needs for as much as the route takes.
SILENT_S_MAX = 30.0
BYTES_PER_S_MIN = 16_000


def bounded(route: Route, credentials: Credentials, receive: Receive) -> Receive:
    """The body of a request, refused by its type or length before it is read, and while it streams."""
    length = credentials.content_length
    if length:
        if not length.isdigit() or len(length) > LENGTH_DIGITS_MAX:
            raise Malformed("Content-Length is not a number.")
        if int(length) > route.body_bytes_max:
            raise _too_large(route)
    has_body = credentials.is_chunked or length not in {b"", b"0"}
    media_type = _media_type(credentials)
    if has_body and ANY_TYPE not in route.accepts and media_type not in route.accepts:
        raise Unsupported(f"Send this as {' or '.join(route.accepts)}.", code="content_type")
    return _counted(route, receive)


def _media_type(credentials: Credentials) -> str:
    return credentials.content_type.partition(b";")[0].strip().lower().decode("latin-1")


def is_json(credentials: Credentials) -> bool:
    """Whether a request says that it sends JSON."""
    return _media_type(credentials) == "application/json"


def _counted(route: Route, receive: Receive) -> Receive:
    loop = asyncio.get_running_loop()
    until_s = loop.time() + SILENT_S_MAX + route.body_bytes_max / BYTES_PER_S_MIN
    taken = 0
    is_whole = False

    async def counted() -> Message:
        nonlocal taken, is_whole
        if is_whole:
            return await receive()
        try:
            async with asyncio.timeout_at(min(until_s, loop.time() + SILENT_S_MAX)):
                message = await receive()
        except TimeoutError:
            raise Malformed("The rest of the request did not come.", code="body_stalled") from None
        taken += len(message.get("body", b""))
        is_whole = not message.get("more_body", False)
        if taken > route.body_bytes_max:
            raise _too_large(route)
        return message

    return counted


def _too_large(route: Route) -> TooLarge:
    limit = route.body_bytes_max
    size = f"{limit // 1_000_000} MB" if limit >= 1_000_000 else f"{limit // 1024} KiB"
    return TooLarge(f"The limit here is {size}.")
