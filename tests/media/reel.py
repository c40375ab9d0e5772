"""What a child tells of a film, put together in the test's own process: fast, and with nothing believed less."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import av
import msgspec

from tests.media import films
from tintype.media.film_made import Rung
from tintype.media.films import film
from tintype.media.films.model import Clip, FilmOrder
from tintype.media.making.film_results import Told, read_film
from tintype.media.model import Refusal
from tintype.media.outcome import Rendered

Film = bytes | Callable[[], bytes]


@dataclass(frozen=True)
class Reel:
    """Everything that was made, as it would lie in the store."""

    told: Told
    files: dict[str, bytes]

    @property
    def clip(self) -> Clip:
        assert self.told.clip is not None
        return self.told.clip

    @property
    def rendered(self) -> Rendered:
        assert self.told.rendered is not None
        return self.told.rendered

    def rung(self, name: str) -> Rung:
        return next(rung for rung in self.told.rungs if rung.name == name)

    def frames(self, name: str) -> list[av.VideoFrame]:
        return list(av.open(io.BytesIO(self.files[name])).decode(video=0))

    def sound(self, name: str) -> list[av.AudioFrame]:
        opened = av.open(io.BytesIO(self.files[name]))
        return list(opened.decode(audio=0)) if opened.streams.audio else []


async def outcome(data: bytes, order: FilmOrder, duration_ms: int = 60_000) -> Reel | Refusal:
    """What comes of a film by an order. Reads it as the parent of a child does."""
    told: list[bytes] = []
    film.work(io.BytesIO(data), msgspec.json.encode(order), lambda *frames: told.extend(frames))
    reader = asyncio.StreamReader()
    reader.feed_data(b"".join(told))
    reader.feed_eof()
    files: dict[str, bytes] = {}

    async def land(name: str, piece: bytes) -> None:
        files[name] = files.get(name, b"") + piece

    found = await read_film(reader, order, duration_ms, land, lambda _step: None)
    return found if isinstance(found, Refusal) else Reel(found, files)


async def looked(data: bytes) -> Reel:
    found = await outcome(data, FilmOrder("look"))
    assert isinstance(found, Reel), found
    return found


async def made(data: bytes, *rungs: str, preview_ms: int = -1) -> Reel:
    found = await outcome(data, FilmOrder("rungs", rungs, preview_ms))
    assert isinstance(found, Reel), found
    return found


async def refusal(data: bytes) -> Refusal:
    found = await outcome(data, FilmOrder("look"))
    assert isinstance(found, Refusal), "it was taken"
    return found


def changed(data: bytes, change: Callable[[bytearray], None]) -> bytes:
    copy = bytearray(data)
    change(copy)
    return bytes(copy)


@cache
def plain() -> bytes:
    return films.film()


@cache
def hevc() -> bytes:
    return films.film(codec="libx265", pixels="yuv420p10le")


def data_of(film: Film) -> bytes:
    """Films are made when a test runs, not when it is collected."""
    return film if isinstance(film, bytes) else film()
