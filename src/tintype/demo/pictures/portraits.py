"""People and animals as shapes against the light: an evening walk, a cat at the window, a reader by a lamp."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tintype.demo.pictures.noise import line
from tintype.demo.pictures.scene import Colour, Scene, blend, bytes_of, lay, rgb, rgbs, smooth, to_canvas, to_image
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
        draw.line([(foot[0] + size * 0.1, foot[1] - size * 0.5), (foot[0] + size * 0.52, foot[1] - size * 0.26)], fill=255, width=3)
    elif kind == 1:
        walker(draw, (foot[0] + size * 0.40, foot[1]), size * 0.94, step=0.14, dress=True)
        draw.line([(foot[0] + size * 0.10, foot[1] - size * 0.48), (foot[0] + size * 0.31, foot[1] - size * 0.46)], fill=255, width=int(size * 0.045))
    elif kind == 2:
        walker(draw, (foot[0] + size * 0.34, foot[1]), size * 0.6, step=0.16, dress=False)
        draw.line([(foot[0] + size * 0.10, foot[1] - size * 0.48), (foot[0] + size * 0.26, foot[1] - size * 0.40)], fill=255, width=int(size * 0.045))
    else:
        bicycle(draw, (foot[0] + size * 0.55, foot[1]), size * 0.5)


def walker(draw: Pen, foot: tuple[float, float], size: float, *, step: float, dress: bool) -> None:
    """A figure of the given height, from the feet up."""
    x, y = foot

    def at(px: float, py: float) -> tuple[float, float]:
        return (x + px * size, y - py * size)

    for s in (-1, 1):
        draw.line([at(0, 0.50), at(s * step * 0.5, 0.26), at(s * step, 0.01)], fill=255, width=int(size * 0.075), joint="curve")
        draw.line([at(s * step, 0.012), at(s * step + 0.06, 0.012)], fill=255, width=int(size * 0.045))
        draw.line([at(0, 0.78), at(s * 0.10, 0.62), at(s * 0.11 + 0.03, 0.47)], fill=255, width=int(size * 0.055), joint="curve")
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
    draw.line([at(-0.55, 0.66), at(-0.78, 0.9), at(-0.86, 1.08)], fill=255, width=int(size * 0.08), joint="curve")


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
            draw.line([(cx - r * np.cos(angle), cy - r * np.sin(angle)), (cx + r * np.cos(angle), cy + r * np.sin(angle))], fill=150, width=1)
    for a, b in (((-0.48, 0.33), (-0.05, 0.33)), ((-0.48, 0.33), (-0.18, 0.75)), ((-0.18, 0.75), (-0.05, 0.33)), ((-0.05, 0.33), (0.36, 0.74)), ((-0.18, 0.72), (0.36, 0.74)), ((0.36, 0.86), (0.48, 0.33)), ((0.36, 0.86), (0.22, 0.94)), ((-0.2, 0.75), (-0.22, 0.86)), ((-0.32, 0.87), (-0.12, 0.87))):
        draw.line([at(*a), at(*b)], fill=255, width=wide)


def cat_at_window(scene: Scene) -> Image.Image:
    """A cat on the sill, the city out of focus, a plant beside it."""
    from tintype.demo.pictures.cities import city_lights

    light, _ = city_lights(scene)
    image = light.reduce(2).filter(ImageFilter.GaussianBlur(scene.height / 260)).resize(light.size, Image.Resampling.BICUBIC)
    canvas = to_canvas(image)
    frame = rgbs("1a120f 241a16 14161c")[scene.whole(0, 2)]
    sill = scene.between(0.80, 0.86)
    lay(canvas, blend(frame, rgb("5a3f2e"), 0.35), smooth(sill, sill + 0.004, scene.y + 0 * scene.x))
    canvas[int((sill + 0.022) * scene.height) :] *= np.float32(0.45)
    for px in (-0.02, scene.between(-0.30, 0.34) * scene.aspect):
        at = scene.aspect / 2 if px == -0.02 else abs(px)
        lay(canvas, frame, smooth(0.016, 0.013, np.abs(scene.x - np.float32(-at if px == -0.02 else px)) + 0 * scene.y) * (scene.y < sill))
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
    tail = [at(-0.2 - 0.28 * np.sin(t * 1.7), 0.05 + 0.0 * t - 0.26 * t * t * 0.9) for t in np.linspace(0, 1, 20)]
    draw.line(tail, fill=255, width=int(size * 0.07), joint="curve")
    cx, cy = tail[-1]
    r = size * 0.035
    draw.ellipse([cx - r, cy - r, cx + r, cy + r], fill=255)


def pot(scene: Scene, draw: Pen, foot: tuple[float, float], size: float) -> None:
    """A house plant with long leaves."""
    x, y = foot
    draw.polygon([(x - size * 0.3, y - size * 0.5), (x + size * 0.3, y - size * 0.5), (x + size * 0.22, y), (x - size * 0.22, y)], fill=255)
    draw.rectangle([x - size * 0.34, y - size * 0.56, x + size * 0.34, y - size * 0.46], fill=255)
    for i in range(11):
        heading, length = -np.pi / 2 + (i - 5) * 0.22, size * scene.between(0.8, 1.35)
        points = [(x + np.cos(heading) * length * s, y - size * 0.5 + np.sin(heading) * length * s + 0.30 * length * s * s * abs(i - 5) / 5) for s in np.linspace(0, 1, 12)]
        wide = size * 0.055
        upper = [(p[0] + wide * np.sin(np.pi * k / 11), p[1] - wide * np.sin(np.pi * k / 11)) for k, p in enumerate(points)]
        draw.polygon(points + upper[::-1], fill=255)


def reader(scene: Scene) -> Image.Image:
    """A lit window in a dark house: someone reads at a table."""
    night = rgbs("141a30 1c1530 10202c")[scene.whole(0, 2)]
    canvas = scene.blank(night)
    brick = (np.floor(scene.y * 46) % 2) * np.float32(0.5)
    joint = np.maximum(smooth(0.90, 0.95, (scene.y * 46) % 1 + 0 * scene.x), smooth(0.95, 0.98, (scene.x * 20 + brick) % 1))
    tone = 0.85 + 0.25 * np.sin(np.floor(scene.x * 20 + brick) * 37.7 + np.floor(scene.y * 46) * 17.3)
    canvas *= (tone * (1 - 0.35 * joint))[..., None]
    w, h = scene.between(0.42, 0.5), scene.between(0.56, 0.66)
    x0, y0 = -w / 2 + scene.between(-0.05, 0.05), 0.5 - h / 2
    far = np.hypot(np.maximum(np.abs(scene.x - np.float32(x0 + w / 2)) - np.float32(w / 2), 0), np.maximum(np.abs(scene.y - np.float32(0.5)) - np.float32(h / 2), 0))
    canvas += (np.exp(-far / 0.09) * np.float32(0.35))[..., None] * np.asarray(rgb("ff9a4a"), dtype=np.float32)
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
    ImageDraw.Draw(glow_).ellipse([lamp[0] / 8 - w / 22, lamp[1] / 8 - w / 26, lamp[0] / 8 + w / 22, lamp[1] / 8 + w / 16], fill=210)
    image.paste((255, 244, 205), (0, 0), glow_.filter(ImageFilter.GaussianBlur(w / 80)).resize(big, Image.Resampling.BICUBIC))
    for shelf in (0.16, 0.30):
        y, x = h * shelf, w * 0.06
        while x < w * 0.40:
            thick, tall = w * scene.between(0.012, 0.03), h * scene.between(0.06, 0.1)
            draw.rectangle([x, y - tall, x + thick, y], fill=bytes_of(blend(rgbs("8a3a2e 2f5a5f c9a04a 5a3a5a e8dcc0")[scene.whole(0, 4)], wall, 0.35)))
            x += thick + 2
        draw.rectangle([w * 0.05, y, w * 0.42, y + h * 0.012], fill=(96, 54, 30))
    dark = (44, 24, 22)
    draw.line([(lamp[0], 0), (lamp[0], lamp[1])], fill=dark, width=4)
    draw.polygon([(lamp[0] - w * 0.10, lamp[1] + h * 0.05), (lamp[0] + w * 0.10, lamp[1] + h * 0.05), (lamp[0] + w * 0.04, lamp[1] - h * 0.03), (lamp[0] - w * 0.04, lamp[1] - h * 0.03)], fill=(150, 52, 34))
    px, py = w * scene.between(0.40, 0.46), h * 0.80
    draw.polygon([(px - w * 0.17, py + h * 0.06), (px - w * 0.15, py - h * 0.14), (px - w * 0.04, py - h * 0.21), (px + w * 0.07, py - h * 0.15), (px + w * 0.16, py + h * 0.02)], fill=dark)
    draw.ellipse([px - w * 0.065, py - h * 0.345, px + w * 0.075, py - h * 0.185], fill=dark)
    draw.ellipse([px - w * 0.10, py - h * 0.36, px - w * 0.01, py - h * 0.28], fill=dark)
    draw.polygon([(px + w * 0.10, py - h * 0.02), (px + w * 0.20, py - h * 0.07), (px + w * 0.30, py - h * 0.02), (px + w * 0.20, py + h * 0.02)], fill=(250, 236, 205))
    draw.rectangle([0, py + h * 0.03, w, py + h * 0.055], fill=(92, 50, 28))
    draw.rectangle([0, py + h * 0.055, w, h], fill=(58, 32, 24))
    draw.rectangle([w * 0.70, py - h * 0.05, w * 0.78, py + h * 0.03], fill=(226, 220, 206))
    frame = int(w * 0.022)
    for bounds in ((0, 0, w, frame), (0, h - frame, w, h), (0, 0, frame, h), (w - frame, 0, w, h), (w // 2 - frame // 3, 0, w // 2 + frame // 3, h), (0, h * 46 // 100, w, h * 46 // 100 + frame // 2)):
        draw.rectangle(bounds, fill=(30, 22, 26))
    return image.reduce(2)
