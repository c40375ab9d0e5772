"""Bodies of requests: which types and how many bytes a route takes, and JSON that says one thing only."""

import asyncio
import json
from collections import Counter

from tintype.gateway.credentials import Credentials
from tintype.kernel.access import Message, Receive, Route
from tintype.kernel.problems import Malformed, TooLarge, Unsupported

ANY_TYPE = "*/*"
JSON = "application/json"
JSON_BYTES_MAX = 256 * 1024  # A route may take far more of other types.
LENGTH_DIGITS_MAX = 18
NAME_SHOWN_MAX = 60
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
            raise _too_large(route.body_bytes_max)
    has_body = credentials.is_chunked or length not in {b"", b"0"}
    media_type = _media_type(credentials)
    if has_body and ANY_TYPE not in route.accepts and media_type not in route.accepts:
        raise Unsupported(f"Send this as {' or '.join(route.accepts)}.", code="content_type")
    if media_type == JSON and JSON in route.accepts:
        return _said_once(_counted(min(route.body_bytes_max, JSON_BYTES_MAX), receive))
    return _counted(route.body_bytes_max, receive)


def _media_type(credentials: Credentials) -> str:
    return credentials.content_type.partition(b";")[0].strip().lower().decode("latin-1")


def is_json(credentials: Credentials) -> bool:
    """Whether a request says that it sends JSON."""
    return _media_type(credentials) == JSON


async def whole(receive: Receive) -> bytes:
    """A body to its end; `bounded` says how long it may be. Raises Malformed where the client has gone away."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise _broken_off()
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def _said_once(receive: Receive) -> Receive:
    """Pass a JSON body on, its end only after all of it was looked through for names that come twice."""
    body = bytearray()

    async def passed() -> Message:
        message = await receive()
        body.extend(message.get("body", b""))
        if message["type"] == "http.request" and not message.get("more_body", False):
            _look_for_repeats(bytes(body))
            body.clear()
        return message

    return passed


def _look_for_repeats(body: bytes) -> None:
    """Raise Malformed for a name that comes twice in one object.

    Readers differ on which of the two counts, so one in front of us may have checked another value than we take.
    What is no JSON is left to the decoder of the route, which says what is wrong with it.
    """
    try:
        # As lenient as can be, numbers not read at all: nothing may get past by being odd elsewhere.
        json.JSONDecoder(
            object_pairs_hook=_once, parse_int=bool, parse_float=bool, parse_constant=bool, strict=False
        ).decode(body.decode("utf-8", "replace"))
    except ValueError:
        return


def _once(pairs: list[tuple[str, object]]) -> None:
    if len(dict(pairs)) == len(pairs):
        return
    twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
    raise Malformed(f"{twice[:NAME_SHOWN_MAX]!r} comes twice in the body.", code="duplicate_key")


def _counted(bytes_max: int, receive: Receive) -> Receive:
    loop = asyncio.get_running_loop()
    until_s = loop.time() + SILENT_S_MAX + bytes_max / BYTES_PER_S_MIN
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
            raise _broken_off() from None
        taken += len(message.get("body", b""))
        is_whole = not message.get("more_body", False)
        if taken > bytes_max:
            raise _too_large(bytes_max)
        return message

    return counted


def _broken_off() -> Malformed:
    return Malformed("The rest of the request did not come.", code="body_stalled")


def _too_large(limit: int) -> TooLarge:
    size = f"{limit // 1_000_000} MB" if limit >= 1_000_000 else f"{limit // 1024} KiB"
    return TooLarge(f"The limit here is {size}.")
