"""Archives over HTTP: asked for, watched, fetched by their owner and by nobody else."""

from dataclasses import dataclass
from typing import Any, Final

from litestar import Request, Response

from tintype.kernel.access import Access, Message, Rate, Receive, Route, Send
from tintype.kernel.clock import Clock
from tintype.kernel.ids import parse_id
from tintype.kernel.viewer import Scope, Viewer
from tintype.media import Unsatisfiable, requested_range
from tintype.portability.exports import Exports
from tintype.portability.model import ExportId, ExportRow
from tintype.portability.shapes import Export, ExportList, export_shape
from tintype.ports.blob_store import BlobStore

_HARMLESS: Final = (
    (b"content-type", b"application/zip"),
    (b"cache-control", b"private, no-store"),
    (b"accept-ranges", b"bytes"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"sandbox; default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
)


@dataclass(frozen=True, slots=True)
class ExportRoutes:
    """HTTP for exports."""

    exports: Exports
    blobs: BlobStore
    clock: Clock

    async def request(self, viewer: Viewer) -> Export:
        return export_shape(await self.exports.request(viewer), self.clock.now_us())

    async def newest(self, viewer: Viewer) -> ExportList:
        now_us = self.clock.now_us()
        return ExportList([export_shape(row, now_us) for row in await self.exports.newest(viewer)])

    async def one(self, viewer: Viewer, export_id: str) -> Export:
        row = await self.exports.one(viewer, ExportId(parse_id(export_id)))
        return export_shape(row, self.clock.now_us())

    async def remove(self, viewer: Viewer, export_id: str) -> None:
        await self.exports.remove(viewer, ExportId(parse_id(export_id)))

    async def archive(
        self, viewer: Viewer, export_id: str, request: Request[Any, Any, Any]
    ) -> Response[bytes]:
        """A ZIP file; parts of it by `Range`."""
        row = await self.exports.archive(viewer, ExportId(parse_id(export_id)))
        body = b"".join([chunk async for chunk in await self.blobs.open(row.blob)])
        return Response(body, media_type="application/zip")

    async def archive_raw(self, scope: Message, receive: Receive, send: Send) -> None:
        """The same without ever holding the archive in memory."""
        viewer: Viewer = scope["state"]["viewer"]
        row = await self.exports.archive(viewer, ExportId(parse_id(scope["path_params"]["export_id"])))
        asked = next((value for name, value in scope["headers"] if name == b"range"), b"")
        try:
            start, end = requested_range(asked.decode("latin-1"), row.size) or (0, row.size)
        except Unsatisfiable:
            return await _refuse(send, row)
        headers = [*_HARMLESS, _name(row), (b"content-length", b"%d" % (end - start))]
        is_part = (start, end) != (0, row.size)
        if is_part:
            headers.append((b"content-range", b"bytes %d-%d/%d" % (start, end - 1, row.size)))
        # Opened before the first header goes out: an archive that has just gone is still a 404.
        chunks = await self.blobs.open(row.blob, start, start if scope["method"] == "HEAD" else end)
        await send({"type": "http.response.start", "status": 206 if is_part else 200, "headers": headers})
        async for chunk in chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    def routes(self) -> list[Route]:
        one, read = "/v1/me/exports/{export_id}", (Access.MEMBER, Scope.READ, Rate.READ)
        # Whoever may only read takes nothing away either: an archive holds more than any page shows.
        write = (Access.MEMBER, Scope.WRITE, Rate.WRITE)
        return [
            Route(
                "POST", "/v1/me/exports", self.request, *write, 202, summary="Ask for an archive of everything",
                tag="me",
            ),
            Route("GET", "/v1/me/exports", self.newest, *read, summary="The viewer's archives", tag="me"),
            Route("GET", one, self.one, *read, summary="How far an archive is", tag="me"),
            Route("DELETE", one, self.remove, *write, 204, summary="Let an archive go", tag="me"),
            Route(
                "GET", f"{one}/archive", self.archive, *write, summary="The archive itself", tag="me",
                raw=self.archive_raw, in_openapi=False,
            ),
        ]  # fmt: skip


def _name(row: ExportRow) -> tuple[bytes, bytes]:
    return b"content-disposition", f'attachment; filename="tintype-{row.id}.zip"'.encode()


async def _refuse(send: Send, row: ExportRow) -> None:
    headers = [*_HARMLESS, (b"content-range", b"bytes */%d" % row.size), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 416, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
