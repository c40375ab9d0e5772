"""Water: reflections in lakes, open sea with a path of light, shores seen from above."""

import numpy as np
from PIL import Image

from tintype.demo.pictures.noise import SIDE, TILES, read, tile
from tintype.demo.pictures.scene import (
    Colour,
    Floats,
    Scene,
    blend,
    gathered,
    glow,
    ramp,
    rgb,
    smooth,
    to_image,
)
from tintype.demo.pictures.skies import clouds, hour_of, open_sky, sun_disc


def reflected(scene: Scene, picture: Floats, *, waterline: float, calm: float, tint: Colour) -> None:
    """Replace all below the waterline by its mirror image, in place; calm 1 is glass, 0 breaks it up."""
    line = int(waterline * scene.height)
    rows = scene.height - line
    depth = (np.arange(rows, dtype=np.float32) + 1)[:, None] / scene.height
    texture = tile(scene.whole(0, TILES - 1), 1.2)
    u = np.broadcast_to(scene.x, (rows, scene.width)) / (depth + np.float32(0.05)) * 44
    v = np.float32(90) / (depth + np.float32(0.05))
    wave = read(texture, u + np.float32(scene.between(0, SIDE)), v + np.zeros_like(u))
    rough = np.float32(1 - calm) * (0.25 + depth * 3)
    shift = wave * rough * np.float32(0.05 * scene.height)
    source = line - 1 - np.abs(np.arange(rows, dtype=np.float32)[:, None] * np.float32(1.04) + shift)
    source = np.clip(source, 0, line - 1).astype(np.intp)
    columns = np.clip(
        np.arange(scene.width)[None, :] + (shift * np.float32(0.25)).astype(np.intp), 0, scene.width - 1
    )
    mirror = gathered(picture, source * scene.width + columns)
    fresnel = np.clip(0.86 - depth * 0.75, 0.35, 0.9)[..., None]
    deep = np.asarray(tint, dtype=np.float32) * np.float32(0.75)
    mirror = deep + (mirror - deep) * fresnel
    mirror *= (1 + np.clip(wave * rough, -0.25, 0.25) * np.float32(0.3))[..., None]
    shore = np.exp(-depth * scene.height / 2.5)[..., None]
    picture[line:] = mirror * (1 - np.float32(0.45) * shore)


def sea(scene: Scene) -> Image.Image:
    """Open water towards a low sun: swell, a path of light, clouds on fire."""
    hour = hour_of(scene)
    horizon = scene.between(0.42, 0.6)
    sun = (scene.between(-0.25, 0.25) * scene.aspect, horizon - scene.between(0.015, 0.10))
    canvas = open_sky(scene, hour, horizon=horizon, sun=sun)
    clouds(scene, canvas, hour, horizon=horizon, sun=sun, cover=scene.between(0.25, 0.6))
    sun_disc(scene, canvas, hour, sun, scene.between(0.022, 0.04))
    line = int(horizon * scene.height)
    rows = scene.height - line
    depth = (np.arange(rows, dtype=np.float32) + np.float32(0.7))[:, None] / scene.height
    far = np.float32(0.09) / depth
    texture, fine = tile(scene.whole(0, TILES - 1), 1.5), tile(scene.whole(0, TILES - 1), 0.9)
    u, v = scene.x * far * 150, far * 300 + np.float32(scene.between(0, SIDE))
    swell = read(texture, u * 0.5, v + np.zeros_like(u))
    chop = read(fine, u * 3.1 + 40, v * 2.7 + np.zeros_like(u))
    slope = 0.62 * swell + 0.5 * chop * np.clip(1.1 - far * 0.25, 0.25, 1)
    # The slope of a wave turns the mirrored ray: look up the sky at another height.
    lift = np.clip(depth * 1.1 + 0.10 + slope * 0.11, 0.0, 1.0)
    mirror = ramp(1 - np.clip(lift / horizon, 0, 1), hour.sky)
    deep = np.asarray(blend(hour.shade, rgb("0e3a4a"), 0.45), dtype=np.float32)
    share = np.clip(0.82 - 0.36 * smooth(-0.9, 1.2, slope) - depth * 0.35, 0.08, 0.9)[..., None]
    water = deep + (mirror - deep) * share
    path = np.exp(-(((scene.x - np.float32(sun[0])) / (0.05 + depth * 0.55)) ** 2))
    sparkle = smooth(0.15, 1.5, slope + 0.55 * path + 0.25) * path
    glow(water, blend(hour.sun, (1, 1, 1), 0.3), sparkle * np.float32(0.95))
    canvas[line:] = water
    haze = np.exp(-np.abs(scene.y - np.float32(horizon)) / 0.018) * np.float32(0.5)
    canvas += (np.asarray(blend(hour.haze, hour.sun, 0.3), dtype=np.float32) - canvas) * haze[..., None]
    return to_image(canvas)
