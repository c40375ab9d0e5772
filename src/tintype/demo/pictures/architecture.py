"""Buildings: fronts with hard shadows, arcades with pools of light, stairs seen from above, white walls by the sea."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from tintype.demo.pictures.noise import field
from tintype.demo.pictures.scene import (
    Colour,
    Floats,
    Number,
    Scene,
    blend,
    glow,
    lay,
    ramp,
    rgbs,
    smooth,
    to_image,
    toned,
    widened,
)

PLASTERS = [
    rgbs("f2b5a0 8f4a4a fff1e6"),
    rgbs("f0d3a2 8a5a3a fff6e4"),
    rgbs("a8c8c0 35605f f4fbf6"),
    rgbs("e9e4da 4a4f57 ffffff"),
    rgbs("d98a6a 5f2f2f ffe9d6"),
    rgbs("b9c4dd 39466b f7f8ff"),
    rgbs("f6c7cf 7a4a63 fff4f4"),
]


def box(u: Floats, v: Floats, bounds: tuple[float, float, float, float], soft: Floats) -> Floats:
    """1 inside left, top, right, bottom; soft is the width of the edge at each pixel."""
    left, top, right, bottom = bounds
    gap = np.maximum(np.maximum(left - u, u - right), np.maximum(top - v, v - bottom))
    return np.clip(np.float32(0.5) - gap / soft, 0, 1)


def front(scene: Scene) -> Image.Image:
    """A corner house against the sky: windows, balconies, the sun hard from one side."""
    tones = PLASTERS[scene.whole(0, len(PLASTERS) - 1)]
    sky = [rgbs("2f6fb0 6aa6d8 b8dcec"), rgbs("f3c9a8 f7dcc4 fbeee0"), rgbs("7fa9b8 a8cbd0 d9e8e2")][
        scene.whole(0, 2)
    ]
    canvas = widened(ramp(scene.y, sky), scene.width)
    corner = scene.between(-0.28, 0.28) * scene.aspect
    level = scene.between(0.85, 1.15)
    for side in (-1, 1):
        wall(scene, canvas, tones, corner=corner, side=side, level=level, sky=sky[1])
    return to_image(canvas)


@dataclass(frozen=True)
class Front:
    """One side of a house in perspective: u runs along it from the corner, v down from the eye's level.

    cu and cv are places within one bay and storey, 0–1; luck numbers the bays by chance; soft is a pixel's width.
    """

    u: Floats
    v: Floats
    cu: Floats
    cv: Floats
    soft: Floats
    luck: Callable[[int], Floats]
    is_lit: bool

    def part(self, left: float, top: float, right: float, bottom: float) -> Floats:
        """1 in a rectangle of every bay."""
        return box(self.cu, self.cv, (left, top, right, bottom), self.soft)

    def band(self, top: float, bottom: float) -> Floats:
        """1 in a strip along every storey."""
        return box(self.u, self.cv, (-9, top, 99, bottom), self.soft)

    def strip(self, top: float, bottom: float) -> Floats:
        """1 in one strip along the whole front."""
        return box(self.u, self.v, (-9, top, 99, bottom), self.soft)


def wall(
    scene: Scene, canvas: Floats, tones: list[Colour], *, corner: float, side: int, level: float, sky: Colour
) -> None:
    """One side of the house; the left one has the sun."""
    middle = int(np.clip((corner + scene.aspect / 2) * scene.height, 1, scene.width - 1))
    columns = slice(0, middle + 1) if side < 0 else slice(middle, scene.width)
    off = (scene.x[:, columns] - np.float32(corner)) * side
    shrink = 1 / np.maximum(1 - np.float32(0.42) * off, 0.25)
    u = off * shrink * np.float32(6.5) + 0 * scene.y
    v = (scene.y - np.float32(level)) * shrink * np.float32(5.0)
    soft = shrink * np.float32(9.0 / scene.height)
    chances = scene.rng.random(64).astype(np.float32)
    cell = (np.floor(u) * 7 + np.floor(v) * 13).astype(np.intp)
    here = Front(u, v, u % 1, v % 1, soft, lambda salt: chances.take((cell + salt) & 63), side < 0)
    plaster = toned(tones[0], 1 + np.float32(0.025) * field(scene, 30, 1.2)[:, columns])
    dress(plaster, here, tones, sky)
    light = (1.06, 1.0, 0.9) if here.is_lit else (0.86, 0.93, 1.08)
    seen = plaster * shading(here)[..., None] * np.asarray(light, dtype=np.float32)
    lay(canvas[:, columns], seen, np.clip((v + np.float32(4.24)) / soft + 0.5, 0, 1) * (off > 0))


def dress(colour: Floats, front: Front, tones: list[Colour], sky: Colour) -> None:
    """Paint windows, shutters, balconies and the cornice on plain plaster."""
    lay(colour, tones[2], front.band(0.0, 0.045))
    lay(colour, tones[2], front.part(0.24, 0.24, 0.76, 0.90))
    dark = np.asarray(blend(tones[1], (0.04, 0.05, 0.08), 0.5), dtype=np.float32)
    pane = dark + toned(sky, 0.7 * (0.2 + 0.8 * front.luck(0)) * (1 - front.cv))
    glass = front.part(0.29, 0.29, 0.71, 0.87)
    lay(colour, pane, glass)
    bars = np.maximum(front.part(0.49, 0.29, 0.51, 0.87), front.part(0.29, 0.48, 0.71, 0.50))
    lay(colour, tones[2], bars * glass)
    shutters = np.maximum(front.part(0.08, 0.24, 0.235, 0.90), front.part(0.765, 0.24, 0.92, 0.90))
    slats = 0.85 + 0.15 * np.sign(np.sin(front.cv * 120))
    lay(colour, toned(tones[1], slats), shutters * (front.luck(9) > 0.25))
    bars = front.part(0.14, 0.66, 0.86, 0.97) * (np.abs(front.cu * 22 % 1 - 0.5) < 0.14)
    rail = np.maximum(front.part(0.14, 0.66, 0.86, 0.69), bars) * (front.luck(23) > 0.6)
    lay(colour, (0.09, 0.09, 0.09), rail)
    lay(colour, toned(tones[2], 0.97 - 0.25 * front.strip(-4.06, -4.0)), front.strip(-9, -4.0))


def shading(front: Front) -> Floats:
    """How much light each place has: reveals, balconies and the cornice throw shadows where the sun is."""
    light = np.full_like(front.u, 1.0 if front.is_lit else 0.62)
    light *= 1 - 0.30 * front.band(0.045, 0.10)
    if not front.is_lit:
        return light * (1 - 0.12 * front.part(0.76, 0.28, 0.78, 0.94))
    light *= 1 - 0.35 * front.part(0.76, 0.28, 0.92, 0.94)
    light *= 1 - 0.4 * front.part(0.18, 0.72, 0.98, 1.0) * (front.luck(23) > 0.6)
    return light * (1 - 0.38 * front.strip(-4.0, -3.86))


def arcade(scene: Scene) -> Image.Image:
    """A walk under arches; the sun throws their shape on the floor and the wall."""
    stone = [rgbs("e8d5b5 8a6f52"), rgbs("ead9d0 8a6a66"), rgbs("dcdcd6 6a7078"), rgbs("f0cfa0 91603c")][
        scene.whole(0, 3)
    ]
    outside = [rgbs("4f9fd8 bfe0ee"), rgbs("ffd9a0 fff2d8"), rgbs("7fc8c8 e8f6f0")][scene.whole(0, 2)]
    lean, drop = scene.between(0.2, 0.6), scene.between(0.5, 0.75)
    x = scene.x - np.float32(scene.between(0.02, 0.16)) + 0 * scene.y
    y = scene.y - np.float32(scene.between(0.5, 0.6)) + 0 * x
    half, floor, roof = np.float32(0.9), np.float32(0.75), np.float32(1.35)
    side = half / np.maximum(np.abs(x), 1e-4)
    flat = np.where(y > 0, floor, roof) / np.maximum(np.abs(y), 1e-4)
    z = np.minimum(np.minimum(side, flat), 26)
    px, up = x * z, -y * z
    on_wall, on_left = side < flat, x < 0
    light = np.zeros_like(z)
    reach = np.where(on_wall & on_left, 0, px + half)
    sun_up, sun_z = up + reach * np.float32(drop), z + reach * np.float32(lean)
    light = opening(sun_z, sun_up + floor, z) * (reach > 0)
    tone = toned(stone[0], 0.62 + 0.38 * np.exp(-z / 16))
    paving = np.clip(0.9 + 0.1 * np.sign(np.sin(z * 5) * np.sin(px * 5)) * smooth(9, 2, z), 0, 1)
    tone = tone * np.where(~on_wall & (y > 0), paving, 1)[..., None]
    shadow = np.asarray(blend(stone[1], outside[0], 0.25), dtype=np.float32) * np.float32(0.75)
    vault = np.where(~on_wall & (y < 0), 0.75 + 0.12 * np.cos(z * 2 * np.pi / 2.4), 1.0)
    ambient = (0.56 + 0.26 * np.exp(-np.abs(px + half) / 0.8)) * vault
    canvas = (
        tone * shadow * ambient[..., None] * 2.1 + tone * toned((1.0, 0.93, 0.78), light * 0.85)
    ).astype(np.float32)
    arch_walls(canvas, x, y, outside, stone, half, floor)
    canvas *= (1 + np.float32(0.03) * field(scene, 24, 1.3))[..., None]
    far = np.exp(-(x**2 + y**2) / 0.004) * 0.7
    glow(canvas, outside[1], far)
    return to_image(canvas)


def opening(z: Floats, height: Floats, depth: Floats) -> Floats:
    """1 where the arcade is open at a distance z along it and a height over its floor."""
    along = np.abs(z % np.float32(2.4) - np.float32(1.2))
    top = np.float32(1.15) + np.sqrt(np.clip(np.float32(0.75) ** 2 - along**2, 0, 1))
    edge = np.float32(0.006) * depth + np.float32(0.004)
    return (
        np.clip((np.float32(0.75) - along) / edge, 0, 1)
        * np.clip((top - height) / edge, 0, 1)
        * (height > 0.0)
    )


def arch_walls(
    canvas: Floats,
    x: Floats,
    y: Floats,
    outside: list[Colour],
    stone: list[Colour],
    half: Number,
    floor: Number,
) -> None:
    """The left wall: through its openings the day, in their depth the lit inner side of the arch."""
    left = x < -1e-3
    z = half / np.maximum(np.abs(x), 1e-3)
    seen = opening(z, -y * z + floor, z) * left * (z < 26) * (y * z < floor)
    behind = z * np.float32(1.22)
    through = opening(behind, -y * behind + floor, z)
    day = ramp(np.clip(0.5 + y * 1.4, 0, 1), outside)
    inner = np.asarray(stone[0], dtype=np.float32) * np.float32(0.92)
    view = inner + (day - inner) * through[..., None]
    lay(canvas, view, seen.astype(np.float32))


def spiral(scene: Scene) -> Image.Image:
    """A staircase from above, winding down into light."""
    tones = [
        rgbs("2b1c14 8a5a34 e8c690"),
        rgbs("1a2430 4f7083 d8e6e8"),
        rgbs("2a1a24 8a5566 f4d8d0"),
        rgbs("1d1d1b 77746c f1eee6"),
    ][scene.whole(0, 3)]
    cx, cy = scene.between(-0.1, 0.1), scene.between(0.44, 0.58)
    turn = 1 if scene.chance(0.5) else -1
    x, y = scene.x - np.float32(cx), (scene.y - np.float32(cy)) * np.float32(1.06)
    far, angle = np.maximum(np.hypot(x, y), 1e-3), np.arctan2(y, x) * turn
    pitch = scene.between(0.62, 0.8)
    v = np.log(far / np.float32(0.05)) / np.float32(pitch) + angle / np.float32(2 * np.pi)
    part = v - np.floor(v)
    steps = scene.whole(20, 30)
    s = angle / np.float32(2 * np.pi) * steps
    tread = s - np.floor(s)
    wide = np.float32(1.6 / scene.height) / (far * np.float32(pitch))
    glowing = np.exp(-np.maximum(v, 0) / 1.9)
    base = toned(tones[1], 0.62 + 0.38 * tread)
    base = base * (0.55 + 0.45 * np.cos(angle - 0.9))[..., None] + toned(tones[2], 0.34 * glowing + 0.12)
    canvas = (
        base * (1 - 0.62 * np.exp(-part / 0.16))[..., None] * (1 - 0.4 * smooth(0.78, 0.86, part))[..., None]
    )
    line_ = smooth(0.05, 0.0, np.minimum(tread, 1 - tread)) * 0.35
    canvas *= (1 - line_)[..., None]
    soffit = np.clip((part - np.float32(0.86)) / (2 * wide) + 0.5, 0, 1)
    under = toned(tones[2], 0.62 + 0.30 * np.cos(angle + 0.6) + 0.2 * glowing)
    lay(canvas, under, soffit)
    rail = np.clip((np.float32(0.028) - np.abs(part - np.float32(0.93))) / (2 * wide) + 0.5, 0, 1)
    lay(canvas, toned(tones[0], 1.0 + 0.9 * np.clip(np.cos(angle - 0.9), 0, 1)), rail)
    canvas *= (0.72 + 0.28 * smooth(-1, 3, v))[..., None]
    glow(canvas, blend(tones[2], (1, 1, 1), 0.4), smooth(0.075, 0.02, far))
    return to_image(canvas)
