"""Flowers near and in fields: petals as sprites turned around a heart, seeds by the golden angle, soft backgrounds."""

from functools import cache

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tintype.demo.pictures.scene import Colour, Floats, Scene, blend, bytes_of, lay, ramp, rgb, rgbs, smooth, to_canvas, to_image

GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
DAHLIAS = [
    rgbs("5c0f2e a3264f d95d7b f6b7c0"), rgbs("6b1f0c c4482a ee8a4f fbd3a0"), rgbs("3f1f5f 7a4aa5 b58ad6 ead9f7"),
    rgbs("8c6a7a d9a8b4 f3d8d8 fff6f0"), rgbs("7a4a08 d9981e f6c945 fdeeb0"), rgbs("4f0a12 8f1420 c93a35 ef8f75"),
]


@cache
def petal(shape: int) -> tuple[Image.Image, Image.Image]:
    """(light, mask), 128 × 256, the foot at the bottom: a petal cupped along its middle, with fine veins."""
    x = np.linspace(-1, 1, 128, dtype=np.float32)[None, :]
    y = np.linspace(1, 0, 256, dtype=np.float32)[:, None]
    sharp = (0.62, 0.9, 1.25)[shape]
    width = np.clip(np.sin(np.pi * y ** (0.9 + 0.25 * shape)), 0, 1) ** sharp * np.float32(0.96) + np.float32(0.04)
    across = np.abs(x) / np.maximum(width, 1e-3)
    mask = smooth(1.0, 0.93, across) * smooth(0.0, 0.02, y) * smooth(1.0, 0.985, y)
    veins = 0.04 * np.sin(x / np.maximum(width, 0.05) * 22)
    light = 0.34 + 0.62 * y + veins - 0.30 * np.exp(-((x / 0.10) ** 2)) * (1 - y) - 0.16 * across**2 + 0.12 * smooth(0.7, 1.0, across)
    return Image.fromarray((np.clip(light, 0, 1) * 255).astype(np.uint8)), Image.fromarray((mask * 255).astype(np.uint8))


def garden(scene: Scene) -> Floats:
    """What is far behind a flower: greens and lights without any edge."""
    stops = [rgbs("14241a 2c4a2e 5f8046 a9b86a"), rgbs("101c1c 23403f 4f7a6a b5c9a0"), rgbs("1d1a14 4a4a2a 8a8a4a d8cf8a"), rgbs("15171f 2d3348 566080 a7a9c0")][scene.whole(0, 3)]
    small = Scene(48, 48, scene.whole(0, 2**31), scene.mood)
    values = small.rng.random((7, 7)).astype(np.float32)
    plane = Image.fromarray(values).resize((scene.width, scene.height), Image.Resampling.BICUBIC)
    return ramp(np.clip(np.asarray(plane, dtype=np.float32) * np.float32(0.85) + np.float32(0.1), 0, 1), stops)


def lights_behind(scene: Scene, image: Image.Image) -> Image.Image:
    from tintype.demo.pictures.cities import bokeh_discs

    tones = [blend(c, (0.4, 0.42, 0.3), 0.55) for c in rgbs("dbe8a0 f6f0c0 b9d9a0 ffe6b0")]
    discs = bokeh_discs(scene, 26, (0.02, 0.06), tones, (0.0, 1.0)).point([int(v * 0.6) for v in range(256)] * 3)
    return ImageChops.screen(image, discs)


def petal_ring(
    scene: Scene, image: Image.Image, skin: list[Colour], *, centre: tuple[float, float], radius: float, count: int, turn: float, shape: int, tone: float
) -> None:
    """One ring of petals, each with a shadow on those behind it; radius in pixels."""
    light, mask = petal(shape)
    length, width = max(6, int(radius)), max(5, int(radius * scene.between(0.40, 0.46) * (8 / count) ** 0.35 * 1.2))
    table = [v for channel in range(3) for v in np.clip(ramp(np.linspace(0, 1, 256).astype(np.float32) * np.float32(0.8) + np.float32(tone * 0.5 - 0.3), skin)[:, channel] * 255, 0, 255).astype(int).tolist()]
    small_light, small_mask = light.resize((width, length), Image.Resampling.BILINEAR), mask.resize((width, length), Image.Resampling.BILINEAR)
    for i in range(count):
        angle = turn + 2 * np.pi * i / count + float(scene.rng.normal(0, 0.03))
        size = scene.between(0.94, 1.04)
        degrees = -np.degrees(angle)
        one = small_light.rotate(degrees, Image.Resampling.BICUBIC, expand=True)
        form = small_mask.rotate(degrees, Image.Resampling.BICUBIC, expand=True)
        if size < 0.97:
            one, form = (part.resize((int(part.width * size), int(part.height * size))) for part in (one, form))
        x = int(centre[0] + np.sin(angle) * radius * 0.5 * size - one.width / 2)
        y = int(centre[1] - np.cos(angle) * radius * 0.5 * size - one.height / 2)
        shade = form.filter(ImageFilter.BoxBlur(max(1, radius / 22))).point([v * 95 // 255 for v in range(256)])
        image.paste((0, 0, 0), (x + int(radius * 0.02), y + int(radius * 0.035)), shade)
        image.paste(Image.merge("RGB", (one, one, one)).point(table), (x, y), form)


def dahlia(scene: Scene) -> Image.Image:
    """One full flower, ring over ring of petals, the garden soft behind it."""
    image = lights_behind(scene, to_image(garden(scene)))
    skin = DAHLIAS[scene.whole(0, len(DAHLIAS) - 1)]
    size = scene.between(0.36, 0.48) * min(scene.height, scene.width)
    centre = (scene.width * scene.between(0.44, 0.56), scene.height * scene.between(0.44, 0.54))
    stalk(image, centre, size)
    rings = scene.whole(8, 11)
    shape = scene.whole(0, 2)
    for i in range(rings):
        share = i / (rings - 1)
        radius = size * (1 - 0.86 * share**0.92)
        petal_ring(scene, image, skin, centre=centre, radius=radius, count=scene.whole(13, 16) if share < 0.8 else 9, turn=i * GOLDEN_ANGLE, shape=shape, tone=1 - 0.75 * share)
    return image


def stalk(image: Image.Image, centre: tuple[float, float], size: float) -> None:
    draw = ImageDraw.Draw(image)
    width = int(size * 0.05)
    draw.line([(centre[0], centre[1] + size * 0.5), (centre[0] + size * 0.22, image.height + 10)], fill=(52, 78, 40), width=width)
    draw.line([(centre[0] - width * 0.3, centre[1] + size * 0.5), (centre[0] + size * 0.22 - width * 0.3, image.height + 10)], fill=(84, 116, 60), width=max(2, width // 3))


def sunflower(scene: Scene) -> Image.Image:
    """The heart of a sunflower: seeds by the golden angle, yellow petals around."""
    image = to_image(garden(scene))
    skin = [rgbs("8f4a05 d98b0a f8bf1e ffe680"), rgbs("7a2a08 c2560f ee9a24 ffd873")][scene.whole(0, 1)]
    size = scene.between(0.46, 0.60) * min(scene.height, scene.width)
    centre = (scene.width * scene.between(0.42, 0.58), scene.height * scene.between(0.44, 0.56))
    for i in range(3):
        petal_ring(scene, image, skin, centre=centre, radius=size * (1 - 0.07 * i), count=17, turn=i * 0.42, shape=1, tone=0.55 + 0.22 * i)
    seeds(scene, image, centre, size * 0.5)
    return image


def seeds(scene: Scene, image: Image.Image, centre: tuple[float, float], radius: float) -> None:
    """Vogel's spiral: seed n at angle n · 137.5° and distance √n; H. Vogel 1979."""
    draw = ImageDraw.Draw(image)
    draw.ellipse([centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius], fill=(38, 22, 12))
    count = 620
    for n in range(count, 0, -1):
        share = n / count
        far, angle = radius * np.sqrt(share) * 0.98, n * GOLDEN_ANGLE
        x, y = centre[0] + far * np.cos(angle), centre[1] + far * np.sin(angle)
        r = radius * (0.018 + 0.024 * share)
        tone = blend(rgb("2c3a14"), rgb("3f2410"), min(1.0, share * 2.2)) if share < 0.55 else blend(rgb("5a3312"), rgb("c98a2a"), (share - 0.55) * 1.9)
        tone = blend(tone, (0, 0, 0), 0.1 + scene.rng.random() * 0.15)
        draw.ellipse([x - r, y - r, x + r, y + r], fill=bytes_of(blend(tone, (0, 0, 0), 0.45)))
        draw.ellipse([x - r * 0.9, y - r * 0.95, x + r * 0.55, y + r * 0.5], fill=bytes_of(tone))
        draw.ellipse([x - r * 0.55, y - r * 0.6, x - r * 0.05, y - r * 0.1], fill=bytes_of(blend(tone, (1, 0.95, 0.8), 0.4)))


@cache
def bloom_sprite(kind: int) -> Image.Image:
    """A small flower seen from the side, 160 × 160 with alpha: poppy, tulip, daisy, lavender."""
    rng = np.random.default_rng(kind + 11)
    image = Image.new("RGBA", (320, 320))
    draw = ImageDraw.Draw(image)
    if kind % 4 == 0:
        for x, tone in ((110, (150, 22, 18)), (205, (176, 30, 22)), (160, (214, 48, 34))):
            draw.ellipse([x - 92, 60, x + 92, 235], fill=(*tone, 255))
        draw.ellipse([70, 70, 250, 190], fill=(232, 76, 52, 255))
        draw.ellipse([146, 158, 178, 188], fill=(60, 20, 26, 255))
    elif kind % 4 == 1:
        for left, right, tone in ((84, 168, 0.72), (152, 236, 0.8), (112, 208, 1.0)):
            draw.polygon([(left, 200), (left + 8, 90), ((left + right) // 2, 30), (right - 8, 90), (right, 200), ((left + right) // 2, 255)], fill=(int(238 * tone), int(96 * tone), int(134 * tone), 255))
    elif kind % 4 == 2:
        for i in range(14):
            angle = i * np.pi / 7
            x, y = 160 + 84 * np.cos(angle), 150 + 58 * np.sin(angle)
            draw.ellipse([x - 40, y - 26, x + 40, y + 26], fill=(246 - 2 * i, 246 - i, 250, 255))
        draw.ellipse([112, 112, 208, 180], fill=(246, 196, 40, 255))
        draw.ellipse([120, 116, 180, 150], fill=(255, 222, 96, 255))
    else:
        for i in range(46):
            y = 12 + i * 6
            spread = 16 + 22 * np.sin(i / 46 * np.pi)
            x = 160 + rng.normal(0, spread)
            draw.ellipse([x - 18, y - 11, x + 18, y + 13], fill=(112 + i, 82 + i // 2, 178 + i // 2, 255))
    return image.resize((160, 160), Image.Resampling.LANCZOS)


def meadow(scene: Scene) -> Image.Image:
    """A field of flowers to the horizon; one row sharp, those before and behind soft."""
    from tintype.demo.pictures.skies import clouds, hour_of, open_sky

    hour = hour_of(scene)
    horizon = scene.between(0.30, 0.42)
    sun = (scene.between(-0.4, 0.4), horizon - 0.12)
    canvas = open_sky(scene, hour, horizon=horizon + 0.05, sun=sun)
    clouds(scene, canvas, hour, horizon=horizon, sun=sun, cover=0.35)
    kind = scene.whole(0, 3)
    bloom = [rgb("c8402e"), rgb("e87a9a"), rgb("f3f0e4"), rgb("8a6cc4")][kind]
    green = blend(rgb("4b6b32"), hour.sun, 0.15)
    t = np.clip((scene.y - np.float32(horizon)) / np.float32(1 - horizon), 0, 1)
    field_tone = ramp(t**0.6 + 0 * scene.x, [blend(blend(green, bloom, 0.5), hour.haze, 0.5), blend(green, bloom, 0.35), green, blend(green, (0, 0, 0), 0.45)])
    edge = np.float32(horizon) + np.float32(0.012) * np.sin(scene.x * 4 + np.float32(scene.between(0, 6)))
    lay(canvas, field_tone, smooth(-0.002, 0.004, scene.y - edge))
    image = to_image(canvas)
    for row in range(17):
        flower_row(scene, image, kind, green, horizon=horizon, near=(row + 1) / 17)
        if row in (10, 16):
            image = image.filter(ImageFilter.GaussianBlur(2.2 if row == 10 else 0.01))
    return front_blur(scene, image, kind, green)


def flower_row(scene: Scene, image: Image.Image, kind: int, green: Colour, *, horizon: float, near: float) -> None:
    draw = ImageDraw.Draw(image)
    size = int((0.006 + 0.085 * near**2.0) * scene.height)
    foot = (horizon + 0.01 + 0.62 * near**1.7) * scene.height
    count = int(scene.width / max(3.0, size * 1.25))
    sprite = bloom_sprite(kind).resize((max(3, size), max(3, size)), Image.Resampling.BILINEAR)
    dim = 0.35 * (1 - near)
    for x in scene.rng.uniform(-size, scene.width, count):
        y = foot - size * scene.between(0.2, 1.9)
        if size > 8:
            tone = blend(green, (0, 0, 0), 0.1 + 0.5 * scene.rng.random() - dim * 0.5)
            draw.line([(x + size / 2, y + size * 0.7), (x + size / 2 + scene.between(-0.4, 0.4) * size, y + size * 4.2)], fill=bytes_of(tone), width=max(1, size // 14))
            for _ in range(2):
                base = x + scene.between(-1.0, 1.0) * size
                draw.line([(base, y + size * scene.between(0.9, 1.6)), (base + scene.between(-0.5, 0.5) * size, y + size * 4)], fill=bytes_of(blend(green, (0, 0, 0), 0.5 * scene.rng.random())), width=max(1, size // 18))
        image.paste(sprite, (int(x), int(y)), sprite)


def front_blur(scene: Scene, image: Image.Image, kind: int, green: Colour) -> Image.Image:
    """A few flowers so near the lens that only their colour is left."""
    layer = Image.new("RGBA", (scene.width // 4, scene.height // 4))
    for _ in range(scene.whole(3, 5)):
        size = int(scene.between(0.2, 0.34) * layer.height)
        sprite = bloom_sprite(kind).resize((size, size))
        layer.paste(sprite, (int(scene.between(-0.1, 0.95) * layer.width), int(layer.height * scene.between(0.84, 0.98))), sprite)
    soft = layer.filter(ImageFilter.GaussianBlur(layer.height / 38)).resize(image.size, Image.Resampling.BICUBIC)
    image.paste(soft, (0, 0), soft.getchannel("A").point([int(v * 0.85) for v in range(256)]))
    return image


def fern(scene: Scene) -> Image.Image:
    """Leaves of a plant against the light: fans of blades, one over the other."""
    green = [rgbs("0c1f16 1d4030 3f7350 9cc48a"), rgbs("0d1a1c 1f4245 3f7f78 a5d0b8"), rgbs("141f0c 36501c 6f8a34 cfd98a")][scene.whole(0, 2)]
    canvas = np.repeat(ramp(1 - scene.y, [green[0], blend(green[0], green[1], 0.6), blend(green[1], green[3], 0.35)]), scene.width, axis=1)
    image = to_image(canvas)
    for i in range(26):
        near = (i + 1) / 26
        x, y = scene.between(-0.05, 1.05) * scene.width, scene.between(0.25, 1.1) * scene.height
        frond(scene, image, green, at=(x, y), length=scene.height * scene.between(0.35, 0.62) * (0.6 + 0.6 * near), near=near)
        if i in (9, 17):
            image = image.filter(ImageFilter.GaussianBlur(5 if i == 9 else 2))
    return image


def frond(scene: Scene, image: Image.Image, green: list[Colour], *, at: tuple[float, float], length: float, near: float) -> None:
    """One fern leaf: a bent rib with pairs of leaflets that shrink towards its tip."""
    draw = ImageDraw.Draw(image)
    heading, bend = scene.between(-2.6, -0.5), scene.between(-0.9, 0.9)
    x, y = at
    steps = 46
    for i in range(steps):
        share = i / steps
        angle = heading + bend * share
        nx, ny = x + np.cos(angle) * length / steps, y + np.sin(angle) * length / steps
        size = length * 0.24 * np.sin(np.pi * (0.12 + 0.88 * share) ** 0.8) + 2
        for side in (-1, 1):
            out = angle + side * (1.25 - 0.4 * share)
            tip = (x + np.cos(out) * size, y + np.sin(out) * size)
            middle = (x + np.cos(out + side * 0.16) * size * 0.5, y + np.sin(out + side * 0.16) * size * 0.5)
            other = (x + np.cos(out - side * 0.16) * size * 0.5, y + np.sin(out - side * 0.16) * size * 0.5)
            tone = blend(green[1], green[3], 0.10 + 0.65 * near * (0.75 if side < 0 else 1.0) * (0.65 + 0.35 * share))
            draw.polygon([(x, y), middle, tip, other], fill=bytes_of(blend(tone, green[0], 0.45 * (1 - near))))
        draw.line([(x, y), (nx, ny)], fill=bytes_of(blend(green[0], green[1], 0.6)), width=max(1, int(length / 170)))
        x, y = nx, ny
