"""A picture as 256 signed bytes: what a model makes of it, made small without losing who is near to whom.

The 1,280 numbers of the model are added up in 256 ways, with signs that are drawn once and for ever (Achlioptas 2003):
angles stay what they were, within a few hundredths, and nothing has to be learnt from anybody's pictures.
Measured: docs/decisions/0111-likeness.md.
"""

from functools import cache
from hashlib import shake_256
from typing import Final

import numpy as np
from numpy.typing import NDArray

MODEL: Final = 1  # EfficientNet-Lite0, and the signs below. Whatever changes a vector gets another number.
FEATURES: Final = 1280
SIZE: Final = 256
_SEED: Final = b"tintype likeness 1"

Floats = NDArray[np.float32]


def vector_of(features: Floats) -> bytes:
    """The vector of (1280,) float32. Raises ValueError for what no picture has: not finite, or all zero."""
    if features.shape != (FEATURES,) or not np.isfinite(features).all():
        raise ValueError("a picture has 1,280 finite features")
    small = features @ _signs()
    longest = float(np.abs(small).max())
    if longest <= 0:
        raise ValueError("a picture without any feature")
    return np.round(small * (127 / longest)).astype(np.int8).tobytes()


@cache
def _signs() -> Floats:
    """(1280, 256) float32 of −1 and 1."""
    bits = np.frombuffer(shake_256(_SEED).digest(FEATURES * SIZE // 8), np.uint8)
    return np.unpackbits(bits).reshape(FEATURES, SIZE).astype(np.float32) * 2 - 1
