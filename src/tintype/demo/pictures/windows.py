"""Behind windows: a cat before the lights of the city, someone who reads by a lamp."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tintype.demo.pictures.cities import city_lights
from tintype.demo.pictures.portraits import Pen
from tintype.demo.pictures.scene import (
    Colour,
    Scene,
    blend,
    bytes_of,
    lay,
    rgb,
    rgbs,
    smooth,
    to_canvas,
    to_image,
    toned,
)


def cat_at_window(scene: Scene) -> Image.Image:
    """A cat on the sill, the city out of focus, a plant beside it."""
    light, _ = city_lights(scene)
    image = (
        light.reduce(2)
        .filter(ImageFilter.GaussianBlur(scene.height / 260))
        .resize(light.size, Image.Resampling.BILINEAR)
    )
    canvas = to_canvas(image)
    frame = rgbs("1a120f 241a16 14161c")[scene.whole(0, 2)]
    sill = scene.between(0.80, 0.86)
    lay(canvas, blend(frame, rgb("5a3f2e"), 0.35), smooth(sill, sill + 0.004, scene.y + 0 * scene.x))
    canvas[int((sill + 0.022) * scene.height) :] *= np.float32(0.45)
    for px in (-0.02, scene.between(-0.30, 0.34) * scene.aspect):
        at = scene.aspect / 2 if px == -0.02 else abs(px)
        lay(
            canvas,
            frame,
            smooth(0.016, 0.013, np.abs(scene.x - np.float32(-at if px == -0.02 else px)) + 0 * scene.y)
            * (scene.y < sill),
        )
    lay(canvas, frame, smooth(0.016, 0.013, np.abs(scene.y - np.float32(0.012)) + 0 * scene.x))
    image = to_image(canvas)
    mask = Image.new("L", (image.width * 2, image.height * 2))
    draw = ImageDraw.Draw(mask)
    size = scene.between(0.36, 0.46) * scene.height * 2
    side = 1 if scene.chance(0.5) else -1
    foot = (scene.width * 2 * scene.between(0.34, 0.66), (sill + 0.008) * scene.height * 2)
    cat(draw, foot, size, side)
    pot(scene, draw, (foot[0] - side * size * 0.95, foot[1]), size * 0.5)
    shape = mask.reduce(2)
    rim = shape.filter(ImageFilter.GaussianBlur(5)).point([v // 3 for v in range(256)])
    image.paste(bytes_of(rgb("ffcf9a")), (-side * 3, -3), rim)
    image.paste(bytes_of(blend(frame, (0, 0, 0), 0.45)), (0, 0), shape)
    return image


def cat(draw: Pen, foot: tuple[float, float], size: float, side: int) -> None:
    """A sitting cat from behind, its head turned; size is its height."""
    x, y = foot

    def at(px: float, py: float) -> tuple[float, float]:
        return (x + side * px * size, y - py * size)

    def oval(px: float, py: float, rx: float, ry: float) -> None:
        cx, cy = at(px, py)
        draw.ellipse([cx - rx * size, cy - ry * size, cx + rx * size, cy + ry * size], fill=255)

    oval(0, 0.24, 0.27, 0.26)
    oval(0.03, 0.42, 0.20, 0.24)
    oval(0.06, 0.55, 0.155, 0.17)
    oval(0.09, 0.75, 0.155, 0.135)
    draw.polygon([at(-0.04, 0.80), at(-0.035, 0.99), at(0.08, 0.86)], fill=255)
    draw.polygon([at(0.10, 0.86), at(0.21, 0.99), at(0.235, 0.79)], fill=255)
    tail = [
        at(-0.2 - 0.28 * np.sin(t * 1.7), 0.05 + 0.0 * t - 0.26 * t * t * 0.9) for t in np.linspace(0, 1, 20)
    ]
    draw.line(tail, fill=255, width=int(size * 0.07), joint="curve")
    cx, cy = tail[-1]
    r = size * 0.035
    draw.ellipse([cx - r, cy - r, cx + r, cy + r], fill=255)


def pot(scene: Scene, draw: Pen, foot: tuple[float, float], size: float) -> None:
    """A house plant with long leaves."""
    x, y = foot
    draw.polygon(
        [
            (x - size * 0.3, y - size * 0.5),
            (x + size * 0.3, y - size * 0.5),
            (x + size * 0.22, y),
            (x - size * 0.22, y),
        ],
        fill=255,
    )
    draw.rectangle([x - size * 0.34, y - size * 0.56, x + size * 0.34, y - size * 0.46], fill=255)
    for i in range(11):
        heading, length = -np.pi / 2 + (i - 5) * 0.22, size * scene.between(0.8, 1.35)
        points = [
            (
                x + np.cos(heading) * length * s,
                y - size * 0.5 + np.sin(heading) * length * s + 0.30 * length * s * s * abs(i - 5) / 5,
            )
            for s in np.linspace(0, 1, 12)
        ]
        wide = size * 0.055
        upper = [
            (p[0] + wide * np.sin(np.pi * k / 11), p[1] - wide * np.sin(np.pi * k / 11))
            for k, p in enumerate(points)
        ]
        draw.polygon(points + upper[::-1], fill=255)


def reader(scene: Scene) -> Image.Image:
    """A lit window in a dark house: someone reads at a table."""
    night = rgbs("141a30 1c1530 10202c")[scene.whole(0, 2)]
    canvas = scene.blank(night)
    brick = (np.floor(scene.y * 46) % 2) * np.float32(0.5)
    joint = np.maximum(
        smooth(0.90, 0.95, (scene.y * 46) % 1 + 0 * scene.x), smooth(0.95, 0.98, (scene.x * 20 + brick) % 1)
    )
    tone = 0.85 + 0.25 * np.sin(np.floor(scene.x * 20 + brick) * 37.7 + np.floor(scene.y * 46) * 17.3)
    canvas *= (tone * (1 - 0.35 * joint))[..., None]
    w, h = scene.between(0.42, 0.5), scene.between(0.56, 0.66)
    x0, y0 = -w / 2 + scene.between(-0.05, 0.05), 0.5 - h / 2
    far = np.hypot(
        np.maximum(np.abs(scene.x - np.float32(x0 + w / 2)) - np.float32(w / 2), 0),
        np.maximum(np.abs(scene.y - np.float32(0.5)) - np.float32(h / 2), 0),
    )
    canvas += toned(rgb("ff9a4a"), np.exp(-far / 0.09) * np.float32(0.35))
    image = to_image(canvas)
    room = interior(scene, (int(w * scene.height), int(h * scene.height)))
    image.paste(room, (int((x0 + scene.aspect / 2) * scene.height), int(y0 * scene.height)))
    return image


def interior(scene: Scene, size: tuple[int, int]) -> Image.Image:
    """The room: warm wall, lamp, shelf, a figure bent over a book."""
    big = (size[0] * 2, size[1] * 2)
    wall: Colour = rgbs("e8a85a d98f52 e6b878")[scene.whole(0, 2)]
    image = Image.new("RGB", big, bytes_of(wall))
    draw = ImageDraw.Draw(image)
    w, h = big
    lamp = (w * scene.between(0.55, 0.7), h * 0.34)
    glow_ = Image.new("L", (w // 8, h // 8))
    ImageDraw.Draw(glow_).ellipse(
        [lamp[0] / 8 - w / 22, lamp[1] / 8 - w / 26, lamp[0] / 8 + w / 22, lamp[1] / 8 + w / 16], fill=210
    )
    image.paste(
        (255, 244, 205),
        (0, 0),
        glow_.filter(ImageFilter.GaussianBlur(w / 80)).resize(big, Image.Resampling.BILINEAR),
    )
    shelves(scene, draw, wall, big)
    lampshade(draw, lamp, big)
    bent_over_book(draw, (w * scene.between(0.40, 0.46), h * 0.80), big)
    window_bars(draw, big)
    return image.reduce(2)


def shelves(scene: Scene, draw: Pen, wall: Colour, size: tuple[int, int]) -> None:
    w, h = size
    for shelf in (0.16, 0.30):
        y, x = h * shelf, w * 0.06
        while x < w * 0.40:
            thick, tall = w * scene.between(0.012, 0.03), h * scene.between(0.06, 0.1)
            draw.rectangle(
                [x, y - tall, x + thick, y],
                fill=bytes_of(
                    blend(rgbs("8a3a2e 2f5a5f c9a04a 5a3a5a e8dcc0")[scene.whole(0, 4)], wall, 0.35)
                ),
            )
            x += thick + 2
        draw.rectangle([w * 0.05, y, w * 0.42, y + h * 0.012], fill=(96, 54, 30))


def lampshade(draw: Pen, lamp: tuple[float, float], size: tuple[int, int]) -> None:
    w, h = size
    draw.line([(lamp[0], 0), (lamp[0], lamp[1])], fill=(44, 24, 22), width=4)
    draw.polygon(
        [
            (lamp[0] - w * 0.10, lamp[1] + h * 0.05),
            (lamp[0] + w * 0.10, lamp[1] + h * 0.05),
            (lamp[0] + w * 0.04, lamp[1] - h * 0.03),
            (lamp[0] - w * 0.04, lamp[1] - h * 0.03),
        ],
        fill=(150, 52, 34),
    )


def bent_over_book(draw: Pen, at: tuple[float, float], size: tuple[int, int]) -> None:
    """Someone at a table, a book, a cup."""
    (px, py), (w, h), dark = at, size, (44, 24, 22)
    draw.polygon(
        [
            (px - w * 0.17, py + h * 0.06),
            (px - w * 0.15, py - h * 0.14),
            (px - w * 0.04, py - h * 0.21),
            (px + w * 0.07, py - h * 0.15),
            (px + w * 0.16, py + h * 0.02),
        ],
        fill=dark,
    )
    draw.ellipse([px - w * 0.065, py - h * 0.345, px + w * 0.075, py - h * 0.185], fill=dark)
    draw.ellipse([px - w * 0.10, py - h * 0.36, px - w * 0.01, py - h * 0.28], fill=dark)
    draw.polygon(
        [
            (px + w * 0.10, py - h * 0.02),
            (px + w * 0.20, py - h * 0.07),
            (px + w * 0.30, py - h * 0.02),
            (px + w * 0.20, py + h * 0.02),
        ],
        fill=(250, 236, 205),
    )
    draw.rectangle([0, py + h * 0.03, w, py + h * 0.055], fill=(92, 50, 28))
    draw.rectangle([0, py + h * 0.055, w, h], fill=(58, 32, 24))
    draw.rectangle([w * 0.70, py - h * 0.05, w * 0.78, py + h * 0.03], fill=(226, 220, 206))


def window_bars(draw: Pen, size: tuple[int, int]) -> None:
    w, h = size
    frame = int(w * 0.022)
    for bounds in (
        (0, 0, w, frame),
        (0, h - frame, w, h),
        (0, 0, frame, h),
        (w - frame, 0, w, h),
        (w // 2 - frame // 3, 0, w // 2 + frame // 3, h),
        (0, h * 46 // 100, w, h * 46 // 100 + frame // 2),
    ):
        draw.rectangle(bounds, fill=(30, 22, 26))
