"""The last steps of every picture: bloom, film look, vignette, grain, JPEG."""

from functools import cache
from io import BytesIO

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from tintype.demo.pictures.noise import SIDE, grain
from tintype.demo.pictures.scene import Scene, to_mask

GRAIN_LEVEL = 0.97  # Grain needs room above and below; the curves give back what it takes.
JPEG_QUALITY = 88  # the media pipeline encodes again; above this only the upload grows

# Each look: saturation, contrast, lifted black, and (shadow, light) tints as offsets of red, green, blue.
LOOKS: dict[str, tuple[float, float, int, tuple[int, int, int], tuple[int, int, int]]] = {
    "plain": (1.0, 1.04, 0, (0, 0, 0), (0, 0, 0)),
    "kodak": (1.0, 1.06, 8, (4, 0, -6), (10, 5, -10)),
    "warm": (1.0, 1.02, 10, (8, 1, -4), (12, 6, -6)),
    "cold": (0.92, 1.06, 6, (-6, 2, 10), (-4, 2, 6)),
    "faded": (0.82, 0.90, 22, (4, 2, 10), (8, 4, -6)),
    "teal": (1.0, 1.08, 4, (-10, 4, 10), (14, 4, -10)),
    "vivid": (1.20, 1.08, 0, (0, 0, 2), (4, 2, 0)),
    "mono": (0.0, 1.16, 4, (0, 0, 0), (0, 0, 0)),
    "sepia": (0.06, 1.06, 12, (8, 2, -6), (10, 4, -12)),
}


def finished(
    scene: Scene,
    image: Image.Image,
    look: str,
    *,
    bloom: float = 0.25,
    vignette: float = 0.22,
    noise: float = 0.011,
) -> Image.Image:
    """The picture as its photographer shows it."""
    image = image.convert("RGB")
    if bloom > 0:
        image = bloomed(image, bloom)
    image = graded(image, look)
    return printed(scene, image, vignette, noise if look != "mono" else noise * 1.6)


def bloomed(image: Image.Image, strength: float) -> Image.Image:
    """Bright parts bleed into their surroundings, as through a real lens."""
    small = image.reduce(6)
    bright = small.point([max(0, (v - 150) * 255 // 105) for v in range(256)] * 3)
    wide = bright.filter(ImageFilter.GaussianBlur(small.width / 22))
    near = bright.filter(ImageFilter.GaussianBlur(small.width / 90))
    light = ImageChops.screen(wide, near).point([int(v * strength) for v in range(256)] * 3)
    return ImageChops.screen(image, light.resize(image.size, Image.Resampling.BILINEAR))


def graded(image: Image.Image, look: str) -> Image.Image:
    saturation, contrast, black, shadow, light = LOOKS[look]
    if saturation != 1:
        s = saturation
        r, g, b = 0.299 * (1 - s), 0.587 * (1 - s), 0.114 * (1 - s)
        image = image.convert("RGB", (r + s, g, b, 0, r, g + s, b, 0, r, g, b + s, 0))
    return image.point(
        [v for channel in range(3) for v in curve(contrast, black, shadow[channel], light[channel])]
    )


def curve(contrast: float, black: int, shadow: int, light: int) -> list[int]:
    """256 output values: an S of the given contrast, black lifted, tinted towards both ends."""
    values: list[int] = []
    for v in range(256):
        t = v / 255
        bent = 0.5 + (t - 0.5) * contrast + (contrast - 1) * 0.6 * np.sin((t - 0.5) * 2 * np.pi) / np.pi
        tinted = (black + bent * (255 - black) + shadow * (1 - t) ** 2 + light * t * t) / GRAIN_LEVEL
        values.append(int(max(0, min(255, round(tinted)))))
    return values


@cache
def fall(strength: float) -> Image.Image:
    """Light towards the corners, small: 255 in the middle."""
    x = np.linspace(-1, 1, 120, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, 120, dtype=np.float32)[:, None]
    return to_mask(1 - np.float32(strength) * np.clip((x * x + y * y) / 2, 0, 1) ** 1.5)


@cache
def grain_image(index: int, strength: float) -> Image.Image:
    """Film grain below full light, larger than any picture by a tile."""
    return to_mask(np.tile(np.float32(GRAIN_LEVEL) + grain(index) * np.float32(strength), (4, 4)))


def printed(scene: Scene, image: Image.Image, vignette: float, noise: float) -> Image.Image:
    """Vignette and grain in one step; the grain also breaks the bands of eight-bit skies."""
    left, top = scene.whole(0, SIDE - 1), scene.whole(0, SIDE - 1)
    plane = grain_image(scene.whole(0, 1), round(noise, 3)).crop(
        (left, top, left + image.width, top + image.height)
    )
    if vignette > 0:
        plane = ImageChops.multiply(plane, fall(vignette).resize(image.size, Image.Resampling.BILINEAR))
    return ImageChops.multiply(image, Image.merge("RGB", (plane, plane, plane)))


def jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=JPEG_QUALITY, subsampling=2)
    return out.getvalue()
