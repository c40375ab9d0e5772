"""Small photos for tests: each number another one, as a camera would write it."""

from functools import cache
from io import BytesIO

import numpy as np
from PIL import Image


@cache
def picture(number: int, width: int = 240, height: int = 180) -> bytes:
    """A JPEG of soft colours that differ with the number."""
    across = np.linspace(0, 1, width)[None, :]
    down = np.linspace(0, 1, height)[:, None]
    waves = [np.sin((across * (2 + number % 7) + down * (3 + shift)) * 3 + number) for shift in range(3)]
    pixels = np.stack([(wave * 0.5 + 0.5) * 255 for wave in waves], axis=-1).astype(np.uint8)
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=88)
    return buffer.getvalue()
