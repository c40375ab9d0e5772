"""Bytes of a photo to one upright sRGB picture of about twice the largest size we need.

One named loader per format, never a registry that guesses; the limits are checked on the library's own header
before a pixel is decoded. Runs only inside the sandbox: it believes nothing, but the libraries below it
might.
"""

import io
import struct
from dataclasses import dataclass
from typing import BinaryIO, Final, cast

import pillow_heif
from PIL import Image, ImageCms, ImageColor, ImagePalette, TiffImagePlugin
from PIL.AvifImagePlugin import AvifImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from tintype.media.facts import Facts, read_facts
from tintype.media.model import (
    DAMAGED,
    THUMB,
    PhotoFormat,
    Refusal,
    ladder,
    refuse_emptiness,
    refuse_shape,
)

# Pillow imports these where it first needs them, which is too late inside the sandbox.
LOADED: Final = (ImageColor, ImagePalette, TiffImagePlugin)

# What these loaders raise for a file that is broken. Anything else ends the sandboxed process, which is as
# good.
BROKEN: Final = (
    OSError, SyntaxError, ValueError, EOFError, RuntimeError, KeyError, IndexError, TypeError, struct.error,
    Image.DecompressionBombError,
)  # fmt: skip

# Reducing by whole factors first and resampling the rest by at least this much cannot be told from
# resampling everything (45 dB and more), and takes a third of the time.
_GAP: Final = 1.5
# Bands of this many pixels are flattened and reduced at a time, so that no copy ever doubles the picture.
_BAND_PIXELS: Final = 4_000_000
_LOADERS: Final = {
    PhotoFormat.PNG: PngImageFile,
    PhotoFormat.WEBP: WebPImageFile,
    PhotoFormat.AVIF: AvifImageFile,
    PhotoFormat.GIF: GifImageFile,
}


@dataclass(frozen=True, slots=True)
class Picture:
    """An upright RGB picture, not much larger than needed; width and height are the whole photo's."""

    image: Image.Image
    width: int
    height: int
    facts: Facts


@dataclass(frozen=True, slots=True)
class _Opened:
    """A header that was read. `load` decodes; `draft` asks for less where the decoder can give less."""

    size: tuple[int, int]
    facts: Facts
    icc: bytes
    file: ImageFile | pillow_heif.HeifFile


def decode(file: BinaryIO, photo_format: PhotoFormat, count: int) -> Picture | Refusal:
    """The picture in a file of count bytes, or why not. Raises MemoryError when the process may not grow
    further.
    """
    try:
        opened = _open(file, photo_format)
        refusal = refuse_shape(photo_format, *opened.size) or refuse_emptiness(
            photo_format, *opened.size, count
        )
        return refusal or _picture(opened)
    except BROKEN:
        return DAMAGED


def _open(file: BinaryIO, photo_format: PhotoFormat) -> _Opened:
    file.seek(0)
    if photo_format is PhotoFormat.HEIC:
        return _open_heic(file)
    image = JpegImageFile(file) if photo_format is PhotoFormat.JPEG else _LOADERS[photo_format](file)
    return _Opened(image.size, read_facts(_info(image, "exif")), _info(image, "icc_profile"), image)


def _open_heic(file: BinaryIO) -> _Opened:
    """The container's own rotation is already applied to pixels and size: EXIF orientation must not be.

    Only the primary picture is decoded: gain maps, depth maps and thumbnails stay behind.
    """
    heif = pillow_heif.HeifFile(file)
    said = read_facts(_info(heif, "exif"))
    facts = Facts(orientation=1, camera=said.camera, taken_at=said.taken_at)
    return _Opened(heif.size, facts, _info(heif, "icc_profile"), heif)


def _info(image: ImageFile | pillow_heif.HeifFile, name: str) -> bytes:
    value = cast("dict[str, object]", image.info).get(name)  # pyright: ignore[reportUnknownMemberType]
    return value if isinstance(value, bytes) else b""


def _picture(opened: _Opened) -> Picture:
    width, height = opened.size
    if opened.facts.orientation >= 5:
        width, height = height, width
    large_height, large_width = _wanted(width, height)[::-1]
    wanted = (large_height, large_width) if opened.facts.orientation >= 5 else (large_width, large_height)
    image = _to_srgb(_reduced(_pixels(opened, wanted), wanted), opened.icc)
    return Picture(_upright(image, opened.facts.orientation), width, height, opened.facts)


def _wanted(width: int, height: int) -> tuple[int, int]:
    """The least size that the largest rung and the crop of the thumb can be made from."""
    large = ladder(width, height)[0]
    scale = min(1.0, max(large.width / width, THUMB / min(width, height)))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _pixels(opened: _Opened, wanted: tuple[int, int]) -> Image.Image:
    if isinstance(opened.file, pillow_heif.HeifFile):
        heif = opened.file
        data = cast("bytes", heif.data)  # pyright: ignore[reportUnknownMemberType]
        return Image.frombuffer(heif.mode, heif.size, data, "raw", heif.mode, heif.stride, 1)
    if isinstance(opened.file, JpegImageFile):
        opened.file.draft(None, wanted)  # the decoder scales by 2, 4 or 8 while it decodes
    opened.file.load()
    return opened.file


def _reduced(image: Image.Image, wanted: tuple[int, int]) -> Image.Image:
    """Shrinks by a whole factor, band by band, flattening on the way, to a plain RGB, L or CMYK picture."""
    factor = max(1, int(min(image.width / wanted[0], image.height / wanted[1]) / _GAP))
    rows = max(factor, _BAND_PIXELS // image.width // factor * factor)
    if image.height <= rows:
        return _band(image, factor)
    whole: Image.Image | None = None
    for top in range(0, image.height, rows):
        band = _band(image.crop((0, top, image.width, min(image.height, top + rows))), factor)
        if whole is None:
            whole = Image.new(band.mode, (band.width, -(-image.height // factor)))
        whole.paste(band, (0, top // factor))
    assert whole is not None
    return whole


def _band(image: Image.Image, factor: int) -> Image.Image:
    plain = _plain(image)
    return plain.reduce(factor) if factor > 1 else plain


def _plain(image: Image.Image) -> Image.Image:
    """RGB, L or CMYK of any mode; what is transparent shows white, as on paper."""
    match image.mode:
        case "RGB" | "L" | "CMYK":
            return image
        case "I;16" | "I;16B" | "I;16L" | "I;16N" | "I":
            # Plain conversion cuts off at 255 instead of scaling.
            return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
        case "RGBA" | "LA" | "PA" | "La" | "RGBa":
            return _on_white(image.convert("RGBA"))
        case "P" if "transparency" in image.info:
            return _on_white(image.convert("RGBA"))
        case "1":
            return image.convert("L")
        case _:
            return image.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    white = Image.new("RGB", image.size, (255, 255, 255))
    white.paste(image, mask=image.getchannel("A"))
    return white


def _to_srgb(image: Image.Image, icc: bytes) -> Image.Image:
    """Converts colours only where a profile says what they are; a broken profile is as good as none."""
    if icc:
        try:
            profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
            if image.mode == "RGB" and ImageCms.getProfileDescription(profile).startswith("sRGB"):
                return image
            converted = ImageCms.profileToProfile(image, profile, srgb_profile(), outputMode="RGB")
            return image.convert("RGB") if converted is None else converted
        except (ImageCms.PyCMSError, *BROKEN):
            return image.convert("RGB")
    return image.convert("RGB")


def srgb_profile() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)
