"""Worked land: rows of lavender, tulips or wheat that run to the horizon."""

import numpy as np
from PIL import Image

from tintype.demo.pictures.noise import SIDE, TILES, read, tile
from tintype.demo.pictures.relief import View, drawn, sunlight, survey
from tintype.demo.pictures.scene import Floats, Scene, blend, ramp, rgb, rgbs, smooth, to_image, toned
from tintype.demo.pictures.skies import clouds, hour_of, open_sky, sun_disc
from tintype.demo.pictures.trees import OAKS, oak, plant

CROPS = [
    rgbs("4a3a6f 7a5fb0 a98ad6 5f6b3a"),
    rgbs("8f2a3a d84a5a f28a8a 4f6b36"),
    rgbs("a8741a e8b62e f8de7a 5f7a36"),
    rgbs("7a3a6a c86aa0 f0a8c8 54703c"),
    rgbs("3f5a24 6a8a3a a3b85a 7a6a44"),
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
    soil = toned(blend(crop[3], rgb("6a5238"), 0.45), 1 + 0.1 * luck)
    colour = soil + (bloom - soil) * smooth(0.34, 0.62, plant_ + 0.06 * luck)[..., None]
    sky = np.asarray(blend(hour.shade, hour.sky[0], 0.5), dtype=np.float32) * 0.75 + np.float32(0.12)
    colour = colour * (sky + np.asarray(hour.sun, dtype=np.float32) * 1.15 * light[..., None])
    haze = (1 - np.exp(-np.maximum(ground.z - 2, 0) / 13))[..., None]
    colour = colour + (np.asarray(blend(hour.haze, hour.sun, 0.15), dtype=np.float32) - colour) * haze
    image = to_image(drawn(scene, view, ground, colour.astype(np.float32), canvas))
    if scene.chance(0.75):
        x = (0.5 + scene.between(-0.3, 0.3)) * scene.width
        tone = blend(blend(hour.shade, rgb("24301c"), 0.5), hour.haze, 0.18)
        plant(
            image,
            oak(scene.whole(0, OAKS - 1)),
            tone,
            (int(x), int((horizon + 0.022) * scene.height)),
            int(scene.between(0.13, 0.24) * scene.height),
            flip=scene.chance(0.5),
        )
    return image
