"""The colours of a photo to those of a screen: sRGB, or Display P3 where its owner wants that and it has more."""

import io
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, cast

from PIL import Image, ImageCms

from tintype.media.made import Colours
from tintype.media.pictures.profiles import display_p3

# A profile of a press has 0.5 to 3 MB. What is larger is there to do harm.
_ICC_BYTES_MAX: Final = 4 * 2**20
# Chromaticities of sRGB as profiles give them (adapted to D50), and how far beyond them is more colours.
_SRGB: Final = ((0.6484, 0.3309), (0.3212, 0.5978), (0.1559, 0.0660))
_MARGIN: Final = 0.005
_Primary = tuple[tuple[float, float, float], tuple[float, float, float]]
_UNREADABLE: Final = (ImageCms.PyCMSError, OSError, SyntaxError, ValueError, TypeError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Coloured:
    """An RGB picture. is_wide: in Display P3 instead of sRGB; could_be_wide: its file has more colours than sRGB."""

    image: Image.Image
    is_wide: bool = False
    could_be_wide: bool = False


def on_screen(image: Image.Image, icc: bytes, colours: Colours) -> Coloured:
    """The picture in the colours of a screen, wide ones where they are wished and there.

    Converts only where a profile says what the colours are; a broken profile is as good as none. The picture is
    never the opened file: saving that, Pillow looks where it lies, which the sandbox forbids.
    """
    if not 0 < len(icc) <= _ICC_BYTES_MAX:
        return Coloured(image.convert("RGB"))
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        if image.mode == "RGB" and ImageCms.getProfileDescription(profile).startswith("sRGB"):
            return Coloured(image.convert("RGB"))
        could_be_wide = image.mode == "RGB" and _is_wide(profile)
        is_wide = could_be_wide and colours == "p3"
        target = ImageCms.ImageCmsProfile(io.BytesIO(display_p3())) if is_wide else srgb_profile()
        converted = ImageCms.profileToProfile(image, profile, target, outputMode="RGB")
    except _UNREADABLE:
        return Coloured(image.convert("RGB"))
    return Coloured(image.convert("RGB") if converted is None else converted, is_wide, could_be_wide)


def srgb_profile() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


def _is_wide(profile: ImageCms.ImageCmsProfile) -> bool:
    """Whether some primary lies outside the triangle of sRGB. Profiles that are tables have none."""
    names = ("red_primary", "green_primary", "blue_primary")
    told: object = getattr(profile, "profile", None)  # its stub has no type for what was read
    primaries = cast("list[_Primary | None]", [getattr(told, name, None) for name in names])
    return any(each is not None and _is_outside(*each[1][:2]) for each in primaries)


def _is_outside(x: float, y: float) -> bool:
    return any(
        (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1) < -_MARGIN * ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        for (x1, y1), (x2, y2) in pairwise((*_SRGB, _SRGB[0]))
    )
