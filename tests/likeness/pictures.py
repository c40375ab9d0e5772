"""Real photos cut into pieces: pieces of one look alike to a model, pieces of two do not."""

from __future__ import annotations

import io
from functools import cache

import pillow_heif
import pytest
from PIL import Image

from tests.media import photos
from tintype.wiring import has_vision

WATERFALL = ("photos-orientation", "Landscape_1.jpg")
HOUSES = ("photos-heic-avif", "example.heic")
GARDEN = ("photos-heic-avif", "example.avif")
KINDS = (WATERFALL, HOUSES, GARDEN)


def needs_model() -> None:
    """Says so and skips where the extra is missing."""
    if not has_vision():
        pytest.skip("the extra tintype[vision] is not installed")


@cache
def whole(kind: tuple[str, str]) -> Image.Image:
    pillow_heif.register_heif_opener()
    return Image.open(photos.real(*kind)).convert("RGB")


@cache
def piece(kind: tuple[str, str], at: int, quality: int = 88) -> bytes:
    """One of nine overlapping pieces of a photo, 640 pixels wide, as a JPEG."""
    image = whole(kind)
    width, height = image.width * 6 // 10, image.height * 6 // 10
    left, top = (image.width - width) * (at % 3) // 2, (image.height - height) * (at // 3) // 2
    cut = image.crop((left, top, left + width, top + height))
    cut.thumbnail((640, 640))
    out = io.BytesIO()
    cut.save(out, "JPEG", quality=quality)
    return out.getvalue()
