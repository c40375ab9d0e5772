"""The named filters as their parameters; `cubes.py` says what the words mean."""

import tomllib
from functools import cache
from pathlib import Path

import msgspec

Triple = tuple[float, float, float]


class Tones(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the sliders say: -1 to 1, fade 0 to 1."""

    brightness: float = 0.0
    contrast: float = 0.0
    saturation: float = 0.0
    warmth: float = 0.0
    fade: float = 0.0


class Look(Tones, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named filter. grey: how much of each channel makes the black and white picture. power: exponents of the
    channels. shadows, highlights: what is added to the channels where it is dark, and where it is light.
    """

    grey: Triple | None = None
    power: Triple = (1.0, 1.0, 1.0)
    shadows: Triple = (0.0, 0.0, 0.0)
    highlights: Triple = (0.0, 0.0, 0.0)


@cache
def looks() -> dict[str, Look]:
    """The named filters in the order in which they are offered. NOTE: read before a sandbox is locked."""
    text = Path(__file__).with_name("looks.toml").read_text()
    return msgspec.convert(tomllib.loads(text), dict[str, Look])
