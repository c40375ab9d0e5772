"""Winter woods: white ground, spruces that carry snow, flakes near and far."""

from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tintype.demo.pictures.scene import (
    Colour,
    Scene,
    blend,
    lay,
    mixed,
    rgb,
    smooth,
    to_canvas,
    to_image,
)
from tintype.demo.pictures.skies import Hour, hour_of, open_sky
from tintype.demo.pictures.trees import SPRUCES, plant, spruce


def snowy_wood(scene: Scene) -> Image.Image:
    """Winter: white ground, dark spruces with snow on them, flakes near and far."""
    hour = hour_of(scene)
    canvas = open_sky(scene, hour, horizon=0.9, sun=(scene.between(-0.3, 0.3), 0.4))
    lay(canvas, hour.haze, smooth(0.2, 0.6, scene.y + 0 * scene.x) * np.float32(0.55))
    image = to_image(canvas)
    white = blend(hour.haze, (0.97, 0.98, 1.0), 0.62)
    rows = 6
    for i in range(rows):
        near = (i + 0.5) / rows
        tone = blend(hour.haze, blend(hour.shade, rgb("1d2b33"), 0.6), 0.2 + 0.7 * near)
        at = scene.between(-0.1, 0.1) * scene.width
        while at < scene.width:
            height = int((0.14 + 0.5 * near**1.3) * scene.height * scene.between(0.6, 1.15))
            foot = int((0.56 + 0.42 * near**1.2 + 0.02 * np.sin(at / 90 + i)) * scene.height)
            kind = scene.whole(0, SPRUCES - 1)
            plant(image, spruce(kind), tone, (int(at), foot), height, flip=False)
            plant(image, snow_on(kind), white, (int(at), foot), height, flip=False)
            at += height * scene.between(0.2, 0.9) * (1 + near)
        image = snow_bank(scene, image, white, hour, level=0.56 + 0.42 * near**1.2)
    return snowfall(scene, image)


@cache
def snow_on(index: int) -> Image.Image:
    """The parts of a tree that hold snow: upper edges of its branches."""
    mask = spruce(index)
    lifted = np.asarray(mask, dtype=np.float32) - np.asarray(
        mask.transform(mask.size, Image.Transform.AFFINE, (1, 0, 0, 0, 1, -5)), dtype=np.float32
    )
    rng = np.random.default_rng(index)
    patches = np.kron(rng.random((40, 20)), np.ones((16, 16)))
    kept = np.clip(lifted, 0, 255) * (patches > 0.25)
    return Image.fromarray(kept.astype(np.uint8)).filter(ImageFilter.GaussianBlur(1.0))


def snow_bank(scene: Scene, image: Image.Image, white: Colour, hour: Hour, *, level: float) -> Image.Image:
    canvas = to_canvas(image)
    top = int((level - 0.05) * scene.height)
    part = canvas[top:]
    edge = (
        np.float32(level)
        + np.float32(0.012) * np.sin(scene.x * 7 + np.float32(level * 40))
        + np.float32(0.008) * np.sin(scene.x * 17 + np.float32(level * 10))
    )
    below = scene.y[top:] - edge
    shade = np.float32(0.5) + np.float32(0.5) * np.cos(scene.x * 5 + below * 18)
    tone = mixed(white, blend(white, hour.shade, 0.24), shade * np.float32(0.8))
    lay(part, tone, smooth(-0.004, 0.02, below))
    return to_image(canvas)


def snowfall(scene: Scene, image: Image.Image) -> Image.Image:
    for size, count in ((2.0, 420), (3.5, 150), (9.0, 26)):
        flakes = Image.new("L", image.size)
        draw = ImageDraw.Draw(flakes)
        for _ in range(count):
            x, y = scene.between(0, image.width), scene.between(0, image.height)
            r = size * scene.between(0.5, 1.1)
            draw.ellipse([x - r, y - r, x + r, y + r], fill=150 if size > 5 else 215)
        image.paste((255, 255, 255), (0, 0), flakes.filter(ImageFilter.GaussianBlur(size * 0.45)))
    return image
