"""On the way: balloons, sails, lighthouses, birds, a walk at dusk, a sea of clouds."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tintype.demo.pictures.landscapes import ridges
from tintype.demo.pictures.noise import line
from tintype.demo.pictures.scene import (
    Scene,
    blend,
    bytes_of,
    glow,
    lay,
    rgb,
    rgbs,
    smooth,
    to_canvas,
    to_image,
)
from tintype.demo.pictures.skies import clouds, hour_of, open_sky, sun_disc
from tintype.demo.pictures.water import sea

CLOTHS = [
    rgbs("c8402e f4e3c1 2f5f7a"),
    rgbs("e0922a 7a2a4a f7e6c0"),
    rgbs("2f6f6a f2c14e f6efe0"),
    rgbs("5a3a7a e87a6a ffe0b0"),
    rgbs("1f4f8f f6f1e6 d8503f"),
]


def balloons(scene: Scene) -> Image.Image:
    """Hot-air balloons over ridges in the early light."""
    image = ridges(scene)
    count = scene.whole(5, 11)
    for i in range(count):
        near = ((i + 1) / count) ** 2.2
        size = scene.height * (0.018 + 0.13 * near) * scene.between(0.85, 1.15)
        at = (scene.between(0.08, 0.92) * scene.width, scene.between(0.10, 0.56) * scene.height)
        balloon(scene, image, at, size, haze=0.62 * (1 - near))
    return image


def balloon(scene: Scene, image: Image.Image, at: tuple[float, float], size: float, *, haze: float) -> None:
    """Envelope of gores with light from one side, ropes and a basket; size is its radius in pixels."""
    cloth = CLOTHS[scene.whole(0, len(CLOTHS) - 1)]
    rows, columns = max(8, int(size * 2.4)), max(6, int(size * 2.1))
    v = np.linspace(-1.05, 1.35, rows, dtype=np.float32)[:, None]
    u = np.linspace(-1.05, 1.05, columns, dtype=np.float32)[None, :]
    width = np.where(
        v < 0.15,
        np.sqrt(np.clip(1 - (np.minimum(v, 0.15) - 0.0) ** 2, 0, 1)),
        np.clip(0.989 - 0.62 * np.clip(v - 0.15, 0, 2) ** 1.25, 0.13, 1),
    )
    width = np.maximum(width, np.float32(1e-3))
    inside = smooth(1.0, 1 - 2.4 / size, np.abs(u) / width) * smooth(-1.0, -1 + 2.4 / size, v) * (v < 1.28)
    turn = np.arcsin(np.clip(u / width, -1, 1))
    gore = np.floor((turn + scene.between(0, 1)) * np.float32(10 / np.pi))
    stripe = (gore % 2)[..., None]
    band = smooth(0.02, -0.02, np.abs(v - np.float32(0.05)) - np.float32(0.16))[..., None]
    tone = (
        np.asarray(cloth[0], dtype=np.float32)
        + (np.asarray(cloth[1], dtype=np.float32) - np.asarray(cloth[0], dtype=np.float32)) * stripe
    )
    tone = tone + (np.asarray(cloth[2], dtype=np.float32) - tone) * band * (1 - stripe)
    light = np.clip(0.64 - 0.42 * np.sin(turn) - 0.22 * v + 0.10 * np.cos(turn * 20), 0.18, 1.15)
    tone = tone * light[..., None]
    x, y = int(at[0] - columns / 2), int(at[1] - rows * 0.44)
    under = to_canvas(image.crop((x, y, x + columns, y + rows)))
    tone = tone + (under - tone) * np.float32(haze)
    image.paste(
        to_image(tone.astype(np.float32)),
        (x, y),
        Image.fromarray((np.clip(inside, 0, 1) * 255).astype(np.uint8)),
    )
    draw = ImageDraw.Draw(image)
    basket = blend(rgb("3a2416"), rgb("c9b8a8"), haze)
    foot, side = at[1] + size * 1.52, size * 0.12
    for s in (-1, 1):
        draw.line(
            [(at[0] + s * side * 1.1, at[1] + size * 1.22), (at[0] + s * side, foot)],
            fill=bytes_of(basket),
            width=max(1, int(size / 50)),
        )
    draw.rectangle([at[0] - side, foot, at[0] + side, foot + side * 1.4], fill=bytes_of(basket))


def sail(scene: Scene) -> Image.Image:
    """A boat under sail, small on open water."""
    image = sea(scene)
    size = scene.height * scene.between(0.07, 0.14)
    x, foot = scene.between(0.2, 0.8) * scene.width, scene.height * scene.between(0.64, 0.70)
    mask = Image.new("L", (image.width * 2, image.height * 2))
    draw = ImageDraw.Draw(mask)
    cx, cy, s = x * 2, foot * 2, size * 2 * (1 if scene.chance(0.5) else -1)
    a = abs(s)
    draw.polygon(
        [
            (cx - s * 0.5, cy - a * 0.12),
            (cx + s * 0.62, cy - a * 0.16),
            (cx + s * 0.42, cy),
            (cx - s * 0.38, cy),
        ],
        fill=255,
    )
    draw.line([(cx, cy), (cx, cy - a * 1.5)], fill=255, width=max(3, int(a / 40)))
    draw.polygon(
        [(cx - s * 0.03, cy - a * 1.45), (cx - s * 0.03, cy - a * 0.2), (cx - s * 0.52, cy - a * 0.24)],
        fill=235,
    )
    draw.polygon(
        [(cx + s * 0.04, cy - a * 1.35), (cx + s * 0.04, cy - a * 0.2), (cx + s * 0.55, cy - a * 0.2)],
        fill=235,
    )
    small = mask.reduce(2)
    tone = rgb("1a1626")
    reflection = small.crop((0, int(foot - size * 1.6), image.width, int(foot))).transpose(
        Image.Transpose.FLIP_TOP_BOTTOM
    )
    rows = np.array(reflection, dtype=np.float32)
    for i, fade in enumerate(np.linspace(0.62, 0.1, reflection.height)):
        # Every row slides a little further: the mast becomes a wave.
        slide = int(np.sin(i * 0.55) * (1 + 6 * i / reflection.height))
        rows[i] = np.roll(rows[i], -slide) * np.float32(fade)
    image.paste(
        bytes_of(tone),
        (0, int(foot)),
        Image.fromarray(rows.astype(np.uint8)).filter(ImageFilter.GaussianBlur(1.5)),
    )
    image.paste(bytes_of(tone), (0, 0), small)
    return image


def lighthouse(scene: Scene) -> Image.Image:
    """A lighthouse on its rock at dusk, its beam over the water."""
    image = sea(scene)
    side = 1 if scene.chance(0.5) else -1
    x = (0.5 + side * scene.between(0.14, 0.26)) * scene.width
    base, tall = 0.66 * scene.height, scene.between(0.30, 0.40) * scene.height
    top = base - tall - 0.06 * scene.height
    beam = Image.new("L", image.size)
    pen = ImageDraw.Draw(beam)
    reach = scene.width * 1.1
    for heading, strength in ((-side, 150), (side, 70)):
        pen.polygon(
            [(x, top), (x + heading * reach, top - reach * 0.13), (x + heading * reach, top + reach * 0.05)],
            fill=strength,
        )
    fade = np.asarray(beam.filter(ImageFilter.GaussianBlur(9)), dtype=np.float32) / np.float32(255)
    canvas = to_canvas(image)
    away = np.abs(scene.x - np.float32((x - scene.width / 2) / scene.height))
    glow(canvas, rgb("ffe9b8"), fade * np.exp(-away / np.float32(0.42)))
    rock = (
        np.float32(base / scene.height)
        - np.float32(0.075) * np.exp(-((away / np.float32(0.22)) ** 2))
        - np.float32(0.018) * np.abs(line(scene, scene.width, 12)[None, :]) * (away < 0.5)
    )
    lower = np.float32(base / scene.height + 0.045) - np.float32(0.02) * np.abs(
        line(scene, scene.width, 16)[None, :]
    )
    inside = (
        smooth(0, 2 / scene.height, scene.y - rock)
        * smooth(0, -3 / scene.height, scene.y - lower)
        * smooth(0.42, 0.36, away + 0.05 * np.abs(line(scene, scene.width, 9)[None, :]))
    )
    lay(canvas, rgb("1c1a26"), inside)
    image = to_image(canvas)
    return tower(image, x, base - 0.055 * scene.height, tall)


def tower(image: Image.Image, x: float, foot: float, tall: float) -> Image.Image:
    big = image.resize((image.width * 2, image.height * 2), Image.Resampling.BILINEAR)
    draw = ImageDraw.Draw(big)
    wide, cx, cy, size = tall * 0.17, 2 * x, 2 * foot, 2 * tall
    red, white = rgb("9c2f2a"), rgb("d9cfc4")
    for i in range(6):
        a, b = i / 6, (i + 1) / 6
        wa, wb = wide * 2 * (0.5 - 0.17 * a), wide * 2 * (0.5 - 0.17 * b)
        tone = red if i % 2 else white
        draw.polygon(
            [
                (cx - wa, cy - size * a * 0.86),
                (cx + wa, cy - size * a * 0.86),
                (cx + wb, cy - size * b * 0.86),
                (cx - wb, cy - size * b * 0.86),
            ],
            fill=bytes_of(blend(tone, (0.1, 0.08, 0.2), 0.3)),
        )
        draw.polygon(
            [
                (cx + wa * 0.2, cy - size * a * 0.86),
                (cx + wa, cy - size * a * 0.86),
                (cx + wb, cy - size * b * 0.86),
                (cx + wb * 0.2, cy - size * b * 0.86),
            ],
            fill=bytes_of(blend(tone, (0.1, 0.08, 0.2), 0.58)),
        )
    top, w = cy - size * 0.86, wide * 0.66
    draw.rectangle([cx - w * 1.35, top - size * 0.015, cx + w * 1.35, top + size * 0.01], fill=(30, 26, 36))
    draw.rectangle(
        [cx - w * 0.75, top - size * 0.09, cx + w * 0.75, top - size * 0.015], fill=(255, 236, 180)
    )
    draw.polygon(
        [(cx - w, top - size * 0.09), (cx + w, top - size * 0.09), (cx, top - size * 0.155)],
        fill=(110, 34, 32),
    )
    return big.reduce(2)


def birds(scene: Scene) -> Image.Image:
    """A flock that turns before the evening sky, and wires with those who rest."""
    hour = hour_of(scene)
    sun = (scene.between(-0.3, 0.3), scene.between(0.5, 0.75))
    canvas = open_sky(scene, hour, horizon=1.0, sun=sun)
    clouds(scene, canvas, hour, horizon=0.95, sun=sun, cover=scene.between(0.3, 0.6))
    sun_disc(scene, canvas, hour, sun, scene.between(0.05, 0.1))
    image = to_image(canvas)
    big = Image.new("L", (image.width * 2, image.height * 2))
    draw = ImageDraw.Draw(big)
    swing, phase = scene.between(0.06, 0.14), scene.between(0, 6)
    for _ in range(scene.whole(90, 240)):
        t = float(np.clip(scene.rng.normal(0.5, 0.2), 0, 1))
        x = t + float(scene.rng.normal(0, 0.035))
        y = (
            0.36
            + swing * np.sin(phase + 5 * t)
            + float(scene.rng.normal(0, 0.06)) * (0.4 + np.sin(np.pi * t))
        )
        bird(scene, draw, (x * big.width, y * big.height), scene.between(5, 15) * scene.height / 960)
    if scene.chance(0.6):
        wires(scene, draw, big.width, big.height)
    image.paste(bytes_of(blend(hour.shade, (0, 0, 0), 0.55)), (0, 0), big.reduce(2))
    return image


def bird(scene: Scene, draw: ImageDraw.ImageDraw, at: tuple[float, float], size: float) -> None:
    lift, tilt = scene.between(-0.5, 0.9), scene.between(-0.4, 0.4)
    for s in (-1, 1):
        tip = (at[0] + s * size * 1.8, at[1] - size * lift + s * tilt * size)
        draw.polygon(
            [
                (at[0] - s * size * 0.1, at[1] - size * 0.15),
                (at[0] + s * size * 0.9, at[1] - size * (0.25 + lift * 0.8)),
                tip,
                (at[0] + s * size * 0.7, at[1] - size * lift * 0.35),
                (at[0], at[1] + size * 0.22),
            ],
            fill=255,
        )


def wires(scene: Scene, draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    for i in range(scene.whole(3, 4)):
        base, sag = height * (0.74 + 0.055 * i), height * scene.between(0.02, 0.05)
        points = [(x, base + sag * (4 * (x / width - 0.5) ** 2 - 1) * -1) for x in np.linspace(0, width, 60)]
        draw.line(points, fill=255, width=4)
        for _ in range(scene.whole(1, 6)):
            x, y = points[scene.whole(3, 56)]
            r = height * 0.0085
            draw.ellipse([x - r, y - r * 2.6, x + r, y], fill=255)
            draw.ellipse([x - r * 0.2, y - r * 3.5, x + r * 1.1, y - r * 2.2], fill=255)
            draw.polygon(
                [(x - r * 0.6, y - r * 0.8), (x - r * 1.6, y + r * 1.6), (x + r * 0.2, y - r * 0.2)], fill=255
            )
