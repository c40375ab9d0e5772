"""Bare pixels to the files we serve: nothing is in them but the picture, and the profile of ours where it is wide."""

import io
from typing import Any, Final

import pyjpegli
from PIL import Image

from tintype.media.model import RenditionType
from tintype.media.pictures.profiles import display_p3

# Equal quality to the eye (SSIMULACRA2 of 76 at 640 and 1080 pixels): docs/decisions/0020 and 0044.
JPEG_QUALITY: Final = 80
# Speed 10 at once, without its trellis, which is a sixth of the work; steeper matrices of quantisation make good for
# what that takes in bytes: docs/decisions/0020. Speed 6 saves 9 % of the bytes for twelve times the work, which pays
# where many look.
AVIF_AT_ONCE: Final[dict[str, Any]] = {
    "speed": 10,
    "advanced": {"disable-trellis-quant": "1", "qm-max": "5"},
}
_OPTIONS: Final[dict[RenditionType, dict[str, Any]]] = {
    RenditionType.AVIF: {"quality": 73, **AVIF_AT_ONCE},
    RenditionType.FINE: {"quality": 64, "speed": 6},
    RenditionType.WEBP: {"quality": 79, "method": 4},
}
# A long screenshot at speed 6 would take longer than a job may; at speed 8 it takes a third.
_PATIENCE_PIXELS_MAX: Final = 2_000_000
_HURRIED: Final = 8


def encoded(kind: RenditionType, image: Image.Image, *, is_wide: bool = False) -> bytes:
    """An RGB picture as one of our files; is_wide: its colours are Display P3."""
    icc = display_p3() if is_wide else b""
    if kind is RenditionType.JPEG:
        return _jpeg(image, icc)
    options = {**_OPTIONS[kind], "exif": b"", "xmp": b"", "icc_profile": icc}
    if kind is RenditionType.FINE and image.width * image.height > _PATIENCE_PIXELS_MAX:
        options["speed"] = _HURRIED
    if kind is not RenditionType.WEBP:
        options["max_threads"] = 1  # the pool runs a photo per core, and small pictures do not split well
    out = io.BytesIO()
    image.save(out, "WEBP" if kind is RenditionType.WEBP else "AVIF", **options)
    return out.getvalue()


def _jpeg(image: Image.Image, icc: bytes) -> bytes:
    """The bare picture, and behind its first marker the profile where there is one (ICC.1:2010, B.4)."""
    data = pyjpegli.encode(image.tobytes(), image.width, image.height, JPEG_QUALITY)
    if not icc:
        return data
    segment = b"ICC_PROFILE\0\1\1" + icc
    return data[:2] + b"\xff\xe2" + (len(segment) + 2).to_bytes(2) + segment + data[2:]
