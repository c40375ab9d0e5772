"""Uploads over HTTP: leave to send, what is still missing, giving up, completing; and a file in one request."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body
from msgspec import UNSET, UnsetType

from tintype.kernel.access import Access, Message, Rate, Receive, Route, Send
from tintype.kernel.clock import Clock, rfc3339
from tintype.kernel.ids import UploadId, parse_id
from tintype.kernel.problems import Invalid, Malformed, TooLarge
from tintype.kernel.viewer import Scope, Viewer
from tintype.media.reach.urls import MediaUrls
from tintype.media.rows import MediaRow
from tintype.media.shapes import Media, full_media
from tintype.media.uploads.announcing import Announced, Leave
from tintype.media.uploads.forms import read_form
from tintype.media.uploads.uploads import Uploads
from tintype.ports.blob_store import Tickets

_FORM_FIELDS_BYTES: Final = 64 * 1024
_UPLOAD: Final = (Access.MEMBER, Scope.WRITE, Rate.UPLOAD)
_UPKEEP: Final = (Access.MEMBER, Scope.WRITE, Rate.WRITE)


class NewUpload(msgspec.Struct, forbid_unknown_fields=True):
    """What is going to be uploaded: its size in bytes and its type, and its SHA-256 as 64 hexadecimal digits.

    In parts, which can be sent at once, again and after a pause: instead of `sha256` the length `part_bytes` of every
    part but the last (5 MiB to 64 MiB) and in `parts` the SHA-256 of each.
    """

    bytes: int
    type: str
    sha256: str = ""
    name: str = ""
    part_bytes: int = 0
    parts: Annotated[list[str], msgspec.Meta(max_length=10_000)] = []


class TicketPart(msgspec.Struct, frozen=True):
    """How to put one part: `bytes` of the file from `offset` on."""

    number: int
    offset: int
    bytes: int
    method: str
    url: str
    headers: dict[str, str]


class Ticket(msgspec.Struct, frozen=True, omit_defaults=True):
    """How to put the bytes: method, URL and every header as given, before it expires; then call `complete`.

    Of an upload in parts `parts` are those that are missing and `parts_done` the numbers of those that are here. Ask
    for the ticket again when it has expired, or to go on later; an upload that nobody asks about for 55 minutes is
    given up.
    """

    id: str
    expires_at: str
    method: str | UnsetType = UNSET
    url: str | UnsetType = UNSET
    headers: dict[str, str] | UnsetType = UNSET
    parts: list[TicketPart] | UnsetType = UNSET
    parts_done: list[int] | UnsetType = UNSET


@dataclass
class FileForm:
    """One photo or video."""

    file: UploadFile


@dataclass(frozen=True, slots=True)
class UploadRoutes:
    """`tickets` is None where the blob store has an address of its own."""

    uploads: Uploads
    urls: MediaUrls
    clock: Clock
    tickets: Tickets | None = None

    async def begin(self, viewer: Viewer, data: NewUpload) -> Ticket:
        digests = tuple(_digest(each) for each in data.parts)
        announced = Announced(
            data.bytes, data.type, data.name, _digest(data.sha256), data.part_bytes, digests
        )
        return _ticket(await self.uploads.begin(viewer, announced))

    async def resume(self, viewer: Viewer, upload_id: str) -> Ticket:
        return _ticket(await self.uploads.resume(viewer, UploadId(parse_id(upload_id))))

    async def give_up(self, viewer: Viewer, upload_id: str) -> None:
        await self.uploads.give_up(viewer, UploadId(parse_id(upload_id)))

    async def complete(self, viewer: Viewer, upload_id: str) -> Media:
        return self._own(await self.uploads.complete(viewer, UploadId(parse_id(upload_id))))

    async def create(
        self, viewer: Viewer, data: Annotated[FileForm, Body(media_type=RequestEncodingType.MULTI_PART)]
    ) -> Media:
        """Takes one part named `file`. The state tells when it can be seen."""
        return self._own(await self.uploads.receive(viewer, data.file.filename, _chunks(data.file)))

    async def put(self, viewer: Viewer, name: str) -> None:
        """The bytes of a ticket, with exactly the headers it names."""

    async def create_raw(self, scope: Message, receive: Receive, send: Send) -> None:
        """The same without ever holding the file in memory."""
        parts = read_form(_header(scope, b"content-type"), receive)
        async for part in parts:
            if part.name == "file" and part.is_file:
                row = await self.uploads.receive(scope["state"]["viewer"], part.filename or "", part.body)
                break
        else:
            raise Invalid("Send the file as a part named file.", fields={"file": ["required"]})
        # The file is here; whatever follows it is read past, so that the client hears the answer.
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
        upload = "/v1/uploads/{upload_id}"
        largest = self.uploads.limits.largest
        found = [
            Route(
                "POST", "/v1/uploads", self.begin, *_UPLOAD, 201, summary="Leave to upload one file", tag="media"
            ),
            Route("GET", upload, self.resume, *_UPKEEP, summary="What is missing of an upload", tag="media"),
            Route("DELETE", upload, self.give_up, *_UPKEEP, 204, summary="Give an upload up", tag="media"),
            Route(
                "POST", f"{upload}/complete", self.complete, *_UPLOAD, 202,
                summary="The bytes of a ticket are uploaded", tag="media",
            ),
            Route(
                "POST", "/v1/media", self.create, *_UPLOAD, 201, largest + _FORM_FIELDS_BYTES,
                summary="Upload a photo or a video in one request", tag="media",
                accepts=("multipart/form-data",), raw=self.create_raw,
            ),
        ]  # fmt: skip
        if self.tickets is not None:
            found.append(self._ticket_route(largest))
        return found

    def _ticket_route(self, largest: int) -> Route:
        """The signature of the ticket is the leave: whoever holds it may put these bytes, and nothing else."""
        return Route(
            "PUT", "/blobs/quarantine/{name}", self.put, Access.PUBLIC, Scope.WRITE, Rate.PARTS, 200,
            largest, tag="media", accepts=("*/*",), csrf=False, raw=self.put_raw, in_openapi=False,
        )  # fmt: skip

    def _own(self, row: MediaRow) -> Media:
        # To its owner a medium is never signed: their session is enough.
        return full_media(row, self.urls, is_private=False, for_owner=True)


def _ticket(leave: Leave) -> Ticket:
    upload, whole = leave.upload, leave.whole
    id, expires_at = str(upload.id), rfc3339(leave.expires_us)
    if whole is not None:
        return Ticket(
            id, expires_at, whole.method, whole.url, dict(whole.headers), parts_done=leave.parts_done
        )
    parts = [
        TicketPart(
            each.part.number,
            each.offset,
            each.part.size,
            each.signed.method,
            each.signed.url,
            dict(each.signed.headers),
        )
        for each in leave.parts
    ]
    return Ticket(id, expires_at, parts=parts, parts_done=leave.parts_done)


def _digest(text: str) -> bytes:
    """What is not 64 digits comes out as bytes that are no SHA-256."""
    try:
        return bytes.fromhex(text) if len(text) == 64 else text[:1].encode()
    except ValueError:
        return b"?"


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
