"""An edit of a photo as its parameters: what the owner wants changed, never how the pixels come out.

The original stays as it is, so every edit starts from it and can be taken back.
"""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

PART_MIN: Final = 0.02  # of a side: 80 pixels of a 12-megapixel photo

Amount = Annotated[float, Meta(ge=0, le=1)]
Shift = Annotated[float, Meta(ge=-1, le=1)]
Side = Annotated[float, Meta(ge=PART_MIN, le=1)]


class Crop(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is kept of a photo that is turned and straightened already, in parts of its width and height."""

    x: Amount
    y: Amount
    width: Side
    height: Side


class Edit(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is done to a photo, in this order: flip, turns (quarters, clockwise), straighten (degrees, clockwise; it
    zooms so that no corner is empty), crop, then the filter at its strength, the tones, vignette and sharpen.
    """

    filter: Annotated[str, Meta(max_length=24)] | None = None
    strength: Amount = 1.0
    brightness: Shift = 0.0
    contrast: Shift = 0.0
    saturation: Shift = 0.0
    warmth: Shift = 0.0
    fade: Amount = 0.0
    vignette: Amount = 0.0
    sharpen: Amount = 0.0
    flip: bool = False
    turns: Annotated[int, Meta(ge=0, le=3)] = 0
    straighten: Annotated[float, Meta(ge=-45, le=45)] = 0.0
    crop: Crop | None = None


NO_EDIT: Final = Edit()
WHOLE: Final = Crop(0.0, 0.0, 1.0, 1.0)
