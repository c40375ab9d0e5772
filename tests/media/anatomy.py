"""What our files are made of. Every parser here knows the few parts that we write, and fails at others."""

import struct
import zlib
from collections.abc import Iterator

from tests.media import iso
from tintype.media.model import RenditionType
from tintype.media.pictures import profiles

_SOI, _EOI, _SOS, _APP0, _APP2 = 0xD8, 0xD9, 0xDA, 0xE0, 0xE2
_JPEG_PARTS = {0xC0, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, _APP0, _APP2}
_JFIF = b"JFIF\0\1\1\0\0\1\0\1\0\0"  # version 1.1, no density, no thumbnail
_META_PARTS = {b"hdlr", b"pitm", b"iloc", b"iinf", b"iprp"}
_PROPERTIES = {b"ispe", b"pixi", b"av1C", b"colr"}
_NARROW = b"nclx\0\1\0\x0d\0\6\x80"
_WIDE = [b"prof" + profiles.display_p3(), b"nclx\0\2\0\2\0\6\x80"]
# Sequence header, temporal delimiter, frame header, tile group, frame: no metadata, tile list or padding.
_OBUS = {1, 2, 3, 4, 6}


def check(data: bytes, kind: RenditionType, *, is_wide: bool = False) -> None:
    """Fails unless the file is made of nothing but what shows the picture, and of our profile where it is wide."""
    checks = {RenditionType.JPEG: _jpeg, RenditionType.WEBP: _webp}
    checks.get(kind, _avif)(data, is_wide=is_wide)


def _jpeg(data: bytes, *, is_wide: bool) -> None:
    assert data[:2] == b"\xff\xd8"
    at, found = 2, []
    while True:
        assert data[at] == 0xFF, "something between the segments"
        marker = data[at + 1]
        if marker == _EOI:
            break
        assert marker in _JPEG_PARTS, f"segment {marker:#x}"
        length = int.from_bytes(data[at + 2 : at + 4])
        body = data[at + 4 : at + 2 + length]
        found.append(marker)
        if marker == _APP0:
            assert body == _JFIF
        if marker == _APP2:
            assert body == b"ICC_PROFILE\0\1\1" + profiles.display_p3()
        at += 2 + length
        if marker == _SOS:
            at = _scan_end(data, at)
    assert at + 2 == len(data), "bytes behind the end"
    assert (_APP2 in found) == is_wide
    assert found.count(_APP2) <= 1 >= found.count(_APP0)


def _scan_end(data: bytes, at: int) -> int:
    """Where the marker after coded data is: within it, FF is followed by 0 or by a restart."""
    while True:
        at = data.index(b"\xff", at)
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _webp(data: bytes, *, is_wide: bool) -> None:
    assert (data[:4], data[8:12]) == (b"RIFF", b"WEBP")
    assert int.from_bytes(data[4:8], "little") + 8 == len(data), "bytes behind the end"
    chunks = dict(_chunks(data))
    assert list(chunks) == (["VP8X", "ICCP", "VP8 "] if is_wide else ["VP8 "])
    if is_wide:
        assert chunks["ICCP"] == profiles.display_p3()
        assert chunks["VP8X"][0] == 0x20, "no alpha, EXIF, XMP or animation"


def _chunks(data: bytes) -> Iterator[tuple[str, bytes]]:
    at = 12
    while at < len(data):
        kind, size = struct.unpack_from("<4sI", data, at)
        yield kind.decode(), data[at + 8 : at + 8 + size]
        at += 8 + size + (size & 1)


def _avif(data: bytes, *, is_wide: bool) -> None:
    top = list(iso.boxes(data))
    assert [kind for kind, _ in top] == [b"ftyp", b"meta", b"mdat"]
    meta = dict(iso.boxes(top[1][1][4:]))
    assert set(meta) == _META_PARTS
    assert meta[b"hdlr"] == bytes(8) + b"pict" + bytes(13), "a name"
    assert meta[b"iinf"][4:6] == b"\0\1", "one item"
    assert meta[b"iinf"].endswith(b"av01Color\0")
    parts = dict(iso.boxes(meta[b"iprp"]))
    assert set(parts) == {b"ipco", b"ipma"}
    properties = list(iso.boxes(parts[b"ipco"]))
    assert {kind for kind, _ in properties} == _PROPERTIES
    colours = [body for kind, body in properties if kind == b"colr"]
    assert colours == (_WIDE if is_wide else [_NARROW])
    start, length = struct.unpack(">II", meta[b"iloc"][-8:])
    assert data[start : start + length] == top[2][1], "bytes beside the picture"
    assert set(_obus(top[2][1])) <= _OBUS


def _obus(data: bytes) -> Iterator[int]:
    """The types of the units of an AV1 picture."""
    at = 0
    while at < len(data):
        header = data[at]
        assert header & 0x02, "a unit without a size"
        at += 2 if header & 0x04 else 1
        size = shift = 0
        while True:
            size |= (data[at] & 0x7F) << shift
            shift += 7
            at += 1
            if not data[at - 1] & 0x80:
                break
        yield header >> 3 & 0x0F
        at += size
    assert at == len(data)


def spellings(word: bytes) -> list[bytes]:
    """A word as it may hide in a file."""
    text = word.decode()
    return [word, text.encode("utf-16-le"), text.encode("utf-16-be"), word.hex().encode(), word[::-1]]


def holds(data: bytes, word: bytes) -> bool:
    """Whether a word is in a file, in any spelling, also where a part of the file is deflated."""
    if any(spelling in data for spelling in spellings(word)):
        return True
    at = data.find(b"\x78")
    while at >= 0:
        try:
            if word in zlib.decompressobj().decompress(data[at:], 1 << 20):
                return True
        except zlib.error:
            pass
        at = data.find(b"\x78", at + 1)
    return False
