"""Reads what a child says of a film, piece by piece, and believes none of it: every piece is held against what it
must be, and what the row keeps is read from the pieces themselves.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated, Final

import msgspec

from tintype.media import outcome
from tintype.media.film_made import Rung
from tintype.media.films.fragments import FRAGMENT_BOXES, HEAD_BOXES, Misshapen, began_of, clock_of, kinds_of
from tintype.media.films.model import (
    DURATION_MS_MAX,
    INIT_BYTES_MAX,
    PREVIEW_BYTES_MAX,
    SEGMENT_BYTES_MAX,
    SEGMENTS_MAX,
    SOURCE,
    Clip,
    FilmOrder,
    refuse_picture,
)
from tintype.media.model import Refusal
from tintype.media.outcome import Rendered
from tintype.media.sandbox.answers import Garbled, read_frame, read_refusal, read_rendered

Land = Callable[[str, bytes], Awaitable[None]]
"""Takes the next piece of the rung of this name; nothing when the rung is whole."""

_CREDIBLE_MS_MAX: Final = DURATION_MS_MAX + 1_000
_FRAME_BYTES_MAX: Final = SEGMENT_BYTES_MAX + 1

_Side = Annotated[int, msgspec.Meta(ge=2, le=1920)]
_Codecs = Annotated[str, msgspec.Meta(pattern=r"^avc1\.[0-9a-f]{6}(,mp4a\.40\.2)?$")]


class _Ended(msgspec.Struct, forbid_unknown_fields=True):
    codecs: _Codecs
    width: _Side
    height: _Side


@dataclass(frozen=True, slots=True)
class Told:
    """What a child has told: all that the order asked for. A picture without a clip is that of a still GIF."""

    clip: Clip | None
    rendered: Rendered | None
    rungs: tuple[Rung, ...]
    preview: bytes


@dataclass(slots=True)
class _Coming:
    """A rung of which some pieces have come."""

    name: str
    head: int = 0
    clock: int = 0
    began: list[int] = field(default_factory=list[int])
    counts: list[int] = field(default_factory=list[int])
    done: Rung | None = None

    def take_head(self, head: bytes) -> None:
        if self.head or len(head) > INIT_BYTES_MAX or kinds_of(head) != HEAD_BOXES:
            raise Garbled("a head that is none")
        self.head, self.clock = len(head), clock_of(head)

    def take_fragment(self, fragment: bytes) -> None:
        if (
            not self.head
            or self.done
            or len(self.began) >= SEGMENTS_MAX
            or kinds_of(fragment) != FRAGMENT_BOXES
        ):
            raise Garbled("a fragment that is none")
        began = began_of(fragment)
        if self.began and began <= self.began[-1]:
            raise Garbled("fragments out of order")
        self.began.append(began)
        self.counts.append(len(fragment))

    def end(self, said: _Ended, duration_ms: int) -> None:
        if not self.began or self.done:
            raise Garbled("a rung of nothing")
        starts = [(at - self.began[0]) * 1000 // self.clock for at in self.began]
        ends = [*starts[1:], max(duration_ms, starts[-1] + 1)]
        if ends[-1] > _CREDIBLE_MS_MAX:
            raise Garbled("a rung that is too long")
        lengths = [max(1, end - start) for start, end in zip(starts, ends, strict=True)]
        segments = tuple(zip(lengths, self.counts, strict=True))
        self.done = Rung(self.name, said.width, said.height, said.codecs, self.head, segments)


class _Reading:
    """One child's words."""

    def __init__(
        self, order: FilmOrder, duration_ms: int, land: Land, on_step: Callable[[int], None]
    ) -> None:
        self._order = order
        self._duration_ms = duration_ms
        self._land = land
        self._on_step = on_step
        self._step = 0
        self._rungs = [_Coming(name) for name in order.rungs]
        self._preview = b""
        self.clip: Clip | None = None
        self.rendered: Rendered | None = None

    async def take(self, kind: bytes, body: bytes) -> None:
        match kind:
            case outcome.STEP if len(body) == 1 and self._step < body[0] < 100:
                self._step = body[0]
                self._on_step(body[0])
            case outcome.CLIP if self._order.task == "look" and self.clip is None and self.rendered is None:
                self.clip = _credible(body)
                self._duration_ms = self.clip.duration_ms
                self._rungs = [_Coming(SOURCE)] if self.clip.fits else []
            case outcome.HEAD:
                coming = self._coming(body)
                coming.take_head(body[1:])
                await self._land(coming.name, body[1:])
            case outcome.FRAGMENT:
                coming = self._coming(body)
                coming.take_fragment(body[1:])
                await self._land(coming.name, body[1:])
            case outcome.RUNG:
                coming = self._coming(body)
                coming.end(msgspec.json.decode(body[1:], type=_Ended), self._duration_ms)
                await self._land(coming.name, b"")
            case outcome.PREVIEW if self._order.preview_ms >= 0 and not self._preview:
                if len(body) > PREVIEW_BYTES_MAX or body[4:8] != b"ftyp" or b"moov" not in body:
                    raise Garbled("a preview that is none")
                self._preview = body
            case _:
                raise Garbled(f"frame {kind!r}")

    def told(self) -> Told:
        """Everything, now that the child is done. Raises Garbled where something is missing."""
        rungs = tuple(coming.done for coming in self._rungs if coming.done)
        is_seen = self.rendered is not None or self._order.task != "look"
        if (
            len(rungs) != len(self._rungs)
            or not is_seen
            or (self._order.preview_ms >= 0 and not self._preview)
        ):
            raise Garbled("not everything was told")
        return Told(self.clip, self.rendered, rungs, self._preview)

    def _coming(self, body: bytes) -> _Coming:
        if not body or body[0] >= len(self._rungs):
            raise Garbled("a rung that nobody asked for")
        return self._rungs[body[0]]


async def read_film(
    reader: asyncio.StreamReader,
    order: FilmOrder,
    duration_ms: int,
    land: Land,
    on_step: Callable[[int], None],
) -> Told | Refusal:
    """What a child makes of a film by an order. Raises Garbled, and what `land` raises."""
    reading = _Reading(order, duration_ms, land, on_step)
    try:
        while True:
            kind, body = await read_frame(reader, _FRAME_BYTES_MAX)
            match kind:
                case outcome.DONE:
                    return reading.told()
                case outcome.REFUSED:
                    return read_refusal(body)
                case outcome.RENDERED if order.task == "look" and reading.rendered is None:
                    reading.rendered = await read_rendered(reader, body)
                case _:
                    await reading.take(kind, body)
    except (asyncio.IncompleteReadError, ConnectionError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Garbled("the job ended before it was done") from error
    except Misshapen as error:
        raise Garbled("a piece that is no piece of a film") from error


def _credible(body: bytes) -> Clip:
    clip = msgspec.json.decode(body, type=Clip)
    numbers = (clip.duration_ms, clip.bits_per_s, clip.poster_ms)
    if min(numbers) < 0 or not 1 <= clip.duration_ms <= _CREDIBLE_MS_MAX or clip.poster_ms > clip.duration_ms:
        raise Garbled("a film that cannot be")
    if clip.bits_per_s > 1 << 50 or refuse_picture(clip.width, clip.height):
        raise Garbled("a film that cannot be")
    return clip
