"""What Pillow does not tell about PNG and AVIF: colours named by number, and which part of a picture is to be shown.

Walks the headers only, every length checked and every loop bounded; what is broken says nothing.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

HEAD_BYTES: Final = 1 << 20  # the boxes that describe a still picture come before its pixels, and are small
_CHUNKS_MAX: Final = 64
_BOXES_MAX: Final = 512

Box = tuple[bytes, int, int]


@dataclass(frozen=True, slots=True)
class Told:
    """colours: primaries and transfer of ITU-T H.273. kept: left, top, right, bottom of what is to be shown."""

    colours: tuple[int, int] | None = None
    kept: tuple[int, int, int, int] | None = None


NOTHING_TOLD: Final = Told()


def read_png(head: bytes) -> Told:
    """The colours that a PNG names before its pixels."""
    at = 8
    for _ in range(_CHUNKS_MAX):
        if at + 12 > len(head):
            break
        length, kind = struct.unpack_from(">I4s", head, at)
        if kind == b"cICP" and length == 4:
            return Told(colours=(head[at + 8], head[at + 9]))
        if kind == b"IDAT":
            break
        at += 12 + length
    return NOTHING_TOLD


def read_avif(head: bytes, size: tuple[int, int]) -> Told:
    """Colours and crop of the primary picture of this size. Raises ValueError for a crop that is none."""
    meta = next((box for box in _boxes(head, 0, len(head)) if box[0] == b"meta"), None)
    if meta is None:
        return NOTHING_TOLD
    children = {kind: (start, end) for kind, start, end in _boxes(head, meta[1] + 4, meta[2])}
    primary = _primary(head, children.get(b"pitm"))
    parts = {kind: (start, end) for kind, start, end in _boxes(head, *children.get(b"iprp", (0, 0)))}
    properties = list(_boxes(head, *parts.get(b"ipco", (0, 0))))
    colours = kept = None
    for place in _places(head, parts.get(b"ipma"), primary):
        kind, start, end = properties[place - 1] if 1 <= place <= len(properties) else (b"", 0, 0)
        if kind == b"colr" and head[start : start + 4] == b"nclx" and end - start >= 10:
            colours = struct.unpack_from(">HH", head, start + 4)
        elif kind == b"clap":
            kept = _aperture(head[start:end], size)
    return Told(colours, kept)


def _boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """Kind, and begin and end of the contents, of the boxes between two places."""
    for _ in range(_BOXES_MAX):
        if start + 8 > end:
            return
        length, kind = struct.unpack_from(">I4s", data, start)
        begin = start + 8
        if length == 1:
            length, begin = int.from_bytes(data[begin : begin + 8]), begin + 8
        if length < begin - start:
            return
        yield kind, begin, min(start + length, end)
        start += length


def _primary(data: bytes, box: tuple[int, int] | None) -> int:
    if box is None:
        return 0
    start, _ = box
    return int.from_bytes(data[start + 4 : start + (8 if data[start : start + 1] > b"\0" else 6)])


def _places(data: bytes, box: tuple[int, int] | None, item: int) -> list[int]:
    """Which properties, counted from 1, an item has."""
    if box is None:
        return []
    start, end = box
    id_bytes = 4 if data[start] else 2
    wide = data[start + 3] & 1
    at = start + 8
    for _ in range(min(int.from_bytes(data[start + 4 : start + 8]), _BOXES_MAX)):
        found = int.from_bytes(data[at : at + id_bytes])
        count = int.from_bytes(data[at + id_bytes : at + id_bytes + 1])
        at += id_bytes + 1
        if at > end:
            break
        if found == item:
            if wide:
                return [int.from_bytes(data[at + 2 * n : at + 2 * n + 2]) & 0x7FFF for n in range(count)]
            return [byte & 0x7F for byte in data[at : at + count]]
        at += count * (1 + wide)
    return []


def _aperture(body: bytes, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The clean aperture as ISO 14496-12 defines it: a size, and how far its middle is from that of the picture."""
    if len(body) < 32:
        raise ValueError("a crop without numbers")
    numbers = struct.unpack(">IIIIiIiI", body[:32])
    if 0 in numbers[1::2]:
        raise ValueError("a crop by nothing")
    wide, high, right, down = (over / under for over, under in zip(numbers[::2], numbers[1::2], strict=True))
    left, top = round((size[0] - wide) / 2 + right), round((size[1] - high) / 2 + down)
    kept = (left, top, left + round(wide), top + round(high))
    if not (0 <= kept[0] < kept[2] <= size[0] and 0 <= kept[1] < kept[3] <= size[1]):
        raise ValueError("a crop beyond the picture")
    return kept
