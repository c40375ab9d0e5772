"""Finding a picture again among many: by its bytes, or by what it looks like, in any orientation."""

from collections.abc import Sequence
from typing import Final

import numpy as np

# Of 64: copies that were scaled, recompressed, turned or mirrored differ by 0–4, strangers by 10 and more.
NEAR_BITS_MAX: Final = 4
_TURN_BYTES: Final = 8


def packed(turns: Sequence[int]) -> bytes | None:
    """The pHashes of a picture's orientations as the records keep them; nothing for a picture that has none."""
    return b"".join(turn.to_bytes(_TURN_BYTES) for turn in turns) or None


def unpacked(turns: bytes | None) -> tuple[int, ...]:
    """What `packed` has written."""
    found = turns or b""
    return tuple(int.from_bytes(found[at : at + _TURN_BYTES]) for at in range(0, len(found), _TURN_BYTES))


def signed(phash: int) -> int:
    """64 bits as SQL counts them."""
    return phash - (1 << 64) if phash >> 63 else phash


def unsigned(phash: int) -> int:
    """64 bits as they are."""
    return phash & ((1 << 64) - 1)


def near(turns: Sequence[int], known: "np.ndarray[tuple[int], np.dtype[np.uint64]]") -> list[int]:
    """Places in `known` (pHashes, uint64) that one of these orientations is within 4 bits of, nearest first."""
    if not len(known) or not turns:
        return []
    # Orientation by orientation: 100,000 known ones stay in the processor's cache.
    least = np.full(len(known), 64, np.uint8)
    for turn in turns:
        np.minimum(least, np.bitwise_count(known ^ np.uint64(turn)), out=least)
    found = np.flatnonzero(least <= NEAR_BITS_MAX)
    return [int(at) for at in found[np.argsort(least[found], kind="stable")]]
