"""What a muxer writes, cut where films are cut: the head once, then fragments that each begin with a key frame.

Inside the sandbox this splits what comes out of the library; outside, `results` holds every piece against it again.
"""

import struct
from collections.abc import Callable
from typing import Final

HEAD_BOXES: Final = (b"ftyp", b"moov")
FRAGMENT_BOXES: Final = (b"moof", b"mdat")


class Misshapen(ValueError):
    """Bytes that are not the boxes they should be."""


class Cutter:
    """A file that can only be written to, as a muxer sees it. Whole pieces go to `on_head` and `on_fragment`."""

    def __init__(self, on_head: Callable[[bytes], None], on_fragment: Callable[[bytes], None]) -> None:
        self._on_head = on_head
        self._on_fragment = on_fragment
        self._waiting = bytearray()
        self._piece: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._waiting += data
        while (box := self._whole()) is not None:
            self._piece.append(box)
            match box[4:8]:
                case b"moov":
                    self._on_head(hushed(self._taken()))
                case b"mdat":
                    self._on_fragment(self._taken())
                case _:
                    pass
        return len(data)

    def _whole(self) -> bytes | None:
        if len(self._waiting) < 8:
            return None
        size = int.from_bytes(self._waiting[:4])
        if size < 8:
            raise Misshapen
        if len(self._waiting) < size:
            return None
        box = bytes(self._waiting[:size])
        del self._waiting[:size]
        return box

    def _taken(self) -> bytes:
        piece = b"".join(self._piece)
        self._piece = []
        return piece


def kinds_of(piece: bytes) -> tuple[bytes, ...]:
    """The boxes that some bytes consist of, end to end. Raises Misshapen."""
    found: list[bytes] = []
    at = 0
    while at < len(piece) and len(found) <= 2:
        if at + 8 > len(piece):
            raise Misshapen
        size, kind = struct.unpack_from(">I4s", piece, at)
        if size < 8 or at + size > len(piece):
            raise Misshapen
        found.append(kind)
        at += size
    return tuple(found)


def hushed(piece: bytes) -> bytes:
    """The same, of the same length, with nothing where a muxer puts words: in `udta` of the whole film."""
    quiet = bytearray(piece)
    start = 0
    while start + 8 <= len(piece):
        size, kind = struct.unpack_from(">I4s", piece, start)
        if kind == b"moov":
            _hush(quiet, start + 8, start + size)
        start += max(8, size)
    return bytes(quiet)


def _hush(quiet: bytearray, start: int, end: int) -> None:
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", quiet, start)
        if kind == b"udta":
            quiet[start + 4 : start + size] = b"free" + bytes(size - 8)
        start += max(8, size)


def clock_of(head: bytes) -> int:
    """Ticks a second of the first track. Raises Misshapen."""
    body = _inside(head, b"moov", b"trak", b"mdia", b"mdhd")
    at = 20 if body[:1] == b"\1" else 12
    ticks = int.from_bytes(body[at : at + 4])
    if ticks < 1:
        raise Misshapen
    return ticks


def began_of(fragment: bytes) -> int:
    """When the first track of a fragment begins, in its ticks. Raises Misshapen."""
    body = _inside(fragment, b"moof", b"traf", b"tfdt")
    return int.from_bytes(body[4:12] if body[:1] == b"\1" else body[4:8])


def _inside(piece: bytes, *path: bytes) -> bytes:
    """The body of the first box along a path of boxes."""
    start, end = 0, len(piece)
    for wanted in path:
        while True:
            if start + 8 > end:
                raise Misshapen
            size, kind = struct.unpack_from(">I4s", piece, start)
            if size < 8 or start + size > end:
                raise Misshapen
            if kind == wanted:
                start, end = start + 8, start + size
                break
            start += size
    return piece[start:end]
