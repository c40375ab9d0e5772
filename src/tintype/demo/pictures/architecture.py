"""Buildings: fronts with hard shadows, arcades with pools of light, stairs seen from above, white walls by the sea."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from collections.abc import Callable

from tintype.demo.pictures.noise import field
from tintype.demo.pictures.scene import Colour, Floats, Scene, blend, bytes_of, glow, lay, ramp, rgb, rgbs, smooth, to_canvas, to_image

Place = Callable[[float, float], tuple[float, float]]

PLASTERS = [
    rgbs("f2b5a0 8f4a4a fff1e6"), rgbs("f0d3a2 8a5a3a fff6e4"), rgbs("a8c8c0 35605f f4fbf6"), rgbs("e9e4da 4a4f57 ffffff"),
    rgbs("d98a6a 5f2f2f ffe9d6"), rgbs("b9c4dd 39466b f7f8ff"), rgbs("f6c7cf 7a4a63 fff4f4"),
]


def box(u: Floats, v: Floats, bounds: tuple[float, float, float, float], soft: Floats) -> Floats:
    """1 inside left, top, right, bottom; soft is the width of the edge at each pixel."""
    left, top, right, bottom = bounds
    gap = np.maximum(np.maximum(left - u, u - right), np.maximum(top - v, v - bottom))
    return np.clip(np.float32(0.5) - gap / soft, 0, 1)


def front(scene: Scene) -> Image.Image:
    """A corner house against the sky: windows, balconies, the sun hard from one side."""
    tones = PLASTERS[scene.whole(0, len(PLASTERS) - 1)]
    sky = [rgbs("2f6fb0 6aa6d8 b8dcec"), rgbs("f3c9a8 f7dcc4 fbeee0"), rgbs("7fa9b8 a8cbd0 d9e8e2")][scene.whole(0, 2)]
    canvas = np.repeat(ramp(scene.y, sky), scene.width, axis=1)
    corner = scene.between(-0.28, 0.28) * scene.aspect
    level = scene.between(0.85, 1.15)
    for side, lit in ((-1, 1.0), (1, 0.62)):
        wall(scene, canvas, tones, corner=corner, side=side, level=level, lit=lit, sky=sky)
    return to_image(canvas)


def wall(scene: Scene, canvas: Floats, tones: list[Colour], *, corner: float, side: int, level: float, lit: float, sky: list[Colour]) -> None:
    """One side of the house in perspective; u runs along it from the corner, v down from the eye's level."""
    middle = int(np.clip((corner + scene.aspect / 2) * scene.height, 1, scene.width - 1))
    columns = slice(0, middle + 1) if side < 0 else slice(middle, scene.width)
    off = (scene.x[:, columns] - np.float32(corner)) * side
    shrink = 1 / np.maximum(1 - np.float32(0.42) * off, 0.25)
    u = off * shrink * np.float32(6.5) + 0 * scene.y
    v = (scene.y - np.float32(level)) * shrink * np.float32(5.0)
    roof = np.float32(-4.24)
    soft = shrink * np.float32(9.0 / scene.height)
    inside = np.clip((v - roof) / soft + 0.5, 0, 1) * (off > 0)
    cu, cv = u % 1, v % 1
    tone = np.asarray(tones[0], dtype=np.float32) * (1 + np.float32(0.025) * field(scene, 30, 1.2)[:, columns])[..., None]
    shade = np.full_like(u, lit)
    slant = 0.16 if side < 0 else -0.05
    # The shadow that the cornice throws on the wall below it.
    shade *= 1 - 0.38 * box(u, v, (-9, -4.0, 99, -3.86), soft) * (lit > 0.9)
    band = box(u, cv, (-9, 0.0, 99, 0.045), soft)
    shade *= 1 - 0.30 * box(u, cv, (-9, 0.045, 99, 0.10), soft)
    colour = tone + (np.asarray(tones[2], dtype=np.float32) - tone) * band[..., None]
    frame = box(cu, cv, (0.24, 0.24, 0.76, 0.90), soft)
    colour += (np.asarray(tones[2], dtype=np.float32) - colour) * frame[..., None]
    shade *= 1 - (0.35 if lit > 0.9 else 0.12) * box(cu, cv, (0.76, 0.28, 0.76 + max(0.02, slant), 0.94), soft)
    glass = box(cu, cv, (0.29, 0.29, 0.71, 0.87), soft)
    cell = (np.floor(u) * 7 + np.floor(v) * 13).astype(np.intp) & 63
    luck = scene.rng.random(64).astype(np.float32)
    pane = np.asarray(blend(tones[1], (0.04, 0.05, 0.08), 0.5), dtype=np.float32) + (np.asarray(sky[1], dtype=np.float32) * 0.7 * (0.2 + 0.8 * luck.take(cell))[..., None]) * (1 - cv)[..., None]
    colour += (pane - colour) * glass[..., None]
    bars = np.maximum(box(cu, cv, (0.49, 0.29, 0.51, 0.87), soft), box(cu, cv, (0.29, 0.48, 0.71, 0.50), soft))
    colour += (np.asarray(tones[2], dtype=np.float32) - colour) * (bars * glass)[..., None]
    shutter = np.maximum(box(cu, cv, (0.08, 0.24, 0.235, 0.90), soft), box(cu, cv, (0.765, 0.24, 0.92, 0.90), soft)) * (luck.take((cell + 9) & 63) > 0.25)
    slats = 0.85 + 0.15 * np.sign(np.sin(cv * 120))
    colour += (np.asarray(tones[1], dtype=np.float32) * slats[..., None] - colour) * shutter[..., None]
    balcony = luck.take((cell + 23) & 63) > 0.6
    rail = np.maximum(box(cu, cv, (0.14, 0.66, 0.86, 0.69), soft), box(cu, cv, (0.14, 0.66, 0.86, 0.97), soft) * (np.abs(cu * 22 % 1 - 0.5) < 0.14)) * balcony
    shade *= 1 - 0.4 * box(cu, cv, (0.18, 0.72, 0.98, 1.0), soft) * balcony * (lit > 0.9)
    colour += (np.float32(0.09) - colour) * rail[..., None]
    cornice = box(u, v, (-9, -9, 99, -4.0), soft)
    ledge = 0.97 - 0.25 * box(u, v, (-9, -4.06, 99, -4.0), soft)
    colour += (np.asarray(tones[2], dtype=np.float32) * ledge[..., None] - colour) * cornice[..., None]
    light = np.asarray((1.06, 1.0, 0.9), dtype=np.float32) if lit > 0.9 else np.asarray((0.86, 0.93, 1.08), dtype=np.float32)
    lay(canvas[:, columns], colour * shade[..., None] * light, inside.astype(np.float32))


def arcade(scene: Scene) -> Image.Image:
    """A walk under arches; the sun throws their shape on the floor and the wall."""
    stone = [rgbs("e8d5b5 8a6f52"), rgbs("ead9d0 8a6a66"), rgbs("dcdcd6 6a7078"), rgbs("f0cfa0 91603c")][scene.whole(0, 3)]
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
    tone = np.asarray(stone[0], dtype=np.float32) * (0.62 + 0.38 * np.exp(-z / 16))[..., None]
    paving = np.clip(0.9 + 0.1 * np.sign(np.sin(z * 5) * np.sin(px * 5)) * smooth(9, 2, z), 0, 1)
    tone = tone * np.where(~on_wall & (y > 0), paving, 1)[..., None]
    shadow = np.asarray(blend(stone[1], outside[0], 0.25), dtype=np.float32) * np.float32(0.75)
    vault = np.where(~on_wall & (y < 0), 0.75 + 0.12 * np.cos(z * 2 * np.pi / 2.4), 1.0)
    ambient = (0.56 + 0.26 * np.exp(-np.abs(px + half) / 0.8)) * vault
    canvas = (tone * shadow * ambient[..., None] * 2.1 + tone * np.asarray((1.0, 0.93, 0.78), dtype=np.float32) * (light * 0.85)[..., None]).astype(np.float32)
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
    return np.clip((np.float32(0.75) - along) / edge, 0, 1) * np.clip((top - height) / edge, 0, 1) * (height > 0.0)


def arch_walls(canvas: Floats, x: Floats, y: Floats, outside: list[Colour], stone: list[Colour], half: Floats, floor: Floats) -> None:
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
    tones = [rgbs("2b1c14 8a5a34 e8c690"), rgbs("1a2430 4f7083 d8e6e8"), rgbs("2a1a24 8a5566 f4d8d0"), rgbs("1d1d1b 77746c f1eee6")][scene.whole(0, 3)]
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
    base = np.asarray(tones[1], dtype=np.float32) * (0.62 + 0.38 * tread)[..., None]
    base = base * (0.55 + 0.45 * np.cos(angle - 0.9))[..., None] + np.asarray(tones[2], dtype=np.float32) * (0.34 * glowing + 0.12)[..., None]
    canvas = base * (1 - 0.62 * np.exp(-part / 0.16))[..., None] * (1 - 0.4 * smooth(0.78, 0.86, part))[..., None]
    line_ = smooth(0.05, 0.0, np.minimum(tread, 1 - tread)) * 0.35
    canvas *= (1 - line_)[..., None]
    soffit = np.clip((part - np.float32(0.86)) / (2 * wide) + 0.5, 0, 1)
    under = np.asarray(tones[2], dtype=np.float32) * (0.62 + 0.30 * np.cos(angle + 0.6) + 0.2 * glowing)[..., None]
    lay(canvas, under, soffit)
    rail = np.clip((np.float32(0.028) - np.abs(part - np.float32(0.93))) / (2 * wide) + 0.5, 0, 1)
    lay(canvas, np.asarray(tones[0], dtype=np.float32) * (1.0 + 0.9 * np.clip(np.cos(angle - 0.9), 0, 1))[..., None], rail)
    canvas *= (0.72 + 0.28 * smooth(-1, 3, v))[..., None]
    glow(canvas, blend(tones[2], (1, 1, 1), 0.4), smooth(0.075, 0.02, far))
    return to_image(canvas)


def white_village(scene: Scene) -> Image.Image:
    """A white wall, a coloured door, steps, the sea beyond; shadows with edges."""
    door = rgbs("1f5fa8 2a7f8f c8553d e0a030")[scene.whole(0, 3)]
    canvas = np.repeat(ramp(scene.y, rgbs("2f7fc4 6fb2e2 cfe9f4")), scene.width, axis=1)
    sea = scene.between(0.42, 0.5)
    lay(canvas, ramp((scene.y - np.float32(sea)) * 2 + 0 * scene.x, rgbs("3f9fc8 1f6fa8 16588c")), smooth(sea, sea + 0.002, scene.y + 0 * scene.x))
    image = to_image(canvas).resize((scene.width * 2, scene.height * 2), Image.Resampling.BILINEAR)
    draw = ImageDraw.Draw(image)
    w, h = image.size
    side = 1 if scene.chance(0.5) else -1

    def at(x: float, y: float) -> tuple[float, float]:
        return (w / 2 + side * x * h, y * h)

    span = scene.aspect / 2 + 0.02
    wall_x = -0.05 - 0.16 * scene.aspect + scene.between(0, 0.06)
    draw.polygon([at(wall_x, 0.16), at(span, 0.08), at(span, 1.0), at(wall_x, 1.0)], fill=(244, 240, 232))
    draw.polygon([at(wall_x - 0.10, 0.22), at(wall_x, 0.16), at(wall_x, 1.0), at(wall_x - 0.10, 1.0)], fill=(176, 190, 214))
    draw.polygon([at(wall_x - 0.115, 0.205), at(wall_x, 0.14), at(span, 0.055), at(span, 0.085), at(wall_x, 0.17), at(wall_x - 0.115, 0.23)], fill=(252, 250, 245))
    draw.polygon([at(-span, 0.66), at(wall_x - 0.1, 0.63), at(wall_x - 0.1, 1.0), at(-span, 1.0)], fill=(236, 232, 224))
    draw.polygon([at(-span, 0.64), at(wall_x - 0.1, 0.61), at(wall_x - 0.1, 0.65), at(-span, 0.68)], fill=(250, 248, 243))
    door_x = wall_x + 0.12
    doorway(draw, at, door_x, 0.36, 0.86, 0.20, door, (206, 212, 222))
    doorway(draw, at, door_x + 0.40, 0.32, 0.56, 0.14, door, (206, 212, 222))
    for i in range(5):
        top = 0.86 + 0.03 * i
        draw.polygon([at(door_x - 0.05 - 0.03 * i, top), at(door_x + 0.27 + 0.03 * i, top), at(door_x + 0.27 + 0.03 * i, top + 0.03), at(door_x - 0.05 - 0.03 * i, top + 0.03)], fill=(214 - 4 * i, 220 - 4 * i, 232 - 3 * i))
        draw.polygon([at(door_x - 0.05 - 0.03 * i, top), at(door_x + 0.27 + 0.03 * i, top), at(door_x + 0.28 + 0.03 * i, top + 0.012), at(door_x - 0.06 - 0.03 * i, top + 0.012)], fill=(250, 247, 240))
    image = image.reduce(2)
    canvas = to_canvas(image)
    canvas *= (1 + np.float32(0.016) * field(scene, 12, 1.4))[..., None]
    image = to_image(canvas)
    frond_shadow(scene, image, side)
    bougainvillea(scene, image, (w / 2 + side * (wall_x + 0.01) * h) / 2, 0.15 * scene.height)
    return image


def doorway(draw: ImageDraw.ImageDraw, at: Place, x: float, top: float, bottom: float, width: float, colour: Colour, shade: tuple[int, int, int]) -> None:
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
            x, y = ox + np.cos(heading) * length * s, oy + np.sin(heading) * length * s + 0.22 * length * s * s
            for out in (-1, 1):
                angle = heading + out * (0.9 - 0.4 * s)
                reach = length * 0.22 * np.sin(np.pi * (0.15 + 0.8 * s))
                draw.polygon([(x - 5, y - 4), (x + 6, y + 6), (x + np.cos(angle) * reach, y + np.sin(angle) * reach + reach * 0.35)], fill=255)
    soft = mask.filter(ImageFilter.GaussianBlur(2.2)).point([v * 92 // 255 for v in range(256)])
    image.paste((60, 84, 150), (0, 0), soft)


def bougainvillea(scene: Scene, image: Image.Image, x: float, y: float) -> None:
    draw = ImageDraw.Draw(image)
    tones = rgbs("7a1550 b02a70 d84a94 f07ab4 3f6a34 568a44")
    for i in range(1300):
        spread = scene.rng.normal(0, 1, 2)
        px, py = x + spread[0] * scene.height * 0.055, y + abs(spread[1]) * scene.height * 0.08 - scene.height * 0.03
        tone = tones[scene.whole(4, 5)] if scene.chance(0.25) else tones[min(3, int(i / 330 + scene.rng.random()))]
        r = scene.height * scene.between(0.003, 0.0075)
        draw.ellipse([px - r, py - r * 0.8, px + r, py + r * 0.8], fill=bytes_of(tone))
