"""`GET /m/{key}/{variant}.{ext}`: the bytes of a rendition, for whoever may see its owner at this moment.

Withdrawal is immediate here: the owner's state and the viewer's ties are asked at every fetch. Copies in
browsers of what was public are out of reach; new keys make the old addresses worthless.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from tintype.kernel.access import Message, Receive, Send
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer
from tintype.media import store
from tintype.media.delivery.disposition import attachment
from tintype.media.delivery.negotiation import preferred
from tintype.media.delivery.ranges import Unsatisfiable, requested_range
from tintype.media.delivery.streams import is_stream_file, stream_file
from tintype.media.making.extras import INSTEAD, ask, has
from tintype.media.model import BASE, VARIANTS, MediaState, RenditionType
from tintype.media.reach.audience import Openness, openness
from tintype.media.reach.urls import MediaUrls
from tintype.media.rows import EXTRAS, TYPES, MediaRow, rendition_blob
from tintype.ports.blob_store import BlobStore
from tintype.ports.records import Reading, Records

ORIGINAL: Final = "original"
# A year in browsers; a minute in shared caches, which nobody can tell to forget.
_PUBLIC: Final = b"public, max-age=31536000, immutable, s-maxage=60"
# Private pictures are kept by the browser but asked for again each time, so that an ended follow ends here.
_PRIVATE: Final = b"private, no-cache"
# What a film says of itself while it is being made.
_GROWING: Final = b"public, max-age=5, s-maxage=5"
# What stands in for a better file that is being made.
_SOON: Final = b"public, max-age=60"
# Of bytes that strangers brought: never a document of ours, never anything else than what we say it is.
_HARMLESS: Final = (
    (b"accept-ranges", b"bytes"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"sandbox; default-src 'none'; frame-ancestors 'none'"),
)
_FIELDS_MAX: Final = 8
_NAMES: Final = (*VARIANTS, BASE)
_TYPES_BY_EXTENSION: Final = {kind.extension: kind for kind in (*TYPES, *EXTRAS)}


@dataclass(frozen=True, slots=True)
class Rendition:
    """Which file answers, and how long others may keep it."""

    blob: str
    size: int
    etag: str
    mime: str
    caching: bytes
    is_negotiated: bool = False
    download: bytes | None = None
    """The Content-Disposition of what is saved and never shown."""
    instead: str = ""
    """The file to go to, beside the one that was asked for and is not made yet."""
    start: int = 0
    """Where in the blob it begins: the parts of a film lie end to end."""
    body: bytes | None = None
    """What is written here and kept nowhere: a playlist."""


@dataclass(frozen=True, slots=True)
class MediaDelivery:
    """A plain ASGI function: the gateway has named the viewer and split the path."""

    records: Records
    blobs: BlobStore
    urls: MediaUrls

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        parameters: dict[str, str] = scope["path_params"]
        query = _query(scope["query_string"].decode("latin-1"))
        found = await self.find(
            scope["state"]["viewer"], parameters["key"], parameters["file"], query, headers.get("accept", "")
        )
        if found.instead:
            return await _send(send, 302, _redirection(found, scope["query_string"]))
        await self._answer(found, scope["method"], headers, send)

    async def find(
        self, viewer: Viewer, key: str, file: str, query: Mapping[str, str], accept: str
    ) -> Rendition:
        """The file behind an address. Raises NotFound for what is not there or not for this viewer."""
        name, dot, extension = file.partition(".")
        is_stream = is_stream_file(file)
        is_picture = name in _NAMES and (not dot or extension in _TYPES_BY_EXTENSION)
        if not is_picture and not is_stream and file != ORIGINAL:
            raise NotFound

        async def body(reading: Reading) -> tuple[MediaRow, Openness]:
            row = await store.media_by_key(reading, key)
            if row is None or row.state is not MediaState.READY:
                raise NotFound
            return row, await openness(reading, viewer, row)

        row, how = await self.records.look(body)
        if how is Openness.RESTRICTED and not self.urls.allows(key, query.get("e", ""), query.get("s", "")):
            raise NotFound
        if file == ORIGINAL:
            return _original(row, viewer)
        if is_stream:
            return _streamed(row, file, how, self.urls.query(key, is_private=how is Openness.RESTRICTED))
        if name == BASE and not _has_base(row, viewer, extension):
            raise NotFound
        kind = _TYPES_BY_EXTENSION[extension] if dot else preferred(accept, _offered(row))
        found = kind if has(row, kind) else INSTEAD[kind]
        if found is not kind:
            await ask(self.records, row, kind)
        caching = _PUBLIC if how is Openness.PUBLIC and name != BASE else _PRIVATE
        return Rendition(
            blob=rendition_blob(row.key, name, found),
            size=row.bytes_of(name, found),
            etag=f'"{row.key[-12:]}-{name}-{found.value}"',
            mime=found.mime,
            caching=_SOON if caching == _PUBLIC and found is not kind else caching,
            is_negotiated=not dot,
            instead=f"{name}.{found.extension}" if dot and found is not kind else "",
        )

    async def opened(self, found: Rendition, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes of [start, end) of a file. Raises NotFound."""
        if found.body is not None:
            return _words(found.body[start:end])
        return await self.blobs.open(found.blob, found.start + start, found.start + end)

    async def _answer(self, found: Rendition, method: str, headers: Mapping[str, str], send: Send) -> None:
        answer = _headers(found)
        if _matches(headers.get("if-none-match", ""), found.etag):
            return await _send(send, 304, answer)
        asked = headers.get("range", "") if headers.get("if-range", found.etag) == found.etag else ""
        try:
            start, end = requested_range(asked, found.size) or (0, found.size)
        except Unsatisfiable:
            return await _send(send, 416, [*_HARMLESS, (b"content-range", b"bytes */%d" % found.size)])
        is_part = (start, end) != (0, found.size)
        if is_part:
            answer.append((b"content-range", b"bytes %d-%d/%d" % (start, end - 1, found.size)))
        answer.append((b"content-length", b"%d" % (end - start)))
        # Opened before the first header goes out: a file that has just gone is still a 404. An empty range brings
        # no bytes, from however far away.
        chunks = await self.opened(found, start, start if method == "HEAD" else end)
        await send(_start(206 if is_part else 200, answer))
        async for chunk in chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def _streamed(row: MediaRow, file: str, how: Openness, query: str) -> Rendition:
    """A film's file; what may still change is asked for again soon."""
    found = stream_file(row, file, query)
    caching = _PRIVATE if how is not Openness.PUBLIC else _GROWING if found.may_grow else _PUBLIC
    return Rendition(
        blob=found.blob,
        size=found.size,
        etag=f'"{row.key[-12:]}-{found.tag}"',
        mime=found.mime,
        caching=caching,
        start=found.start,
        body=found.body,
    )


def _query(text: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(text, max_num_fields=_FIELDS_MAX))
    except ValueError:
        raise NotFound from None  # no address of ours has so many


def _has_base(row: MediaRow, viewer: Viewer, extension: str) -> bool:
    """What an edit took away is its owner's alone."""
    return row.owner_id == viewer.account_id and row.made.whole is not None and extension == "jpg"


def _offered(row: MediaRow) -> list[RenditionType]:
    """The types to choose from, best first: the finer AVIF once it is there, and WebP even if it is not yet."""
    fine = [RenditionType.FINE] if has(row, RenditionType.FINE) else []
    return [*fine, RenditionType.AVIF, RenditionType.WEBP]


def _redirection(found: Rendition, query: bytes) -> list[tuple[bytes, bytes]]:
    """To the file beside it, with the signature that let the viewer come this far."""
    location = found.instead.encode() + (b"?" + query if query else b"")
    return [(b"location", location), (b"cache-control", b"no-store"), (b"content-length", b"0"), *_HARMLESS]


def _original(row: MediaRow, viewer: Viewer) -> Rendition:
    """The owner's own upload, as it came, with everything in it: to nobody else, and never shown by a
    browser.
    """
    if row.owner_id != viewer.account_id or row.source is None:
        raise NotFound
    digest = row.sha256.hex()[:24]
    return Rendition(
        row.source,
        row.size,
        f'"{digest}"',
        "application/octet-stream",
        b"private, no-store",
        download=attachment(row.name),
    )


def _headers(found: Rendition) -> list[tuple[bytes, bytes]]:
    headers = [
        (b"content-type", found.mime.encode()),
        (b"cache-control", found.caching),
        (b"etag", found.etag.encode()),
        *_HARMLESS,
        (b"cross-origin-resource-policy", b"same-origin" if found.caching != _PUBLIC else b"cross-origin"),
    ]
    if found.is_negotiated:
        headers.append((b"vary", b"accept"))
    if found.download is not None:
        headers.append((b"content-disposition", found.download))
    return headers


def _matches(wanted: str, etag: str) -> bool:
    return wanted.strip() == "*" or etag in (
        each.strip().removeprefix("W/") for each in wanted.split(",", 32)
    )


async def _words(body: bytes) -> AsyncIterator[bytes]:
    if body:
        yield body


def _start(status: int, headers: list[tuple[bytes, bytes]]) -> Message:
    return {"type": "http.response.start", "status": status, "headers": headers}


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    await send(_start(status, headers))
    await send({"type": "http.response.body", "body": b""})
