"""Things on a table: fruit, a cup of coffee, a record; soft light from a window."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tintype.demo.pictures.noise import SIDE, TILES, field, read, tile
from tintype.demo.pictures.scene import (
    Colour,
    Floats,
    Scene,
    blend,
    glow,
    lay,
    ramp,
    rgb,
    rgbs,
    smooth,
    to_image,
    toned,
)


@dataclass(frozen=True)
class Fruit:
    """Skin colours from shade to light, how bumpy and how shiny it is, how flat, and whether it has a stem."""

    name: str
    skin: list[Colour]
    bumps: float
    shine: float
    flat: float
    size: float
    stem: bool


FRUITS = [
    Fruit("orange", rgbs("8a3a08 e0731a f59a32 ffc069"), 0.05, 0.35, 0.97, 1.0, False),
    Fruit("lemon", rgbs("8f6a0a dcae1a f5d23f fff09a"), 0.04, 0.4, 0.82, 0.8, False),
    Fruit("apple", rgbs("3d0508 9c1418 cf3a2c ef8a5a"), 0.0, 0.9, 0.94, 1.0, True),
    Fruit("green apple", rgbs("27400d 5f8a1f 98b83a d3e283"), 0.0, 0.8, 0.93, 0.98, True),
    Fruit("plum", rgbs("120616 3a1740 643560 a07a9a"), 0.0, 0.5, 1.0, 0.66, True),
    Fruit("peach", rgbs("7a2d18 d9723f f3ab6b fbd9a4"), 0.02, 0.12, 0.97, 0.92, False),
    Fruit("pomegranate", rgbs("2f0609 8a1620 b9383a e08a70"), 0.04, 0.5, 0.98, 1.15, True),
]


def fruit(scene: Scene) -> Image.Image:
    """Fruit on a table before a plain wall, as painters lit it."""
    wall = rgbs("3a3733 4c5750 5b4a3f c9bfae 8fa3a3 d8c3b0 2b3138")[scene.whole(0, 6)]
    wood = rgbs("7a5233 8f6a45 54392a d9cfc0 c7a57c")[scene.whole(0, 4)]
    edge = scene.between(0.54, 0.62)
    canvas = table_top(scene, wall, wood, edge)
    kinds = scene.rng.choice(len(FRUITS), size=2 if scene.chance(0.6) else 1, replace=False)
    spots = places(scene, edge)
    for x, foot, scale in spots:
        cast(scene, canvas, x, foot, scale)
    for x, foot, scale in spots:
        kind = FRUITS[int(kinds[scene.whole(0, len(kinds) - 1)])]
        ball(scene, canvas, kind, x, foot, scale * kind.size, wood)
    return to_image(canvas)


def table_top(scene: Scene, wall: Colour, wood: Colour, edge: float) -> Floats:
    """Wall with the light of a window on it, boards in perspective below."""
    light = np.exp(-((scene.x + np.float32(0.45)) ** 2 + (scene.y - np.float32(0.1)) ** 2) / np.float32(0.55))
    canvas = toned(wall, 0.45 + 0.85 * light + 0.03 * field(scene, 6, 1.6))
    depth = np.float32(0.26) / (scene.y - np.float32(edge) + np.float32(0.16))
    u, v = scene.x * depth * 34, depth * 70 + np.float32(scene.between(0, SIDE))
    figure = read(tile(scene.whole(0, TILES - 1), 1.7), u * 0.35, v * 4 + 0 * u)
    fibre = read(tile(3, 0.9), u * 0.8, v * 16 + 0 * u)
    board = np.floor(v / 19)
    tone = 0.82 + 0.08 * figure + 0.045 * fibre + 0.05 * np.sin(board * 12.9)
    tone *= 1 - 0.5 * smooth(0.4, 0.0, v % 19 + 0 * u)
    warm = 0.55 + 0.75 * np.exp(
        -((scene.x + np.float32(0.35)) ** 2 + (scene.y - np.float32(edge + 0.1)) ** 2) / np.float32(0.5)
    )
    lay(canvas, toned(wood, tone * warm), smooth(edge - 0.002, edge + 0.002, scene.y + 0 * scene.x))
    canvas *= (1 - np.float32(0.3) * np.exp(-np.abs(scene.y - np.float32(edge)) / 0.025))[..., None]
    return canvas


def places(scene: Scene, edge: float) -> list[tuple[float, float, float]]:
    """Where fruit stands: (x, foot, radius), the farther ones first, none inside another."""
    spots: list[tuple[float, float, float]] = []
    middle = scene.between(-0.12, 0.12)
    for _ in range(90):
        if len(spots) >= scene.whole(4, 7):
            break
        near = scene.between(0.0, 1.0)
        foot, radius = edge + 0.07 + 0.25 * near, 0.118 + 0.045 * near
        x = middle + float(scene.rng.normal(0, 0.2 * max(0.8, scene.aspect)))
        if all(np.hypot(x - a, (foot - b) * 2.4) > (radius + r) * 0.98 for a, b, r in spots):
            spots.append((x, foot, radius))
    return sorted(spots, key=lambda spot: spot[1])


def cast(scene: Scene, canvas: Floats, x: float, foot: float, radius: float) -> None:
    """Shadow to the right, and the dark line where the fruit touches the table."""
    far = np.hypot(
        (scene.x - np.float32(x + radius * 0.75)) / np.float32(radius * 1.7),
        (scene.y - np.float32(foot)) / np.float32(radius * 0.42),
    )
    touch = np.hypot(
        (scene.x - np.float32(x)) / np.float32(radius * 0.8),
        (scene.y - np.float32(foot)) / np.float32(radius * 0.2),
    )
    canvas *= (1 - 0.55 * smooth(1.15, 0.1, far) - 0.3 * smooth(1.2, 0.2, touch))[..., None]


def ball(
    scene: Scene, canvas: Floats, kind: Fruit, x: float, foot: float, radius: float, wood: Colour
) -> None:
    """One fruit: a sphere with skin, a window's light, the table's light from below."""
    cy = foot - radius * kind.flat * 0.94
    top, bottom = (
        max(0, int((cy - radius * 1.1) * scene.height)),
        min(scene.height, int((cy + radius * 1.1) * scene.height)),
    )
    left = max(0, int((x - radius * 1.1 + scene.aspect / 2) * scene.height))
    right = min(scene.width, int((x + radius * 1.1 + scene.aspect / 2) * scene.height))
    if right - left < 4 or bottom - top < 4:
        return
    u = (scene.x[:, left:right] - np.float32(x)) / np.float32(radius) + 0 * scene.y[top:bottom]
    v = (scene.y[top:bottom] - np.float32(cy)) / np.float32(radius * kind.flat) + 0 * u
    if kind.name == "lemon":
        u = u * (1 - 0.13 * np.exp(-((v / 0.28) ** 2)) * smooth(0.5, 1.0, np.abs(u)))
    far = u * u + v * v
    deep = np.sqrt(np.clip(1 - far, 0, 1))
    spin = np.float32(scene.between(0, SIDE))
    skin = read(tile(scene.whole(0, TILES - 1), 1.6), np.arcsin(np.clip(u, -1, 1)) * 30 + spin, v * 14)
    pores = read(tile(4, 0.5), np.arcsin(np.clip(u, -1, 1)) * 60 + spin, np.arcsin(np.clip(v, -1, 1)) * 60)
    light = np.clip(-0.62 * u - 0.58 * v + 0.55 * deep + np.float32(kind.bumps) * pores, 0, 1)
    bounce = np.clip(v * 0.8 + 0.1, 0, 1) * (1 - deep * 0.6) * np.float32(0.3)
    tone = ramp(np.clip(0.06 + 0.86 * light + 0.025 * skin, 0, 1), kind.skin)
    if kind.name in ("apple", "peach", "pomegranate"):
        blush = smooth(-0.2, 1.2, skin + u * 0.8)
        tone += (
            ramp(np.clip(light + 0.15, 0, 1), [blend(c, rgb("e8c25a"), 0.5) for c in kind.skin]) - tone
        ) * (blush * np.float32(0.45))[..., None]
    tone += toned(wood, bounce)
    window = smooth(0.20, 0.10, np.maximum(np.abs(u + 0.38 + 0.1 * v), np.abs(v + 0.42) * 0.75))
    glow(
        tone,
        (1, 0.98, 0.94),
        window * np.float32(kind.shine * 0.75) + np.float32(0.22 * kind.shine) * light**6,
    )
    part = canvas[top:bottom, left:right]
    lay(part, tone, smooth(1.0, 1 - 3.2 / (radius * scene.height), far))
    if kind.stem:
        stem(scene, canvas, x, cy - radius * kind.flat * 0.82, radius)


def stem(scene: Scene, canvas: Floats, x: float, top: float, radius: float) -> None:
    """A stem, and at times a leaf with it."""
    far = np.hypot(
        (scene.x - np.float32(x)) / np.float32(radius * 0.26),
        (scene.y - np.float32(top)) / np.float32(radius * 0.09),
    )
    canvas *= (1 - 0.5 * smooth(1.2, 0.2, far))[..., None]
    image = Image.new("L", (scene.width, scene.height))
    draw = ImageDraw.Draw(image)
    px, py, r = (x + scene.aspect / 2) * scene.height, top * scene.height, radius * scene.height
    draw.line([(px, py + r * 0.02), (px + r * 0.08, py - r * 0.3)], fill=255, width=max(2, int(r * 0.07)))
    box = (int(px - r), int(py - r), int(px + r), int(py + r))
    mask = np.asarray(image.crop(box).filter(ImageFilter.GaussianBlur(1)), dtype=np.float32) / np.float32(255)
    top_row, left = max(0, box[1]), max(0, box[0])
    part = canvas[top_row : box[3], left : box[2]]
    lay(part, rgb("3b2a1a"), mask[top_row - box[1] :, left - box[0] :][: part.shape[0], : part.shape[1]])


def coffee(scene: Scene) -> Image.Image:
    """A cup from above, with a leaf poured into the foam, on wood or stone."""
    surface = rgbs("7b5a3e d8d2c8 3b3a3c b98a5e e8e1d6")[scene.whole(0, 4)]
    grainy = field(scene, 7, 1.5, stretch=7.0, detail=1)
    canvas = toned(surface, 0.92 + 0.06 * grainy + 0.03 * field(scene, 60, 0.8, stretch=5))
    canvas *= (0.72 + 0.5 * np.exp(-((scene.x + np.float32(0.5)) ** 2 + (scene.y - np.float32(0.1)) ** 2)))[
        ..., None
    ]
    cx, cy, r = scene.between(-0.1, 0.1), scene.between(0.46, 0.54), scene.between(0.24, 0.29)
    china = rgbs("f4f1ea 2f4858 e9c9b1 9fb8ad 26282c")[scene.whole(0, 4)]
    x, y = scene.x - np.float32(cx), scene.y - np.float32(cy)
    far = np.hypot(x, y)
    edge = 1.5 / scene.height
    canvas *= (1 - 0.5 * smooth(r * 1.62, r * 1.2, np.hypot(x - np.float32(0.05), y - np.float32(0.06))))[
        ..., None
    ]
    plate = toned(
        china,
        0.88
        - 0.35 * ((x + y) / np.float32(r * 3))
        - 0.12 * np.exp(-np.abs(far - np.float32(r * 1.28)) / 0.008),
    )
    lay(canvas, plate, smooth(r * 1.5 + edge, r * 1.5 - edge, far))
    canvas *= (1 - 0.45 * smooth(r * 1.22, r * 0.96, np.hypot(x - np.float32(0.025), y - np.float32(0.03))))[
        ..., None
    ]
    handle = np.maximum(
        np.abs(x * np.float32(0.8) - y * np.float32(0.6)) - np.float32(0.024), far - np.float32(r * 1.38)
    )
    lay(
        canvas,
        np.asarray(china, dtype=np.float32) * np.float32(0.92),
        smooth(edge, -edge, handle) * (x * 0.6 + y * 0.8 > 0) * (far < r * 1.4),
    )
    lay(canvas, toned(china, 0.95 - 0.3 * ((x + y) / np.float32(r * 2))), smooth(r + edge, r - edge, far))
    foam(scene, canvas, x, y, r * 0.9)
    beans(scene, canvas, (cx, cy), r)
    return to_image(canvas)


def foam(scene: Scene, canvas: Floats, x: Floats, y: Floats, r: float) -> None:
    """Crema with a poured leaf: nested chevrons that curl towards the rim."""
    far = np.hypot(x, y) / np.float32(r)
    turn = scene.between(-0.5, 0.5)
    u = (x * np.float32(np.cos(turn)) + y * np.float32(np.sin(turn))) / np.float32(r)
    v = (-x * np.float32(np.sin(turn)) + y * np.float32(np.cos(turn))) / np.float32(r)
    wobble = np.float32(0.03) * field(scene, 12, 1.6)
    leaf = np.abs(u) - np.float32(0.62) * np.sqrt(np.clip(1 - ((v + 0.05) / 0.86) ** 2, 0, 1))
    stripes = np.sin((v + np.float32(0.85) * np.abs(u) ** 1.3 + wobble) * np.float32(scene.between(17, 23)))
    white = (
        smooth(-0.1, 0.35, stripes)
        * smooth(0.02, -0.05, leaf + wobble)
        * smooth(0.012, 0.03, np.abs(u) + wobble * 0.4)
    )
    brown = ramp(np.clip(far + wobble, 0, 1), rgbs("b9783f a8652f 8f5226 6b3a1a"))
    tone = brown + (np.asarray(rgb("f6e6cc"), dtype=np.float32) - brown) * white[..., None]
    tone *= (1.06 - 0.22 * (u + v) * 0.5 - 0.5 * smooth(0.93, 1.0, far) * (x + y < 0))[..., None]
    lay(canvas, tone, smooth(1 + 0.012, 1 - 0.004, far))


def beans(scene: Scene, canvas: Floats, cup: tuple[float, float], r: float) -> None:
    for _ in range(scene.whole(5, 14)):
        bx, by = scene.between(-scene.aspect / 2, scene.aspect / 2), scene.between(0.02, 0.98)
        if np.hypot(bx - cup[0], by - cup[1]) < r * 1.7:
            continue
        turn, size = scene.between(0, np.pi), np.float32(0.024)
        left, top = int((bx - 0.05 + scene.aspect / 2) * scene.height), int((by - 0.05) * scene.height)
        side = int(0.1 * scene.height)
        rows, columns = slice(max(0, top), max(0, top + side)), slice(max(0, left), max(0, left + side))
        x, y = scene.x[:, columns] - np.float32(bx), scene.y[rows] - np.float32(by)
        part = canvas[rows, columns]
        if part.size == 0:
            continue
        part *= (1 - 0.5 * smooth(1.7, 0.5, np.hypot(x - np.float32(0.006), y - np.float32(0.007)) / size))[
            ..., None
        ]
        u = (x * np.float32(np.cos(turn)) + y * np.float32(np.sin(turn))) / size
        v = (-x * np.float32(np.sin(turn)) + y * np.float32(np.cos(turn))) / (size * np.float32(0.66))
        far = np.hypot(u, v)
        seam = np.exp(-np.abs(v - np.float32(0.12) * np.sin(u * 3)) / 0.07) * (np.abs(u) < 0.92)
        tone = np.clip(0.75 - 0.35 * (x + y) / size - 0.55 * seam, 0.15, 1.2)
        lay(part, toned(rgb("5a3018"), tone), smooth(1.03, 0.95, far))


def record(scene: Scene) -> Image.Image:
    """A record turning: grooves that split the light, a coloured label."""
    label = rgbs("d1495b edae49 00798c f4f1de 8e6c8a e07a5f")[scene.whole(0, 5)]
    canvas = scene.blank(blend(label, (0.08, 0.07, 0.08), 0.86))
    cx, cy = scene.between(-0.3, 0.3), scene.between(0.4, 0.7)
    x, y = scene.x - np.float32(cx), (scene.y - np.float32(cy)) * np.float32(scene.between(1.0, 1.5))
    far, angle = np.hypot(x, y), np.arctan2(y, x)
    groove = read(tile(1, 0.7), far * 900, np.zeros_like(far))
    band = smooth(0.6, 1.4, read(tile(2, 1.0), far * 60, np.zeros_like(far)))
    light = np.zeros_like(far)
    for turn in (scene.between(0, 3), scene.between(3, 6)):
        light += (
            np.abs(np.cos(angle - np.float32(turn))) ** 26
            + 0.35 * np.abs(np.cos(angle - np.float32(turn))) ** 6
        )
    tone = 0.045 + light * (0.20 + 0.05 * groove) * (1 - 0.4 * band)
    prism = ramp((angle * 0.6 + far) % 1, rgbs("ffd9c0 ffe9a8 c8ffd0 b8e0ff e0c0ff ffd9c0"))
    disc = np.float32(0.04) + tone[..., None] * (0.62 + 0.38 * prism)
    lay(canvas, disc, smooth(0.722, 0.718, far))
    lay(canvas, toned(label, 0.82 + 0.14 * light + 0.02 * groove), smooth(0.232, 0.228, far))
    lay(
        canvas,
        blend(label, (0.1, 0.1, 0.1), 0.6),
        smooth(0.003, 0.001, np.abs(far - np.float32(0.19)))
        + smooth(0.003, 0.001, np.abs(far - np.float32(0.12))),
    )
    lay(canvas, (0.8, 0.79, 0.76), smooth(0.014, 0.011, far))
    return to_image(canvas)
