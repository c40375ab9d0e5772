"""Cities: skylines at dusk, streets in the rain, bokeh behind wet glass, bridges."""

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from tintype.demo.pictures.scene import (
    Colour,
    Floats,
    Scene,
    blend,
    bytes_of,
    gathered,
    glow,
    lay,
    mixed,
    ramp,
    rgb,
    rgbs,
    smooth,
    to_canvas,
    to_image,
    widened,
)
from tintype.demo.pictures.skies import Hour, clouds, hour_of, open_sky
from tintype.demo.pictures.water import reflected

LAMPS = rgbs("ffd9a0 ffc276 ffe9c8 cfe2ff ffb060 ffe0b0")


def skyline_at_dusk(scene: Scene) -> Image.Image:
    """Towers row behind row across a river, windows lit, doubled in the water."""
    hour = hour_of(scene)
    waterline = scene.between(0.62, 0.74)
    sun = (scene.between(-0.35, 0.35) * scene.aspect, waterline - 0.08)
    canvas = open_sky(scene, hour, horizon=waterline, sun=sun)
    clouds(scene, canvas, hour, horizon=waterline, sun=sun, cover=scene.between(0.2, 0.5))
    for i in range(4):
        towers(scene, canvas, hour, nearness=(i + 0.5) / 4, foot=waterline)
    lamps_along(scene, canvas, waterline)
    reflected(scene, canvas, waterline=waterline, calm=scene.between(0.25, 0.6), tint=hour.shade)
    streaked(scene, canvas, waterline)
    return to_image(canvas)


def towers(scene: Scene, canvas: Floats, hour: Hour, *, nearness: float, foot: float) -> None:
    """One row of buildings: haze by distance, one side lit, windows by chance."""
    height, width = scene.height, scene.width
    bottom = int(foot * height)
    tone = blend(hour.haze, blend(hour.shade, (0.02, 0.03, 0.06), 0.35), 0.25 + 0.7 * nearness)
    centre = scene.between(0.3, 0.7)
    at = scene.between(-30, 0)
    while at < width:
        wide = int(height * scene.between(0.028, 0.075) * (0.75 + 0.6 * nearness))
        middle = np.exp(-(((at / width - centre) / 0.26) ** 2))
        tall = (
            height
            * (0.05 + scene.between(0.03, 0.17) + 0.26 * middle * scene.between(0.2, 1.0))
            * (1.1 - 0.35 * nearness)
        )
        tower(scene, canvas, hour, tone, box=(int(at), bottom - int(tall), wide, bottom), nearness=nearness)
        at += wide * scene.between(0.85, 1.5)


def tower(
    scene: Scene, canvas: Floats, hour: Hour, tone: Colour, *, box: tuple[int, int, int, int], nearness: float
) -> None:
    left, top, wide, bottom = box
    first, last = max(0, left), min(scene.width, left + wide)
    if last - first < 4 or bottom - top < 8:
        return
    part = canvas[top:bottom, first:last]
    rows, columns = part.shape[:2]
    rise = np.linspace(1, 0, rows, dtype=np.float32)[:, None]
    side = smooth(0.62, 0.64, np.linspace(0, 1, columns, dtype=np.float32)[None, :])
    lit = blend(tone, hour.sun, 0.20)
    body = mixed(tone, lit, side * (0.25 + 0.75 * rise))
    foot = np.asarray(hour.haze, dtype=np.float32)
    part[:] = body + (foot - body) * (np.float32(0.35 * (1 - nearness)) * (1 - rise))[..., None]
    lay_windows(scene, part, nearness)
    if scene.chance(0.25):
        mast = (first + last) // 2
        canvas[max(0, top - int(0.05 * scene.height)) : top, mast : mast + 2] = tone


def lay_windows(scene: Scene, part: Floats, nearness: float) -> None:
    """Lit windows on a grid; a share of the floors is dark, a few are lit all along."""
    rows, columns = part.shape[:2]
    pitch_y, pitch_x = scene.whole(7, 10), scene.whole(6, 9)
    floors, bays = rows // pitch_y, columns // pitch_x
    if floors < 1 or bays < 1:
        return
    share = scene.between(0.16, 0.5)
    on = (scene.rng.random((floors, bays)) < share) | (scene.rng.random((floors, 1)) < 0.05)
    bright = on * scene.rng.uniform(0.5, 1.0, (floors, bays)) * (0.62 + 0.38 * nearness)
    pane = np.zeros((pitch_y, pitch_x), dtype=np.float32)
    pane[2 : pitch_y - 1, 2 : pitch_x - 1] = 1
    mask = np.kron(bright.astype(np.float32), pane)
    tint = np.asarray(LAMPS, dtype=np.float32)[scene.rng.integers(0, len(LAMPS), (floors, bays))]
    colour = np.repeat(np.repeat(tint, pitch_y, axis=0), pitch_x, axis=1)
    here = part[: mask.shape[0], : mask.shape[1]]
    here += (colour - here) * mask[..., None]


def lamps_along(scene: Scene, canvas: Floats, waterline: float) -> None:
    bottom = int(waterline * scene.height)
    canvas[bottom - 5 : bottom] *= np.float32(0.35)
    light = np.zeros((scene.height, scene.width), dtype=np.float32)
    at = scene.between(0, 30)
    while at < scene.width - 3:
        light[bottom - 8 : bottom - 5, int(at) : int(at) + 3] = 1
        at += scene.between(16, 46)
    soft = (
        np.asarray(
            Image.fromarray((light * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(3)),
            dtype=np.float32,
        )
        / 60
    )
    glow(canvas, rgb("ffc98a"), np.clip(soft + light, 0, 1))


def streaked(scene: Scene, canvas: Floats, waterline: float) -> None:
    """City lights in water run down in streaks: a vertical blur, kept where it is brighter."""
    top = int(waterline * scene.height)
    part = canvas[top:]
    small = to_image(part).resize((scene.width, max(2, part.shape[0] // 26)), Image.Resampling.BOX)
    long = to_canvas(small.resize((scene.width, part.shape[0]), Image.Resampling.BILINEAR))
    np.maximum(part, part + (long * np.float32(1.12) - part) * np.float32(0.7), out=part)


def bokeh_discs(
    scene: Scene, count: int, size: tuple[float, float], colours: list[Colour], region: tuple[float, float]
) -> Image.Image:
    """Lights out of focus: overlapping discs with brighter rims, added up."""
    light = Image.new("RGB", (scene.width, scene.height))
    for _ in range(count):
        radius = scene.between(*size) * scene.height
        tone = blend((0, 0, 0), colours[scene.whole(0, len(colours) - 1)], scene.between(0.28, 0.95))
        disc = disc_mask(max(6, int(radius * 2)))
        x, y = (
            int(scene.between(-0.02, 1.02) * scene.width - radius),
            int(scene.between(*region) * scene.height - radius),
        )
        box = (x, y, x + disc.width, y + disc.height)
        lit = ImageChops.add(
            light.crop(box),
            ImageChops.multiply(
                Image.merge("RGB", (disc, disc, disc)), Image.new("RGB", disc.size, bytes_of(tone))
            ),
        )
        light.paste(lit, (x, y))
    return light


def disc_mask(size: int) -> Image.Image:
    x = np.linspace(-1.06, 1.06, size, dtype=np.float32)
    far = np.sqrt(x[None, :] ** 2 + x[:, None] ** 2)
    mask = smooth(1.0, 0.95, far) * (0.62 + 0.38 * far**4)
    return Image.fromarray((mask * 255).astype(np.uint8))


def city_lights(scene: Scene) -> tuple[Image.Image, list[Colour]]:
    """A street at night, far out of focus."""
    palettes = [
        rgbs("ffb45e ffd9a0 ff6d4a ff9248 e8f0ff"),
        rgbs("ff5fa2 8f7bff 5fd0ff ffd27a ff8f6b"),
        rgbs("5fe0d0 4fa8ff ffd08a ff7a5f ffffff"),
        rgbs("ffcf7a ff9d42 ffe7c0 d8563c"),
    ]
    colours = palettes[scene.whole(0, 3)]
    deep = rgbs("0d1424 1a1024 0a1a22 1a1210")[scene.whole(0, 3)]
    canvas = widened(
        ramp(
            scene.y,
            [deep, blend(deep, colours[1], 0.22), blend(deep, colours[0], 0.18), blend(deep, (0, 0, 0), 0.3)],
        ),
        scene.width,
    )
    image = to_image(canvas)
    far = bokeh_discs(scene, 70, (0.012, 0.028), colours, (0.30, 0.62))
    mid = bokeh_discs(scene, 34, (0.03, 0.055), colours, (0.2, 0.8))
    near = bokeh_discs(scene, 12, (0.06, 0.10), [blend(c, (0, 0, 0), 0.35) for c in colours], (0.15, 0.95))
    for layer in (far, mid, near):
        image = ImageChops.screen(image, layer)
    return image, colours


def bokeh(scene: Scene) -> Image.Image:
    """Lights of a city as soft discs."""
    image, _ = city_lights(scene)
    return image


def rainy_window(scene: Scene) -> Image.Image:
    """Drops on a pane, each showing the street upside down, the street a blur behind."""
    image, _ = city_lights(scene)
    behind = (
        image.reduce(2)
        .filter(ImageFilter.GaussianBlur(scene.height / 130))
        .resize(image.size, Image.Resampling.BILINEAR)
    )
    lean = np.zeros((scene.height, scene.width, 2), dtype=np.float32)
    inside = np.zeros((scene.height, scene.width), dtype=np.float32)
    for _ in range(scene.whole(420, 620)):
        drop(scene, lean, inside, radius=0.0025 + 0.017 * scene.rng.random() ** 3.5)
    for _ in range(scene.whole(4, 9)):
        trail(scene, lean, inside)
    scale = np.float32(0.34 * scene.height)
    u = np.clip(np.arange(scene.width)[None, :] - lean[..., 0] * scale, 0, scene.width - 1).astype(np.intp)
    v = np.clip(np.arange(scene.height)[:, None] - lean[..., 1] * scale, 0, scene.height - 1).astype(np.intp)
    sharp = to_canvas(image)
    seen = gathered(sharp, v * scene.width + u)
    rim = np.sqrt(lean[..., 0] ** 2 + lean[..., 1] ** 2)
    seen = (
        seen * (1.25 - 0.85 * smooth(0.55, 1.0, rim))[..., None]
        + (0.30 * smooth(0.5, 0.9, -lean[..., 1] - 0.3 * lean[..., 0]))[..., None]
    )
    canvas = to_canvas(behind)
    lay(canvas, seen, np.clip(inside, 0, 1))
    return to_image(canvas)


def drop(
    scene: Scene, lean: Floats, inside: Floats, *, radius: float, at: tuple[float, float] | None = None
) -> None:
    """Write the slope of one drop's surface, −1 to 1 across it, and where it is."""
    r = max(2.0, radius * scene.height)
    x, y = at or (scene.between(0, scene.width), scene.between(0, scene.height))
    left, right = max(0, int(x - r - 1)), min(scene.width, int(x + r + 2))
    top, bottom = max(0, int(y - 1.2 * r - 1)), min(scene.height, int(y + 1.2 * r + 2))
    if right <= left or bottom <= top:
        return
    u = ((np.arange(left, right, dtype=np.float32) - np.float32(x)) / np.float32(r))[None, :]
    v = ((np.arange(top, bottom, dtype=np.float32) - np.float32(y)) / np.float32(1.15 * r))[:, None]
    far = np.sqrt(u * u + v * v)
    mask = smooth(1.0, 1 - 1.6 / r, far)
    part = lean[top:bottom, left:right]
    part[..., 0] += (u - part[..., 0]) * mask
    part[..., 1] += (v - part[..., 1]) * mask
    np.maximum(inside[top:bottom, left:right], mask, out=inside[top:bottom, left:right])


def trail(scene: Scene, lean: Floats, inside: Floats) -> None:
    """A drop that has run down and left beads behind it."""
    x, y = scene.between(0.05, 0.95) * scene.width, 0.0
    end = scene.between(0.3, 0.95) * scene.height
    while y < end:
        drop(scene, lean, inside, radius=scene.between(0.002, 0.0055), at=(x + scene.between(-2, 2), y))
        x += scene.between(-3, 3)
        y += scene.between(5, 16)
    drop(scene, lean, inside, radius=scene.between(0.012, 0.018), at=(x, end))
