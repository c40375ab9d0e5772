"""Patterns with light and depth: marbled paint, cut paper, tiles in relief, stained glass, ripples in sand."""

import numpy as np
from PIL import Image

from tintype.demo.pictures.noise import SIDE, TILES, field, read, tile
from tintype.demo.pictures.scene import (
    Floats,
    Scene,
    blend,
    gathered,
    glow,
    lay,
    ramp,
    resized,
    rgb,
    rgbs,
    smooth,
    to_image,
    toned,
)

MARBLES = [
    rgbs("0b1d3a 16476a 2f8f9d a8dadc f7ede2 f4a261 c8553d"),
    rgbs("2b0f2f 6a1b4d c2375f f28482 f6bd60 fdf0d5"),
    rgbs("081c15 1b4332 40916c 95d5b2 f1faee e9c46a b08933"),
    rgbs("10002b 3c096c 7b2cbf c77dff ffd6ff f3f0ff"),
    rgbs("1a1a1d 4e4e50 c3b8a8 f2e9de d4a24e 8c5e20"),
    rgbs("03045e 0077b6 00b4d8 90e0ef fefae0 ffb4a2 e5989b"),
    rgbs("3d1308 8f2d12 d9622b f2a65a f8e5c4 3f7d7b"),
]


def relief_light(
    height: Floats, *, strength: float, sun: tuple[float, float] = (-0.6, -0.75)
) -> tuple[Floats, Floats]:
    """(diffuse, shine) of a surface lit from the upper left; height in pixels of the canvas."""
    lean_y, lean_x = np.gradient(height)
    nx, ny = -lean_x * np.float32(strength), -lean_y * np.float32(strength)
    norm = 1 / np.sqrt(nx * nx + ny * ny + 1)
    facing = np.clip((nx * np.float32(sun[0]) + ny * np.float32(sun[1]) + np.float32(0.75)) * norm, 0, 1.6)
    half = np.clip(
        (nx * np.float32(sun[0] * 0.6) + ny * np.float32(sun[1] * 0.6) + np.float32(0.92))
        * norm
        / np.float32(1.1),
        0,
        1,
    )
    return facing / np.float32(0.75), half**28


def marbled(scene: Scene) -> Image.Image:
    """Paint that has run into paint: a field bent by fields, with a wet shine."""
    half = Scene(scene.width * 2 // 3, scene.height * 2 // 3, scene.whole(0, 2**31), scene.mood)
    texture, other = tile(half.whole(0, TILES - 1), 2.3), tile(half.whole(0, TILES - 1), 2.1)
    zoom, shift = np.float32(half.between(60, 110)), [np.float32(half.between(0, SIDE)) for _ in range(4)]
    x, y = half.x * zoom + 0 * half.y, half.y * zoom + 0 * half.x
    bend_x = read(texture, x + shift[0], y + shift[1])
    bend_y = read(texture, x + shift[2], y + shift[3])
    reach = np.float32(half.between(26, 44))
    more_x = read(other, x + bend_x * reach + shift[1], y + bend_y * reach)
    more_y = read(other, x + bend_y * reach, y - bend_x * reach + shift[2])
    value = read(texture, x + more_x * reach + shift[3], y + more_y * reach + shift[0])
    veins = np.float32(half.between(0.16, 0.4))
    level = (value + 1.8 * np.abs(more_x)) * veins + np.float32(0.5) + np.float32(0.12) * bend_y
    folded = 1 - np.abs((level % 2) - 1)
    colour = ramp(folded, MARBLES[half.whole(0, len(MARBLES) - 1)])
    diffuse, shine = relief_light(value + more_x, strength=6.5)
    colour = colour * (0.55 + 0.45 * diffuse)[..., None]
    glow(colour, (1.0, 0.98, 0.94), shine * np.float32(0.42))
    return to_image(resized(colour, scene.width, scene.height))


def cut_paper(scene: Scene) -> Image.Image:
    """Sheets of coloured paper with a hole in each, one above the other, shadows between them."""
    stops = MARBLES[scene.whole(0, len(MARBLES) - 1)]
    sheets = scene.whole(6, 8)
    canvas = scene.blank(blend(stops[-2], (1, 1, 1), 0.3))
    cx, cy = scene.between(-0.12, 0.12), scene.between(0.42, 0.58)
    angle = np.arctan2(scene.y - np.float32(cy), scene.x - np.float32(cx))
    far = np.sqrt((scene.x - np.float32(cx)) ** 2 + (scene.y - np.float32(cy)) ** 2)
    fibre = field(scene, 90, 0.7, detail=1)
    for i in range(sheets):
        radius = 0.10 + 0.56 * ((i + 1) / sheets) ** 1.1
        edge = np.float32(radius) * (1 + wavy(scene, angle))
        gap = far - edge
        shadow = smooth(-0.075, 0.0, gap)
        canvas *= (1 - np.float32(0.52) * shadow * shadow)[..., None]
        t = 1 - i / max(1, sheets - 1)
        red, green, blue = (float(part) for part in ramp(np.asarray([t * 0.86 + 0.05]), stops)[0])
        tone = (red, green, blue)
        rim = smooth(0.010, 0.0, gap)
        paper = toned(tone, 1 + np.float32(0.022) * fibre + np.float32(0.16) * rim)
        lay(canvas, paper, smooth(-1 / scene.height, 1 / scene.height, gap))
    return to_image(canvas)


def wavy(scene: Scene, angle: Floats) -> Floats:
    out = np.zeros_like(angle)
    for wave in (2, 3, 5, 8):
        out += np.float32(scene.between(0.04, 0.17) / wave**0.7) * np.sin(
            angle * wave + np.float32(scene.between(0, 6.28))
        )
    return out


def tiles(scene: Scene) -> Image.Image:
    """Glazed tiles in low sun: an ornament with fourfold symmetry, painted and raised."""
    count = scene.whole(3, 6)
    glaze = [
        rgbs("f3ead7 1f4e79 e0a526 0d2f4f"),
        rgbs("eef1ea 2a7f78 d9653b 174b52"),
        rgbs("f6e7d8 a8342a 274c5e e2a23b"),
        rgbs("e9ecef 3d5a80 98c1d9 ee6c4d"),
        rgbs("f4efe6 4d6b4a d8a657 7b3f2b"),
    ][scene.whole(0, 4)]
    u, v = scene.x * count * np.float32(1.0), scene.y * count
    in_u, in_v = (u % 1 - np.float32(0.5)) * 2 + 0 * v, (v % 1 - np.float32(0.5)) * 2 + 0 * u
    far, angle = np.sqrt(in_u**2 + in_v**2), np.arctan2(in_v, in_u)
    petals, phase = 4 * scene.whole(1, 3), scene.between(0, 0.4)
    bloom = far - np.float32(0.55) * (1 + np.float32(scene.between(0.16, 0.4)) * np.cos(petals * angle))
    ring = np.abs(far - np.float32(scene.between(0.82, 0.95))) - np.float32(0.05)
    corner = np.sqrt((np.abs(in_u) - 1) ** 2 + (np.abs(in_v) - 1) ** 2) - np.float32(
        scene.between(0.28, 0.46)
    )
    inner = far - np.float32(0.24 + phase * 0.2) * (1 + np.float32(0.18) * np.cos(4 * angle))
    edge = np.float32(2.4 * count / scene.height)
    canvas = scene.blank(glaze[0])
    height = np.zeros_like(far)
    for shape, tone, lift in (
        (bloom, glaze[1], 1.0),
        (ring, glaze[2], 0.6),
        (corner, glaze[3], 0.9),
        (inner, glaze[2], 0.7),
    ):
        mask = smooth(edge, -edge, shape)
        lay(canvas, tone, mask)
        height += np.float32(lift) * smooth(0.07, -0.07, shape)
    joint = smooth(0.955, 0.985, np.maximum(np.abs(in_u), np.abs(in_v)))
    tone = 1 + np.float32(0.07) * per_tile(scene, u, v) + np.float32(0.035) * field(scene, 30, 1.2)
    canvas *= tone[..., None]
    lay(canvas, blend(glaze[0], rgb("6b5e52"), 0.7), joint)
    diffuse, shine = relief_light(
        (height - 1.6 * joint) * np.float32(scene.height / count / 26), strength=0.75
    )
    canvas *= (0.42 + 0.58 * diffuse)[..., None]
    glow(canvas, (1, 0.97, 0.9), shine * np.float32(0.28) * (1 - joint))
    leaf_shadow(scene, canvas)
    return to_image(canvas)


def per_tile(scene: Scene, u: Floats, v: Floats) -> Floats:
    table = scene.rng.normal(0, 1, (64, 64)).astype(np.float32)
    return table[(np.floor(v).astype(np.intp) & 63), (np.floor(u).astype(np.intp) & 63)]


def leaf_shadow(scene: Scene, canvas: Floats) -> None:
    """Soft shade of a tree outside the picture, sun between."""
    shade = smooth(0.1, 1.1, field(scene, 3.2, 2.0, detail=4)) * np.float32(0.5)
    canvas *= 1 - shade[..., None] * np.asarray((1.0, 0.9, 0.72), dtype=np.float32)
    canvas *= np.asarray((1.08, 1.03, 0.94), dtype=np.float32)


def stained_glass(scene: Scene) -> Image.Image:
    """Panes of coloured glass in lead, light falling through."""
    stops = MARBLES[scene.whole(0, len(MARBLES) - 1)]
    count = scene.whole(80, 140)
    px = scene.rng.uniform(-scene.aspect / 2 - 0.05, scene.aspect / 2 + 0.05, count).astype(np.float32)
    py = scene.rng.uniform(-0.05, 1.05, count).astype(np.float32)
    small = Scene(scene.width // 2, scene.height // 2, scene.seed, scene.mood)
    best = np.full((small.height, small.width), 9, dtype=np.float32)
    second, owner = best.copy(), np.zeros(best.shape, dtype=np.intp)
    for i in range(count):
        # Only the neighbourhood of a point can be its pane.
        reach = 0.5
        top, bottom = (
            max(0, int((py[i] - reach) * small.height)),
            min(small.height, int((py[i] + reach) * small.height) + 1),
        )
        left, right = (
            max(0, min(small.width, int((px[i] + s * reach + small.aspect / 2) * small.height)))
            for s in (-1, 1)
        )
        if bottom <= top or right <= left:
            continue
        box = (slice(top, bottom), slice(left, right))
        far = np.hypot(small.x[:, left:right] - px[i], small.y[top:bottom] - py[i])
        nearer = far < best[box]
        second[box] = np.where(nearer, best[box], np.minimum(second[box], far))
        best[box] = np.where(nearer, far, best[box])
        owner[box] = np.where(nearer, i, owner[box])
    light = np.clip(
        1.25 - np.hypot(px - np.float32(scene.between(-0.3, 0.3)), py - np.float32(0.35)) * 0.9, 0.25, 1.2
    )
    tone = ramp(scene.rng.random(count).astype(np.float32), stops) * light[:, None].astype(np.float32)
    gap = resized(second - best, scene.width, scene.height)
    big_owner = np.repeat(np.repeat(owner, 2, axis=0), 2, axis=1)[: scene.height, : scene.width]
    colour = gathered(tone[:, None], big_owner)
    swirl = field(scene, 14, 1.7, stretch=1.6)
    colour *= (1 + np.float32(0.13) * swirl)[..., None]
    colour += (np.float32(0.16) * smooth(0.02, 0.16, gap))[..., None] * colour
    lead = smooth(0.013, 0.009, gap)
    shine = smooth(0.009, 0.003, np.abs(gap - np.float32(0.004))) * np.float32(0.16)
    lay(colour, (0.05, 0.05, 0.06), lead)
    glow(colour, (1, 1, 1), shine * lead)
    return to_image(colour)


def waves_of_lines(scene: Scene) -> Image.Image:
    """Folds of cloth or paper: stripes over a surface, shaded by its slope."""
    stops = MARBLES[scene.whole(0, len(MARBLES) - 1)]
    surface = field(scene, scene.between(2.2, 3.6), 3.0, stretch=scene.between(0.6, 1.8), detail=2)
    turn = scene.between(0, np.pi)
    along = scene.x * np.float32(np.cos(turn)) + scene.y * np.float32(np.sin(turn))
    phase = along * np.float32(scene.between(16, 26)) + surface * np.float32(scene.between(2.0, 3.4))
    saw = phase - np.floor(phase)
    step = np.floor(phase)
    tone = ramp((step * np.float32(0.137)) % 1 * 0.7 + np.float32(0.15) + 0.1 * saw, stops)
    shade = 0.62 + 0.5 * saw - 0.5 * smooth(0.12, 0.0, saw)
    canvas = tone * shade[..., None]
    glow(canvas, (1, 1, 1), smooth(0.9, 1.0, saw) * np.float32(0.25))
    falloff = np.clip(1.15 - np.hypot(scene.x + np.float32(0.3), scene.y - np.float32(0.2)) * 0.55, 0.35, 1.1)
    return to_image(canvas * falloff[..., None])


def from_above(scene: Scene) -> Image.Image:
    """A shore seen from the air: deep water, shallows, foam, sand."""
    tilt = scene.between(-0.5, 0.5)
    bend = field(scene, 2.6, 2.2, detail=3)
    t = (
        scene.y
        + scene.x * np.float32(tilt)
        + np.float32(0.07) * bend
        - np.float32(0.5 + scene.between(-0.12, 0.12))
    )
    sea = (
        rgbs("06485e 0c7c91 2bb3b6 7fdcd0 c9f2e4")
        if scene.chance(0.7)
        else rgbs("0a2f4f 1c5f84 4a93ab 93c4c4 d8e8dc")
    )
    sand = rgbs(["e8cfa0 f1dfba f6ead0", "d9b382 e8cb9d f0dcb8", "5a5350 6d6561 807873"][scene.whole(0, 2)])
    water = ramp(np.clip((t + 0.62) / 0.62, 0, 1) ** 1.3, sea)
    light = field(scene, 34, 1.0, detail=1)
    water *= (1 + np.float32(0.05) * light + np.float32(0.06) * field(scene, 5, 1.8))[..., None]
    canvas = water
    grainy = field(scene, 70, 0.5, detail=1)
    beach = ramp(np.clip(t / 0.45, 0, 1), sand) * (1 + np.float32(0.03) * grainy)[..., None]
    wet = smooth(0.11, 0.0, t) * np.float32(0.33)
    lay(canvas, beach * (1 - wet[..., None]), smooth(-0.005, 0.012, t))
    lace = field(scene, 20, 1.35, detail=1)
    for offset, strength, width in (
        (0.0, 1.0, 0.022),
        (-0.10, 0.8, 0.034),
        (-0.21, 0.6, 0.03),
        (-0.33, 0.4, 0.022),
    ):
        edge = t - np.float32(offset) + np.float32(0.012) * lace
        front = smooth(0.004, -0.004, edge) * np.exp(np.minimum(edge, 0) / np.float32(width))
        holes = smooth(
            -0.9, 0.7, lace + 1.3 * np.exp(np.minimum(edge, 0) / np.float32(width * 0.4)) * (edge < 0)
        )
        lay(canvas, (0.97, 0.99, 0.98), np.clip(front * holes * np.float32(strength) * 1.25, 0, 1))
    return to_image(canvas)
