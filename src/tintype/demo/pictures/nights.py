"""Nights: milky way, aurora, a moon, a lit tent, fireworks."""

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tintype.demo.pictures.noise import SIDE, TILES, field, line, read, tile
from tintype.demo.pictures.scene import (
    Colour,
    Floats,
    Scene,
    blend,
    bytes_of,
    glow,
    lay,
    ramp,
    resized,
    rgb,
    rgbs,
    smooth,
    to_canvas,
    to_image,
    toned,
    widened,
)
from tintype.demo.pictures.skies import star, stars
from tintype.demo.pictures.trees import SPRUCES, plant, spruce
from tintype.demo.pictures.water import reflected


def night_sky(scene: Scene, horizon: float, low: Colour) -> Floats:
    t = np.clip(scene.y / horizon, 0, 1)
    top = rgbs("050914 0a1330 070d22")[scene.whole(0, 2)]
    return widened(ramp(t**1.4, [top, blend(top, low, 0.35), low]), scene.width)


def foreground(scene: Scene, canvas: Floats, horizon: float, tone: Colour) -> None:
    """Black hills against the sky."""
    for i, depth in enumerate((0.0, 0.05)):
        edge = np.float32(horizon + depth) - np.float32(0.045) * (
            line(scene, scene.width, 3 + 2 * i)[None, :] + 0.6
        )
        lay(canvas, blend(tone, (0, 0, 0), 0.35 + 0.5 * i), smooth(0, 2 / scene.height, scene.y - edge))


def milky_way(scene: Scene) -> Image.Image:
    """The galaxy over dark hills; sometimes a tent, sometimes a lake."""
    horizon = scene.between(0.76, 0.86)
    low = rgbs("2a3f63 4a3f66 1f4a5c 5a4550")[scene.whole(0, 3)]
    canvas = night_sky(scene, horizon, low)
    angle = scene.between(0.5, 1.0) * (1 if scene.chance(0.5) else -1)
    shift = scene.between(-0.2, 0.2)
    across = (scene.x - np.float32(shift)) * np.float32(np.cos(angle)) + (
        scene.y - np.float32(0.45)
    ) * np.float32(np.sin(angle))
    across = across + np.float32(0.022) * field(scene, 5, 1.8)
    dust = field(scene, 7, 1.6)
    band = np.exp(-((across / 0.16) ** 2))
    core = np.exp(-((across / 0.07) ** 2))
    lane = smooth(0.2, 1.3, dust + 1.0 * np.exp(-((across / 0.03) ** 2))) * core
    light = np.clip(band * (0.34 + 0.16 * field(scene, 9, 1.4)) + core * 0.34, 0, 1) * (1 - 0.72 * lane)
    fade = smooth(horizon, horizon - 0.35, scene.y)
    glow(canvas, (0.60, 0.58, 0.78), light * fade * np.float32(1.05))
    glow(
        canvas,
        (1.0, 0.72, 0.55),
        core * (1 - lane) * np.clip(dust * 0.22 + 0.2, 0, 1) * fade * np.float32(0.85),
    )
    stars(scene, canvas, horizon=horizon + 0.02, density=0.0045)
    lake = scene.chance(0.35)
    foreground(scene, canvas, horizon - (0.02 if lake else 0), low)
    if lake:
        reflected(scene, canvas, waterline=horizon, calm=0.75, tint=blend(low, (0, 0, 0), 0.8))
        return to_image(canvas)
    if scene.chance(0.65):
        return tent(scene, to_image(canvas), horizon)
    return spruce_rim(scene, to_image(canvas), blend(low, (0, 0, 0), 0.9))


def spruce_rim(scene: Scene, image: Image.Image, tone: Colour) -> Image.Image:
    """Tall spruces at the sides, as the eye of a camper sees them."""
    for _ in range(scene.whole(7, 12)):
        side = scene.rng.choice([-1, 1])
        x = int(scene.width * (0.5 + side * scene.between(0.26, 0.55)))
        height = int(scene.height * scene.between(0.18, 0.55))
        plant(
            image,
            spruce(scene.whole(0, SPRUCES - 1)),
            tone,
            (x, int(scene.height * 1.0)),
            height,
            flip=scene.chance(0.5),
        )
    return image


def tent(scene: Scene, image: Image.Image, horizon: float) -> Image.Image:
    """A small tent lit from within, its light on the grass around it."""
    x, y = int(scene.between(0.25, 0.75) * scene.width), int((horizon + 0.08) * scene.height)
    size = scene.between(0.045, 0.07) * scene.height
    light = Image.new("RGB", image.size)
    draw = ImageDraw.Draw(light)
    draw.ellipse([x - size * 3, y - size * 0.7, x + size * 3, y + size * 0.9], fill=(120, 70, 20))
    light = (
        light.reduce(4)
        .filter(ImageFilter.GaussianBlur(size / 8))
        .resize(image.size, Image.Resampling.BILINEAR)
    )
    image = ImageChops.screen(image, light)
    cloth = Image.new("RGBA", (400, 260))
    inner = ImageDraw.Draw(cloth)
    inner.polygon([(10, 255), (200, 8), (390, 255)], fill=(255, 190, 92, 255))
    inner.polygon([(10, 255), (200, 8), (150, 255)], fill=(250, 160, 62, 255))
    inner.polygon([(168, 255), (200, 60), (236, 255)], fill=(255, 226, 150, 255))
    inner.line([(200, 8), (390, 255)], fill=(190, 96, 30, 255), width=5)
    inner.line([(200, 8), (10, 255)], fill=(190, 96, 30, 255), width=5)
    small = cloth.resize((int(size * 2.4), int(size * 1.56)), Image.Resampling.LANCZOS)
    image.paste(small, (x - small.width // 2, y - small.height), small)
    return image


def aurora(scene: Scene) -> Image.Image:
    """Curtains of green and violet over snow or water."""
    horizon = scene.between(0.70, 0.80)
    low = rgbs("123a4a 16304f 1d3f45")[scene.whole(0, 2)]
    canvas = night_sky(scene, horizon, low)
    stars(scene, canvas, horizon=horizon, density=0.0012)
    for i in range(scene.whole(2, 3)):
        curtain(scene, canvas, base=scene.between(0.36, 0.62) - 0.08 * i, strength=1 - 0.25 * i)
    lake = scene.chance(0.7)
    hills = np.float32(horizon) - np.float32(0.05) * (line(scene, scene.width, 4)[None, :] + 0.9)
    lay(canvas, blend(low, (0, 0, 0), 0.72), smooth(0, 2 / scene.height, scene.y - hills))
    if lake:
        reflected(
            scene, canvas, waterline=horizon, calm=scene.between(0.55, 0.85), tint=blend(low, (0, 0, 0), 0.6)
        )
        return to_image(canvas)
    snow = np.float32(horizon + 0.02) + np.float32(0.02) * line(scene, scene.width, 2)[None, :]
    lay(canvas, rgb("235a5c"), smooth(0, 0.02, scene.y - snow))
    lay(canvas, rgb("0e2833"), smooth(0.02, 0.3, scene.y - snow))
    return spruce_rim(scene, to_image(canvas), blend(low, (0, 0, 0), 0.85))


def curtain(scene: Scene, canvas: Floats, *, base: float, strength: float) -> None:
    """One band of light: its lower edge bends, its rays reach up and fade from green to violet."""
    width, height = scene.width // 3, scene.height // 3
    x = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    bend = line(scene, width, 1.4, 2.6)[None, :]
    edge = (
        np.float32(base)
        + np.float32(0.13) * bend
        + np.float32(scene.between(-0.3, 0.3)) * (x - np.float32(0.5))
    )
    rays = np.clip(
        0.62 + 0.13 * line(scene, width, 30, 1.5)[None, :] + 0.32 * line(scene, width, 4, 2.0)[None, :],
        0,
        1.5,
    )
    above = edge - y
    reach = np.float32(0.05) + np.float32(0.13) * rays**2
    light = np.where(above > 0, np.exp(-above / reach), np.exp(above / 0.022)) * rays
    colour = ramp(np.clip(above / 0.42, 0, 1), rgbs("9dffc0 4fe39a 2fb98f 5b62c4 8a4fb8"))
    mask = resized(
        np.clip(light * np.float32(0.85 * strength), 0, 1).astype(np.float32), scene.width, scene.height
    )
    tint = resized(colour, scene.width, scene.height)
    canvas += np.clip(mask, 0, 1)[..., None] * tint * np.maximum(1 - canvas, 0)


def moonrise(scene: Scene) -> Image.Image:
    """A large moon with its seas, behind a ridge with trees or over the sea."""
    hue = rgbs("1b2a4f 33284f 1d3b52")[scene.whole(0, 2)]
    horizon = scene.between(0.72, 0.85)
    canvas = widened(
        ramp(scene.y / horizon, [blend(hue, (0, 0, 0), 0.6), hue, blend(hue, rgb("d99a8a"), 0.55)]),
        scene.width,
    )
    stars(scene, canvas, horizon=horizon, density=0.0005)
    x, y, radius = (
        np.float32(scene.between(-0.3, 0.3)),
        np.float32(scene.between(0.34, 0.5)),
        scene.between(0.11, 0.2),
    )
    far = np.sqrt((scene.x - x) ** 2 + (scene.y - y) ** 2)
    glow(canvas, rgb("ffe2b8"), 0.55 * np.exp(-np.maximum(far - np.float32(radius), 0) / 0.10))
    u, v = (scene.x - x) / np.float32(radius), (scene.y - y) / np.float32(radius)
    bulge = np.sqrt(np.clip(1 - u * u - v * v, 0.02, 1))
    shift = np.float32(scene.between(0, SIDE))
    seas = read(
        tile(scene.whole(0, TILES - 1), 2.1), u / bulge**0.5 * 26 + shift, v / bulge**0.5 * 26 + shift
    )
    pits = read(tile(2, 1.2), u / bulge * 40 + shift, v / bulge * 40)
    tone = np.clip(0.86 - 0.14 * smooth(-0.2, 0.7, seas) + 0.035 * pits, 0, 1) * (0.78 + 0.22 * bulge)
    disc = toned(rgb("fff0d2"), tone)
    lay(canvas, disc, smooth(radius, radius - 1.6 / scene.height, far))
    for i in range(3):
        edge = (
            np.float32(horizon + 0.06 * i - 0.03)
            - np.float32(0.04) * line(scene, scene.width, 3 + i)[None, :]
        )
        lay(canvas, blend(hue, (0, 0, 0), 0.25 + 0.25 * i), smooth(0, 2 / scene.height, scene.y - edge))
    return (
        spruce_rim(scene, to_image(canvas), blend(hue, (0, 0, 0), 0.85))
        if scene.chance(0.6)
        else to_image(canvas)
    )


def fireworks(scene: Scene) -> Image.Image:
    """Bursts over water; every spark a falling streak."""
    horizon = scene.between(0.74, 0.82)
    canvas = night_sky(scene, horizon, rgb("2b2444"))
    light = Image.new("RGB", (scene.width, scene.height))
    draw = ImageDraw.Draw(light)
    palettes = [
        rgbs("ffd27a ff9a4a"),
        rgbs("ff7a9c ffc0d0"),
        rgbs("8fd0ff e0f2ff"),
        rgbs("b48cff ffb0f0"),
        rgbs("8cffb0 f0ffc0"),
    ]
    for _ in range(scene.whole(3, 5)):
        burst(scene, draw, palettes[scene.whole(0, 4)])
    soft = light
    wide = light.reduce(5).filter(ImageFilter.GaussianBlur(9)).resize(light.size, Image.Resampling.BILINEAR)
    image = ImageChops.screen(
        to_image(canvas), ImageChops.add(soft, wide.point([min(255, int(v * 1.4)) for v in range(256)] * 3))
    )
    canvas = to_canvas(image)
    skyline(scene, canvas, horizon)
    reflected(scene, canvas, waterline=horizon, calm=0.45, tint=rgb("0b0a1a"))
    return to_image(canvas)


def burst(scene: Scene, draw: ImageDraw.ImageDraw, colours: list[Colour]) -> None:
    x, y = scene.between(0.15, 0.85) * scene.width, scene.between(0.14, 0.46) * scene.height
    size = scene.between(0.12, 0.26) * scene.height
    for _ in range(scene.whole(90, 150)):
        angle, speed = scene.between(0, 2 * np.pi), scene.between(0.55, 1.0) ** 0.5
        tone = blend(colours[0], colours[1], scene.between(0, 1))
        points = [
            (x + np.cos(angle) * speed * size * t, y + np.sin(angle) * speed * size * t + 0.28 * size * t * t)
            for t in np.linspace(0.03, 1, 12)
        ]
        for i in range(len(points) - 1):
            draw.line(
                [points[i], points[i + 1]],
                fill=bytes_of(blend((0, 0, 0), tone, 0.25 + 0.75 * i / 11)),
                width=2,
            )
        px, py = points[-1]
        draw.ellipse([px - 2, py - 2, px + 2, py + 2], fill=bytes_of(blend(tone, (1, 1, 1), 0.6)))


def skyline(scene: Scene, canvas: Floats, horizon: float) -> None:
    """A far bank with lamps."""
    edge = (
        np.float32(horizon)
        - np.float32(0.02)
        - np.float32(0.015)
        * np.repeat(scene.rng.random(scene.width // 18 + 1), 18)[None, : scene.width].astype(np.float32)
    )
    lay(canvas, rgb("0a0a16"), smooth(0, 2 / scene.height, scene.y - edge))
    for _ in range(70):
        star(
            canvas,
            scene.whole(4, scene.width - 5),
            int((horizon - scene.between(0.003, 0.025)) * scene.height),
            scene.between(0.8, 1.8),
            np.asarray(rgb("ffcf8a"), dtype=np.float32),
        )
