"""The names of a film's files, and how they are kept as they come."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Final, Self

from tintype.media.film_made import Caption, Film
from tintype.media.films.model import PREVIEW, RUNGS, SOURCE
from tintype.ports.blob_store import BlobStore

RUNG_BYTES_MAX: Final = 2_000_000_000  # ten minutes at the most that is passed through, and sound
_PIECES_WAITING: Final = 2


def rung_blob(key: str, name: str) -> str:
    """All segments of one rung end to end: what is asked for is a part of it."""
    return f"m/{key}/{name}.mp4"


def preview_blob(key: str) -> str:
    return rung_blob(key, PREVIEW)


def caption_blob(key: str, caption: Caption) -> str:
    """Another file for every version: what is replaced is not changed."""
    return f"m/{key}/{caption.file}"


def film_blobs(key: str, film: Film | None, captions: Iterable[Caption]) -> list[str]:
    """The files that lie under a key beside the poster's, as a row knows them."""
    blobs = [caption_blob(key, each) for each in captions]
    if film is not None:
        blobs += [rung_blob(key, rung.name) for rung in film.rungs]
        blobs += [preview_blob(key)] if film.preview else []
    return blobs


def film_blobs_ever(key: str, captions: Iterable[str]) -> list[str]:
    """The files that may lie under a key, those of runs that broke off included; captions by their files' names."""
    rungs = [rung_blob(key, name) for name in (SOURCE, *RUNGS, PREVIEW)]
    return [*rungs, *(f"m/{key}/{file}" for file in captions)]


def film_addresses(key: str, captions: Iterable[str]) -> list[str]:
    """Where a film's files are fetched, without its segments: nobody finds these once their playlists are gone."""
    rungs = [f"m/{key}/{name}{end}" for name in (SOURCE, *RUNGS) for end in (".m3u8", "-init.mp4")]
    words = [f"m/{key}/captions.{file.split('.')[1]}.vtt" for file in captions]
    return [f"m/{key}/stream.m3u8", *rungs, preview_blob(key), *words]


@dataclass(slots=True)
class Landing:
    """Keeps pieces of rungs under a key as they come; each file is there when its rung is whole, or not at all.

    To be used as `async with`: leaving it early leaves nothing behind.
    """

    blobs: BlobStore
    key: str
    _lines: dict[str, "_Line"] = field(default_factory=dict[str, "_Line"])

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        tasks = [line.putting for line in self._lines.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def land(self, name: str, piece: bytes) -> None:
        """The next piece of a rung, nothing at its end. Raises what the store raises."""
        line = self._lines.get(name)
        if line is None:
            line = self._lines[name] = self._begun(name)
        await line.add(piece)

    def _begun(self, name: str) -> "_Line":
        pieces: asyncio.Queue[bytes] = asyncio.Queue(_PIECES_WAITING)
        putting = asyncio.create_task(self._put(name, pieces))
        return _Line(pieces, putting)

    async def _put(self, name: str, pieces: asyncio.Queue[bytes]) -> None:
        await self.blobs.put(rung_blob(self.key, name), _until_end(pieces), bytes_max=RUNG_BYTES_MAX)


@dataclass(slots=True)
class _Line:
    """One file on its way into the store."""

    pieces: asyncio.Queue[bytes]
    putting: "asyncio.Task[None]"

    async def add(self, piece: bytes) -> None:
        waiting = asyncio.ensure_future(self.pieces.put(piece))
        try:
            # A store that fails takes nothing more: then its task ends first.
            await asyncio.wait({waiting, self.putting}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        if not piece or self.putting.done():
            await self.putting


async def _until_end(pieces: asyncio.Queue[bytes]) -> AsyncIterator[bytes]:
    while piece := await pieces.get():
        yield piece
