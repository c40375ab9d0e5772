"""What a picture looks like in 25 bytes (to show before it loads) and in 64 bits (to find it again)."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from operator import mul
from typing import Final

import thumbhash  # pyright: ignore[reportMissingTypeStubs]
from PIL import Image

# Seven waves across at most: 1 ms; at 32 it is 1.8, at the library's limit of 100 36, and looks the same.
_PLACEHOLDER_SIDE: Final = 24
_HASH_SIDE: Final = 32
_HASH_ROWS: Final = 8
# What a picture must show to be told from others: so many of the 63 coefficients beyond what rounding and recompression
# leave, and so many of the 1,024 points unlike the middle one. Plain colours, gradients and fog have 0–17 such
# coefficients, photos and drawings 34–63; a line of text on white has 44, but in 20 points: docs/decisions/0048.
_MARK: Final = 60.0
_MARKS_MIN: Final = 24
_UNLIKE: Final = 8
_POINTS_MIN: Final = 50


def placeholder(image: Image.Image) -> bytes:
    """The ThumbHash of an RGB picture, 20–28 bytes; see https://evanw.github.io/thumbhash/."""
    scale = min(1.0, _PLACEHOLDER_SIDE / max(image.size))
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    small = image.resize(size, Image.Resampling.BOX).convert("RGBA")
    return bytes(thumbhash.rgba_to_thumb_hash(*size, list(small.tobytes())))


@dataclass(frozen=True, slots=True)
class Likeness:
    """By what a picture is found again.

    turns: 64-bit pHashes of the picture and of its seven other orientations (turned, mirrored), itself first.
    is_flat: so little is to be seen (a plain colour, a gradient, a word on white) that strangers' pictures have the
    same hashes.
    """

    turns: tuple[int, ...]
    is_flat: bool


def likeness(image: Image.Image) -> Likeness:
    """The perceptual hashes of a picture: the low 8 × 8 of the DCT of the 32 × 32 grey picture, each bit above or
    below their median.

    0–4 bits differ after scaling and recompression; unrelated pictures differ by 20 and more. Mirroring changes
    signs of the DCT and turning swaps its axes, so that all orientations cost one transform. Plain Python, because
    numpy would add 13 MB to every idle server for these 10,000 multiplications (0.3 ms).
    """
    grey = image.convert("L").resize((_HASH_SIDE, _HASH_SIDE), Image.Resampling.LANCZOS).tobytes()
    waves = _waves()
    rows = [list(map(float, grey[at : at + _HASH_SIDE])) for at in range(0, len(grey), _HASH_SIDE)]
    across = [[sum(map(mul, wave, row)) for row in rows] for wave in waves]
    low = [[sum(map(mul, wave, column)) for column in across] for wave in waves]
    return Likeness(tuple(_bits(turned) for turned in _turned(low)), _is_flat(grey, low))


def _turned(low: list[list[float]]) -> Iterator[list[list[float]]]:
    """The coefficients of all eight orientations, by rows of vertical frequency."""
    for square in (low, [list(line) for line in zip(*low, strict=True)]):
        for down in (1, -1):
            for right in (1, -1):
                yield [
                    [value * down**y * right**x for x, value in enumerate(line)]
                    for y, line in enumerate(square)
                ]


def _is_flat(grey: bytes, low: list[list[float]]) -> bool:
    marks = sum(abs(value) >= _MARK for line in low for value in line) - (abs(low[0][0]) >= _MARK)
    middle = sorted(grey)[len(grey) // 2]
    points = sum(abs(value - middle) >= _UNLIKE for value in grey)
    return marks < _MARKS_MIN or points < _POINTS_MIN


def _bits(square: list[list[float]]) -> int:
    low = [value for line in square for value in line]
    median = sorted(low[1:])[len(low) // 2]
    return sum((value > median) << place for place, value in enumerate(low))


@cache
def _waves() -> list[list[float]]:
    """The first 8 cosines of the DCT-II of length 32."""
    step = math.pi / (2 * _HASH_SIDE)
    return [[math.cos((2 * x + 1) * k * step) for x in range(_HASH_SIDE)] for k in range(_HASH_ROWS)]
