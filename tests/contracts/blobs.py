"""What the suite of the blob store needs of an adapter, and the embedded one."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from tintype.adapters.embedded.blob_store import EmbeddedBlobStore
from tintype.kernel.clock import MINUTE_US, ManualClock
from tintype.kernel.problems import Forbidden, Invalid, NotFound, TooLarge
from tintype.ports.blob_store import SignedUpload
from tintype.ports.part_store import Part, UploadStore

NOON_US = 1_795_262_400_000_000  # 2026-11-21 12:00 UTC, a multiple of a minute.


@dataclass
class Put:
    """A PUT as a client makes it from a ticket, to be altered."""

    method: str
    base: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    is_chunked: bool = False
    """Sent without saying how much will come."""

    @property
    def url(self) -> str:
        return f"{self.base}{self.path}?{self.query}"


@dataclass
class Blobs:
    """A store, the clock its tickets are signed by, and what it says to a PUT: whether the bytes were taken."""

    store: UploadStore
    clock: ManualClock
    takes: Callable[[Put], Awaitable[bool]]
    at: Callable[[ManualClock], UploadStore]
    """The same store by another clock."""

    def ticket(self, key: str, body: bytes, *, minutes: int = 10, minutes_ago: int = 0) -> Put:
        """The PUT that a ticket for these bytes allows for so many minutes."""
        signed_us = self.clock.now_us() - minutes_ago * MINUTE_US
        ticket = self.at(ManualClock(signed_us)).sign_upload(
            key,
            size=len(body),
            media_type="image/jpeg",
            sha256=sha256(body).digest(),
            expires_us=signed_us + minutes * MINUTE_US,
        )
        return put_of(ticket, body)

    def part_ticket(self, key: str, upload: str, number: int, body: bytes, *, minutes_ago: int = 0) -> Put:
        """The PUT that a ticket for one part allows for ten minutes."""
        signed_us = self.clock.now_us() - minutes_ago * MINUTE_US
        ticket = self.at(ManualClock(signed_us)).sign_part(
            key, upload, part_of(number, body), expires_us=signed_us + 10 * MINUTE_US
        )
        return put_of(ticket, body)


def part_of(number: int, body: bytes) -> Part:
    return Part(number, len(body), sha256(body).digest())


def put_of(ticket: SignedUpload, body: bytes) -> Put:
    parts = urlsplit(ticket.url)
    base = f"{parts.scheme}://{parts.netloc}"
    return Put(ticket.method, base, parts.path, parts.query, dict(ticket.headers), body)


@asynccontextmanager
async def embedded_blobs(folder: Path) -> AsyncIterator[Blobs]:
    clock = ManualClock(NOON_US)
    url = "http://localhost:8000/blobs"
    opened: list[EmbeddedBlobStore] = []

    def at(clock: ManualClock) -> EmbeddedBlobStore:
        opened.append(EmbeddedBlobStore(folder / "blobs", upload_url=url, secret=b"s" * 32, clock=clock))
        return opened[-1]

    store = at(clock)

    async def takes(put: Put) -> bool:
        headers = {**put.headers, "host": "another.example", "user-agent": "a browser"}
        if put.is_chunked:
            del headers["content-length"]
            headers["transfer-encoding"] = "chunked"

        async def body() -> AsyncIterator[bytes]:
            yield put.body

        try:
            expected = store.verify_upload(put.method, put.path, put.query, headers, clock.now_us())
            await store.receive(expected, body())
        except (Forbidden, Invalid, NotFound, TooLarge):
            return False
        return True

    yield Blobs(store, clock, takes, at)
    for each in opened:
        each.close()
