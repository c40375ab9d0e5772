"""The skeleton of an MP4 or MOV file, walked by ourselves before any library sees it.

Only sizes, counts and flags are looked at: what a library would allocate, loop over or open because a table says
so is refused here, in milliseconds, whatever the rest of the file is.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from tintype.media.films.model import FILM_DAMAGED, FILM_HEAVY, FILM_LINKED
from tintype.media.model import Refusal

TABLES_BYTES_MAX: Final = 16_000_000  # ten minutes of 240 frames a second with sound need 4 MB
BOXES_MAX: Final = 20_000  # a recording in fragments of a tenth of a second has 12,000
DEPTH_MAX: Final = 8  # moov.trak.mdia.minf.dinf.dref is six
TRACKS_MAX: Final = 32  # a telephone writes up to seven, an action camera five
# Of one track, or of all fragments: 10 minutes of 240 frames a second are 144,000
SAMPLES_MAX: Final = 300_000
# Uncompressed sound counts every one: 10 minutes of 192 kHz are 115 million
WAVE_SAMPLES_MAX: Final = 200_000_000
_SMALL_MAX: Final = 256  # entries of tables that have one or two

_FILM: Final = frozenset({b"moov", b"moof", b"mdat"})  # what is cut off here is cut off a film
_CONTAINERS: Final = frozenset(
    {
        b"moov",
        b"trak",
        b"mdia",
        b"minf",
        b"stbl",
        b"dinf",
        b"edts",
        b"mvex",
        b"moof",
        b"traf",
        b"udta",
        b"tref",
    }
)
# Kind → bytes of one entry, for tables that are a count and that many entries.
_TABLES: Final = {b"stco": 4, b"co64": 8, b"stss": 4, b"stps": 4, b"stsc": 12}


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its kind, and where its body lies."""

    kind: bytes
    start: int
    end: int


class Lying(ValueError):
    """A box that cannot be what it says."""


class Heavy(ValueError):
    """A box that asks for more work than any film of ours needs."""


class Linked(ValueError):
    """A film whose pictures lie in another file."""


@dataclass(slots=True)
class _Tally:
    """What was met so far."""

    boxes: int = 0
    tracks: int = 0
    table_bytes: int = 0
    samples: int = 0  # of all fragments and tracks
    is_sound: bool = False
    runs: int = 0
    kinds: set[bytes] = field(default_factory=set[bytes])


def refuse_boxes(file: BinaryIO, count: int) -> Refusal | None:
    """Why a file of count bytes is no film worth opening, or None. Reads its tables, never its pictures."""
    tally = _Tally()
    try:
        for box in _outer(file, count, tally):
            tally.kinds.add(box.kind)
            if box.kind not in (b"moov", b"moof"):
                continue
            tally.table_bytes += box.end - box.start
            if tally.table_bytes > TABLES_BYTES_MAX:
                raise Heavy
            file.seek(box.start)
            _walk(memoryview(file.read(box.end - box.start)), 1, tally)
    except Linked:
        return FILM_LINKED
    except Heavy:
        return FILM_HEAVY
    except (Lying, struct.error):
        return FILM_DAMAGED
    return None if b"moov" in tally.kinds and b"mdat" in tally.kinds else FILM_DAMAGED


def boxes_in(data: memoryview) -> Iterator[Box]:
    """The boxes that lie side by side in some bytes. Raises Lying where one reaches beyond them."""
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        start = at + 8
        if size == 1 and at + 16 <= len(data):
            (size,) = struct.unpack_from(">Q", data, start)
            start += 8
        elif size == 0:
            size = len(data) - at
        if at + size > len(data) or at + size < start:
            raise Lying(kind)
        yield Box(kind, start, at + size)
        at += size


def _outer(file: BinaryIO, count: int, tally: _Tally) -> Iterator[Box]:
    """The boxes of the file itself; what follows a whole film (trailers of telephones) is not looked at."""
    at = 0
    while at + 8 <= count:
        file.seek(at, io.SEEK_SET)
        head = file.read(16)
        size, kind = struct.unpack_from(">I4s", head)
        start = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", head, 8)
            start += 8
        elif size == 0:
            size = count - at
        if at + size > count or at + size < start or not kind.isascii():
            if {b"moov", b"mdat"} <= tally.kinds and kind not in _FILM:
                return
            raise Lying(kind)
        tally.boxes += 1
        if tally.boxes > BOXES_MAX:
            raise Heavy(kind)
        yield Box(kind, start, at + size)
        at += size


def _walk(data: memoryview, depth: int, tally: _Tally) -> None:
    if depth > DEPTH_MAX:
        raise Heavy
    for box in boxes_in(data):
        tally.boxes += 1
        if tally.boxes > BOXES_MAX:
            raise Heavy
        body = data[box.start : box.end]
        if box.kind == b"trak":
            tally.tracks += 1
            tally.is_sound, tally.runs = False, 0
            if tally.tracks > TRACKS_MAX:
                raise Heavy
        if box.kind in _CONTAINERS:
            _walk(body, depth + 1, tally)
        else:
            _leaf(box.kind, body, tally)


def _leaf(kind: bytes, body: memoryview, tally: _Tally) -> None:
    match kind:
        case b"cmov":
            raise Heavy("compressed tables")
        case b"hdlr":
            tally.is_sound = tally.is_sound or bytes(body[8:12]) == b"soun"
        case b"dref":
            _references(body)
        case b"stts" | b"ctts":
            runs = _entries(body, 8)
            samples = sum(number for number, _ in struct.iter_unpack(">II", body[8 : 8 + 8 * runs]))
            if kind == b"stts":
                tally.runs = runs
            _bounded(samples, WAVE_SAMPLES_MAX if tally.is_sound and runs == 1 else SAMPLES_MAX)
        case b"stsz":
            _sizes(body, tally)
        case b"stz2":
            _bounded(_number(body, 8), SAMPLES_MAX)
        case b"elst" | b"stsd":
            _bounded(_number(body, 4), _SMALL_MAX)
        case b"trun":
            tally.samples += _number(body, 4)
            _bounded(tally.samples, SAMPLES_MAX)
        case _ if kind in _TABLES:
            _entries(body, _TABLES[kind])
        case _:
            pass


def _sizes(body: memoryview, tally: _Tally) -> None:
    """The table of sizes: one size for all, or a size for each."""
    each, samples = _number(body, 4), _number(body, 8)
    if each and tally.is_sound:
        return _bounded(samples, WAVE_SAMPLES_MAX)
    _bounded(samples, SAMPLES_MAX)
    if not each and 12 + 4 * samples > len(body):
        raise Lying(b"stsz")
    return None


def _references(body: memoryview) -> None:
    """Where the pictures lie: in this file, or the film is refused."""
    _bounded(_number(body, 4), _SMALL_MAX)
    for entry in boxes_in(body[8:]):
        if not _number(body[8:], entry.start) & 1:
            raise Linked(entry.kind)


def _entries(body: memoryview, size: int) -> int:
    """How many entries a table has; they must be there."""
    count = _number(body, 4)
    _bounded(count, SAMPLES_MAX)
    if 8 + size * count > len(body):
        raise Lying
    return count


def _bounded(count: int, most: int) -> None:
    if count > most:
        raise Heavy(count)


def _number(body: memoryview, at: int) -> int:
    (number,) = struct.unpack_from(">I", body, at)
    return number
