"""Skies by hour: gradients, a sun or moon, clouds in perspective, stars."""

from dataclasses import dataclass

import numpy as np

from tintype.demo.pictures.noise import SIDE, TILES, read, tile
from tintype.demo.pictures.scene import (
    Colour,
    Floats,
    Scene,
    blend,
    glow,
    lay,
    ramp,
    resized,
    rgbs,
    smooth,
    widened,
)


@dataclass(frozen=True)
class Hour:
    """The light of an hour: sky from the top to the horizon, the sun's light, the colour of haze and of shade."""

    sky: list[Colour]
    sun: Colour
    haze: Colour
    shade: Colour
    cloud: Colour
    sun_height: float  # slope of the rays: 0.15 grazes, 1 is forty-five degrees


def hour(line: str) -> Hour:
    """An hour from colour codes: sky | sun haze shade cloud | height of the sun."""
    sky, rest, height = line.split("|")
    return Hour(rgbs(sky.strip()), *rgbs(rest.strip()), sun_height=float(height))


# The lights a mood may have; one is picked for each picture.
HOURS: dict[str, tuple[Hour, ...]] = {
    "dawn": (
        hour("5d7fb0 97add0 e3c3c8 f8d8bd fbe6c9 | ffd9a8 eccfc6 3f4a6b fff0e2 | 0.3"),
        hour("6f8fb8 a9bdd2 d9cfd0 f2cfb4 | ffcf9c d9cdd3 3a4763 fde6da | 0.28"),
        hour("7b86b8 b7a8c9 eebcc0 fbd3b5 | ffc8a0 e8c3c6 413f66 ffe3d8 | 0.25"),
    ),
    "day": (
        hour("2e6fb7 5b98d3 a3cbe8 d8eaf2 | fff3d9 c4dbe9 2f4968 ffffff | 0.75"),
        hour("3b7dbd 79b0dc c9e0ea e9f1ee | fff1d0 cfe0e8 35506b ffffff | 0.6"),
    ),
    "golden": (
        hour("5d84b2 9fb2bd ecc892 ffbd6e ffd08a | ffb45c f0bd86 4a3f55 ffe0b0 | 0.28"),
        hour("7d8fa8 c3b49c f2bd7a ffa857 | ffa64d e6ae78 4d3a48 ffd9a0 | 0.24"),
    ),
    "dusk": (
        hour("1d2a57 4a4a86 9a5f8e e57f78 fbb27a | ff8f5e b06d88 231f44 ff9f8a | 0.16"),
        hour("243763 56618f a98aa2 f0a58a ffd09a | ffa06a a98aa0 28284a ffb9a0 | 0.18"),
        hour("2b2350 6d3b7d c7557c fb8b66 ffc36b | ff8a4e a4557e 241a40 ff9a86 | 0.15"),
    ),
    "blue": (
        hour("0f1d3f 23406f 4b75a3 9db6c9 | c9d8ef 5a7fa6 0c1830 9fb9d6 | 0.3"),
        hour("101a3a 2a3c73 6c74a8 c9a3b0 | d9cfe8 6b77a6 0d1430 b3b0d6 | 0.25"),
    ),
    "mist": (
        hour("aebcc4 c6d0d3 dde1df e8e7e1 | f6f0e0 d3dadb 3d4d55 f2f2ee | 0.5"),
        hour("93a7b3 b5c3c8 d3d9d8 | efece2 c3cdd0 2f414b e9ebea | 0.45"),
    ),
}


def hour_of(scene: Scene) -> Hour:
    choice = HOURS[scene.mood]
    return choice[scene.whole(0, len(choice) - 1)]


def open_sky(scene: Scene, hour: Hour, *, horizon: float, sun: tuple[float, float] | None) -> Floats:
    """(height, width, 3) sky down to the horizon and its haze below; sun is (x, y) as in Scene.x and Scene.y."""
    t = np.clip(scene.y / horizon, 0, 1)
    canvas = widened(ramp(t**1.15, hour.sky), scene.width)
    if sun is not None:
        far = np.sqrt(
            (scene.x - np.float32(sun[0])) ** 2 + ((scene.y - np.float32(sun[1])) * np.float32(1.15)) ** 2
        )
        glow(canvas, hour.sun, 0.75 * np.exp(-far / 0.16) + 0.32 * np.exp(-far / 0.5))
    return canvas


def sun_disc(scene: Scene, canvas: Floats, hour: Hour, sun: tuple[float, float], radius: float) -> None:
    far = np.sqrt((scene.x - np.float32(sun[0])) ** 2 + (scene.y - np.float32(sun[1])) ** 2)
    edge = np.float32(1.2 / scene.height)
    lay(canvas, blend(hour.sun, (1.0, 1.0, 0.92), 0.75), smooth(radius + edge, radius - edge, far))


def clouds(
    scene: Scene,
    canvas: Floats,
    hour: Hour,
    *,
    horizon: float,
    sun: tuple[float, float],
    cover: float,
    height: float = 0.16,
) -> None:
    """Cloud banks in perspective, lit from the side of the sun; cover 0–1."""
    width, rows = scene.width // 2, max(8, int(scene.height * horizon) // 2)
    x = np.linspace(-scene.aspect / 2, scene.aspect / 2, width, dtype=np.float32)[None, :]
    y = np.linspace(0, horizon, rows, dtype=np.float32)[:, None]
    depth = np.float32(height) / (np.float32(horizon) - y + np.float32(0.05))
    u = x * depth * 190 + np.float32(scene.between(0, SIDE))
    v = depth * 330 + np.float32(scene.between(0, SIDE))
    texture = tile(scene.whole(0, TILES - 1), 1.75)
    toward = np.sign(sun[0]) or 1.0
    thick = read(texture, u, v)
    lean = read(texture, u + np.float32(5 * toward), v + 4)
    level = np.float32(1.4 - 2.4 * cover)
    density = smooth(level, level + 1.7, thick)
    fade = smooth(0.0, 0.16, (np.float32(horizon) - y) / np.float32(horizon))
    light = np.clip(0.62 + (thick - lean) * 0.75 - density * 0.18, 0, 1)
    far = np.sqrt((x - np.float32(sun[0])) ** 2 + (y - np.float32(sun[1])) ** 2)
    light = np.clip(light + 0.45 * np.exp(-far / 0.3), 0, 1.15)
    under = blend(hour.haze, hour.shade, 0.42)
    colour = ramp(
        np.clip(light, 0, 1),
        [under, blend(under, hour.cloud, 0.55), hour.cloud, blend(hour.cloud, (1, 1, 1), 0.35)],
    )
    mask = resized(density * fade * np.float32(0.92), scene.width, rows * 2)
    lay(canvas[: rows * 2], resized(colour, scene.width, rows * 2), np.clip(mask, 0, 1))


def stars(scene: Scene, canvas: Floats, *, horizon: float, density: float) -> None:
    """Stars by a power law of brightness, the brightest with a soft disc and a hint of colour."""
    rows = int(scene.height * horizon)
    count = int(density * rows * scene.width)
    y, x = scene.rng.integers(0, rows, count), scene.rng.integers(0, scene.width, count)
    bright = np.clip(0.17 * (1 - scene.rng.random(count)) ** -0.55, 0, 1.0)
    warm = scene.rng.normal(0, 0.10, count)
    tint = np.stack([1 + warm, np.ones(count), 1 - warm], axis=1)
    np.maximum.at(canvas, (y, x), (bright[:, None] * np.clip(tint, 0.7, 1.1)).astype(np.float32))
    for i in np.argsort(bright)[-max(6, count // 90) :]:
        star(
            canvas[:rows],
            int(x[i]),
            int(y[i]),
            scene.between(1.0, 1.9),
            np.clip(tint[i], 0.7, 1.1).astype(np.float32),
        )


def star(canvas: Floats, x: int, y: int, radius: float, tint: Floats) -> None:
    reach = int(radius * 5)
    box = canvas[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1]
    rows = np.arange(box.shape[0], dtype=np.float32) + np.float32(max(0, y - reach) - y)
    columns = np.arange(box.shape[1], dtype=np.float32) + np.float32(max(0, x - reach) - x)
    far = np.hypot(rows[:, None], columns[None, :]) / radius
    light = 0.9 * np.exp(-far * far) + 0.12 * np.exp(-far)
    box += light[..., None].astype(np.float32) * tint * np.maximum(1 - box, 0)
