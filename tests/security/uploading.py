"""What the tests of uploads do to a site, whatever store is behind it."""

from hashlib import sha256
from typing import Any

import h11
import httpx

from tests.media.stores import names_in
from tests.world import Person
from tintype.ports.part_store import PART_BYTES_MIN


async def ticket_of(person: Person, data: bytes, **changes: Any) -> dict[str, Any]:
    """Leave to upload these bytes, or what the changes make of it."""
    body = {"bytes": len(data), "type": "image/jpeg", "sha256": sha256(data).hexdigest(), **changes}
    return await person.does("POST", "/v1/uploads", json=body)


async def parts_of(person: Person, data: bytes, **changes: Any) -> dict[str, Any]:
    """Leave to upload these bytes in parts of 5 MiB, or what the changes make of it."""
    starts = range(0, len(data), PART_BYTES_MIN)
    digests = [sha256(data[start : start + PART_BYTES_MIN]).hexdigest() for start in starts]
    body = {
        "bytes": len(data),
        "type": "image/jpeg",
        "part_bytes": PART_BYTES_MIN,
        "parts": digests,
        **changes,
    }
    return await person.does("POST", "/v1/uploads", json=body)


async def is_taken(person: Person, ticket: dict[str, Any], data: Any, **headers: str) -> bool:
    """Whether a PUT by a ticket is answered well: by the site, or by the bucket."""
    try:
        answer = await person.puts({**ticket, "headers": {**ticket["headers"], **headers}}, data)
    except (httpx.LocalProtocolError, h11.LocalProtocolError):
        # Who lies about a length to a real server gets no further than their own library.
        return False
    assert answer.status_code < 500, answer.text
    return answer.status_code < 300


async def answer_at(person: Person, method: str, ticket: dict[str, Any]) -> int:
    """The status of another method at the address of a ticket."""
    return (await person.puts({**ticket, "method": method, "headers": {}}, b"")).status_code


async def sent(person: Person, data: bytes, name: str = "a.jpg", kind: str = "image/jpeg") -> httpx.Response:
    """A photo in one request."""
    return await person.call("POST", "/v1/media", files={"file": (name, data, kind)})


def stored(person: Person) -> list[str]:
    """The names of all blobs of the site."""
    return names_in(person.world.adapters.blobs)
