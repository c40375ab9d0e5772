"""Land: mountains, ridges in mist, dunes, fields, terraces, snow."""

import numpy as np
from PIL import Image

from tintype.demo.pictures.noise import SIDE, TILES, line, read, tile
from tintype.demo.pictures.relief import Ground, View, drawn, sunlight, survey
from tintype.demo.pictures.scene import (
    Floats,
    Scene,
    blend,
    lay,
    mixed,
    ramp,
    rgb,
    rgbs,
    smooth,
    to_image,
    toned,
)
from tintype.demo.pictures.skies import Hour, clouds, hour_of, open_sky, sun_disc
from tintype.demo.pictures.water import reflected


def ridges(scene: Scene) -> Image.Image:
    """Ridge behind ridge, each paler than the one before it, mist in the valleys."""
    hour = hour_of(scene)
    horizon = scene.between(0.42, 0.55)
    sun = (scene.between(-0.45, 0.45) * scene.aspect / 1.3, horizon - scene.between(0.06, 0.2))
    canvas = open_sky(scene, hour, horizon=horizon + 0.1, sun=sun)
    clouds(scene, canvas, hour, horizon=horizon, sun=sun, cover=scene.between(0.2, 0.45))
    if scene.mood != "mist":
        sun_disc(scene, canvas, hour, sun, scene.between(0.018, 0.03))
    layers = scene.whole(6, 8)
    for i in range(layers):
        ridge_layer(scene, canvas, hour, nearness=(i + 0.6) / layers, horizon=horizon, sun=sun)
    return to_image(canvas)


def ridge_layer(
    scene: Scene, canvas: Floats, hour: Hour, *, nearness: float, horizon: float, sun: tuple[float, float]
) -> None:
    """One ridge: its edge from noise, its foot lost in mist, its side towards the sun warmer."""
    rise = 0.05 + 0.14 * np.sin(nearness * 2.6)
    base = horizon + 0.02 + 0.5 * nearness**1.35
    hills = line(scene, scene.width, 2.4 + 2.2 * (1 - nearness), 2.1)
    crags = np.abs(line(scene, scene.width, 7 + 5 * nearness, 1.7))
    edge = (base - rise * (0.5 + 0.46 * hills - 0.15 * crags)).astype(np.float32)
    if nearness > 0.72:
        edge -= trees_edge(scene, 0.012 + 0.05 * (nearness - 0.6))
    top = max(0, int((edge.min() - 0.01) * scene.height))
    below = scene.y[top:] - edge[None, :]
    mask = smooth(0, 1.5 / scene.height, below)
    dark = blend(hour.haze, hour.shade, nearness**1.25)
    lit = blend(dark, hour.sun, 0.28 * (1 - nearness))
    wisp = np.float32(0.035) * line(scene, scene.width, 1.5)[None, :]
    side = np.exp(-np.abs(scene.x - np.float32(sun[0])) / 0.55)
    mist = smooth(0.0, 0.26, scene.y[top:] - np.float32(base - 0.4 * rise) + wisp) * np.float32(
        0.85 * (1 - nearness) ** 0.8 + 0.04
    )
    lay(canvas[top:], mixed(dark, lit, side), mask)
    lay(canvas[top:], blend(hour.haze, hour.cloud, 0.35), mask * mist)


def trees_edge(scene: Scene, height: float) -> Floats:
    """(width,) heights of a row of spruces along a ridge, in picture heights."""
    edge = np.zeros(scene.width, dtype=np.float32)
    columns = np.arange(scene.width, dtype=np.float32) / scene.height
    thick = line(scene, scene.width, 5)
    at = 0.0
    while at < scene.aspect:
        size = (
            height
            * scene.between(0.45, 1.25)
            * float(np.clip(0.8 + 0.45 * thick[min(scene.width - 1, int(at * scene.height))], 0.15, 1.6))
        )
        left, right = int((at - size * 0.3) * scene.height), int((at + size * 0.3) * scene.height) + 2
        near = slice(max(0, left), max(0, right))
        off = np.abs(columns[near] - np.float32(at)) / np.float32(size * 0.26)
        steps = np.float32(0.07) * np.abs(np.sin(off * 14))
        edge[near] = np.maximum(edge[near], np.float32(size) * np.clip(1 - off - steps, 0, 1))
        at += size * scene.between(0.12, 0.5)
    return edge


def peaks(scene: Scene) -> Image.Image:
    """A mountain range with snow, rock and meadows, and often a lake that shows it again."""
    hour = hour_of(scene)
    lake = scene.chance(0.85)
    horizon = scene.between(0.50, 0.58) if lake else scene.between(0.62, 0.7)
    left = scene.chance(0.5)
    sun = ((-0.6 if left else 0.6) * scene.aspect, horizon - 0.3)
    canvas = open_sky(scene, hour, horizon=horizon, sun=sun)
    clouds(scene, canvas, hour, horizon=horizon, sun=sun, cover=scene.between(0.15, 0.5))
    view = View(eye=0.12, horizon=horizon, near=0.35, far=9.5, far_slices=320, rows_per_slice=3.0, turn=2.2)
    texture, fine = tile(scene.whole(0, TILES - 1), 2.4), tile(scene.whole(0, TILES - 1), 2.1)
    shift = [np.float32(scene.between(0, SIDE)) for _ in range(4)]
    tall = np.float32(scene.between(1.9, 2.9))

    def heights(x: Floats, z: Floats) -> Floats:
        broad = read(texture, x * 16 + shift[0], z * 16 + shift[1])
        sharp = 1 - np.abs(read(fine, x * 26 + shift[2], z * 26 + shift[3]))
        range_ = smooth(2.2, 8.5, z) * tall
        body = np.clip(0.42 + 0.26 * broad + 0.34 * sharp, 0, 2) * range_
        meadow = 0.05 * broad * smooth(0.2, 2, z) + 0.012 * sharp
        shore = smooth(2.4, 3.2, z) * 0.06 - 0.05 if lake else np.float32(0.0)
        return np.maximum(body + meadow + shore, 0 if lake else -1).astype(np.float32)

    ground = survey(scene, view, heights, sun_slope=hour.sun_height * 1.3, from_left=left)
    light = sunlight(ground, sun=(-0.8 if left else 0.8, hour.sun_height * 1.1, -0.35), shadow=0.12)
    colour = alpine(scene, ground, light, hour)
    picture = drawn(scene, view, ground, colour, canvas)
    if lake:
        reflected(scene, picture, waterline=horizon + 0.03, calm=scene.between(0.6, 0.95), tint=hour.shade)
    return to_image(picture)


def alpine(scene: Scene, ground: Ground, light: Floats, hour: Hour) -> Floats:
    """Meadow, forest, rock, snow by height and steepness; sun, sky light and haze over it."""
    steep = np.sqrt(ground.lean_x**2 + ground.lean_z**2)
    wander = read(tile(1, 1.3), ground.x * 40, ground.z * 40)
    level = ground.height + 0.07 * wander
    snowline = np.float32(scene.between(0.55, 0.95))
    rock = toned(rgb("6f665f"), 1 + 0.14 * wander)
    green = ramp(np.clip(0.5 + 0.25 * wander, 0, 1), rgbs("39482b 5f6b37 8a8446"))
    forest = toned(rgb("25372f"), 1 + 0.2 * wander)
    colour = green + (forest - green) * smooth(0.03, 0.12, level)[..., None]
    colour += (rock - colour) * smooth(0.22, 0.42, level)[..., None]
    snow = smooth(float(snowline) - 0.12, float(snowline) + 0.1, level) * smooth(1.9, 1.2, steep)
    colour += (np.asarray(rgb("f4f6fa"), dtype=np.float32) - colour) * snow[..., None]
    sun = np.asarray(hour.sun, dtype=np.float32) * 1.25
    sky = np.asarray(blend(hour.sky[0], hour.haze, 0.4), dtype=np.float32) * 0.62
    colour = colour * (sky + sun * light[..., None])
    haze = 1 - np.exp(-np.maximum(ground.z - 1.5, 0) / (6.0 if scene.mood == "mist" else 14.0))
    haze = haze * np.exp(-np.clip(ground.height, 0, 3) * 0.5)
    return (colour + (np.asarray(hour.haze, dtype=np.float32) - colour) * haze[..., None]).astype(np.float32)


def dunes(scene: Scene) -> Image.Image:
    """Sand in low light: sharp crests, long shadows, ripples at the feet."""
    hour = hour_of(scene)
    horizon = scene.between(0.24, 0.36)
    left = scene.chance(0.5)
    sun = ((-0.5 if left else 0.5) * scene.aspect, horizon - 0.08)
    canvas = open_sky(scene, hour, horizon=horizon + 0.05, sun=sun)
    view = View(eye=2.3, horizon=horizon, near=1.6, far=40, far_slices=170, rows_per_slice=1.6)
    shift = [np.float32(scene.between(0, SIDE)) for _ in range(4)]
    texture = tile(scene.whole(0, TILES - 1), 2.6)
    slant, facing = np.float32(scene.between(0.06, 0.16)), np.float32(1 if left else -1)

    def heights(x: Floats, z: Floats) -> Floats:
        bend = read(texture, x * 6 + shift[0], z * 6 + shift[1])
        phase = x * facing * np.float32(0.22) + z * slant + bend * np.float32(0.34) + shift[2]
        saw = phase - np.floor(phase)
        crest = np.where(saw < 0.66, saw / 0.66, (1 - saw) / 0.34)
        crest = crest * crest * (3 - 2 * crest) * 0.3 + crest * 0.7
        size = 1.25 + 0.45 * read(texture, x * 4 + shift[3], z * 4)
        return (crest * size + 0.16 * bend).astype(np.float32)

    ground = survey(scene, view, heights, sun_slope=hour.sun_height * 0.9, from_left=left)
    ripple = np.sin((ground.z * 34 + ground.x * 12) + 2.4 * read(texture, ground.x * 40, ground.z * 40))
    near = np.exp(-ground.z / 2.6)
    light = sunlight(ground, sun=(-0.9 if left else 0.9, hour.sun_height * 1.5, 0.15), shadow=0.0)
    light = np.clip(light * (1 + 0.16 * ripple * near), 0, 1.2)
    sand = np.asarray(rgb(["e8b27a", "d99a62", "e6c39a", "cf8a5a"][scene.whole(0, 3)]), dtype=np.float32)
    speck = 1 + 0.05 * near * read(tile(2, 0.6), ground.x * 300, ground.z * 300)
    sky = np.asarray(blend(hour.shade, hour.sky[0], 0.45), dtype=np.float32) * 0.8
    colour = (
        sand * speck[..., None] * (sky + np.asarray(hour.sun, dtype=np.float32) * 1.25 * light[..., None])
    )
    haze = (1 - np.exp(-np.maximum(ground.z - 3, 0) / 16))[..., None]
    colour = colour + (np.asarray(hour.haze, dtype=np.float32) - colour) * haze
    picture = drawn(scene, view, ground, colour.astype(np.float32), canvas)
    return to_image(picture)


def sea_of_clouds(scene: Scene) -> Image.Image:
    """Above the clouds at sunrise: white hills of vapour, a few summits that stand out."""
    hour = hour_of(scene)
    horizon = scene.between(0.40, 0.52)
    left = scene.chance(0.5)
    sun = ((-0.3 if left else 0.3) * scene.aspect, horizon - scene.between(0.03, 0.1))
    canvas = open_sky(scene, hour, horizon=horizon + 0.03, sun=sun)
    sun_disc(scene, canvas, hour, sun, 0.026)
    view = View(eye=2.2, horizon=horizon, near=2.6, far=50, far_slices=130, rows_per_slice=1.8)
    texture, fine = tile(scene.whole(0, TILES - 1), 2.4), tile(scene.whole(0, TILES - 1), 2.1)
    shift = [np.float32(scene.between(0, SIDE)) for _ in range(4)]

    def heights(x: Floats, z: Floats) -> Floats:
        broad = read(texture, x * 6 + shift[0], z * 6 + shift[1])
        puff = np.abs(read(fine, x * 13 + shift[2], z * 13 + shift[3]))
        return (0.30 * broad + 0.34 * puff).astype(np.float32)

    ground = survey(scene, view, heights, sun_slope=0.5, from_left=left)
    light = sunlight(ground, sun=(-0.7 if left else 0.7, 0.55, 0.5), shadow=0.5)
    tones = [
        blend(hour.shade, hour.haze, 0.25),
        blend(hour.haze, hour.shade, 0.25),
        hour.cloud,
        blend(hour.sun, (1, 1, 1), 0.45),
    ]
    colour = ramp(np.clip(light * 1.0 + ground.height * 0.30 - 0.05, 0, 1), tones)
    haze = (1 - np.exp(-np.maximum(ground.z - 2, 0) / 15))[..., None]
    colour = colour + (np.asarray(blend(hour.haze, hour.sun, 0.25), dtype=np.float32) - colour) * haze
    for i in range(scene.whole(1, 3)):
        at, wide = np.float32(scene.between(-0.4, 0.4) * scene.aspect), np.float32(scene.between(0.12, 0.3))
        edge = (
            np.float32(horizon + 0.03)
            - np.float32(scene.between(0.06, 0.14)) * np.exp(-(np.abs((scene.x - at) / wide) ** 1.3))
            - np.float32(0.012) * line(scene, scene.width, 9)[None, :]
        )
        lay(
            canvas, blend(hour.haze, hour.shade, 0.35 + 0.12 * i), smooth(0, 2 / scene.height, scene.y - edge)
        )
    picture = drawn(scene, view, ground, colour.astype(np.float32), canvas)
    return to_image(picture)
