"""The media subject on real records, real blobs and the real sandbox, with hands to upload, wait and fetch."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import msgspec

from tests.contracts.waiting import WAIT_S_MAX
from tests.ground import Ground
from tests.media.stores import SECRET, Store, names_in
from tintype.adapters.embedded.broadcast import EmbeddedBroadcast
from tintype.adapters.embedded.jobs import EmbeddedJobs
from tintype.flow import JobWorker
from tintype.kernel.access import Message
from tintype.kernel.events import Event
from tintype.kernel.ids import MediaId, UploadId
from tintype.kernel.problems import Problem
from tintype.kernel.viewer import ANONYMOUS, Viewer
from tintype.media import (
    CLASSIFY,
    DISCARD,
    EXTRA,
    FILM,
    HUNT,
    LADDER,
    PURGE,
    REKEY,
    REMAKE,
    RENDER,
    BlockList,
    Discards,
    Extras,
    Films,
    Hunt,
    KeyRotation,
    Ladders,
    Media,
    MediaDelivery,
    MediaPool,
    MediaRoutes,
    MediaUrls,
    Photos,
    Policy,
    Purges,
    Reach,
    Remakes,
    Renditions,
    Sweeper,
    UploadRoutes,
    Uploads,
    media_of,
    share,
)
from tintype.media.rows import MediaRow
from tintype.media.uploads.announcing import Announced, Leave
from tintype.media.uploads.quota import Quota
from tintype.ports.cdn import Cdn
from tintype.ports.part_store import PART_BYTES_MIN, UploadStore
from tintype.ports.records import Lane


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Studio:
    ground: Ground
    store: Store
    uploads: Uploads
    photos: Photos
    renditions: Renditions
    sweeper: Sweeper
    keys: KeyRotation
    discards: Discards
    purges: Purges
    delivery: MediaDelivery
    routes: MediaRoutes
    upload_routes: UploadRoutes
    jobs: EmbeddedJobs
    broadcast: EmbeddedBroadcast
    progress: list[dict[str, object]] = field(default_factory=list)

    @property
    def remakes(self) -> Remakes:
        return Remakes(self.ground.records, self.renditions)

    @property
    def blobs(self) -> UploadStore:
        return self.store.blobs

    def close(self) -> None:
        self.broadcast.close()

    async def upload(self, owner: Viewer, photo: bytes, name: str = "photo.jpg") -> MediaId:
        return (await self.uploads.receive(owner, name, chunked(photo))).id

    async def ready(self, owner: Viewer, photo: bytes, reach: Reach = Reach.EVERYONE) -> Media:
        """A photo that is ready, and shown as posts show it."""
        media_id = await self.upload(owner, photo)
        await self.settle()
        await self.share(media_id, reach)
        return await self.look(owner, media_id)

    async def share(self, media_id: MediaId, reach: Reach) -> None:
        await self.ground.records.transact(lambda tx: share(tx, {media_id: reach}))

    async def look(self, viewer: Viewer, media_id: MediaId) -> Media:
        return await self.routes.show(viewer, str(media_id))

    async def row(self, media_id: MediaId) -> MediaRow:
        return (await self.ground.look(lambda reading: media_of(reading, [media_id])))[media_id]

    async def settle(self) -> None:
        """Run every job that is due, and those that these ask for."""
        handlers = {
            RENDER: self.renditions.handle,
            REKEY: self.keys.handle,
            DISCARD: self.discards.handle,
            EXTRA: Extras(self.ground.records, self.renditions).handle,
            PURGE: self.purges.handle,
            CLASSIFY: self.renditions.policy.handle,
            HUNT: Hunt(self.ground.records).handle,
            REMAKE: self.remakes.handle,
            FILM: Films(self.renditions, self.renditions.pool.films).handle,
            LADDER: Ladders(self.renditions, self.renditions.pool.films).handle,
        }
        workers = [JobWorker(self.jobs, lane, handlers, self.ground.clock) for lane in Lane]
        while sum([await worker.run_due() for worker in workers]):
            pass

    async def events(self, kind: type[Event]) -> list[Event]:
        return [event for event in await self.ground.events() if isinstance(event, kind)]

    def stored(self) -> list[str]:
        """The names of all blobs."""
        return names_in(self.blobs)

    async def ticket(self, owner: Viewer, photo: bytes) -> tuple[UploadId, str, dict[str, str]]:
        announced = Announced(len(photo), "image/jpeg", "a.jpg", sha256(photo).digest())
        leave = await self.uploads.begin(owner, announced)
        assert leave.whole is not None
        return leave.upload.id, leave.whole.url, dict(leave.whole.headers)

    async def parts(self, owner: Viewer, data: bytes, media_type: str = "image/jpeg") -> Leave:
        """Leave to send these bytes in parts of 5 MiB."""
        digests = tuple(
            sha256(data[start : start + PART_BYTES_MIN]).digest()
            for start in range(0, len(data), PART_BYTES_MIN)
        )
        announced = Announced(len(data), media_type, "a.jpg", part_bytes=PART_BYTES_MIN, digests=digests)
        return await self.uploads.begin(owner, announced)

    async def put_parts(self, leave: Leave, data: bytes, *numbers: int) -> list[int]:
        """Send some parts of what a leave allows, or all; the statuses."""
        wanted = [each for each in leave.parts if not numbers or each.part.number in numbers]
        answers = [
            await self.put(
                each.signed.url, dict(each.signed.headers), data[each.offset : each.offset + each.part.size]
            )
            for each in wanted
        ]
        return [answer.status for answer in answers]

    async def put(self, url: str, headers: dict[str, str], body: bytes) -> Answer:
        """What the store answers to a ticket that is used: 200, or a refusal."""
        if self.upload_routes.tickets is None:
            async with httpx.AsyncClient(timeout=WAIT_S_MAX) as client:
                answer = await client.put(url, headers=headers, content=body)
            return Answer(answer.status_code, dict(answer.headers), answer.content)
        parts = urlsplit(url)
        sent = {"host": parts.netloc, **headers}
        try:
            return await called(
                self.upload_routes.put_raw, "PUT", parts.path, parts.query, sent, {}, ANONYMOUS, body
            )
        except Problem as problem:
            return Answer(400, {}, str(problem).encode())

    async def post_form(self, owner: Viewer, body: bytes, boundary: str) -> Answer:
        headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
        return await called(self.upload_routes.create_raw, "POST", "/v1/media", "", headers, {}, owner, body)

    async def fetch(
        self, viewer: Viewer, url: str, method: str = "GET", headers: dict[str, str] | None = None
    ) -> Answer:
        parts = urlsplit(url)
        _, _, key, file = parts.path.split("/")
        found = {"key": key, "file": file}
        return await called(self.delivery, method, parts.path, parts.query, headers or {}, found, viewer)


def studio_on(ground: Ground, store: Store, folder: Path, pool: MediaPool, cdn: Cdn | None = None) -> Studio:
    records, clock, blobs = ground.records, ground.clock, store.blobs
    (folder / "run").mkdir()
    broadcast = EmbeddedBroadcast(folder / "run")
    urls = MediaUrls(SECRET, clock)
    uploads, photos = Uploads(records, blobs, clock, Quota(records)), Photos(records)
    delivery, purges = MediaDelivery(records, blobs, urls), Purges(records, cdn)
    studio = Studio(
        ground,
        store,
        uploads,
        photos,
        Renditions(records, blobs, broadcast, pool, Policy(records, blobs, BlockList(records))),
        Sweeper(uploads),
        KeyRotation(records, blobs, purges),
        Discards(records, blobs, purges),
        purges,
        delivery,
        MediaRoutes(uploads.quota, photos, delivery, urls),
        UploadRoutes(uploads, urls, clock, store.tickets),
        EmbeddedJobs(records),
        broadcast,
    )
    broadcast.subscribe(
        "media.progress", lambda message: studio.progress.append(msgspec.json.decode(message))
    )
    return studio


async def chunked(data: bytes, size: int = 10_000) -> AsyncIterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]


async def called(  # noqa: PLR0917 - the parts of a request
    app,
    method: str,
    path: str,
    query: str,
    headers: dict[str, str],
    found: dict[str, str],
    viewer: Viewer,
    body: bytes = b"",
) -> Answer:
    """One request to a raw function, as the gateway calls it."""
    sent: list[Message] = []
    chunks = [body[at : at + 5000] for at in range(0, len(body), 5000)] or [b""]

    async def receive() -> Message:
        if not chunks:
            return {"type": "http.disconnect"}
        chunk = chunks.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "path_params": found,
        "state": {"viewer": viewer},
    }
    await app(scope, receive, send)
    return Answer(
        sent[0]["status"],
        {name.decode(): value.decode() for name, value in sent[0]["headers"]},
        b"".join(message.get("body", b"") for message in sent[1:]),
    )


def form(boundary: str, *parts: tuple[str, str | None, bytes]) -> bytes:
    """A multipart body of (name, file name or None, value)."""
    out = b""
    for name, filename, value in parts:
        disposition = f'form-data; name="{name}"' + (
            f'; filename="{filename}"' if filename is not None else ""
        )
        out += f"--{boundary}\r\nContent-Disposition: {disposition}\r\n\r\n".encode() + value + b"\r\n"
    return out + f"--{boundary}--\r\n".encode()


__all__ = ["Answer", "MediaRow", "Problem", "Studio", "chunked", "form", "studio_on"]
