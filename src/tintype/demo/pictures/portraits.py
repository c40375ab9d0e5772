"""People and animals as shapes against the light: an evening walk, a cat at the window, a reader by a lamp."""

import numpy as np
from PIL import Image, ImageDraw

from tintype.demo.pictures.noise import line
from tintype.demo.pictures.scene import (
    Scene,
    blend,
    bytes_of,
    lay,
    smooth,
    to_image,
)
from tintype.demo.pictures.skies import clouds, hour_of, open_sky, sun_disc

Pen = ImageDraw.ImageDraw


def evening_walk(scene: Scene) -> Image.Image:
    """Someone, or two, or someone with a dog, on a ridge before a very large sun."""
    hour = hour_of(scene)
    x = scene.between(-0.16, 0.16) * scene.aspect
    ground = scene.between(0.74, 0.82)
    sun = (x + scene.between(-0.06, 0.06), ground - scene.between(0.16, 0.26))
    canvas = open_sky(scene, hour, horizon=ground + 0.1, sun=sun)
    clouds(scene, canvas, hour, horizon=ground, sun=sun, cover=scene.between(0.2, 0.5))
    sun_disc(scene, canvas, hour, sun, scene.between(0.13, 0.2))
    far = np.float32(ground) - np.float32(0.03) * line(scene, scene.width, 3)[None, :] - np.float32(0.02)
    lay(canvas, blend(hour.haze, hour.shade, 0.55), smooth(0, 2 / scene.height, scene.y - far))
    tone = blend(hour.shade, (0, 0, 0), 0.5)
    blades = np.asarray([scene.rng.uniform(0, 0.01, scene.width)], dtype=np.float32)
    near = np.float32(ground + 0.03) + np.float32(0.22) * (scene.x - np.float32(x)) ** 2 + blades
    lay(canvas, tone, smooth(0, 2 / scene.height, scene.y - near))
    image = to_image(canvas)
    mask = Image.new("L", (image.width * 2, image.height * 2))
    draw = ImageDraw.Draw(mask)
    size = scene.between(0.16, 0.24) * scene.height * 2
    foot = ((x + scene.aspect / 2) * scene.height * 2, (ground + 0.038) * scene.height * 2)
    company(scene, draw, foot, size)
    image.paste(bytes_of(tone), (0, 0), mask.reduce(2))
    return image


def company(scene: Scene, draw: Pen, foot: tuple[float, float], size: float) -> None:
    kind = scene.whole(0, 3)
    walker(draw, foot, size, step=0.18, dress=scene.chance(0.4))
    if kind == 0:
        dog(draw, (foot[0] + size * 0.62, foot[1]), size * 0.36)
        draw.line(
            [(foot[0] + size * 0.1, foot[1] - size * 0.5), (foot[0] + size * 0.52, foot[1] - size * 0.26)],
            fill=255,
            width=3,
        )
    elif kind == 1:
        walker(draw, (foot[0] + size * 0.40, foot[1]), size * 0.94, step=0.14, dress=True)
        draw.line(
            [(foot[0] + size * 0.10, foot[1] - size * 0.48), (foot[0] + size * 0.31, foot[1] - size * 0.46)],
            fill=255,
            width=int(size * 0.045),
        )
    elif kind == 2:
        walker(draw, (foot[0] + size * 0.34, foot[1]), size * 0.6, step=0.16, dress=False)
        draw.line(
            [(foot[0] + size * 0.10, foot[1] - size * 0.48), (foot[0] + size * 0.26, foot[1] - size * 0.40)],
            fill=255,
            width=int(size * 0.045),
        )
    else:
        bicycle(draw, (foot[0] + size * 0.55, foot[1]), size * 0.5)


def walker(draw: Pen, foot: tuple[float, float], size: float, *, step: float, dress: bool) -> None:
    """A figure of the given height, from the feet up."""
    x, y = foot

    def at(px: float, py: float) -> tuple[float, float]:
        return (x + px * size, y - py * size)

    for s in (-1, 1):
        draw.line(
            [at(0, 0.50), at(s * step * 0.5, 0.26), at(s * step, 0.01)],
            fill=255,
            width=int(size * 0.075),
            joint="curve",
        )
        draw.line([at(s * step, 0.012), at(s * step + 0.06, 0.012)], fill=255, width=int(size * 0.045))
        draw.line(
            [at(0, 0.78), at(s * 0.10, 0.62), at(s * 0.11 + 0.03, 0.47)],
            fill=255,
            width=int(size * 0.055),
            joint="curve",
        )
    draw.polygon([at(-0.075, 0.80), at(0.075, 0.80), at(0.085, 0.5), at(-0.085, 0.5)], fill=255)
    draw.ellipse([*at(-0.085, 0.84), *at(0.085, 0.72)], fill=255)
    if dress:
        draw.polygon([at(-0.07, 0.62), at(0.07, 0.62), at(0.17, 0.26), at(-0.17, 0.28)], fill=255)
        draw.ellipse([*at(-0.085, 1.0), *at(0.065, 0.80)], fill=255)
    draw.rectangle([*at(-0.025, 0.88), *at(0.025, 0.80)], fill=255)
    draw.ellipse([*at(-0.06, 0.995), *at(0.06, 0.855)], fill=255)


def dog(draw: Pen, foot: tuple[float, float], size: float) -> None:
    x, y = foot

    def at(px: float, py: float) -> tuple[float, float]:
        return (x + px * size, y - py * size)

    draw.ellipse([*at(-0.6, 0.78), *at(0.45, 0.36)], fill=255)
    for px in (-0.5, -0.36, 0.22, 0.36):
        draw.line([at(px, 0.5), at(px + 0.03, 0.0)], fill=255, width=int(size * 0.11))
    draw.polygon([at(0.2, 0.7), at(0.42, 0.98), at(0.55, 0.85), at(0.4, 0.5)], fill=255)
    draw.ellipse([*at(0.36, 1.1), *at(0.64, 0.84)], fill=255)
    draw.polygon([at(0.55, 1.02), at(0.84, 0.92), at(0.82, 0.85), at(0.55, 0.86)], fill=255)
    draw.polygon([at(0.38, 1.05), at(0.40, 1.22), at(0.5, 1.07)], fill=255)
    draw.line(
        [at(-0.55, 0.66), at(-0.78, 0.9), at(-0.86, 1.08)], fill=255, width=int(size * 0.08), joint="curve"
    )


def bicycle(draw: Pen, foot: tuple[float, float], size: float) -> None:
    x, y = foot
    r = size * 0.33

    def at(px: float, py: float) -> tuple[float, float]:
        return (x + px * size, y - py * size)

    wide = max(3, int(size * 0.035))
    for px in (-0.48, 0.48):
        cx, cy = at(px, 0.33)
        draw.ellipse([cx - r, cy - r, cx + r, cy + r], outline=255, width=wide)
        for angle in np.linspace(0, np.pi, 7):
            draw.line(
                [
                    (cx - r * np.cos(angle), cy - r * np.sin(angle)),
                    (cx + r * np.cos(angle), cy + r * np.sin(angle)),
                ],
                fill=150,
                width=1,
            )
    for a, b in (
        ((-0.48, 0.33), (-0.05, 0.33)),
        ((-0.48, 0.33), (-0.18, 0.75)),
        ((-0.18, 0.75), (-0.05, 0.33)),
        ((-0.05, 0.33), (0.36, 0.74)),
        ((-0.18, 0.72), (0.36, 0.74)),
        ((0.36, 0.86), (0.48, 0.33)),
        ((0.36, 0.86), (0.22, 0.94)),
        ((-0.2, 0.75), (-0.22, 0.86)),
        ((-0.32, 0.87), (-0.12, 0.87)),
    ):
        draw.line([at(*a), at(*b)], fill=255, width=wide)
