"""Land seen in perspective: heights over a plane, drawn front to back for all columns at once.

For each depth the row where the ground appears is known for every column; the nearest ground wins. The running
minimum of those rows from near to far says what is hidden, and counting it gives the depth behind each pixel.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tintype.demo.pictures.scene import Floats, Scene, gathered

Heights = Callable[[Floats, Floats], Floats]


@dataclass(frozen=True)
class View:
    """Where the eye is: its height, the horizon as a share of the picture's height, and the nearest and farthest depth.

    Lengths are in the same unit as the heights; lens is the focal length in picture heights.
    """

    eye: float
    horizon: float
    near: float
    far: float
    lens: float = 1.2
    rows_per_slice: float = 2.0
    far_slices: int = 140
    # From this depth on slices have equal steps: for mountains, whose faces need many
    turn: float | None = None


@dataclass(frozen=True)
class Ground:
    """Samples of the land, all (slices, columns): where, how high, how it leans, and whether the sun reaches it."""

    x: Floats
    z: Floats
    height: Floats
    lean_x: Floats
    lean_z: Floats
    lit: Floats


def depths(scene: Scene, view: View) -> Floats:
    """(slices,) depths, even in rows of the picture where the ground is near, even in log depth where it is far."""
    focal = view.lens * scene.height
    last = min(view.far, focal * view.eye / 6) if view.eye > 0 else view.near * 2
    last = max(last if view.turn is None else view.turn, view.near * 1.5)
    count = max(8, int((1 / view.near - 1 / last) * focal * max(view.eye, 0.02) / view.rows_per_slice))
    near = 1 / np.linspace(1 / view.near, 1 / last, count, endpoint=False)
    far = (np.geomspace if view.turn is None else np.linspace)(last, view.far, view.far_slices)
    return np.concatenate([near, far]).astype(np.float32)


def survey(scene: Scene, view: View, heights: Heights, *, sun_slope: float, from_left: bool) -> Ground:
    """Sample the land on every second column; shadows fall sideways, from a sun that climbs sun_slope per length."""
    z = depths(scene, view)[:, None]
    columns = np.arange(0, scene.width + 2, 2, dtype=np.float32)[None, :]
    x = (columns - scene.width / 2) / np.float32(view.lens * scene.height) * z
    height = heights(x, z + np.zeros_like(x))
    step_x = np.maximum(x[:, 1:2] - x[:, 0:1], 1e-6)
    lean_x = np.gradient(height, axis=1) / step_x
    lean_z = np.gradient(height, axis=0) / np.maximum(np.gradient(z, axis=0), 1e-6)
    slope = np.float32(sun_slope if from_left else -sun_slope)
    lifted = height + x * slope
    # Shadow edge: the highest ray that something nearer to the sun has cut off.
    edge = (
        np.maximum.accumulate(lifted, axis=1)
        if from_left
        else np.maximum.accumulate(lifted[:, ::-1], axis=1)[:, ::-1]
    )
    soft = np.float32(0.012) * z + np.float32(0.02)
    lit = np.clip(1 - (edge - lifted) / soft, 0, 1)
    return Ground(x, z, height, lean_x.astype(np.float32), lean_z.astype(np.float32), lit.astype(np.float32))


def sunlight(ground: Ground, *, sun: tuple[float, float, float], shadow: float = 0.0) -> Floats:
    """(slices, columns) light 0–1 of a sun in direction (right, up, away), shadows included."""
    right, up, away = np.asarray(sun, dtype=np.float32) / np.linalg.norm(sun)
    norm = np.sqrt(1 + ground.lean_x**2 + ground.lean_z**2)
    facing = (up - ground.lean_x * right - ground.lean_z * away) / norm
    return np.clip(facing, 0, 1) * (shadow + (1 - shadow) * ground.lit)


def drawn(scene: Scene, view: View, ground: Ground, colour: Floats, sky: Floats) -> Floats:
    """The picture: colour (slices, columns, 3) of the ground seen before sky (height, width, 3)."""
    focal = np.float32(view.lens * scene.height)
    rows = np.float32(view.horizon * scene.height) + (np.float32(view.eye) - ground.height) * focal / ground.z
    rows = doubled(rows, scene.width)
    visible = np.minimum.accumulate(rows, axis=0)
    slices = rows.shape[0]
    # A pixel shows the first slice whose running minimum is at or above it: count the slices still below it.
    landing = np.clip(np.ceil(visible), 0, scene.height).astype(np.intp)
    flat = landing * scene.width + np.arange(scene.width)[None, :]
    counts = np.bincount(flat.ravel(), minlength=(scene.height + 1) * scene.width)
    above = np.cumsum(counts.reshape(scene.height + 1, scene.width)[::-1], axis=0)[::-1]
    first = above[1:]
    picture = sky.copy(order="K")
    land = first < slices
    half = colour.shape[1]
    column = np.minimum(np.arange(scene.width) // 2, half - 1)[None, :]
    index = np.minimum(first, slices - 1) * half + column
    seen = gathered(colour, index)
    np.copyto(picture, seen, where=land[..., None])
    soften(picture, land, visible[-1])
    return picture


def soften(picture: Floats, land: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], edge: Floats) -> None:
    """Mix the one pixel of each column that is half sky, so that the skyline has no steps."""
    height, width = land.shape
    row = np.clip(np.ceil(edge).astype(np.intp), 1, height - 1)
    column = np.arange(width)
    share = np.clip(row - edge, 0, 1).astype(np.float32)[:, None]
    above = row - 1
    picture[above, column] += (picture[row, column] - picture[above, column]) * share


def doubled(values: Floats, width: int) -> Floats:
    """(n, columns) on every second column → (n, width), the columns between halfway."""
    out = np.empty((values.shape[0], values.shape[1] * 2 - 1), dtype=np.float32)
    out[:, ::2] = values
    out[:, 1::2] = (values[:, 1:] + values[:, :-1]) * np.float32(0.5)
    return out[:, :width]
