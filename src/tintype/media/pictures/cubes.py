"""Filters and tones as one look-up table of colours: 33 steps of red, green and blue, a byte each.

A table says everything about colour; the browser's preview and the server put the same bytes to the same use. The
formulas work on planes, one number from 0 to 1 for each of the 35,937 colours, with the arithmetic of Pillow: numpy
would add 13 MB to every idle server. They hold for encoded sRGB values, as they come.
"""

from array import array
from collections.abc import Callable
from functools import cache
from typing import Any, Final

import msgspec
from PIL import Image, ImageMath

from tintype.media.edit import Edit
from tintype.media.pictures.looks import Look, Tones, Triple, looks

STEPS: Final = 33
COLOURS: Final = STEPS**3
Plane = Any
"""A plane of numbers in Pillow's arithmetic, which has no type of its own that one could name."""
Planes = tuple[Plane, Plane, Plane]

# How bright the eye takes red, green and blue to be (ITU-R BT.709).
LUMA: Final = (0.2126, 0.7152, 0.0722)
# What the whole way of a slider does.
BRIGHTER: Final = 0.75  # powers of two of the exponent
WARMER: Final = (0.14, 0.03, -0.16)  # gain of each channel
FADED: Final = (0.14, 0.81)  # the new black, and what is left of the range above it


def cube_of_look(name: str) -> bytes:
    """The table of a named filter at full strength: red changes fastest, then green, then blue."""
    return _bytes(_with_planes(lambda planes: _looked(planes, looks()[name])))


def cube_of_edit(edit: Edit) -> bytes | None:
    """The table of everything an edit does to colours; None where it leaves them alone."""
    tones = Tones(**{name: getattr(edit, name) for name in Tones.__struct_fields__})
    if edit.filter is None and tones == Tones():
        return None

    def work(planes: Planes) -> Planes:
        if edit.filter is not None:
            planes = _mixed(planes, _clipped(_looked(planes, looks()[edit.filter])), edit.strength)
        return _toned(planes, tones)

    return _bytes(_with_planes(work))


def _looked(planes: Planes, look: Look) -> Planes:
    if look.grey is not None:
        grey = _weighted(planes, look.grey)
        planes = (grey, grey, grey)
    planes = _each(planes, look.power, lambda plane, power: plane**power)
    planes = _clipped(_toned(planes, msgspec.structs.replace(look, fade=0.0)))
    light = _weighted(planes, LUMA)
    dark = 1.0 - light
    planes = _each(planes, look.shadows, lambda plane, tint: plane + dark * dark * tint)
    planes = _each(planes, look.highlights, lambda plane, tint: plane + light * light * tint)
    return _faded(planes, look.fade)


def _toned(planes: Planes, tones: Tones) -> Planes:
    """The sliders, always in this order: warmth, brightness, contrast, saturation, fade."""
    planes = _each(planes, WARMER, lambda plane, gain: plane * (1.0 + gain * tones.warmth))
    exponent = 2.0 ** (-BRIGHTER * tones.brightness)
    planes = _clipped(planes)
    planes = _each(planes, LUMA, lambda plane, _: _contrasted(plane**exponent, tones.contrast))
    light = _weighted(planes, LUMA)
    planes = _each(planes, LUMA, lambda plane, _: light + (plane - light) * (1.0 + tones.saturation))
    return _faded(planes, tones.fade)


def _contrasted(plane: Plane, amount: float) -> Plane:
    """More bends it to the S of 3v² - 2v³, less draws it to the middle; black, white and middle grey hold for more."""
    if amount >= 0:
        return plane + (plane * plane * (3.0 - 2.0 * plane) - plane) * amount
    return plane + (0.5 - plane) * (-0.5 * amount)


def _faded(planes: Planes, amount: float) -> Planes:
    black, left = FADED
    return _each(planes, LUMA, lambda plane, _: plane + (plane * left + black - plane) * amount)


def _mixed(planes: Planes, others: Planes, strength: float) -> Planes:
    red, green, blue = (
        plane + (other - plane) * strength for plane, other in zip(planes, others, strict=True)
    )
    return red, green, blue


def _weighted(planes: Planes, weights: Triple) -> Plane:
    return planes[0] * weights[0] + planes[1] * weights[1] + planes[2] * weights[2]


def _each(planes: Planes, numbers: Triple, change: Callable[[Plane, float], Plane]) -> Planes:
    red, green, blue = map(change, planes, numbers)
    return red, green, blue


def _clipped(planes: Planes) -> Planes:
    red, green, blue = (_at_most_one(plane) for plane in planes)
    return red, green, blue


def _at_most_one(plane: Plane) -> Plane:
    return ImageMath.imagemath_min(ImageMath.imagemath_max(plane, 0.0), 1.0)


@cache
def _lattice() -> tuple[Image.Image, Image.Image, Image.Image]:
    """The colours of the table themselves: red changes fastest."""
    steps = [step / (STEPS - 1) for step in range(STEPS)]
    red = array("f", steps * (STEPS * STEPS))
    green = array("f", [step for step in steps for _ in range(STEPS)] * STEPS)
    blue = array("f", [step for step in steps for _ in range(STEPS * STEPS)])
    size = (STEPS * STEPS, STEPS)
    return tuple(Image.frombytes("F", size, plane.tobytes()) for plane in (red, green, blue))  # type: ignore[return-value]


def _with_planes(work: Callable[[Planes], Planes]) -> list[Image.Image]:
    found: list[Plane] = []

    def expression(given: dict[str, Any]) -> Plane:
        found.extend(_clipped(work((given["red"], given["green"], given["blue"]))))
        return found[0]

    red, green, blue = _lattice()
    ImageMath.lambda_eval(expression, red=red, green=green, blue=blue)
    return [plane.im for plane in found]


def _bytes(planes: list[Image.Image]) -> bytes:
    # Adding a half, because conversion cuts off.
    rounded = [plane.point(lambda value: value * 255 + 0.5).convert("L") for plane in planes]
    return Image.merge("RGB", rounded).tobytes()
