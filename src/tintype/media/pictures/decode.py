"""Bytes of a photo to one upright picture for a screen: in the largest size we show, or about twice that.

One named loader per format, never a registry that guesses; the limits are checked on the library's own header
before a pixel is decoded. Runs only inside the sandbox: it believes nothing, but the libraries below it
might.
"""

import struct
from dataclasses import dataclass, replace
from typing import BinaryIO, Final, cast

import pillow_heif
from PIL import Image, ImageChops, ImageColor, ImagePalette, TiffImagePlugin
from PIL.AvifImagePlugin import AvifImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from tintype.media.edit import Edit
from tintype.media.made import AS_USUAL, Wishes
from tintype.media.model import (
    DAMAGED,
    THUMB,
    PhotoFormat,
    Refusal,
    ladder,
    refuse_emptiness,
    refuse_shape,
)
from tintype.media.pictures import profiles
from tintype.media.pictures.colours import on_screen
from tintype.media.pictures.containers import HEAD_BYTES, NOTHING_TOLD, Told, read_avif, read_png
from tintype.media.pictures.facts import Facts, read_facts
from tintype.media.pictures.geometry import edited_size, reduction
from tintype.media.pictures.scaling import scaled
from tintype.media.pictures.scans import is_endless

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
    """An upright RGB picture, not much larger than needed; width and height are the whole photo's.

    is_wide: its colours are Display P3 instead of sRGB; could_be_wide: they would be if its owner wanted it.
    """

    image: Image.Image
    width: int
    height: int
    facts: Facts
    is_wide: bool = False
    could_be_wide: bool = False


@dataclass(frozen=True, slots=True)
class _Opened:
    """A header that was read: nothing is decoded yet. The size is that of what is to be shown, before it is turned."""

    size: tuple[int, int]
    file: ImageFile | pillow_heif.HeifFile
    told: Told = NOTHING_TOLD


def decode(
    file: BinaryIO, photo_format: PhotoFormat, count: int, wishes: Wishes = AS_USUAL
) -> Picture | Refusal:
    """The whole picture in a file of count bytes, large enough for what its edit keeps, or why not. Raises
    MemoryError when the process may not grow further.
    """
    try:
        opened = _open(file, photo_format)
        refusal = refuse_shape(photo_format, *opened.size) or refuse_emptiness(
            photo_format, *opened.size, count
        )
        return refusal or _picture(opened, wishes)
    except BROKEN:
        return DAMAGED


def _open(file: BinaryIO, photo_format: PhotoFormat) -> _Opened:
    file.seek(0)
    match photo_format:
        case PhotoFormat.HEIC:
            # Only the primary picture is decoded: gain maps, depth maps and thumbnails stay behind.
            heif = pillow_heif.HeifFile(file)
            return _Opened(heif.size, heif)
        case PhotoFormat.JPEG:
            image = JpegImageFile(file)
            if is_endless(image, file):
                raise ValueError("more scans than any encoder writes")
        case PhotoFormat.PNG:
            image = PngImageFile(file)
            return _Opened(image.size, image, read_png(_head(file)))
        case PhotoFormat.AVIF:
            image = AvifImageFile(file)
            told = read_avif(_head(file), image.size)
            if told.kept is not None:
                left, top, right, bottom = told.kept
                return _Opened((right - left, bottom - top), image, told)
            return _Opened(image.size, image, told)
        case _:
            image = _LOADERS[photo_format](file)
    return _Opened(image.size, image)


def _head(file: BinaryIO) -> bytes:
    """The beginning of a file that a library is reading."""
    at = file.tell()
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(at)
    return head


def _info(image: ImageFile | pillow_heif.HeifFile, name: str) -> object:
    return cast("dict[str, object]", image.info).get(name)  # pyright: ignore[reportUnknownMemberType]


def _bytes(image: ImageFile | pillow_heif.HeifFile, name: str) -> bytes:
    value = _info(image, name)
    return value if isinstance(value, bytes) else b""


def _picture(opened: _Opened, wishes: Wishes) -> Picture:
    image = _pixels(opened, wishes.edit)
    facts = _facts(opened)  # only now: a PNG may bring its EXIF block behind its pixels
    width, height = opened.size
    wanted = _wanted(*opened.size, facts.orientation, wishes.edit)
    if opened.told.kept is not None:
        image = image.crop(opened.told.kept)
    image = _reduced(image, wanted, reduction(wishes.edit, *image.size))
    if wishes.edit is None:
        image = _as_shown(image, opened.size, facts.orientation)
    coloured = on_screen(image, _icc(opened, facts), wishes.colours)
    image = _upright(coloured.image, facts.orientation)
    # What the file says of itself goes no further: Pillow would write some of it.
    image.info.clear()
    if facts.orientation >= 5:
        width, height = height, width
    return Picture(image, width, height, facts, coloured.is_wide, coloured.could_be_wide)


def _facts(opened: _Opened) -> Facts:
    """What the EXIF block says. The rotation of a HEIC is applied by its decoder: believing EXIF as well would turn
    it twice.
    """
    facts = read_facts(_bytes(opened.file, "exif"))
    return replace(facts, orientation=1) if isinstance(opened.file, pillow_heif.HeifFile) else facts


def _icc(opened: _Opened, facts: Facts) -> bytes:
    """The profile of the colours, by whatever way they are told; nothing is sRGB."""
    if icc := _bytes(opened.file, "icc_profile"):
        return icc
    if opened.told.colours is not None:
        return profiles.of_code_points(*opened.told.colours)
    if isinstance(opened.file, pillow_heif.HeifFile):
        nclx = _info(opened.file, "nclx_profile")
        if isinstance(nclx, dict):
            codes = cast("dict[str, int]", nclx)
            return profiles.of_code_points(codes["color_primaries"], codes["transfer_characteristics"])
    return profiles.adobe_rgb() if facts.is_adobe_rgb else b""


def _wanted(width: int, height: int, orientation: int, edit: Edit | None) -> tuple[int, int]:
    """The least size, before it is turned, that the largest rung and the crop of the thumb can be made from."""
    if orientation >= 5:
        across, down = _wanted(height, width, 1, edit)
        return down, across
    kept = (width, height) if edit is None else edited_size(edit, width, height)
    large = ladder(*kept)[0]
    least = reduction(edit, width, height)
    most = 0.998 / least if least > 1 else 1.0  # a little less, because decoders round
    scale = min(most, max(large.width / kept[0], THUMB / min(kept)))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _pixels(opened: _Opened, edit: Edit | None) -> Image.Image:
    if isinstance(opened.file, pillow_heif.HeifFile):
        heif = opened.file
        data = cast("bytes", heif.data)  # pyright: ignore[reportUnknownMemberType]
        return Image.frombuffer(heif.mode, heif.size, data, "raw", heif.mode, heif.stride, 1)
    if not isinstance(opened.file, JpegImageFile):
        opened.file.load()
        return opened.file
    wanted = _wanted(*opened.size, _facts(opened).orientation, edit)
    opened.file.draft(None, wanted)  # the decoder scales by 2, 4 or 8 while it decodes
    opened.file.load()
    if opened.file.mode == "CMYK" and _info(opened.file, "adobe") is None:
        # Adobe writes ink inverted and says that it was Adobe; Pillow takes every file for one of theirs.
        return ImageChops.invert(opened.file)
    return opened.file


def _reduced(image: Image.Image, wanted: tuple[int, int], least: int) -> Image.Image:
    """Shrinks by a whole factor, band by band, flattening on the way, to a plain RGB, L or CMYK picture."""
    factor = max(least, int(min(image.width / wanted[0], image.height / wanted[1]) / _GAP))
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


def _as_shown(image: Image.Image, whole: tuple[int, int], orientation: int) -> Image.Image:
    """In the size of the largest rung, where that is known by now: colours and turns are a third of the work there.

    A panorama whose rung is too flat for the thumb stays larger.
    """
    width, height = whole if orientation < 5 else whole[::-1]
    large = ladder(width, height)[0]
    if image.mode != "RGB" or min(large.width, large.height) < min(THUMB, width, height):
        return image
    size = (large.width, large.height) if orientation < 5 else (large.height, large.width)
    return image if image.size == size else scaled(image, *size)


def _band(image: Image.Image, factor: int) -> Image.Image:
    plain = _plain(image)
    return plain.reduce(factor) if factor > 1 else plain


def _plain(image: Image.Image) -> Image.Image:
    """RGB, L or CMYK of any mode; what is transparent shows white, as on paper."""
    match image.mode:
        case "P" | "RGB" | "L" | "1" if _is_keyed(image):
            return _on_white(image.convert("RGBA"))
        case "RGB" | "L" | "CMYK":
            return image
        case "I;16" | "I;16B" | "I;16L" | "I;16N" | "I":
            # Plain conversion cuts off at 255 instead of scaling.
            return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
        case "RGBA" | "LA" | "PA" | "La" | "RGBa":
            return _on_white(image.convert("RGBA"))
        case "1":
            return image.convert("L")
        case _:
            return image.convert("RGB")


def _is_keyed(image: Image.Image) -> bool:
    """Whether a colour, or some of a palette, stand for transparent. Of 16 bits only 8 are left to compare."""
    key: object = image.info.get("transparency")
    levels = cast("tuple[int, ...]", key) if isinstance(key, tuple) else (key,)
    return key is not None and all(not isinstance(level, int) or level < 256 for level in levels)


def _on_white(image: Image.Image) -> Image.Image:
    white = Image.new("RGB", image.size, (255, 255, 255))
    white.paste(image, mask=image.getchannel("A"))
    return white


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
