"""Worked land: rows of lavender or tulips, rice terraces full of sky, green hills."""

import numpy as np
from PIL import Image

from tintype.demo.pictures.noise import SIDE, TILES, read, tile
from tintype.demo.pictures.relief import View, drawn, sunlight, survey
from tintype.demo.pictures.scene import Floats, Scene, blend, ramp, rgb, rgbs, smooth, to_image
from tintype.demo.pictures.skies import clouds, hour_of, open_sky, sun_disc
from tintype.demo.pictures.trees import OAKS, oak, plant

CROPS = [
    rgbs("4a3a6f 7a5fb0 a98ad6 5f6b3a"), rgbs("8f2a3a d84a5a f28a8a 4f6b36"), rgbs("a8741a e8b62e f8de7a 5f7a36"),
    rgbs("7a3a6a c86aa0 f0a8c8 54703c"), rgbs("3f5a24 6a8a3a a3b85a 7a6a44"),
]


def rows(scene: Scene) -> Image.Image:
    """Rows that run to the horizon over gentle hills, a tree at the end of them."""
    hour = hour_of(scene)
    horizon = scene.between(0.30, 0.42)
    left = scene.chance(0.5)
    sun = ((-0.35 if left else 0.35) * scene.aspect, horizon - scene.between(0.04, 0.12))
    canvas = open_sky(scene, hour, horizon=horizon + 0.02, sun=sun)
    clouds(scene, canvas, hour, horizon=horizon, sun=sun, cover=scene.between(0.3, 0.55))
    if scene.mood != "day":
        sun_disc(scene, canvas, hour, sun, 0.03)
    crop = CROPS[scene.whole(0, len(CROPS) - 1)]
    view = View(eye=0.75, horizon=horizon, near=0.75, far=26, far_slices=120, rows_per_slice=1.5)
    texture, fine = tile(scene.whole(0, TILES - 1), 2.3), tile(scene.whole(0, TILES - 1), 0.9)
    shift, vanish = np.float32(scene.between(0, SIDE)), np.float32(scene.between(-0.1, 0.1))

    def across(x: Floats, z: Floats) -> Floats:
        return (x - vanish * z) * np.float32(3.4) + np.float32(0.35) * read(texture, x * 3 + shift, z * 3)

    def heights(x: Floats, z: Floats) -> Floats:
        hill = np.float32(0.16) * read(texture, x * 5 + shift, z * 5) * smooth(1, 6, z)
        ridge = np.abs(np.sin(across(x, z) * np.pi)) ** 1.4 * np.float32(0.10)
        leaf = np.float32(0.020) * read(fine, x * 190, z * 120) * np.exp(-z / 5)
        return (hill + ridge + leaf * (ridge > 0.03)).astype(np.float32)

    ground = survey(scene, view, heights, sun_slope=hour.sun_height * 1.6, from_left=left)
    light = sunlight(ground, sun=(-0.7 if left else 0.7, hour.sun_height + 0.35, 0.35), shadow=0.25)
    plant_ = np.abs(np.sin(across(ground.x, ground.z) * np.pi))
    luck = read(fine, ground.x * 230 + 70, ground.z * 150)
    bloom = ramp(np.clip(0.55 + 0.26 * luck, 0, 1), crop[:3])
    soil = np.asarray(blend(crop[3], rgb("6a5238"), 0.45), dtype=np.float32) * (1 + 0.1 * luck)[..., None]
    colour = soil + (bloom - soil) * smooth(0.34, 0.62, plant_ + 0.06 * luck)[..., None]
    sky = np.asarray(blend(hour.shade, hour.sky[0], 0.5), dtype=np.float32) * 0.75 + np.float32(0.12)
    colour = colour * (sky + np.asarray(hour.sun, dtype=np.float32) * 1.15 * light[..., None])
    haze = (1 - np.exp(-np.maximum(ground.z - 2, 0) / 13))[..., None]
    colour = colour + (np.asarray(blend(hour.haze, hour.sun, 0.15), dtype=np.float32) - colour) * haze
    image = to_image(drawn(scene, view, ground, colour.astype(np.float32), canvas))
    if scene.chance(0.75):
        x = (0.5 + scene.between(-0.3, 0.3)) * scene.width
        tone = blend(blend(hour.shade, rgb("24301c"), 0.5), hour.haze, 0.18)
        plant(image, oak(scene.whole(0, OAKS - 1)), tone, (int(x), int((horizon + 0.022) * scene.height)), int(scene.between(0.13, 0.24) * scene.height), flip=scene.chance(0.5))
    return image


def terraces(scene: Scene) -> Image.Image:
    """Rice terraces: a hillside cut in steps, every step a mirror of the sky."""
    hour = hour_of(scene)
    horizon = scene.between(0.16, 0.26)
    left = scene.chance(0.5)
    sun = ((-0.3 if left else 0.3) * scene.aspect, horizon - 0.04)
    canvas = open_sky(scene, hour, horizon=horizon + 0.06, sun=sun)
    view = View(eye=2.6, horizon=horizon, near=1.9, far=20, far_slices=150, rows_per_slice=1.2)
    texture = tile(scene.whole(0, TILES - 1), 2.6)
    shift = [np.float32(scene.between(0, SIDE)) for _ in range(2)]
    step = np.float32(scene.between(0.11, 0.16))

    def slope(x: Floats, z: Floats) -> Floats:
        return np.float32(0.55) * read(texture, x * 8 + shift[0], z * 8 + shift[1]) + np.float32(0.16) * (z - 2) + np.float32(0.2) * np.abs(x)

    def heights(x: Floats, z: Floats) -> Floats:
        raw = slope(x, z) / step
        part = raw - np.floor(raw)
        bank = np.float32(0.30) * smooth(0.86, 0.93, part) * smooth(1.0, 0.95, part)
        return ((np.floor(raw) + smooth(0.93, 1.0, part) + bank) * step).astype(np.float32)

    ground = survey(scene, view, heights, sun_slope=0.35, from_left=left)
    raw = slope(ground.x, ground.z) / step
    part = raw - np.floor(raw)
    light = sunlight(ground, sun=(-0.6 if left else 0.6, 0.5, 0.45), shadow=0.4)
    luck = read(tile(3, 0.9), ground.x * 90, ground.z * 90)
    grass = ramp(np.clip(0.25 + 0.55 * light + 0.12 * luck, 0, 1), rgbs("1c2a14 3f5a22 7a9438 b8c060"))
    grass = grass * (np.float32(0.35) + np.asarray(hour.sun, dtype=np.float32) * 0.75)
    tone = np.float32(0.10) * np.sin(np.floor(raw) * 2.3)
    mirror = ramp(np.clip(0.25 + 0.055 * (ground.z - 2) + 0.12 * tone + 0.02 * luck, 0, 1), hour.sky)
    young = smooth(0.5, 1.5, read(texture, np.floor(raw) * 37 + ground.x, np.floor(raw) * 11)) * np.float32(0.7)
    water = mirror + (grass * np.float32(0.9) - mirror) * young[..., None]
    colour = water + (grass - water) * smooth(0.80, 0.86, part)[..., None]
    haze = (1 - np.exp(-np.maximum(ground.z - 3, 0) / 12))[..., None]
    colour = colour + (np.asarray(hour.haze, dtype=np.float32) - colour) * haze
    return to_image(drawn(scene, view, ground, colour.astype(np.float32), canvas))


def hills(scene: Scene) -> Image.Image:
    """Green hills with cloud shadows, cypresses along a track."""
    hour = hour_of(scene)
    horizon = scene.between(0.32, 0.44)
    left = scene.chance(0.5)
    sun = ((-0.4 if left else 0.4) * scene.aspect, horizon - 0.12)
    canvas = open_sky(scene, hour, horizon=horizon + 0.03, sun=sun)
    clouds(scene, canvas, hour, horizon=horizon, sun=sun, cover=scene.between(0.3, 0.6))
    view = View(eye=1.5, horizon=horizon, near=1.2, far=30, far_slices=200, rows_per_slice=1.8)
    texture = tile(scene.whole(0, TILES - 1), 2.7)
    shift = [np.float32(scene.between(0, SIDE)) for _ in range(2)]

    def heights(x: Floats, z: Floats) -> Floats:
        return (np.float32(0.62) * read(texture, x * 6 + shift[0], z * 6 + shift[1]) * smooth(0.5, 4, z)).astype(np.float32)

    ground = survey(scene, view, heights, sun_slope=hour.sun_height * 0.8, from_left=left)
    light = sunlight(ground, sun=(-0.85 if left else 0.85, hour.sun_height + 0.2, 0.1), shadow=0.15)
    luck = read(tile(3, 1.0), ground.x * 60, ground.z * 60)
    plots = read(tile(4, 2.2), ground.x * 16 + shift[1], ground.z * 16)
    greens = [rgbs("3a5426 6f8a34 b7b45a"), rgbs("5a5a2a a3903f dcc070"), rgbs("2f5a34 5f9a4a a8c86a")][scene.whole(0, 2)]
    colour = ramp(np.clip(0.45 + 0.10 * luck + 0.3 * np.sign(np.sin(plots * 4)) * 0.35, 0, 1), greens)
    furrow = np.sin((ground.x * np.cos(np.floor(plots * 2)) + ground.z * np.sin(np.floor(plots * 2))) * 30)
    colour *= (1 + 0.06 * furrow * np.exp(-ground.z / 6))[..., None]
    sky = np.asarray(blend(hour.shade, hour.sky[0], 0.5), dtype=np.float32) * 0.8
    colour = colour * (sky + np.asarray(hour.sun, dtype=np.float32) * 1.25 * light[..., None])
    haze = (1 - np.exp(-np.maximum(ground.z - 2, 0) / 15))[..., None]
    colour = colour + (np.asarray(hour.haze, dtype=np.float32) - colour) * haze
    return to_image(drawn(scene, view, ground, colour.astype(np.float32), canvas))
