"""Flowers near and in fields: petals as sprites turned around a heart, seeds by the golden angle, soft backgrounds."""

from functools import cache

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from tintype.demo.pictures.cities import bokeh_discs
from tintype.demo.pictures.scene import (
    Colour,
    Floats,
    Scene,
    blend,
    bytes_of,
    ramp,
    rgb,
    rgbs,
    smooth,
    to_image,
)

GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
DAHLIAS = [
    rgbs("5c0f2e a3264f d95d7b f6b7c0"),
    rgbs("6b1f0c c4482a ee8a4f fbd3a0"),
    rgbs("3f1f5f 7a4aa5 b58ad6 ead9f7"),
    rgbs("8c6a7a d9a8b4 f3d8d8 fff6f0"),
    rgbs("7a4a08 d9981e f6c945 fdeeb0"),
    rgbs("4f0a12 8f1420 c93a35 ef8f75"),
]


@cache
def petal(shape: int) -> tuple[Image.Image, Image.Image]:
    """(light, mask), 128 × 256, the foot at the bottom: a petal cupped along its middle, with fine veins."""
    x = np.linspace(-1, 1, 128, dtype=np.float32)[None, :]
    y = np.linspace(1, 0, 256, dtype=np.float32)[:, None]
    sharp = (0.62, 0.9, 1.25)[shape]
    width = np.clip(np.sin(np.pi * y ** (0.9 + 0.25 * shape)), 0, 1) ** sharp * np.float32(0.96) + np.float32(
        0.04
    )
    across = np.abs(x) / np.maximum(width, 1e-3)
    mask = smooth(1.0, 0.93, across) * smooth(0.0, 0.02, y) * smooth(1.0, 0.985, y)
    veins = 0.04 * np.sin(x / np.maximum(width, 0.05) * 22)
    light = (
        0.34
        + 0.62 * y
        + veins
        - 0.30 * np.exp(-((x / 0.10) ** 2)) * (1 - y)
        - 0.16 * across**2
        + 0.12 * smooth(0.7, 1.0, across)
    )
    return Image.fromarray((np.clip(light, 0, 1) * 255).astype(np.uint8)), Image.fromarray(
        (mask * 255).astype(np.uint8)
    )


def garden(scene: Scene) -> Floats:
    """What is far behind a flower: greens and lights without any edge."""
    stops = [
        rgbs("14241a 2c4a2e 5f8046 a9b86a"),
        rgbs("101c1c 23403f 4f7a6a b5c9a0"),
        rgbs("1d1a14 4a4a2a 8a8a4a d8cf8a"),
        rgbs("15171f 2d3348 566080 a7a9c0"),
    ][scene.whole(0, 3)]
    small = Scene(48, 48, scene.whole(0, 2**31), scene.mood)
    values = small.rng.random((7, 7)).astype(np.float32)
    plane = Image.fromarray(values).resize((scene.width, scene.height), Image.Resampling.BICUBIC)
    return ramp(
        np.clip(np.asarray(plane, dtype=np.float32) * np.float32(0.85) + np.float32(0.1), 0, 1), stops
    )


def lights_behind(scene: Scene, image: Image.Image) -> Image.Image:
    tones = [blend(c, (0.4, 0.42, 0.3), 0.55) for c in rgbs("dbe8a0 f6f0c0 b9d9a0 ffe6b0")]
    discs = bokeh_discs(scene, 26, (0.02, 0.06), tones, (0.0, 1.0)).point(
        [int(v * 0.6) for v in range(256)] * 3
    )
    return ImageChops.screen(image, discs)


def petal_ring(
    scene: Scene,
    image: Image.Image,
    skin: list[Colour],
    *,
    centre: tuple[float, float],
    radius: float,
    count: int,
    turn: float,
    shape: int,
    tone: float,
) -> None:
    """One ring of petals, each with a shadow on those behind it; radius in pixels."""
    light, mask = petal(shape)
    length, width = (
        max(6, int(radius)),
        max(5, int(radius * scene.between(0.40, 0.46) * (8 / count) ** 0.35 * 1.2)),
    )
    table = tint_table(skin, tone)
    small_light, small_mask = (
        light.resize((width, length), Image.Resampling.BILINEAR),
        mask.resize((width, length), Image.Resampling.BILINEAR),
    )
    for i in range(count):
        angle = turn + 2 * np.pi * i / count + float(scene.rng.normal(0, 0.03))
        size = scene.between(0.94, 1.04)
        degrees = -np.degrees(angle)
        one = small_light.rotate(degrees, Image.Resampling.BILINEAR, expand=True)
        form = small_mask.rotate(degrees, Image.Resampling.BILINEAR, expand=True)
        if size < 0.97:
            one, form = (
                part.resize((int(part.width * size), int(part.height * size))) for part in (one, form)
            )
        x = int(centre[0] + np.sin(angle) * radius * 0.5 * size - one.width / 2)
        y = int(centre[1] - np.cos(angle) * radius * 0.5 * size - one.height / 2)
        shade = form.point([v * 95 // 255 for v in range(256)])
        image.paste((0, 0, 0), (x + int(radius * 0.02), y + int(radius * 0.035)), shade)
        image.paste(Image.merge("RGB", (one, one, one)).point(table), (x, y), form)


def tint_table(skin: list[Colour], tone: float) -> list[int]:
    """What turns a grey petal into a coloured one: 3 × 256 values for Image.point."""
    light = np.linspace(0, 1, 256, dtype=np.float32) * np.float32(0.8) + np.float32(tone * 0.5 - 0.3)
    colours = np.clip(ramp(light, skin) * 255, 0, 255).astype(int)
    return [int(value) for channel in range(3) for value in colours[:, channel]]


def dahlia(scene: Scene) -> Image.Image:
    """One full flower, ring over ring of petals, the garden soft behind it."""
    image = lights_behind(scene, to_image(garden(scene)))
    skin = DAHLIAS[scene.whole(0, len(DAHLIAS) - 1)]
    size = scene.between(0.36, 0.48) * min(scene.height, scene.width)
    centre = (scene.width * scene.between(0.44, 0.56), scene.height * scene.between(0.44, 0.54))
    stalk(image, centre, size)
    rings = scene.whole(8, 11)
    shape = scene.whole(0, 2)
    for i in range(rings):
        share = i / (rings - 1)
        radius = size * (1 - 0.86 * share**0.92)
        petal_ring(
            scene,
            image,
            skin,
            centre=centre,
            radius=radius,
            count=scene.whole(13, 16) if share < 0.8 else 9,
            turn=i * GOLDEN_ANGLE,
            shape=shape,
            tone=1 - 0.75 * share,
        )
    return image


def stalk(image: Image.Image, centre: tuple[float, float], size: float) -> None:
    draw = ImageDraw.Draw(image)
    width = int(size * 0.05)
    draw.line(
        [(centre[0], centre[1] + size * 0.5), (centre[0] + size * 0.22, image.height + 10)],
        fill=(52, 78, 40),
        width=width,
    )
    draw.line(
        [
            (centre[0] - width * 0.3, centre[1] + size * 0.5),
            (centre[0] + size * 0.22 - width * 0.3, image.height + 10),
        ],
        fill=(84, 116, 60),
        width=max(2, width // 3),
    )


def sunflower(scene: Scene) -> Image.Image:
    """The heart of a sunflower: seeds by the golden angle, yellow petals around."""
    image = to_image(garden(scene))
    skin = [rgbs("8f4a05 d98b0a f8bf1e ffe680"), rgbs("7a2a08 c2560f ee9a24 ffd873")][scene.whole(0, 1)]
    size = scene.between(0.46, 0.60) * min(scene.height, scene.width)
    centre = (scene.width * scene.between(0.42, 0.58), scene.height * scene.between(0.44, 0.56))
    for i in range(3):
        petal_ring(
            scene,
            image,
            skin,
            centre=centre,
            radius=size * (1 - 0.07 * i),
            count=17,
            turn=i * 0.42,
            shape=1,
            tone=0.55 + 0.22 * i,
        )
    seeds(scene, image, centre, size * 0.5)
    return image


def seeds(scene: Scene, image: Image.Image, centre: tuple[float, float], radius: float) -> None:
    """Vogel's spiral: seed n at angle n · 137.5° and distance √n; H. Vogel 1979."""
    draw = ImageDraw.Draw(image)
    draw.ellipse(
        [centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius], fill=(38, 22, 12)
    )
    count = 620
    for n in range(count, 0, -1):
        share = n / count
        far, angle = radius * np.sqrt(share) * 0.98, n * GOLDEN_ANGLE
        x, y = centre[0] + far * np.cos(angle), centre[1] + far * np.sin(angle)
        r = radius * (0.018 + 0.024 * share)
        tone = (
            blend(rgb("2c3a14"), rgb("3f2410"), min(1.0, share * 2.2))
            if share < 0.55
            else blend(rgb("5a3312"), rgb("c98a2a"), (share - 0.55) * 1.9)
        )
        tone = blend(tone, (0, 0, 0), 0.1 + scene.rng.random() * 0.15)
        draw.ellipse([x - r, y - r, x + r, y + r], fill=bytes_of(blend(tone, (0, 0, 0), 0.45)))
        draw.ellipse([x - r * 0.9, y - r * 0.95, x + r * 0.55, y + r * 0.5], fill=bytes_of(tone))
        draw.ellipse(
            [x - r * 0.55, y - r * 0.6, x - r * 0.05, y - r * 0.1],
            fill=bytes_of(blend(tone, (1, 0.95, 0.8), 0.4)),
        )
