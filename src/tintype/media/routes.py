"""Photos over HTTP."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body

from tintype.kernel.access import Access, Message, Rate, Receive, Route, Send
from tintype.kernel.clock import Clock, rfc3339
from tintype.kernel.ids import MediaId, UploadId, parse_id
from tintype.kernel.problems import Invalid, Malformed, TooLarge
from tintype.kernel.viewer import Scope, Viewer
from tintype.media.delivery import MediaDelivery
from tintype.media.forms import read_form
from tintype.media.model import PHOTO_BYTES_MAX
from tintype.media.photos import Photos, Seen
from tintype.media.rows import MediaRow
from tintype.media.shapes import Media, full_media
from tintype.media.uploads import Uploads
from tintype.media.urls import MediaUrls
from tintype.media.wishing import MediaChanges, Wishing
from tintype.ports.blob_store import Tickets

_FORM_BYTES_MAX: Final = PHOTO_BYTES_MAX + 64 * 1024
_READ: Final = (Access.PUBLIC, Scope.READ, Rate.READ)
_UPLOAD: Final = (Access.MEMBER, Scope.WRITE, Rate.UPLOAD)


class NewUpload(msgspec.Struct, forbid_unknown_fields=True):
    """What is going to be uploaded: its size, its type, its SHA-256 as 64 hexadecimal digits."""

    bytes: int
    type: str
    sha256: str
    name: str = ""


class Ticket(msgspec.Struct, frozen=True):
    """How to put the bytes: method, URL and every header as given, before it expires; then call `complete`."""

    id: str
    method: str
    url: str
    headers: dict[str, str]
    expires_at: str


class Storage(msgspec.Struct, frozen=True):
    """How many bytes of photos, as uploaded, an account keeps here, and how many it may."""

    bytes_used: int
    bytes_max: int


@dataclass
class PhotoForm:
    """One photo."""

    file: UploadFile


@dataclass(frozen=True, slots=True)
class MediaRoutes:
    """Uploading, looking, trying again, fetching. `tickets` is None where the blob store has an address of its own."""

    uploads: Uploads
    photos: Photos
    delivery: MediaDelivery
    urls: MediaUrls
    clock: Clock
    tickets: Tickets | None = None

    async def begin(self, viewer: Viewer, data: NewUpload) -> Ticket:
        upload, signed = await self.uploads.ticket(
            viewer, size=data.bytes, media_type=data.type, sha256=_digest(data.sha256), name=data.name
        )
        expires_at = rfc3339(signed.expires_us)
        return Ticket(str(upload.id), signed.method, signed.url, dict(signed.headers), expires_at)

    async def complete(self, viewer: Viewer, upload_id: str) -> Media:
        row = await self.uploads.complete(viewer, UploadId(parse_id(upload_id)))
        return self._own(row)

    async def create(
        self,
        viewer: Viewer,
        data: Annotated[PhotoForm, Body(media_type=RequestEncodingType.MULTI_PART)],
    ) -> Media:
        """Takes one part named `file`. The photo's state tells when it can be seen."""
        return self._own(await self.uploads.receive(viewer, data.file.filename, _chunks(data.file)))

    async def show(self, viewer: Viewer, media_id: str) -> Media:
        return self._seen(await self.photos.show(viewer, MediaId(parse_id(media_id))))

    async def retry(self, viewer: Viewer, media_id: str) -> Media:
        return self._seen(await self.photos.retry(viewer, MediaId(parse_id(media_id))))

    async def change(self, viewer: Viewer, media_id: str, data: MediaChanges) -> Media:
        """What is left out stays. New pixels take a moment: `is_remaking` says so, and `url` leads to the former ones
        until then.
        """
        changing = Wishing(self.photos.records)
        return self._seen(await changing.change(viewer, MediaId(parse_id(media_id)), data))

    async def storage(self, viewer: Viewer) -> Storage:
        quota = self.uploads.quota
        return Storage(await quota.used(viewer), quota.bytes_max)

    async def fetch(
        self, viewer: Viewer, key: str, file: str, request: Request[Any, Any, Any]
    ) -> Response[bytes]:
        """`file` is `thumb`, `small`, `medium` or `large`, with `.avif`, `.jpg`, or negotiated without
        either.
        """
        query = {name: str(value) for name, value in request.query_params.items()}
        found = await self.delivery.find(viewer, key, file, query, request.headers.get("accept", ""))
        body = b"".join([chunk async for chunk in await self.delivery.blobs.open(found.blob)])
        return Response(body, media_type=found.mime)

    async def put(self, viewer: Viewer, name: str) -> None:
        """The bytes of a ticket, with exactly the headers it names."""

    async def create_raw(self, scope: Message, receive: Receive, send: Send) -> None:
        """The same without ever holding the photo in memory."""
        content_type = _header(scope, b"content-type")
        parts = read_form(content_type, receive)
        async for part in parts:
            if part.name == "file" and part.is_file:
                row = await self.uploads.receive(scope["state"]["viewer"], part.filename or "", part.body)
                break
        else:
            raise Invalid("Send the photo as a part named file.", fields={"file": ["required"]})
        # The photo is here; whatever follows it is read past, so that the client hears the answer.
        with suppress(Malformed, TooLarge):
            async for _ in parts:
                pass
        await _send_json(send, 201, self._own(row))

    async def put_raw(self, scope: Message, receive: Receive, send: Send) -> None:
        assert self.tickets is not None
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        expected = self.tickets.verify_upload(
            scope["method"],
            scope["path"],
            scope["query_string"].decode("latin-1"),
            headers,
            self.clock.now_us(),
        )
        await self.tickets.receive(expected, _body(receive))
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    def routes(self) -> list[Route]:
        photo = "/v1/media/{media_id}"
        found = [
            Route("POST", "/v1/uploads", self.begin, *_UPLOAD, 201, summary="Leave to upload one file", tag="media"),
            Route(
                "POST", "/v1/uploads/{upload_id}/complete", self.complete, *_UPLOAD, 202,
                summary="The bytes of a ticket are uploaded", tag="media",
            ),
            Route(
                "POST", "/v1/media", self.create, *_UPLOAD, 201, _FORM_BYTES_MAX,
                summary="Upload a photo in one request", tag="media",
                accepts=("multipart/form-data",), raw=self.create_raw,
            ),
            Route("GET", photo, self.show, *_READ, summary="A photo, its state and its files", tag="media"),
            Route(
                "PATCH", photo, self.change, Access.MEMBER, Scope.WRITE, Rate.WRITE,
                summary="How a photo is made and shown: its edit, its colours, its camera", tag="media",
            ),
            Route("POST", f"{photo}/retry", self.retry, *_UPLOAD, 202, summary="Try a failed photo again", tag="media"),
            Route(
                "GET", "/v1/me/storage", self.storage, Access.MEMBER, Scope.READ, Rate.READ,
                summary="How much the viewer's photos take up", tag="me",
            ),
            Route(
                "GET", "/m/{key}/{file}", self.fetch, Access.PUBLIC, Scope.READ, Rate.FREE,
                # Not in the description: `url` says all, and pictures are no JSON.
                summary="The bytes of a photo", tag="media", raw=self.delivery, in_openapi=False,
            ),
        ]  # fmt: skip
        if self.tickets is not None:
            found.append(self._ticket_route())
        return found

    def _ticket_route(self) -> Route:
        """The signature of the ticket is the leave: whoever holds it may put these bytes, and nothing else."""
        return Route(
            "PUT", "/blobs/quarantine/{name}", self.put, Access.PUBLIC, Scope.WRITE, Rate.UPLOAD, 200,
            PHOTO_BYTES_MAX, tag="media", accepts=("*/*",), csrf=False, raw=self.put_raw, in_openapi=False,
        )  # fmt: skip

    def _own(self, row: MediaRow) -> Media:
        # To its owner a photo is never signed: their session is enough.
        return full_media(row, self.urls, is_private=False, for_owner=True)

    def _seen(self, seen: Seen) -> Media:
        return full_media(seen.row, self.urls, is_private=seen.is_private, for_owner=seen.is_own)


def _digest(text: str) -> bytes:
    try:
        return bytes.fromhex(text) if len(text) == 64 else b""
    except ValueError:
        return b""


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(1 << 16):
        yield chunk


async def _body(receive: Receive) -> AsyncIterator[bytes]:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Malformed("The upload broke off.", code="upload_broken")
        if message.get("body"):
            yield message["body"]
        if not message.get("more_body"):
            return


def _header(scope: Message, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


async def _send_json(send: Send, status: int, value: object) -> None:
    body = msgspec.json.encode(value)
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
