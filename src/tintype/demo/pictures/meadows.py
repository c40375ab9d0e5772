"""Flowers in fields and leaves in the shade."""

from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tintype.demo.pictures.scene import (
    Colour,
    Scene,
    blend,
    bytes_of,
    lay,
    ramp,
    rgb,
    rgbs,
    smooth,
    to_image,
    widened,
)
from tintype.demo.pictures.skies import clouds, hour_of, open_sky


@cache
def bloom_sprite(kind: int) -> Image.Image:
    """A small flower seen from the side, 160 × 160 with alpha: poppy, tulip, daisy, lavender."""
    rng = np.random.default_rng(kind + 11)
    image = Image.new("RGBA", (320, 320))
    draw = ImageDraw.Draw(image)
    if kind % 4 == 0:
        for x, tone in ((110, (150, 22, 18)), (205, (176, 30, 22)), (160, (214, 48, 34))):
            draw.ellipse([x - 92, 60, x + 92, 235], fill=(*tone, 255))
        draw.ellipse([70, 70, 250, 190], fill=(232, 76, 52, 255))
        draw.ellipse([146, 158, 178, 188], fill=(60, 20, 26, 255))
    elif kind % 4 == 1:
        for left, right, tone in ((84, 168, 0.72), (152, 236, 0.8), (112, 208, 1.0)):
            draw.polygon(
                [
                    (left, 200),
                    (left + 8, 90),
                    ((left + right) // 2, 30),
                    (right - 8, 90),
                    (right, 200),
                    ((left + right) // 2, 255),
                ],
                fill=(int(238 * tone), int(96 * tone), int(134 * tone), 255),
            )
    elif kind % 4 == 2:
        for i in range(14):
            angle = i * np.pi / 7
            x, y = 160 + 84 * np.cos(angle), 150 + 58 * np.sin(angle)
            draw.ellipse([x - 40, y - 26, x + 40, y + 26], fill=(246 - 2 * i, 246 - i, 250, 255))
        draw.ellipse([112, 112, 208, 180], fill=(246, 196, 40, 255))
        draw.ellipse([120, 116, 180, 150], fill=(255, 222, 96, 255))
    else:
        for i in range(46):
            y = 12 + i * 6
            spread = 16 + 22 * np.sin(i / 46 * np.pi)
            x = 160 + float(rng.normal(0, float(spread)))
            draw.ellipse([x - 18, y - 11, x + 18, y + 13], fill=(112 + i, 82 + i // 2, 178 + i // 2, 255))
    return image.resize((160, 160), Image.Resampling.LANCZOS)


def meadow(scene: Scene) -> Image.Image:
    """A field of flowers to the horizon; one row sharp, those before and behind soft."""
    hour = hour_of(scene)
    horizon = scene.between(0.30, 0.42)
    sun = (scene.between(-0.4, 0.4), horizon - 0.12)
    canvas = open_sky(scene, hour, horizon=horizon + 0.05, sun=sun)
    clouds(scene, canvas, hour, horizon=horizon, sun=sun, cover=0.35)
    kind = scene.whole(0, 3)
    bloom = [rgb("c8402e"), rgb("e87a9a"), rgb("f3f0e4"), rgb("8a6cc4")][kind]
    green = blend(rgb("4b6b32"), hour.sun, 0.15)
    t = np.clip((scene.y - np.float32(horizon)) / np.float32(1 - horizon), 0, 1)
    field_tone = ramp(
        t**0.6 + 0 * scene.x,
        [
            blend(blend(green, bloom, 0.5), hour.haze, 0.5),
            blend(green, bloom, 0.35),
            green,
            blend(green, (0, 0, 0), 0.45),
        ],
    )
    edge = np.float32(horizon) + np.float32(0.012) * np.sin(scene.x * 4 + np.float32(scene.between(0, 6)))
    lay(canvas, field_tone, smooth(-0.002, 0.004, scene.y - edge))
    image = to_image(canvas)
    for row in range(17):
        flower_row(scene, image, kind, green, horizon=horizon, near=(row + 1) / 17)
        if row == 10:
            image = image.filter(ImageFilter.BoxBlur(1.6))
    return front_blur(scene, image, kind)


def flower_row(
    scene: Scene, image: Image.Image, kind: int, green: Colour, *, horizon: float, near: float
) -> None:
    draw = ImageDraw.Draw(image)
    size = int((0.006 + 0.085 * near**2.0) * scene.height)
    foot = (horizon + 0.01 + 0.62 * near**1.7) * scene.height
    count = int(scene.width / max(3.0, size * 1.25))
    sprite = bloom_sprite(kind).resize((max(3, size), max(3, size)), Image.Resampling.BILINEAR)
    dim = 0.35 * (1 - near)
    for x in scene.rng.uniform(-size, scene.width, count):
        y = foot - size * scene.between(0.2, 1.9)
        if size > 8:
            tone = blend(green, (0, 0, 0), 0.1 + 0.5 * scene.rng.random() - dim * 0.5)
            draw.line(
                [
                    (x + size / 2, y + size * 0.7),
                    (x + size / 2 + scene.between(-0.4, 0.4) * size, y + size * 4.2),
                ],
                fill=bytes_of(tone),
                width=max(1, size // 14),
            )
            for _ in range(2):
                base = x + scene.between(-1.0, 1.0) * size
                draw.line(
                    [
                        (base, y + size * scene.between(0.9, 1.6)),
                        (base + scene.between(-0.5, 0.5) * size, y + size * 4),
                    ],
                    fill=bytes_of(blend(green, (0, 0, 0), 0.5 * scene.rng.random())),
                    width=max(1, size // 18),
                )
        image.paste(sprite, (int(x), int(y)), sprite)


def front_blur(scene: Scene, image: Image.Image, kind: int) -> Image.Image:
    """A few flowers so near the lens that only their colour is left."""
    layer = Image.new("RGBA", (scene.width // 4, scene.height // 4))
    for _ in range(scene.whole(3, 5)):
        size = int(scene.between(0.2, 0.34) * layer.height)
        sprite = bloom_sprite(kind).resize((size, size))
        layer.paste(
            sprite,
            (int(scene.between(-0.1, 0.95) * layer.width), int(layer.height * scene.between(0.84, 0.98))),
            sprite,
        )
    soft = layer.filter(ImageFilter.GaussianBlur(layer.height / 38)).resize(
        image.size, Image.Resampling.BICUBIC
    )
    image.paste(soft, (0, 0), soft.getchannel("A").point([int(v * 0.85) for v in range(256)]))
    return image


def fern(scene: Scene) -> Image.Image:
    """Leaves of a plant against the light: fans of blades, one over the other."""
    green = [
        rgbs("0c1f16 1d4030 3f7350 9cc48a"),
        rgbs("0d1a1c 1f4245 3f7f78 a5d0b8"),
        rgbs("141f0c 36501c 6f8a34 cfd98a"),
    ][scene.whole(0, 2)]
    canvas = widened(
        ramp(1 - scene.y, [green[0], blend(green[0], green[1], 0.6), blend(green[1], green[3], 0.35)]),
        scene.width,
    )
    image = to_image(canvas)
    for i in range(26):
        near = (i + 1) / 26
        x, y = scene.between(-0.05, 1.05) * scene.width, scene.between(0.25, 1.1) * scene.height
        frond(
            scene,
            image,
            green,
            at=(x, y),
            length=scene.height * scene.between(0.35, 0.62) * (0.6 + 0.6 * near),
            near=near,
        )
        if i in (9, 17):
            image = image.filter(ImageFilter.GaussianBlur(5 if i == 9 else 2))
    return image


def frond(
    scene: Scene,
    image: Image.Image,
    green: list[Colour],
    *,
    at: tuple[float, float],
    length: float,
    near: float,
) -> None:
    """One fern leaf: a bent rib with pairs of leaflets that shrink towards its tip."""
    draw = ImageDraw.Draw(image)
    heading, bend = scene.between(-2.6, -0.5), scene.between(-0.9, 0.9)
    x, y = at
    steps = 46
    for i in range(steps):
        share = i / steps
        angle = heading + bend * share
        nx, ny = x + np.cos(angle) * length / steps, y + np.sin(angle) * length / steps
        size = length * 0.24 * np.sin(np.pi * (0.12 + 0.88 * share) ** 0.8) + 2
        for side in (-1, 1):
            out = angle + side * (1.25 - 0.4 * share)
            tip = (x + np.cos(out) * size, y + np.sin(out) * size)
            middle = (x + np.cos(out + side * 0.16) * size * 0.5, y + np.sin(out + side * 0.16) * size * 0.5)
            other = (x + np.cos(out - side * 0.16) * size * 0.5, y + np.sin(out - side * 0.16) * size * 0.5)
            tone = blend(
                green[1], green[3], 0.10 + 0.65 * near * (0.75 if side < 0 else 1.0) * (0.65 + 0.35 * share)
            )
            draw.polygon(
                [(x, y), middle, tip, other], fill=bytes_of(blend(tone, green[0], 0.45 * (1 - near)))
            )
        draw.line(
            [(x, y), (nx, ny)], fill=bytes_of(blend(green[0], green[1], 0.6)), width=max(1, int(length / 170))
        )
        x, y = nx, ny
