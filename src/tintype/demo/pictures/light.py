"""Light itself: traces of cars, light drawn in the dark, jellyfish, lanterns, sun through water."""

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tintype.demo.pictures.noise import TILES, field, line, read, tile
from tintype.demo.pictures.scene import (
    Colour,
    Scene,
    blend,
    bytes_of,
    glow,
    lay,
    ramp,
    rgb,
    rgbs,
    smooth,
    to_canvas,
    to_image,
    toned,
    widened,
)
from tintype.demo.pictures.skies import clouds, hour_of, open_sky
from tintype.demo.pictures.water import reflected


def lit(image: Image.Image, *, near: float, wide: float) -> Image.Image:
    """A drawing of bright lines with the light around them."""
    soft = (
        image.reduce(2)
        .filter(ImageFilter.GaussianBlur(image.height / 260))
        .resize(image.size, Image.Resampling.BILINEAR)
    )
    far = (
        image.reduce(6)
        .filter(ImageFilter.GaussianBlur(image.height / 170))
        .resize(image.size, Image.Resampling.BILINEAR)
    )
    image = ImageChops.add(image, soft.point([min(255, int(v * near)) for v in range(256)] * 3))
    return ImageChops.add(image, far.point([min(255, int(v * wide)) for v in range(256)] * 3))


def car_trails(scene: Scene) -> Image.Image:
    """A road that winds through evening hills, drawn by the lamps of its cars."""
    hour = hour_of(scene)
    horizon = scene.between(0.34, 0.46)
    canvas = open_sky(scene, hour, horizon=horizon, sun=(scene.between(-0.3, 0.3), horizon))
    clouds(scene, canvas, hour, horizon=horizon, sun=(0.3, horizon), cover=0.4)
    for i in range(4):
        edge = (
            np.float32(horizon + 0.02 + 0.07 * i)
            - np.float32(0.05) * line(scene, scene.width, 3 + i)[None, :]
        )
        lay(
            canvas,
            blend(hour.haze, blend(hour.shade, (0, 0, 0), 0.45), 0.3 + 0.22 * i),
            smooth(0, 2 / scene.height, scene.y - edge),
        )
    light = Image.new("RGB", (scene.width, scene.height))
    draw = ImageDraw.Draw(light)
    wave, swing, phase = scene.between(1.6, 2.6), scene.between(0.16, 0.34), scene.between(0, 6)
    t = np.linspace(0.0, 1.0, 180)
    middle = swing * np.sin(phase + wave * np.pi * (1 - t)) * t**0.8 + (0.5 - scene.between(0.4, 0.6)) * (
        1 - t
    )
    y = (horizon + 0.04 + (1.06 - horizon) * t**2.1) * scene.height
    for _ in range(26):
        offset = scene.between(-1, 1)
        reach = 0.012 + 0.34 * t**2.1
        x = (0.5 + (middle + offset * reach * 0.62) / scene.aspect) * scene.width
        tone = (
            blend(rgb("ff2a1a"), rgb("ff7a3a"), scene.rng.random())
            if offset > 0
            else blend(rgb("fff0d0"), rgb("ffc88a"), scene.rng.random())
        )
        row = y - scene.between(-0.004, 0.012) * t**2 * scene.height
        strength = scene.between(0.35, 1.0)
        for i in range(179):
            draw.line(
                [(x[i], row[i]), (x[i + 1], row[i + 1])],
                fill=bytes_of(blend((0, 0, 0), tone, strength)),
                width=1 + int(2.6 * t[i] ** 2),
            )
    return ImageChops.screen(to_image(canvas), lit(light, near=0.9, wide=0.9))


def light_figure(scene: Scene) -> Image.Image:
    """Light swung on a thread in the dark: a pendulum's curve, doubled on a wet floor."""
    hue = [
        rgbs("ffb347 ff5f6d ffe29a"),
        rgbs("4fd8ff 7f7fff e0f7ff"),
        rgbs("ff6fd8 8f5bff ffd6f5"),
        rgbs("7dffb0 2fd0c8 f0ffd0"),
    ][scene.whole(0, 3)]
    light = Image.new("RGB", (scene.width, scene.height))
    draw = ImageDraw.Draw(light)
    a, b = [(2, 3), (3, 4), (3, 5), (4, 5), (5, 6)][scene.whole(0, 4)]
    t = np.linspace(0, 2 * np.pi * 7, 4200)
    decay = np.exp(-t / scene.between(38, 70))
    turn, drift = scene.between(0, 3), scene.between(0.004, 0.012)
    size = 0.33 * min(scene.height, scene.width)
    x = scene.width / 2 + size * 1.1 * decay * np.sin(a * t + turn)
    y = scene.height * 0.45 + size * decay * np.sin((b + drift) * t)
    for i in range(len(t) - 1):
        share = i / len(t)
        tone = (
            blend(hue[0], hue[1], 0.5 + 0.5 * np.sin(share * 9))
            if share < 0.7
            else blend(hue[1], hue[2], (share - 0.7) / 0.3)
        )
        draw.line([(x[i], y[i]), (x[i + 1], y[i + 1])], fill=bytes_of(tone), width=2)
    bright = lit(light, near=1.0, wide=1.1)
    base = Image.new("RGB", light.size, bytes_of(blend(hue[1], (0.01, 0.01, 0.02), 0.95)))
    return ImageChops.screen(base, bright)


def jellyfish(scene: Scene) -> Image.Image:
    """Jellyfish in blue water, lit from within."""
    water = [
        rgbs("020b2a 06286a 0d5fa8 3fa8d0"),
        rgbs("0a0424 25105a 5a2a8f a05ab0"),
        rgbs("011a22 033f4c 0a7f80 58c8b0"),
    ][scene.whole(0, 2)]
    canvas = widened(ramp(1 - scene.y, [water[0], water[1], water[2]]), scene.width)
    shafts = np.clip(line(scene, scene.width, 7, 1.6)[None, :] * 0.5 + 0.3, 0, 1) * np.clip(
        1 - scene.y * 1.3, 0, 1
    )
    glow(canvas, water[3], shafts * np.float32(0.3))
    image = to_image(canvas)
    hue = [rgbs("ff9ab0 ffd8c8"), rgbs("b0a0ff e8e0ff"), rgbs("ffb070 fff0c8"), rgbs("80e8ff e8ffff")][
        scene.whole(0, 3)
    ]
    for share, blur in ((0.5, 1.0), (1.0, 0.0)):
        layer = Image.new("RGB", image.size)
        for _ in range(scene.whole(2, 3)):
            size = scene.height * (0.03 + 0.15 * share) * scene.between(0.8, 1.15)
            at = (scene.between(0.12, 0.88) * scene.width, scene.between(0.14, 0.6) * scene.height)
            jelly(scene, layer, hue, at, size)
        if share < 1:
            layer = (
                layer.reduce(2)
                .filter(ImageFilter.GaussianBlur(blur))
                .resize(image.size, Image.Resampling.BILINEAR)
            )
        layer = lit(layer, near=0.35, wide=0.35)
        image = ImageChops.screen(image, layer.point([int(v * share) for v in range(256)] * 3))
    specks = Image.new("RGB", image.size)
    draw = ImageDraw.Draw(specks)
    for _ in range(160):
        x, y, r = scene.between(0, image.width), scene.between(0, image.height), scene.between(0.5, 2.4)
        draw.ellipse(
            [x - r, y - r, x + r, y + r], fill=bytes_of(blend((0, 0, 0), water[3], scene.between(0.2, 0.7)))
        )
    return ImageChops.screen(image, specks)


def jelly(scene: Scene, layer: Image.Image, hue: list[Colour], at: tuple[float, float], size: float) -> None:
    """One bell with its ribs and long threads."""
    draw = ImageDraw.Draw(layer)
    x, y = at
    for _ in range(16):
        start = x + scene.between(-0.75, 0.75) * size
        phase, wave, length = scene.between(0, 6), scene.between(1.0, 2.0), size * scene.between(1.6, 3.4)
        points = [
            (
                start + np.sin(phase + wave * s * 4) * size * 0.16 * s - (start - x) * 0.5 * s,
                y + size * 0.25 + length * s,
            )
            for s in np.linspace(0, 1, 36)
        ]
        for i in range(35):
            draw.line(
                [points[i], points[i + 1]],
                fill=bytes_of(blend((0, 0, 0), hue[0], 0.75 * (1 - i / 35))),
                width=max(1, int(size / 60)),
            )
    bell = np.zeros((int(size * 1.5), int(size * 2.2)), dtype=np.float32)
    v = np.linspace(-1, 0.5, bell.shape[0], dtype=np.float32)[:, None]
    u = np.linspace(-1.1, 1.1, bell.shape[1], dtype=np.float32)[None, :]
    far = np.hypot(u, v / np.where(v < 0, 0.92, 0.34))
    ribs = 0.12 * np.cos(np.arctan2(u, v + np.float32(1.2)) * 34)
    bell = smooth(1.0, 0.95, far) * (
        0.20 + 0.62 * np.clip(far, 0, 1) ** 5 + 0.30 * np.exp(-((far / 0.45) ** 2)) + ribs * far
    )
    mask = Image.fromarray((np.clip(bell, 0, 1) * 255).astype(np.uint8))
    layer.paste(bytes_of(hue[1]), (int(x - mask.width / 2), int(y - size)), mask)


def lanterns(scene: Scene) -> Image.Image:
    """Paper lanterns rising over a lake at night."""
    deep = rgbs("141632 201638 0e1c30")[scene.whole(0, 2)]
    horizon = scene.between(0.70, 0.78)
    canvas = widened(
        ramp(scene.y / horizon, [blend(deep, (0, 0, 0), 0.5), deep, blend(deep, rgb("b06a4a"), 0.5)]),
        scene.width,
    )
    image = to_image(canvas)
    light = Image.new("RGB", image.size)
    draw = ImageDraw.Draw(light)
    for _ in range(scene.whole(70, 120)):
        size = (0.004 + 0.035 * scene.rng.random() ** 4) * scene.height
        x, y = (
            scene.between(0, 1) * scene.width,
            (horizon - 0.02 - abs(float(scene.rng.normal(0, 0.33)))) * scene.height,
        )
        tone = blend(rgb("ff8a2a"), rgb("ffcf7a"), scene.rng.random())
        draw.rounded_rectangle(
            [x - size * 0.75, y - size, x + size * 0.75, y + size],
            radius=size * 0.5,
            fill=bytes_of(blend((0, 0, 0), tone, 0.8)),
        )
        draw.ellipse(
            [x - size * 0.45, y + size * 0.1, x + size * 0.45, y + size],
            fill=bytes_of(blend(tone, (1, 0.95, 0.7), 0.35)),
        )
    canvas = to_canvas(ImageChops.screen(image, lit(light, near=0.3, wide=1.0)))
    hills = np.float32(horizon) - np.float32(0.03) * (line(scene, scene.width, 4)[None, :] + 0.8)
    lay(canvas, blend(deep, (0, 0, 0), 0.7), smooth(0, 2 / scene.height, scene.y - hills))
    reflected(scene, canvas, waterline=horizon, calm=0.5, tint=blend(deep, (0, 0, 0), 0.5))
    return to_image(canvas)


def under_water(scene: Scene) -> Image.Image:
    """Looking up from the sea floor: shafts of sun, a shoal of fish."""
    water = [rgbs("01222f 03546a 0f93a8 7fe0dc"), rgbs("021a3a 0a4a86 2a8fd0 a0e0ff")][scene.whole(0, 1)]
    sun = np.float32(scene.between(-0.3, 0.3))
    far = np.hypot(scene.x - sun, scene.y + np.float32(0.1))
    canvas = ramp(np.clip(1.1 - far * 0.95, 0, 1), water)
    angle = np.arctan2(scene.x - sun, scene.y + np.float32(0.25))
    rays = read(
        tile(scene.whole(0, TILES - 1), 1.4), angle * 70 + 200, np.full_like(angle, scene.between(0, 500))
    )
    glow(canvas, water[3], np.clip(rays * 0.28 + 0.12, 0, 1) * np.clip(1.05 - far, 0, 1))
    floor = smooth(0.86, 1.0, scene.y + np.float32(0.03) * line(scene, scene.width, 3)[None, :])
    web = np.abs(field(scene, 9, 1.6))
    caustic = np.exp(-web * 5) * 0.8
    lay(canvas, toned(blend(water[1], rgb("cbb98a"), 0.45), 0.7 + caustic), floor)
    image = to_image(canvas)
    draw = ImageDraw.Draw(image)
    cx, cy, turn = scene.between(0.3, 0.7), scene.between(0.35, 0.65), scene.between(-0.5, 0.5)
    for _ in range(scene.whole(120, 220)):
        r, a = abs(float(scene.rng.normal(0, 0.17))), scene.between(0, 6.28)
        x, y = (
            (cx + r * np.cos(a) * 1.2 / scene.aspect) * scene.width,
            (cy + r * np.sin(a) * 0.6) * scene.height,
        )
        fish(
            draw,
            (x, y),
            size=scene.height * scene.between(0.008, 0.02),
            heading=turn + float(scene.rng.normal(0, 0.18)),
            tone=blend(water[0], water[2], scene.between(0.0, 0.6)),
        )
    return image


def fish(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    *,
    size: float,
    heading: float,
    tone: Colour,
) -> None:
    c, s = np.cos(heading), np.sin(heading)
    shape = [
        (1.0, 0.0),
        (0.45, 0.34),
        (-0.3, 0.24),
        (-0.75, 0.04),
        (-1.15, 0.36),
        (-1.15, -0.36),
        (-0.75, -0.04),
        (-0.3, -0.24),
        (0.45, -0.34),
    ]
    draw.polygon(
        [(at[0] + size * (px * c - py * s), at[1] + size * (px * s + py * c)) for px, py in shape],
        fill=bytes_of(tone),
    )
