"""Which part of a photo an edit keeps, and where each point of it comes from: flip, quarter turns, straighten, crop.

Points are in parts of the width and height, the origin at the top left. Pure arithmetic; the editor of the web app does
the same in `geometry.ts`, and a test compares.
"""

import math
from typing import Final

from tintype.media.edit import WHOLE, Edit

Point = tuple[float, float]
# A photo of more pixels is reduced to fewer when part of it is wanted, because copies are made: a job has 512 MiB.
PART_PIXELS_MAX: Final = 25_000_000
REDUCED_PIXELS_MAX: Final = 16_000_000


def turned_size(edit: Edit, width: int, height: int) -> tuple[int, int]:
    """The size after the quarter turns."""
    return (height, width) if edit.turns % 2 else (width, height)


def zoom(edit: Edit, width: int, height: int) -> float:
    """How much larger a straightened photo is shown, so that no corner of its frame is empty.

    width, height: after the quarter turns. 1 at 0°, 1.19 for 3 : 2 at 6°, 2.12 for a square at 45° … of its diagonal.
    """
    angle = math.radians(abs(edit.straighten))
    return math.cos(angle) + math.sin(angle) * max(width / height, height / width)


def edited_size(edit: Edit, width: int, height: int) -> tuple[int, int]:
    """How many pixels of an upright photo of width × height an edit keeps, none of them enlarged."""
    across, down = turned_size(edit, width, height)
    crop, times = edit.crop or WHOLE, zoom(edit, across, down)
    return max(1, round(across * crop.width / times)), max(1, round(down * crop.height / times))


def takes_part(edit: Edit) -> bool:
    """Whether less than the whole photo is kept."""
    return edit.crop is not None or edit.straighten != 0


def reduction(edit: Edit | None, width: int, height: int) -> int:
    """By which whole factor a photo is reduced at least while it is decoded: 1 up to 25 megapixels, 2 up to 64, 3
    beyond.
    """
    if edit is None or not takes_part(edit) or width * height <= PART_PIXELS_MAX:
        return 1
    return math.ceil(math.sqrt(width * height / REDUCED_PIXELS_MAX))


def source_of(edit: Edit, width: int, height: int, point: Point) -> Point:
    """Where in the photo that is flipped and turned, but not straightened, a point of the edited picture comes from.

    width, height: after the quarter turns.
    """
    crop, times = edit.crop or WHOLE, zoom(edit, width, height)
    x = (crop.x + point[0] * crop.width - 0.5) * width
    y = (crop.y + point[1] * crop.height - 0.5) * height
    angle = math.radians(edit.straighten)
    cosine, sine = math.cos(angle) / times, math.sin(angle) / times
    return (x * cosine + y * sine) / width + 0.5, (y * cosine - x * sine) / height + 0.5
