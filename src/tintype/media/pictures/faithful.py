"""A JPEG that fits already is written anew without losing anything to see, instead of being compressed once more.

Its brightness and colours are taken as they lie in the file, and quantised by the same steps as before, which gives the
same numbers again: what comes out looks like what came in (a mean difference of 0.02 of 255), but every byte of it is
ours. Nothing of the file is copied, not even its tables: docs/decisions/0045.
"""

import io
from functools import cache
from typing import Any, BinaryIO, Final

import pyjpegli
from PIL import Image, ImageChops, ImageStat
from PIL.JpegImagePlugin import JpegImageFile, get_sampling

from tintype.media.pictures.encoders import JPEG_QUALITY

# Beyond it the usual JPEG is worth its loss: quality 85 stays below, quality 90 is above (docs/decisions/0045).
LARGER_MAX: Final = 1.25
_QUALITY_MAX: Final = 88  # above it the work would be for nothing: 1.4 to 1.6 times the bytes
# Mean of 255, over the worst channel. The same steps give 0.01 to 0.05; a profile applied or a turn gives 1 and more.
_DIFFERENCE_MAX: Final = 0.3
_WHOLE, _HALVED = 0, 2  # how finely colours are sampled: 4:4:4 and 4:2:0
_UNREADABLE: Final = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError)
_Tables = tuple[tuple[int, ...], ...]


def written_anew(file: BinaryIO, shown: Image.Image, icc: bytes) -> bytes | None:
    """The JPEG in a file, written by us from what it holds; None where it is none that this can be done with, or
    where the picture to be shown is not the one that lies in it.
    """
    file.seek(0)
    try:
        source = JpegImageFile(file)
        steps = _steps_of(source)
        sampling = get_sampling(source) if source.layers == 3 else _WHOLE
        if steps is None or source.size != shown.size or sampling not in (_WHOLE, _HALVED):
            return None
        out = io.BytesIO()
        planes = _halved(file, source) if sampling == _HALVED else _loaded(source, source.size)
        planes = planes.copy()  # saving an opened file, Pillow looks where it lies, which the sandbox forbids
        planes.info.clear()  # and it would write the comment that it has read
        planes.save(
            out,
            "JPEG",
            **steps,
            subsampling=sampling,
            optimize=True,
            progressive=True,
            exif=b"",
            icc_profile=icc,
        )
        return out.getvalue() if _looks_alike(out, shown) else None
    except _UNREADABLE:
        return None


def _steps_of(source: JpegImageFile) -> dict[str, Any] | None:
    """How to quantise as this file does, by what our own encoders are told; None for tables of somebody else, which
    may name a camera, or be a message.
    """
    found = _sorted(source.quantization)
    qualities = _qualities(len(found))
    if found in qualities:
        return {"quality": qualities[found]} if qualities[found] <= _QUALITY_MAX else None
    return {"qtables": [list(table) for table in found]} if found == _ours() else None


def _sorted(tables: dict[int, list[int]]) -> _Tables:
    return tuple(tuple(tables[number]) for number in sorted(tables))


@cache
def _qualities(count: int) -> dict[_Tables, int]:
    """The tables that libjpeg makes of each quality, for grey (1) and for colours (2)."""
    found: dict[_Tables, int] = {}
    for quality in range(100, 0, -1):
        out = io.BytesIO()
        Image.new("L" if count == 1 else "RGB", (1, 1)).save(out, "JPEG", quality=quality)
        out.seek(0)
        found[_sorted(JpegImageFile(out).quantization)] = quality
    return found


@cache
def _ours() -> _Tables:
    """Those of the pictures that people save from here."""
    return _sorted(JpegImageFile(io.BytesIO(pyjpegli.encode(bytes(3), 1, 1, JPEG_QUALITY))).quantization)


def _loaded(image: JpegImageFile, size: tuple[int, int]) -> Image.Image:
    image.draft("L" if image.layers == 1 else "YCbCr", size)
    image.load()
    return image


def _halved(file: BinaryIO, source: JpegImageFile) -> Image.Image:
    """Brightness and colours of a picture whose colours are sampled at every second pixel. At half the size libjpeg
    gives the colours as they are, and doubled they are halved again without loss.
    """
    width, height = source.size
    bright = _loaded(source, source.size).getchannel("Y")
    file.seek(0)
    small = _loaded(JpegImageFile(file), (max(1, width // 2), max(1, height // 2)))
    doubled = [
        small.getchannel(name).resize((2 * small.width, 2 * small.height), Image.Resampling.NEAREST)
        for name in ("Cb", "Cr")
    ]
    return Image.merge("YCbCr", (bright, *(channel.crop((0, 0, width, height)) for channel in doubled)))


def _looks_alike(written: io.BytesIO, shown: Image.Image) -> bool:
    written.seek(0)
    again = JpegImageFile(written).convert("RGB")
    return max(ImageStat.Stat(ImageChops.difference(again, shown)).mean) <= _DIFFERENCE_MAX
