"""Whether what rows promise is there: every file with its size, and originals byte by byte. For operators."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from tintype.kernel.problems import NotFound
from tintype.media.film_files import caption_blob, preview_blob, rung_blob
from tintype.media.model import BASE, MediaState, RenditionType
from tintype.media.rows import TYPES, MediaRow, rendition_blob
from tintype.ports.blob_store import BlobStore


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that is not what its row says."""

    media_id: int
    blob: str
    what: str


def files_of(row: MediaRow) -> Iterator[tuple[str, int | None]]:
    """Every file of a ready medium with its size in bytes, None where its row does not say."""
    for at, variant in enumerate(row.variants):
        for kind in TYPES:
            yield rendition_blob(row.key, variant.name, kind), row.bytes_of(variant.name, kind)
        for name, sizes in row.made.extra.items():
            yield rendition_blob(row.key, variant.name, RenditionType(name)), sizes[at]
    if row.made.whole is not None:
        yield rendition_blob(row.key, BASE, RenditionType.JPEG), None
    if row.made.film is not None:
        yield from ((rung_blob(row.key, rung.name), rung.size) for rung in row.made.film.rungs)
        if row.made.film.preview:
            yield preview_blob(row.key), row.made.film.preview
    yield from ((caption_blob(row.key, caption), caption.bytes) for caption in row.made.captions)


async def faults_of(blobs: BlobStore, row: MediaRow, *, is_fast: bool) -> list[Fault]:
    """What is missing or different of one medium; with is_fast no file is read."""
    if row.state is not MediaState.READY:
        return []
    found: list[Fault] = []
    for blob, size in files_of(row):
        there = await blobs.size(blob)
        if there is None:
            found.append(Fault(row.id, blob, "is missing"))
        elif size is not None and there != size:
            found.append(Fault(row.id, blob, f"has {there} bytes instead of {size}"))
    if row.source is not None and (what := await _fault_of_original(blobs, row, row.source, is_fast=is_fast)):
        found.append(Fault(row.id, row.source, what))
    return found


async def _fault_of_original(blobs: BlobStore, row: MediaRow, source: str, *, is_fast: bool) -> str:
    there = await blobs.size(source)
    if there is None:
        return "is missing"
    if there != row.size:
        return f"has {there} bytes instead of {row.size}"
    if is_fast:
        return ""
    digest = sha256()
    try:
        async for chunk in await blobs.open(source):
            digest.update(chunk)
    except NotFound:
        return "is missing"
    return "" if digest.digest() == row.sha256 else "has other bytes than were uploaded"
