"""Runs everything that is done with films once, on one of ours: after the lock nothing can be loaded any more."""

# PyAV's types leave open whose packets they are.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

import io
from collections.abc import Callable
from fractions import Fraction
from typing import Any, BinaryIO, Final, cast

import av
import msgspec
from PIL import Image

from tintype.media import outcome
from tintype.media.films.model import FilmOrder

_SIDES: Final = (64, 48)
_PICTURES: Final = 4


def warm(perform: Callable[[BinaryIO, bytes, outcome.Tell], None]) -> None:
    """Looks at a film and at a GIF, and makes rungs of them. Raises RuntimeError where that does not work."""
    for film in (_film("mp4", turned=90), _film("mp4"), _gif()):
        for order in (FilmOrder("look"), FilmOrder("rungs", ("360",), 0)):
            told: list[bytes] = []

            def tell(*frames: bytes, told: list[bytes] = told) -> None:
                told.extend(frames)

            perform(io.BytesIO(film), msgspec.json.encode(order), tell)
            if not told or told[-1][:1] != outcome.DONE:
                raise RuntimeError(f"films cannot be made here: {told[-1:]!r}")


def _film(kind: str, *, turned: int = 0) -> bytes:
    file = io.BytesIO()
    made = av.open(file, "w", format=kind)
    picture: Any = made.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
    picture.width, picture.height, picture.pix_fmt = *_SIDES, "yuv420p"
    picture.codec_context.thread_count = 1
    if turned:
        picture.set_display_rotation(turned)
    sound: Any = made.add_stream("aac", rate=44_100, layout="mono")
    for at in range(_PICTURES):
        frame = cast("Any", av.VideoFrame).from_image(Image.new("RGB", _SIDES, (90, 40 * at, 150)))
        frame.pts, frame.time_base = at, Fraction(1, 25)
        made.mux(picture.encode(frame))
        heard = av.AudioFrame("fltp", "mono", 1024)
        heard.sample_rate, heard.pts, heard.time_base = 44_100, 1024 * at, Fraction(1, 44_100)
        for plane in heard.planes:
            plane.update(bytes(plane.buffer_size))
        made.mux(sound.encode(heard))
    made.mux(picture.encode(None))
    made.mux(sound.encode(None))
    made.close()
    return file.getvalue()


def _gif() -> bytes:
    file = io.BytesIO()
    pictures = [Image.new("P", _SIDES, at) for at in range(_PICTURES)]
    pictures[0].putpalette([at % 256 for at in range(768)])
    pictures[0].save(file, "GIF", save_all=True, append_images=pictures[1:], duration=100, loop=0)
    return file.getvalue()
