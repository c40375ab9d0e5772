"""A picture in the making: its size, its mood and its own chance, and the colours on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats = NDArray[
    np.floating
]  # float32 throughout; numpy widens a few products, which costs time and nothing else
Number = float | np.floating
Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Scene:
    """Size in pixels, a mood the motif understands, and the generator that all chance comes from."""

    width: int
    height: int
    seed: int
    mood: str
    rng: np.random.Generator = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rng", np.random.default_rng(self.seed))

    @property
    def aspect(self) -> float:
        return self.width / self.height

    @cached_property
    def x(self) -> Floats:
        """(1, width): distance from the middle, in picture heights."""
        columns = np.arange(self.width, dtype=np.float32) + np.float32(0.5)
        return ((columns - self.width / 2) / self.height).astype(np.float32)[None, :]

    @cached_property
    def y(self) -> Floats:
        """(height, 1): 0 at the top, 1 at the bottom."""
        rows = np.arange(self.height, dtype=np.float32) + np.float32(0.5)
        return (rows / self.height).astype(np.float32)[:, None]

    def between(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))

    def whole(self, low: int, high: int) -> int:
        """A whole number from low up to and including high."""
        return int(self.rng.integers(low, high + 1))

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def blank(self, colour: Colour = (0.0, 0.0, 0.0)) -> Floats:
        canvas = canvas_of((self.height, self.width))
        canvas[:] = colour
        return canvas


def canvas_of(shape: tuple[int, ...]) -> Floats:
    """Shape plus (3,), uninitialised, one plane after another in memory.

    numpy keeps this order through arithmetic, and runs along rows instead of along three colours: a third of the time.
    """
    return np.moveaxis(np.empty((3, *shape), dtype=np.float32), 0, -1)


def toned(colour: Colour, plane: Floats) -> Floats:
    """A colour, brighter or darker by a plane."""
    canvas = canvas_of(plane.shape)
    for i in range(3):
        np.multiply(plane, np.float32(colour[i]), out=canvas[..., i])
    return canvas


def mixed(one: Colour, other: Colour, share: Floats) -> Floats:
    """From one colour to the other by a plane of shares 0–1."""
    canvas = canvas_of(share.shape)
    for i in range(3):
        np.multiply(share, np.float32(other[i] - one[i]), out=canvas[..., i])
        canvas[..., i] += np.float32(one[i])
    return canvas


def widened(column: Floats, width: int) -> Floats:
    """A column of colours (h, 1, 3) as a picture (h, width, 3)."""
    canvas = canvas_of((column.shape[0], width))
    canvas[:] = column
    return canvas


def gathered(picture: Floats, index: NDArray[np.intp]) -> Floats:
    """The colours of a picture at places row · width + column."""
    canvas = canvas_of(index.shape)
    for i in range(3):
        canvas[..., i] = np.ravel(picture[..., i]).take(index)
    return canvas


def rgb(code: str) -> Colour:
    """Colour of a code such as "ffcc88", each part 0–1."""
    red, green, blue = (int(code[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return (red, green, blue)


def rgbs(codes: str) -> list[Colour]:
    """Colours of codes divided by spaces, in their order."""
    return [rgb(code) for code in codes.split()]


def blend(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return (red, green, blue)


def bytes_of(colour: Colour) -> tuple[int, int, int]:
    red, green, blue = (max(0, min(255, round(part * 255))) for part in colour)
    return (red, green, blue)


def smooth(low: Number, high: Number, value: Floats) -> Floats:
    """0 below low, 1 above high, an S between; low may be the greater one."""
    t = np.clip((value - np.float32(low)) / np.float32(high - low), 0, 1)
    return t * t * (3 - 2 * t)


def ramp(value: Floats, stops: Sequence[Colour], places: Sequence[float] | None = None) -> Floats:
    """Colours along stops for values 0–1: shape of value plus (3,), smooth between the stops."""
    at = np.linspace(0, 1, len(stops)) if places is None else np.asarray(places, dtype=np.float64)
    steps = np.linspace(0, 1, 1024)
    parts = np.asarray(stops, dtype=np.float64)
    table = np.stack([np.interp(steps, at, parts[:, i]) for i in range(3)], axis=1)
    # A short running mean rounds the corners at the stops, which the eye reads as bands.
    kernel = np.hanning(97) / np.hanning(97).sum()
    padded = np.concatenate([table[:1].repeat(48, axis=0), table, table[-1:].repeat(48, axis=0)])
    table = np.stack([np.convolve(padded[:, i], kernel, mode="valid") for i in range(3)], axis=1)
    index = np.clip(value * 1023, 0, 1023).astype(np.intp)
    canvas = canvas_of(value.shape)
    for i in range(3):
        canvas[..., i] = table[:, i].astype(np.float32).take(index)
    return canvas


def lay(canvas: Floats, colour: Colour | Floats, mask: Floats) -> None:
    """Put colour over canvas where mask is 1, in place; mask is (h, w) or anything that widens to it."""
    over = np.asarray(colour, dtype=np.float32)
    canvas += (over - canvas) * mask[..., None]


def glow(canvas: Floats, colour: Colour, mask: Floats) -> None:
    """Add light in place as film does: bright parts grow slower than dark ones (screen)."""
    light = np.clip(mask, 0, 1)
    for i in range(3):
        plane = canvas[..., i]
        plane += np.maximum(1 - plane, 0) * light * np.float32(colour[i])


def resized(values: Floats, width: int, height: int) -> Floats:
    """A plane (h, w) or picture (h, w, 3) at another size, smooth."""
    if values.ndim == 3:
        canvas = canvas_of((height, width))
        for i in range(3):
            canvas[..., i] = resized(values[..., i], width, height)
        return canvas
    image = Image.fromarray(np.ascontiguousarray(values, dtype=np.float32))
    return np.asarray(image.resize((width, height), Image.Resampling.BILINEAR), dtype=np.float32)


def to_image(canvas: Floats) -> Image.Image:
    """Eight bits a channel; colours outside 0–1 are cut."""
    return Image.merge("RGB", [to_mask(canvas[..., i]) for i in range(3)])


def to_canvas(image: Image.Image) -> Floats:
    canvas = canvas_of((image.height, image.width))
    for i, plane in enumerate(image.convert("RGB").split()):
        np.multiply(np.asarray(plane), np.float32(1 / 255), out=canvas[..., i])
    return canvas


def to_mask(values: Floats) -> Image.Image:
    return Image.fromarray((np.clip(values, 0, 1) * 255 + np.float32(0.5)).astype(np.uint8))
