"""Colour profiles that we write ourselves: one to send out with wide pictures, the rest to read photos that only
name their colours.

An ICC profile of three primaries and one curve, as small as version 4 allows (ICC.1:2010). The bytes depend on
nothing but the colours, so that everybody's profile is the same and says nothing about anybody.
"""

import math
import struct
from collections.abc import Callable
from functools import cache
from typing import Final

_Chromaticity = tuple[float, float]
Primaries = tuple[_Chromaticity, _Chromaticity, _Chromaticity]
_Matrix = list[list[float]]

SRGB: Final[Primaries] = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
P3: Final[Primaries] = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
ADOBE: Final[Primaries] = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
_BT2020: Final[Primaries] = ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))
# ITU-T H.273. What is not named here is close enough to sRGB, or unknown and then taken for it.
_PRIMARIES: Final[dict[int, Primaries]] = {9: _BT2020, 12: P3}
_GAMMAS: Final = {4: 2.2, 5: 2.8, 8: 1.0}
_PQ, _HLG = 16, 18

_D65: Final = [0.3127 / 0.3290, 1.0, (1 - 0.3127 - 0.3290) / 0.3290]
_D50: Final = [0.9642, 1.0, 0.8249]
_BRADFORD: Final[_Matrix] = [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]

# The curve of sRGB (IEC 61966-2-1), which Display P3 shares.
_SRGB_CURVE: Final = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_WHITE_NITS: Final = 203.0  # of paper in an HDR picture (ITU-R BT.2408): shown as white here
_PEAK_NITS: Final = 1000.0
_KNEE: Final = 0.6  # of white: what is darker stays as it is, highlights share the rest
_STEPS: Final = 1024


@cache
def display_p3() -> bytes:
    """The profile in every rendition that keeps wide colours: Display P3."""
    return _profile(P3, _parametric(_SRGB_CURVE))


@cache
def adobe_rgb() -> bytes:
    """What a camera means that says `R03`."""
    return _profile(ADOBE, _parametric((563 / 256,)))


@cache
def of_code_points(primaries: int, transfer: int) -> bytes:
    """The colours that two code points of ITU-T H.273 name; nothing where sRGB is meant, or as good as meant.

    The curves of HDR (PQ, HLG) are bent for a screen without it: up to 0.6 of white nothing changes, and 1000
    nits are hardly brighter than white.
    """
    curve = _curve(transfer)
    if primaries not in _PRIMARIES and curve is None:
        return b""
    return _profile(_PRIMARIES.get(primaries, SRGB), curve or _parametric(_SRGB_CURVE))


def _curve(transfer: int) -> bytes | None:
    if transfer in _GAMMAS:
        return _parametric((_GAMMAS[transfer],))
    light = {_PQ: _pq, _HLG: _hlg}.get(transfer)
    return None if light is None else _sampled(light)


def _pq(signal: float) -> float:
    """SMPTE ST 2084 to light, 1 being white: 0.58 gives 1.0."""
    powered = signal ** (1 / 78.84375)
    nits = 10_000 * (max(powered - 0.8359375, 0) / (18.8515625 - 18.6875 * powered)) ** (1 / 0.1593017578125)
    return nits / _WHITE_NITS


def _hlg(signal: float) -> float:
    """ARIB STD-B67 on a screen of 1000 nits to light, 1 being white: 0.75 gives 1.0."""
    scene = (
        signal**2 / 3 if signal <= 0.5 else (math.exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12
    )
    return scene**1.2 * _PEAK_NITS / _WHITE_NITS


def _dimmed(light: float) -> float:
    if light <= _KNEE:
        return light
    return _KNEE + (1 - _KNEE) * (1 - math.exp((_KNEE - light) / (1 - _KNEE)))


def _profile(primaries: Primaries, curve: bytes) -> bytes:
    columns = _colorants(primaries)
    adapted = [_times(_adaptation(), column) for column in columns]
    tags = [
        (b"desc", _words("RGB")),
        (b"cprt", _words("CC0")),
        (b"wtpt", _xyz(_D50)),
        (b"chad", b"sf32" + bytes(4) + b"".join(_fixed(value) for row in _adaptation() for value in row)),
        *((name, _xyz(column)) for name, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), adapted, strict=True)),
        *((name, curve) for name in (b"rTRC", b"gTRC", b"bTRC")),
    ]
    at = 128 + 4 + 12 * len(tags)
    table, body, places = b"", b"", dict[bytes, int]()
    for name, data in tags:
        if data not in places:
            places[data] = at + len(body)
            body += data + bytes(-len(data) % 4)
        table += name + struct.pack(">II", places[data], len(data))
    head = struct.pack(
        ">I4x4s4s4s4s6H4s28x3I48x", at + len(body), b"\x04\x30\0\0", b"mntr", b"RGB ", b"XYZ ",
        2026, 1, 1, 0, 0, 0, b"acsp", *(round(value * 65536) for value in _D50),
    )  # fmt: skip
    return head + struct.pack(">I", len(tags)) + table + body


def _colorants(primaries: Primaries) -> list[list[float]]:
    """XYZ of full red, green and blue, which together are D65."""
    columns = [[x / y, 1.0, (1 - x - y) / y] for x, y in primaries]
    shares = _times(_inverse([list(row) for row in zip(*columns, strict=True)]), _D65)
    return [[value * share for value in column] for column, share in zip(columns, shares, strict=True)]


@cache
def _adaptation() -> _Matrix:
    """From D65 to D50 as eyes adapt (Bradford)."""
    ratios = [to / since for to, since in zip(_times(_BRADFORD, _D50), _times(_BRADFORD, _D65), strict=True)]
    scaled = [[value * ratio for value in row] for row, ratio in zip(_BRADFORD, ratios, strict=True)]
    columns = [_times(_inverse(_BRADFORD), list(column)) for column in zip(*scaled, strict=True)]
    return [list(row) for row in zip(*columns, strict=True)]


def _times(matrix: _Matrix, vector: list[float]) -> list[float]:
    return [sum(map(float.__mul__, row, vector)) for row in matrix]


def _inverse(matrix: _Matrix) -> _Matrix:
    (a, b, c), (d, e, f), (g, h, i) = matrix
    whole = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    if abs(whole) < 1e-9:
        raise ValueError("three primaries in a line")
    adjugate = [
        [e * i - f * h, c * h - b * i, b * f - c * e],
        [f * g - d * i, a * i - c * g, c * d - a * f],
        [d * h - e * g, b * g - a * h, a * e - b * d],
    ]
    return [[value / whole for value in row] for row in adjugate]


def _parametric(numbers: tuple[float, ...]) -> bytes:
    kind = {1: 0, 5: 3}[len(numbers)]
    return b"para" + struct.pack(">4xHxx", kind) + b"".join(map(_fixed, numbers))


def _sampled(light: Callable[[float], float]) -> bytes:
    values = [round(65535 * min(1.0, _dimmed(light(step / (_STEPS - 1))))) for step in range(_STEPS)]
    return b"curv" + struct.pack(f">4xI{_STEPS}H", _STEPS, *values)


def _xyz(values: list[float]) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(map(_fixed, values))


def _words(text: str) -> bytes:
    encoded = bytes(
        byte for letter in text for byte in (0, ord(letter))
    )  # no codec can be loaded in the sandbox
    return b"mluc" + struct.pack(">4xII2s2sII", 1, 12, b"en", b"US", len(encoded), 28) + encoded


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))
