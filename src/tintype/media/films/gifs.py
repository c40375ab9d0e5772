"""The blocks of a GIF, walked before a library sees them: how many pictures, how large, for how long."""

import struct
from dataclasses import dataclass
from typing import BinaryIO, Final

from tintype.media.films.model import DURATION_MS_MAX, FILM_DAMAGED, FILM_HEAVY, TOO_LONG
from tintype.media.model import Refusal

FRAMES_MAX: Final = 3_000
PIXELS_MAX: Final = 3_000_000_000  # over all pictures: every one is painted on a canvas of the whole size
_CANVAS_MAX: Final = 8_000_000
_USUAL_MS: Final = 100  # what browsers make of a delay of 0 or 1 hundredths
_BLOCKS_MAX: Final = 100_000


@dataclass(frozen=True, slots=True)
class Gif:
    """What its blocks say."""

    frames: int
    duration_ms: int


def read_gif(file: BinaryIO) -> Gif | Refusal:
    """Counts pictures without unpacking one, or says why not."""
    file.seek(0)
    try:
        return _walked(file)
    except (struct.error, IndexError):
        return FILM_DAMAGED


def has_many_pictures(head: bytes) -> bool:
    """Whether the first bytes of a GIF tell that it moves: it says that it repeats, or a second picture is seen."""
    if b"NETSCAPE2.0" in head[:4096] or b"ANIMEXTS1.0" in head[:4096]:
        return True
    return head.count(b"\x00\x21\xf9\x04") > 1


def _walked(file: BinaryIO) -> Gif | Refusal:
    width, height, flags = struct.unpack("<HHB", file.read(13)[6:11])
    if width * height > _CANVAS_MAX:
        return FILM_HEAVY
    _skip_colours(file, flags)
    frames = duration_ms = 0
    for _ in range(_BLOCKS_MAX):
        match file.read(1):
            case b"\x2c":
                left, top, wide, high, flags = struct.unpack("<HHHHB", file.read(9))
                if left + wide > width or top + high > height:
                    return FILM_DAMAGED
                frames += 1
                _skip_colours(file, flags)
                file.read(1)
                _skip_blocks(file)
            case b"\x21":
                duration_ms += _delay_ms(file)
            case b"\x3b":
                break
            case _:
                return FILM_DAMAGED
        if frames > FRAMES_MAX or frames * width * height > PIXELS_MAX:
            return FILM_HEAVY
        if duration_ms > DURATION_MS_MAX:
            return TOO_LONG
    return Gif(frames, duration_ms) if frames else FILM_DAMAGED


def _delay_ms(file: BinaryIO) -> int:
    """The delay of a graphic control block; nothing for any other extension."""
    if file.read(1) != b"\xf9":
        _skip_blocks(file)
        return 0
    (_, _, hundredths, _) = struct.unpack("<BBHB", file.read(5))
    _skip_blocks(file)
    return hundredths * 10 if hundredths > 1 else _USUAL_MS


def _skip_colours(file: BinaryIO, flags: int) -> None:
    if flags & 0x80:
        file.read(3 << (flags & 7) + 1)


def _skip_blocks(file: BinaryIO) -> None:
    while size := file.read(1)[0]:
        if len(file.read(size)) != size:
            raise IndexError
