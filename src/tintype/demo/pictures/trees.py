"""Trees as masks, drawn once per process, and woods made of them."""

from functools import cache

import numpy as np
from PIL import Image, ImageDraw

from tintype.demo.pictures.noise import field
from tintype.demo.pictures.scene import (
    Colour,
    Scene,
    blend,
    bytes_of,
    lay,
    rgb,
    rgbs,
    smooth,
    to_image,
)
from tintype.demo.pictures.skies import Hour, clouds, hour_of, open_sky, sun_disc

SPRUCES, OAKS = 7, 5


@cache
def spruce(index: int) -> Image.Image:
    """A conifer 320 × 640, mask: whorls of drooping branches around a thin trunk."""
    rng = np.random.default_rng(31 * index + 5)
    width, height = 640, 1280
    image = Image.new("L", (width, height))
    draw = ImageDraw.Draw(image)
    middle = width / 2
    draw.polygon([(middle - 9, height), (middle + 9, height), (middle + 1, 20), (middle - 1, 20)], fill=255)
    lean = rng.uniform(0.75, 1.1)
    y = 26.0
    while y < height * 0.94:
        share = y / height
        reach = middle * 0.82 * share**0.85 * lean * rng.uniform(0.72, 1.05)
        for side in (-1, 1):
            twig(draw, rng, middle, y, side * reach * rng.uniform(0.75, 1.1), reach * rng.uniform(0.30, 0.5))
        y += 7 + 15 * share * rng.uniform(0.6, 1.2)
    return image.resize((width // 2, height // 2), Image.Resampling.LANCZOS)


def twig(
    draw: ImageDraw.ImageDraw, rng: np.random.Generator, x: float, y: float, reach: float, drop: float
) -> None:
    steps = max(4, int(abs(reach) / 6))
    for i in range(steps):
        share = i / steps
        px, py = x + reach * share, y + drop * share**1.4
        fall = (1 - share) * abs(reach) * 0.20 + rng.uniform(8, 30)
        draw.line([(px, py), (px + np.sign(reach) * rng.uniform(2, 14), py + fall)], fill=255, width=5)
    draw.line([(x, y), (x + reach, y + drop)], fill=255, width=4)


@cache
def oak(index: int) -> Image.Image:
    """A broad-leaved tree 640 × 640, mask: forking branches with leaves at their ends."""
    rng = np.random.default_rng(53 * index + 3)
    image = Image.new("L", (1280, 1280))
    draw = ImageDraw.Draw(image)
    leaves = 1.0 if index % 3 else 0.25
    fork(draw, rng, (640.0, 1280.0), -np.pi / 2, 300.0, 46.0, leaves)
    return image.resize((640, 640), Image.Resampling.LANCZOS)


def fork(
    draw: ImageDraw.ImageDraw,
    rng: np.random.Generator,
    at: tuple[float, float],
    angle: float,
    length: float,
    thick: float,
    leaves: float,
) -> None:
    end = (at[0] + np.cos(angle) * length, at[1] + np.sin(angle) * length)
    draw.line([at, end], fill=255, width=max(2, int(thick)))
    if length < 95:
        for _ in range(int(16 * leaves)):
            x, y = end[0] + rng.normal(0, 30), end[1] + rng.normal(0, 24)
            size = rng.uniform(3, 11)
            draw.ellipse([x - size, y - size, x + size, y + size], fill=255)
    if length < 26:
        return
    for turn in (-0.42, 0.05, 0.45) if length > 80 else (-0.4, 0.4):
        fork(
            draw,
            rng,
            end,
            angle + turn + rng.normal(0, 0.16),
            length * rng.uniform(0.60, 0.77),
            thick * 0.66,
            leaves,
        )


def plant(
    image: Image.Image, mask: Image.Image, colour: Colour, at: tuple[int, int], height: int, *, flip: bool
) -> None:
    """Put a tree whose foot is at a place; height in pixels."""
    width = max(2, mask.width * height // mask.height)
    shape = mask.resize(
        (width, max(2, height)),
        Image.Resampling.BILINEAR if height < 400 else Image.Resampling.BICUBIC,
        reducing_gap=2.0,
    )
    if flip:
        shape = shape.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    image.paste(bytes_of(colour), (at[0] - width // 2, at[1] - height), shape)


def foggy_forest(scene: Scene) -> Image.Image:
    """Spruces row behind row, each paler, with a light somewhere behind them."""
    hour = hour_of(scene)
    sun = (scene.between(-0.3, 0.3) * scene.aspect, scene.between(0.12, 0.36))
    canvas = open_sky(scene, hour, horizon=0.95, sun=sun)
    lay(canvas, blend(hour.haze, hour.cloud, 0.4), smooth(0.1, 0.9, scene.y + 0 * scene.x) * np.float32(0.7))
    image = to_image(canvas)
    rows = scene.whole(5, 7)
    slope = scene.between(-0.22, 0.22)
    for i in range(rows):
        forest_row(scene, image, hour, nearness=(i + 0.5) / rows, slope=slope)
        image = fogged(scene, image, hour, strength=0.30 * (1 - (i + 0.5) / rows) + 0.03)
    return image


def forest_row(scene: Scene, image: Image.Image, hour: Hour, *, nearness: float, slope: float) -> None:
    tone = blend(hour.haze, blend(hour.shade, rgb("14241f"), 0.45), 0.16 + 0.84 * nearness**1.1)
    tall = (0.16 + 0.62 * nearness**1.4) * scene.height
    at = -0.05 * scene.width
    while at < scene.width * 1.05:
        share = at / scene.width - 0.5
        foot = int(
            (0.50 + 0.62 * nearness**1.1 + slope * share * (1.2 - nearness) + scene.between(-0.015, 0.02))
            * scene.height
        )
        height = int(tall * scene.between(0.6, 1.1))
        plant(
            image, spruce(scene.whole(0, SPRUCES - 1)), tone, (int(at), foot), height, flip=scene.chance(0.5)
        )
        at += height * scene.between(0.10, 0.42) * (1 + 0.9 * nearness)
    ground = int((0.49 + 0.62 * nearness**1.1) * scene.height)
    if ground < scene.height:
        points = [
            (0, ground - int(slope * 0.5 * (1.2 - nearness) * scene.height)),
            (scene.width, ground + int(slope * 0.5 * (1.2 - nearness) * scene.height)),
        ]
        ImageDraw.Draw(image).polygon(
            [*points, (scene.width, scene.height), (0, scene.height)], fill=bytes_of(tone)
        )


def fogged(scene: Scene, image: Image.Image, hour: Hour, *, strength: float) -> Image.Image:
    """Fog in banks over everything drawn so far."""
    small = Scene(scene.width // 8, scene.height // 8, scene.whole(0, 2**31), scene.mood)
    bank = np.clip(0.55 + 0.35 * field(small, 3, 2.0, stretch=2.2, detail=1), 0, 1.3) * smooth(
        0.0, 0.7, small.y
    )
    mask = Image.fromarray((np.clip(bank * strength * 1.6, 0, 1) * 255).astype(np.uint8)).resize(
        image.size, Image.Resampling.BICUBIC
    )
    image.paste(bytes_of(blend(hour.haze, hour.cloud, 0.45)), (0, 0), mask)
    return image


def lone_tree(scene: Scene) -> Image.Image:
    """One tree on a hill before a great sky."""
    hour = hour_of(scene)
    x = scene.between(-0.25, 0.25) * scene.aspect
    sun = (x + scene.between(-0.12, 0.12), scene.between(0.5, 0.62))
    canvas = open_sky(scene, hour, horizon=0.86, sun=sun)
    clouds(scene, canvas, hour, horizon=0.8, sun=sun, cover=scene.between(0.2, 0.5))
    sun_disc(scene, canvas, hour, sun, scene.between(0.05, 0.09))
    hill = np.float32(0.8) + np.float32(scene.between(0.25, 0.6)) * (
        scene.x - np.float32(x)
    ) ** 2 * np.float32(0.35)
    tone = blend(hour.shade, (0, 0, 0), 0.35)
    grass = np.asarray([scene.rng.uniform(0, 0.012, scene.width)], dtype=np.float32)
    lay(canvas, tone, smooth(0, 2 / scene.height, scene.y - hill + grass))
    image = to_image(canvas)
    height = int(scene.between(0.34, 0.5) * scene.height)
    plant(
        image,
        oak(scene.whole(0, OAKS - 1)),
        tone,
        (int((x + scene.aspect / 2) * scene.height), int(0.815 * scene.height)),
        height,
        flip=scene.chance(0.5),
    )
    return image


def autumn_avenue(scene: Scene) -> Image.Image:
    """A path under trees in autumn colours."""
    leaves = [
        rgbs("c8501e e07b28 f2a93b f7cf5f"),
        rgbs("8f2f1c c4472a e8793a f4b04f"),
        rgbs("b8862b dcae3c f0cf62 f8e6a0"),
    ][scene.whole(0, 2)]
    canvas = scene.blank(blend(leaves[3], (1, 1, 1), 0.45))
    middle = scene.between(-0.08, 0.08)
    lay(
        canvas,
        (1.0, 0.97, 0.86),
        np.exp(-((scene.x - np.float32(middle)) ** 2 + (scene.y - np.float32(0.5)) ** 2) / np.float32(0.05)),
    )
    path = np.abs(scene.x - np.float32(middle)) / np.maximum(scene.y - np.float32(0.53), 1e-3)
    ground = scene.y + 0 * scene.x
    lay(canvas, blend(leaves[1], leaves[2], 0.4), smooth(0.53, 0.56, ground))
    lay(canvas, rgb("b79f86"), smooth(0.53, 0.6, ground) * smooth(0.75, 0.6, path))
    texture = field(scene, 26, 0.9, stretch=2.4)
    canvas *= (1 + 0.16 * texture * smooth(0.53, 0.9, ground))[..., None]
    image = to_image(canvas)
    for i in range(9):
        near = (i + 0.6) / 9
        for side in (-1, 1):
            avenue_tree(scene, image, leaves, near=near, side=side, middle=middle)
    return image


def avenue_tree(
    scene: Scene, image: Image.Image, leaves: list[Colour], *, near: float, side: int, middle: float
) -> None:
    """Trunk and crown: dabs of leaf colours, sunlit ones over shaded ones."""
    scale = 0.10 + 0.95 * near**1.8
    x = int(
        (middle + side * (0.045 + 0.62 * near**1.7) * scene.between(0.92, 1.1) + scene.aspect / 2)
        * scene.height
    )
    foot = int((0.545 + 0.40 * near**1.7) * scene.height)
    height = int(scale * 0.95 * scene.height)
    fade = 1 - near
    bark = blend(blend(leaves[0], rgb("2b1d18"), 0.85), leaves[3], 0.6 * fade)
    draw = ImageDraw.Draw(image)
    thick = max(2, int(height * 0.05))
    draw.polygon(
        [
            (x - thick, foot),
            (x + thick, foot),
            (x + thick // 3, foot - height),
            (x - thick // 3, foot - height),
        ],
        fill=bytes_of(bark),
    )
    count = int(500 + 700 * near)
    rx, ry = scene.rng.normal(0, 0.30, count), scene.rng.normal(0, 0.21, count)
    order = np.argsort(-ry + scene.rng.normal(0, 0.12, count))
    size = max(1.5, height * 0.0095)
    for j, k in enumerate(int(one) for one in order):
        tone = blend(leaves[min(3, int(4 * j / count))], leaves[scene.whole(0, 3)], 0.35)
        tone = blend(tone, blend(leaves[3], (1, 1, 1), 0.4), 0.55 * fade)
        px, py, r = (
            x + float(rx[k]) * height - side * height * 0.12,
            foot - height * 0.86 + float(ry[k]) * height * 1.15,
            size * scene.between(0.6, 1.6),
        )
        draw.ellipse([px - r, py - r * 0.75, px + r, py + r * 0.75], fill=bytes_of(tone))
