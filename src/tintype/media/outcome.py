"""What comes out of a photo, and how it travels from the sandbox: frames of a kind byte, a length and a body.

The sender is not believed: `results.py` checks every byte of it. This module is imported inside the sandbox,
so it imports next to nothing.
"""

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Final

from tintype.media.made import Wishes
from tintype.media.model import Refusal, RenditionType

FRAME: Final = struct.Struct(">cI")
STAGE, REFUSED, RENDERED, BYTES = b"S", b"F", b"R", b"B"
# Of films. A body begins with the place of its rung where it belongs to one; a step is a byte, of a hundred.
CLIP, HEAD, FRAGMENT, RUNG, PREVIEW, STEP, DONE = b"C", b"I", b"G", b"E", b"V", b"P", b"D"


@dataclass(frozen=True, slots=True)
class Rendition:
    """One file we serve."""

    name: str
    type: RenditionType
    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Rendered:
    """All that is made of one photo.

    width, height: of what is kept of the upright original; whole: of all of it, where it is edited. taken_at: as in
    `Facts`. placeholder: ThumbHash. phash: 64 bits, unsigned. turns: the same of all eight orientations, its own first;
    none where too little is to be seen.
    """

    width: int
    height: int
    camera: str | None
    taken_at: str | None
    placeholder: bytes
    phash: int
    renditions: list[Rendition]
    lens: str | None = None
    exposure: str | None = None
    could_be_wide: bool = False
    whole: tuple[int, int] | None = None
    turns: tuple[int, ...] = ()

    @property
    def small(self) -> bytes:
        """A JPEG 320 pixels wide, for whoever judges by looking."""
        wanted = ("small", RenditionType.JPEG)
        return next(each.data for each in self.renditions if (each.name, each.type) == wanted)


Outcome = Rendered | Refusal
Work = Callable[[BinaryIO, Wishes, Callable[[str], None]], Outcome]
Tell = Callable[..., None]
"""Takes any number of frames."""


def frames(outcome: Outcome) -> list[bytes]:
    """The outcome as frames: one that refuses, or one that describes and one per rendition, in its order."""
    if isinstance(outcome, Refusal):
        return [frame(REFUSED, json.dumps({"code": outcome.code, "sentence": outcome.sentence}).encode())]
    described = {
        "width": outcome.width,
        "height": outcome.height,
        "camera": outcome.camera,
        "taken_at": outcome.taken_at,
        "lens": outcome.lens,
        "exposure": outcome.exposure,
        "could_be_wide": outcome.could_be_wide,
        "placeholder": outcome.placeholder.hex(),
        "phash": f"{outcome.phash:016x}",
        "turns": [f"{turn:016x}" for turn in outcome.turns],
        "whole": outcome.whole,
    }
    header = frame(RENDERED, json.dumps(described).encode())
    return [header, *(frame(BYTES, rendition.data) for rendition in outcome.renditions)]


def frame(kind: bytes, body: bytes) -> bytes:
    return FRAME.pack(kind, len(body)) + body
