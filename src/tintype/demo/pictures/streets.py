"""A narrow street at night after rain."""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tintype.demo.pictures.cities import LAMPS
from tintype.demo.pictures.noise import TILES, read, tile
from tintype.demo.pictures.scene import (
    Colour,
    Floats,
    Scene,
    blend,
    bytes_of,
    gathered,
    glow,
    lay,
    rgbs,
    smooth,
    to_canvas,
    to_image,
)

Spot = Callable[[float, float, float], tuple[float, float]]  # across, up, distance → pixels


def wet_street(scene: Scene) -> Image.Image:
    """A narrow street at night after rain: signs left and right, all of it again on the ground."""
    palette = [
        rgbs("ff4f8b 5fd6ff ffd166 b388ff ff7b54"),
        rgbs("ffb25e f2a03a ff7043 e8486a ff9e5a"),
        rgbs("48e5c2 4fa3ff ff5f7e f9f871 b18cff"),
    ][scene.whole(0, 2)]
    deep = rgbs("0b0e1f 140d1c 081419")[scene.whole(0, 2)]
    vanish = scene.between(0.44, 0.54)
    canvas = scene.blank(blend(deep, (0, 0, 0), 0.2))
    far = np.sqrt(scene.x**2 + ((scene.y - np.float32(vanish)) * np.float32(1.3)) ** 2)
    glow(canvas, blend(palette[1], palette[2], 0.5), 0.85 * np.exp(-far / 0.10) + 0.25 * np.exp(-far / 0.35))
    image = to_image(canvas)
    depth = 0.06
    walls: list[tuple[float, float, int]] = []
    while depth < 1.1:
        step = depth * scene.between(0.18, 0.38)
        walls.append((depth, depth + step, len(walls)))
        depth += step
    for near, further, _ in walls:
        for side in (-1, 1):
            house(scene, image, deep, palette, depths=(near, further), side=side, vanish=vanish)
    light = (
        image.reduce(4)
        .filter(ImageFilter.GaussianBlur(scene.height / 120))
        .resize(image.size, Image.Resampling.BILINEAR)
    )
    canvas = to_canvas(ImageChops.screen(image, light.point([int(v * 0.85) for v in range(256)] * 3)))
    stroller(scene, canvas, vanish)
    wet_ground(scene, canvas, vanish)
    return to_image(canvas)


def stroller(scene: Scene, canvas: Floats, vanish: float) -> None:
    """Someone with an umbrella, dark before the light at the end of the street."""
    size = scene.between(0.09, 0.13) * scene.height
    x, foot = (0.5 + scene.between(-0.04, 0.04)) * scene.width, (vanish + 0.055) * scene.height
    figure = Image.new("L", (scene.width * 2, scene.height * 2))
    draw = ImageDraw.Draw(figure)
    head, cx, cy = size * 0.15, 2 * x, 2 * (foot - size * 0.8)
    draw.ellipse([cx - head, cy - head, cx + head, cy + head], fill=255)
    draw.polygon(
        [
            (cx - size * 0.2, cy + size * 0.16),
            (cx + size * 0.2, cy + size * 0.16),
            (cx + size * 0.32, cy + size * 1.0),
            (cx - size * 0.32, cy + size * 1.0),
        ],
        fill=255,
    )
    for leg in (-0.17, 0.05):
        draw.rectangle(
            [cx + size * leg, cy + size * 0.95, cx + size * (leg + 0.12), cy + size * 1.6], fill=255
        )
    draw.pieslice(
        [cx - size * 0.72, cy - size * 0.72, cx + size * 0.72, cy + size * 0.55], 180, 360, fill=255
    )
    draw.rectangle([cx - 2, cy - size * 0.8, cx + 2, cy], fill=255)
    mask = np.asarray(figure.reduce(2), dtype=np.float32) / np.float32(255)
    lay(canvas, (0.03, 0.03, 0.06), mask)


def house(
    scene: Scene,
    image: Image.Image,
    deep: Colour,
    palette: list[Colour],
    *,
    depths: tuple[float, float],
    side: int,
    vanish: float,
) -> None:
    """A house front between two distances along one side of the street; distance 1 is at the picture's edge."""

    def at(across: float, up: float, depth: float) -> tuple[float, float]:
        return (scene.width / 2 + side * across * depth * scene.height, (vanish - up * depth) * scene.height)

    draw = ImageDraw.Draw(image)
    a, b = depths
    tall = scene.between(1.0, 2.2)
    tone = blend(
        blend(deep, palette[2], 0.10 + 0.1 * scene.rng.random()), palette[1], 0.28 * max(0.0, 0.5 - a)
    )
    draw.polygon(
        [at(0.62, -0.16, a), at(0.62, tall, a), at(0.62, tall, b), at(0.62, -0.16, b)], fill=bytes_of(tone)
    )
    for floor in range(6):
        for bay in range(2):
            if scene.chance(0.42):
                near, far = a + (b - a) * (0.12 + 0.45 * bay), a + (b - a) * (0.42 + 0.45 * bay)
                low, high = 0.16 + floor * 0.3, 0.32 + floor * 0.3
                if high < tall - 0.05:
                    lamp = blend(tone, LAMPS[scene.whole(0, 5)], scene.between(0.3, 0.95))
                    draw.polygon(
                        [at(0.62, low, near), at(0.62, high, near), at(0.62, high, far), at(0.62, low, far)],
                        fill=bytes_of(lamp),
                    )
    shop = blend(palette[scene.whole(0, 4)], LAMPS[scene.whole(0, 5)], 0.6)
    draw.polygon(
        [
            at(0.62, -0.13, a * 1.04),
            at(0.62, 0.06, a * 1.04),
            at(0.62, 0.06, b * 0.96),
            at(0.62, -0.13, b * 0.96),
        ],
        fill=bytes_of(blend(tone, shop, scene.between(0.25, 0.75))),
    )
    if scene.chance(0.75):
        sign(scene, draw, at, palette[scene.whole(0, 4)], depth=(a + b) / 2)


def sign(scene: Scene, draw: ImageDraw.ImageDraw, at: Spot, neon: Colour, *, depth: float) -> None:
    """A neon sign that stands out from the wall."""
    low = scene.between(0.12, 0.5)
    high = low + scene.between(0.16, 0.42)
    corners = [at(0.62, low, depth), at(0.62, high, depth), at(0.50, high, depth), at(0.50, low, depth)]
    draw.polygon(
        corners,
        fill=bytes_of(blend(neon, (0.05, 0, 0.1), 0.12)),
        outline=bytes_of(blend(neon, (1, 1, 1), 0.8)),
    )
    glyphs(scene, draw, corners, blend(neon, (1, 1, 1), 0.85))


def glyphs(scene: Scene, draw: ImageDraw.ImageDraw, corners: list[tuple[float, float]], tone: Colour) -> None:
    """Strokes that read as letters from afar."""
    xs, ys = sorted(c[0] for c in corners), sorted(c[1] for c in corners)
    left, right, top, bottom = xs[0], xs[-1], ys[0], ys[-1]
    wide = right - left
    if wide < 8:
        return
    y = top + wide * 0.2
    while y + wide * 0.7 < bottom:
        for _ in range(4):
            x0, y0 = scene.between(left + wide * 0.2, right - wide * 0.2), scene.between(y, y + wide * 0.6)
            end = (
                (scene.between(left + wide * 0.2, right - wide * 0.2), y0)
                if scene.chance(0.5)
                else (x0, scene.between(y, y + wide * 0.6))
            )
            draw.line([(x0, y0), end], fill=bytes_of(tone), width=max(1, int(wide * 0.09)))
        y += wide * 0.85


def wet_ground(scene: Scene, canvas: Floats, vanish: float) -> None:
    """Mirror the street into its ground between the house fronts, broken by puddles and asphalt."""
    line = int((vanish + 0.012) * scene.height)
    rows = scene.height - line
    depth = np.arange(1, rows + 1, dtype=np.float32)[:, None] / scene.height
    reach = depth / np.float32(0.16)
    # The wall meets the ground 0.16 below the eye at distance 1; mirrored points lie above that line.
    far = np.minimum(reach, np.abs(scene.x) / np.float32(0.62))
    foot = np.float32(vanish) + far * np.float32(0.16)
    texture = tile(scene.whole(0, TILES - 1), 1.1)
    wave = read(texture, scene.x / (depth + 0.02) * 30, 60 / (depth + np.float32(0.02)) + 0 * scene.x)
    source = (2 * foot - (np.float32(vanish) + depth)) * scene.height + wave * depth * 60
    on_ground = smooth(0, 0.006, reach - np.abs(scene.x) / np.float32(0.62))
    column = np.clip(
        np.arange(scene.width)[None, :] + (wave * depth * 26).astype(np.intp), 0, scene.width - 1
    )
    mirror = gathered(canvas, np.clip(source, 0, scene.height - 1).astype(np.intp) * scene.width + column)
    puddle = smooth(
        -0.8,
        0.9,
        read(tile(1, 1.7), scene.x / (depth + 0.03) * 9, 20 / (depth + np.float32(0.03)) + 0 * scene.x),
    )
    asphalt = np.float32(0.025) + np.float32(0.012) * wave
    mirror = mirror * (0.34 + 0.5 * puddle)[..., None] + asphalt[..., None]
    lay(canvas[line:], mirror, on_ground)
