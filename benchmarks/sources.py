"""Photos as phones make them, from real ones: enlarged, with the light noise of a sensor, as JPEG."""

import io
from functools import cache
from pathlib import Path

import numpy as np
import pillow_heif
from PIL import Image

# The collection lies beside the repository; without it nothing is measured, and that is said.
DATA = Path(__file__).parents[2] / "shared" / "data"
REAL = (
    "photos-orientation/Landscape_1.jpg",
    "photos-heic-avif/example.heic",
    "photos-heic-avif/example.avif",
)
TWELVE = (4032, 3024)
NOISE = 3.0  # of 255, one standard deviation: a phone by daylight


class NoPhotos(Exception):
    """The real photos are not on this machine."""


@cache
def real() -> tuple[Image.Image, ...]:
    """The photos themselves, RGB. Raises NoPhotos."""
    missing = [name for name in REAL if not (DATA / name).exists()]
    if missing:
        raise NoPhotos(f"real photos are missing beside the repository: {', '.join(missing)}")
    pillow_heif.register_heif_opener()
    return tuple(Image.open(DATA / name).convert("RGB") for name in REAL)


def photos_in(folder: Path) -> list[Image.Image]:
    """Every JPEG in a folder, RGB. Raises NoPhotos."""
    files = sorted(folder.glob("*.jpg"))
    if not files:
        raise NoPhotos(f"no *.jpg in {folder}")
    return [Image.open(file).convert("RGB") for file in files]


def film() -> Path:
    """The real video. Raises NoPhotos."""
    path = DATA / "videos-real" / "bottle-detection.mp4"
    if not path.exists():
        raise NoPhotos("the real video is missing beside the repository")
    return path


def enlarged(image: Image.Image, size: tuple[int, int] = TWELVE, *, quality: int = 92) -> bytes:
    """A JPEG of that size: its middle, enlarged, with noise; 4:2:0 as phones write it."""
    rng = np.random.default_rng(size[0])
    scale = min(image.width / size[0], image.height / size[1])
    width, height = size[0] * scale, size[1] * scale
    left, top = (image.width - width) / 2, (image.height - height) / 2
    box = (left, top, left + width, top + height)
    large = image.resize(size, Image.Resampling.BICUBIC, box=box)
    # In bands: the noise of a hundred megapixels at once would take gigabytes.
    for at in range(0, size[1], 512):
        band = np.asarray(large.crop((0, at, size[0], min(size[1], at + 512))), np.float32)
        noisy = band + rng.normal(0, NOISE, (*band.shape[:2], 1)).astype(np.float32)
        large.paste(Image.fromarray(noisy.clip(0, 255).astype(np.uint8)), (0, at))
    out = io.BytesIO()
    large.save(out, "JPEG", quality=quality)
    return out.getvalue()


@cache
def twelve_megapixels() -> tuple[bytes, ...]:
    """One photo of 4032 × 3024 of each real one. Raises NoPhotos."""
    return tuple(enlarged(image) for image in real())
