"""How far apart two pictures are to the eye: CIEDE2000 of CIELAB under D65."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Plane = NDArray[np.float64]

# IEC 61966-2-1, and the white of D65.
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])


def lab(image: Image.Image) -> tuple[Plane, Plane, Plane]:
    """L* from 0 to 100, a* and b*."""
    encoded = np.asarray(image.convert("RGB"), dtype=np.float64) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    scaled = linear @ _TO_XYZ.T / _WHITE
    root = np.where(scaled > 216 / 24389, np.cbrt(scaled), (24389 / 27 * scaled + 16) / 116)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def apart(one: Image.Image, other: Image.Image) -> float:
    """The mean ΔE of two pictures of one size."""
    assert one.size == other.size, f"{one.size} and {other.size}"
    return float(differences(lab(one), lab(other)).mean())


def differences(one: tuple[Plane, Plane, Plane], other: tuple[Plane, Plane, Plane]) -> Plane:
    """ΔE00 as Sharma, Wu and Dalal write it down (2005), with their names."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    g = 0.5 * (1 - _seventh((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    turn = (h2 - h1 + 180) % 360 - 180
    turn = np.where(c1 * c2 == 0, 0, turn)
    dl, dc = l2 - l1, c2 - c1
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    hue = np.where(c1 * c2 == 0, h1 + h2, (h1 + turn / 2) % 360)
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    sl = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    sc, sh = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    rt = -2 * _seventh(chroma) * np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    lightness, chroma, hue = dl / sl, dc / sc, dh / sh
    return np.sqrt(np.maximum(0, lightness**2 + chroma**2 + hue**2 + rt * chroma * hue))


def _seventh(chroma: Plane) -> Plane:
    return np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
