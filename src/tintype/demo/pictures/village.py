"""White walls by the sea, a coloured door, the shade of a palm."""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tintype.demo.pictures.noise import field
from tintype.demo.pictures.scene import (
    Colour,
    Scene,
    blend,
    bytes_of,
    lay,
    ramp,
    rgbs,
    smooth,
    to_canvas,
    to_image,
    widened,
)

Place = Callable[[float, float], tuple[float, float]]


def white_village(scene: Scene) -> Image.Image:
    """A white wall, a coloured door, steps, the sea beyond; shadows with edges."""
    door = rgbs("1f5fa8 2a7f8f c8553d e0a030")[scene.whole(0, 3)]
    canvas = widened(ramp(scene.y, rgbs("2f7fc4 6fb2e2 cfe9f4")), scene.width)
    sea = scene.between(0.42, 0.5)
    lay(
        canvas,
        ramp((scene.y - np.float32(sea)) * 2 + 0 * scene.x, rgbs("3f9fc8 1f6fa8 16588c")),
        smooth(sea, sea + 0.002, scene.y + 0 * scene.x),
    )
    image = to_image(canvas).resize((scene.width * 2, scene.height * 2), Image.Resampling.BILINEAR)
    draw = ImageDraw.Draw(image)
    w, h = image.size
    side = 1 if scene.chance(0.5) else -1

    def at(x: float, y: float) -> tuple[float, float]:
        return (w / 2 + side * x * h, y * h)

    wall_x = -0.05 - 0.16 * scene.aspect + scene.between(0, 0.06)
    walls(draw, at, wall_x, scene.aspect / 2 + 0.02)
    door_x = wall_x + 0.12
    doorway(draw, at, door_x, 0.36, 0.86, 0.20, door, (206, 212, 222))
    doorway(draw, at, door_x + 0.40, 0.32, 0.56, 0.14, door, (206, 212, 222))
    steps(draw, at, door_x)
    image = image.reduce(2)
    canvas = to_canvas(image)
    canvas *= (1 + np.float32(0.016) * field(scene, 12, 1.4))[..., None]
    image = to_image(canvas)
    frond_shadow(scene, image, side)
    bougainvillea(scene, image, (w / 2 + side * (wall_x + 0.01) * h) / 2, 0.15 * scene.height)
    return image


def walls(draw: ImageDraw.ImageDraw, at: Place, wall_x: float, span: float) -> None:
    """The house with its shaded end and its coping, and the low wall towards the sea."""
    draw.polygon([at(wall_x, 0.16), at(span, 0.08), at(span, 1.0), at(wall_x, 1.0)], fill=(244, 240, 232))
    draw.polygon(
        [at(wall_x - 0.10, 0.22), at(wall_x, 0.16), at(wall_x, 1.0), at(wall_x - 0.10, 1.0)],
        fill=(176, 190, 214),
    )
    draw.polygon(
        [
            at(wall_x - 0.115, 0.205),
            at(wall_x, 0.14),
            at(span, 0.055),
            at(span, 0.085),
            at(wall_x, 0.17),
            at(wall_x - 0.115, 0.23),
        ],
        fill=(252, 250, 245),
    )
    draw.polygon(
        [at(-span, 0.66), at(wall_x - 0.1, 0.63), at(wall_x - 0.1, 1.0), at(-span, 1.0)], fill=(236, 232, 224)
    )
    draw.polygon(
        [at(-span, 0.64), at(wall_x - 0.1, 0.61), at(wall_x - 0.1, 0.65), at(-span, 0.68)],
        fill=(250, 248, 243),
    )


def steps(draw: ImageDraw.ImageDraw, at: Place, door_x: float) -> None:
    for i in range(5):
        top = 0.86 + 0.03 * i
        draw.polygon(
            [
                at(door_x - 0.05 - 0.03 * i, top),
                at(door_x + 0.27 + 0.03 * i, top),
                at(door_x + 0.27 + 0.03 * i, top + 0.03),
                at(door_x - 0.05 - 0.03 * i, top + 0.03),
            ],
            fill=(214 - 4 * i, 220 - 4 * i, 232 - 3 * i),
        )
        draw.polygon(
            [
                at(door_x - 0.05 - 0.03 * i, top),
                at(door_x + 0.27 + 0.03 * i, top),
                at(door_x + 0.28 + 0.03 * i, top + 0.012),
                at(door_x - 0.06 - 0.03 * i, top + 0.012),
            ],
            fill=(250, 247, 240),
        )


def doorway(
    draw: ImageDraw.ImageDraw,
    at: Place,
    x: float,
    top: float,
    bottom: float,
    width: float,
    colour: Colour,
    shade: tuple[int, int, int],
) -> None:
    """An opening with a round head: its reveal in shade, the door of boards in it."""
    for grow, tone in ((0.022, (252, 250, 246)), (0.0, shade), (-0.012, bytes_of(colour))):
        x0, x1 = x - grow, x + width + grow
        corners = [at(x0, top), at(x1, top), at(x1, bottom), at(x0, bottom)]
        draw.polygon(corners, fill=tone)
        left, right = min(corners[0][0], corners[1][0]), max(corners[0][0], corners[1][0])
        radius = (right - left) / 2
        draw.ellipse([left, corners[0][1] - radius, right, corners[0][1] + radius], fill=tone)
    for i in range(1, 5):
        a, b = at(x + width * i / 5, top - width * 0.3), at(x + width * i / 5, bottom)
        draw.line([a, b], fill=bytes_of(blend(colour, (0, 0, 0), 0.3)), width=4)


def frond_shadow(scene: Scene, image: Image.Image, side: int) -> None:
    """The shade of a palm that stands outside the picture."""
    mask = Image.new("L", image.size)
    draw = ImageDraw.Draw(mask)
    ox, oy = (0.5 + side * scene.between(0.36, 0.5)) * scene.width, scene.between(-0.02, 0.10) * scene.height
    for i in range(6):
        heading = np.pi / 2 + side * (0.25 + 0.32 * i)
        length = scene.height * scene.between(0.42, 0.62)
        for s in np.linspace(0.12, 1, 30):
            x, y = (
                ox + np.cos(heading) * length * s,
                oy + np.sin(heading) * length * s + 0.22 * length * s * s,
            )
            for out in (-1, 1):
                angle = heading + out * (0.9 - 0.4 * s)
                reach = length * 0.22 * np.sin(np.pi * (0.15 + 0.8 * s))
                draw.polygon(
                    [
                        (x - 5, y - 4),
                        (x + 6, y + 6),
                        (x + np.cos(angle) * reach, y + np.sin(angle) * reach + reach * 0.35),
                    ],
                    fill=255,
                )
    soft = mask.filter(ImageFilter.GaussianBlur(2.2)).point([v * 92 // 255 for v in range(256)])
    image.paste((60, 84, 150), (0, 0), soft)


def bougainvillea(scene: Scene, image: Image.Image, x: float, y: float) -> None:
    draw = ImageDraw.Draw(image)
    tones = rgbs("7a1550 b02a70 d84a94 f07ab4 3f6a34 568a44")
    for i in range(1300):
        spread = scene.rng.normal(0, 1, 2)
        px, py = (
            x + spread[0] * scene.height * 0.055,
            y + abs(spread[1]) * scene.height * 0.08 - scene.height * 0.03,
        )
        tone = (
            tones[scene.whole(4, 5)]
            if scene.chance(0.25)
            else tones[min(3, int(i / 330 + scene.rng.random()))]
        )
        r = scene.height * scene.between(0.003, 0.0075)
        draw.ellipse([px - r, py - r * 0.8, px + r, py + r * 0.8], fill=bytes_of(tone))
