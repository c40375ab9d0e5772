"""Clouds of chance: tiling fields with a chosen roughness, and ways to read them."""

from functools import cache

import numpy as np

from tintype.demo.pictures.scene import Floats, Scene, resized

SIDE = 512  # pixels of a tile: large enough that no picture shows its repeat
TILES = 6


@cache
def tile(index: int, slope: float) -> Floats:
    """(SIDE, SIDE) tiling noise, mean 0, deviation 1; amplitude falls as frequency ** -slope."""
    rng = np.random.default_rng(7919 * index + 17)
    frequency_y = np.fft.fftfreq(SIDE)[:, None] * SIDE
    frequency_x = np.fft.rfftfreq(SIDE)[None, :] * SIDE
    radius = np.sqrt(frequency_x**2 + frequency_y**2)
    radius[0, 0] = 1
    # Below three waves a tile the field would tilt the whole picture instead of texturing it.
    strength = np.where(radius < 3, 0.3, 1) * radius**-slope
    phase = rng.uniform(0, 2 * np.pi, radius.shape)
    field = np.fft.irfft2(strength * np.exp(1j * phase), s=(SIDE, SIDE))
    return ((field - field.mean()) / field.std()).astype(np.float32)


@cache
def grain(index: int) -> Floats:
    """(SIDE, SIDE) white noise, slightly clumped as film is; deviation 1."""
    rng = np.random.default_rng(104729 + index)
    raw = rng.standard_normal((SIDE, SIDE))
    soft = raw + 0.45 * (np.roll(raw, 1, 0) + np.roll(raw, 1, 1) + np.roll(raw, -1, 0) + np.roll(raw, -1, 1))
    return (soft / soft.std()).astype(np.float32)


def read(texture: Floats, x: Floats, y: Floats) -> Floats:
    """Values of a tile at places in pixels of the tile, smooth between them, repeating without seam."""
    x, y = np.broadcast_arrays(x, y)
    left, top = np.floor(x), np.floor(y)
    dx, dy = (x - left).astype(np.float32), (y - top).astype(np.float32)
    column, row = left.astype(np.intp) & (SIDE - 1), top.astype(np.intp) & (SIDE - 1)
    here, below = row * SIDE, ((row + 1) & (SIDE - 1)) * SIDE
    right = (column + 1) & (SIDE - 1)
    flat = texture.ravel()
    upper = flat[here + column]
    upper += (flat[here + right] - upper) * dx
    lower = flat[below + column]
    lower += (flat[below + right] - lower) * dx
    upper += (lower - upper) * dy
    return upper


def nearest(texture: Floats, x: Floats, y: Floats) -> Floats:
    """As read, without smoothing: three times as fast, for fine grain."""
    column = x.astype(np.intp) & (SIDE - 1)
    row = y.astype(np.intp) & (SIDE - 1)
    return texture.ravel()[row * SIDE + column]


def field(
    scene: Scene, cells: float, slope: float = 1.6, stretch: float = 1.0, detail: float = 2.0
) -> Floats:
    """(height, width) noise with about cells clumps over the picture's height, deviation about 1.

    stretch > 1 draws the clumps out sideways. detail 1 renders at full size, 2 at half size and enlarges.
    """
    texture = tile(scene.whole(0, TILES - 1), slope)
    width, height = int(scene.width / detail), int(scene.height / detail)
    step = SIDE / 12 * cells / height
    x = np.arange(width, dtype=np.float32)[None, :] * np.float32(step / stretch) + np.float32(
        scene.between(0, SIDE)
    )
    y = np.arange(height, dtype=np.float32)[:, None] * np.float32(step) + np.float32(scene.between(0, SIDE))
    values = read(texture, x, y)
    return values if detail == 1 else resized(values, scene.width, scene.height)


def line(scene: Scene, count: int, cells: float, slope: float = 2.0) -> Floats:
    """(count,) noise along a line, about cells hills over its length, deviation about 1."""
    texture = tile(scene.whole(0, TILES - 1), slope)
    x = np.arange(count, dtype=np.float32) * np.float32(SIDE / 12 * cells / count) + np.float32(
        scene.between(0, SIDE)
    )
    y = np.full(count, scene.between(0, SIDE), dtype=np.float32)
    return read(texture, x, y)
