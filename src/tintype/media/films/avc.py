"""H.264 as MP4 carries it, without what is said beside the picture.

Encoders, cameras and editors write messages between the pictures (SEI): settings, names, captions, positions. None
of them is needed to show a film, so none leaves here; nor does anything that hides behind the parameter sets.
"""

from collections.abc import Iterator
from typing import Final

# Slices of pictures, and parameter sets: everything a decoder needs. Messages, delimiters, filler and what no
# standard names stay behind.
_NEEDED: Final = frozenset({1, 2, 3, 4, 5, 7, 8})
_LENGTH_BYTES: Final = 4
_SETS_MAX: Final = 32


class NotAvc(ValueError):
    """The bytes are not what MP4 says H.264 looks like."""


def bare_picture(packet: bytes) -> bytes:
    """One access unit of length-prefixed units, with those that a decoder needs. Raises NotAvc."""
    kept = [
        len(unit).to_bytes(_LENGTH_BYTES) + unit
        for unit in _prefixed(packet)
        if unit and unit[0] & 31 in _NEEDED
    ]
    return b"".join(kept)


def bare_configuration(avcc: bytes) -> bytes:
    """An `avcC` of the same parameter sets and nothing else. Raises NotAvc, also for lengths other than four bytes."""
    if len(avcc) < 7 or avcc[0] != 1 or avcc[4] & 3 != _LENGTH_BYTES - 1:
        raise NotAvc
    sequences, at = _sets(avcc, 6, avcc[5] & 31)
    if at >= len(avcc):
        raise NotAvc
    pictures, at = _sets(avcc, at + 1, avcc[at])
    if not sequences or not pictures:
        raise NotAvc
    return b"".join(
        (
            avcc[:5],
            bytes([0xE0 | len(sequences)]),
            *(len(each).to_bytes(2) + each for each in sequences),
            bytes([len(pictures)]),
            *(len(each).to_bytes(2) + each for each in pictures),
        )
    )


def codec_of(avcc: bytes) -> str:
    """The name of this profile and level in playlists: `avc1.64001f`."""
    return f"avc1.{avcc[1:4].hex()}"


def _sets(avcc: bytes, at: int, count: int) -> tuple[list[bytes], int]:
    if count > _SETS_MAX:
        raise NotAvc
    found: list[bytes] = []
    for _ in range(count):
        size = int.from_bytes(avcc[at : at + 2])
        each = avcc[at + 2 : at + 2 + size]
        if len(each) != size or not each or each[0] & 31 not in (7, 8):
            raise NotAvc
        found.append(each)
        at += 2 + size
    return found, at


def _prefixed(packet: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(packet):
        size = int.from_bytes(packet[at : at + _LENGTH_BYTES])
        at += _LENGTH_BYTES
        if at + size > len(packet):
            raise NotAvc
        yield packet[at : at + size]
        at += size
