"""What a file is, told by its first bytes alone: its name and its declared type are only claims.

Nothing is decoded here and no parser of a library runs, so this is safe in any process.
"""

import struct
from dataclasses import dataclass
from typing import Final

from tintype.media.model import (
    AS_DECIDED,
    EMPTY,
    FileLimits,
    FilmFormat,
    MediaKind,
    PhotoFormat,
    Refusal,
    RefusalCode,
    refuse_shape,
    refuse_size,
)
from tintype.media.sniff_film import film_format_of

HEAD_BYTES: Final = 65_536  # enough to reach the size of nearly every JPEG behind its EXIF block

_JPEG_BITS: Final = 8  # of every JPEG but those of medicine and science

_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
_AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})
_STILL_BRANDS: Final = frozenset({b"mif1", b"msf1", b"miaf"})

_NOT_PHOTOS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF", "a PDF"),
    (b"II*\0", "a TIFF or raw camera file"),
    (b"MM\0*", "a TIFF or raw camera file"),
    (b"BM", "a BMP picture"),
    (b"8BPS", "a Photoshop file"),
    (b"%!PS", "a PostScript file"),
    (b"\0\0\1\0", "an icon file"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 picture"),
    (b"\x1a\x45\xdf\xa3", "a video"),
    (b"FLV", "a video"),
    (b"OggS", "a sound or video file"),
    (b"ID3", "a sound file"),
    (b"PK\3\4", "a ZIP archive or document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)


@dataclass(frozen=True, slots=True)
class Sniffed:
    """A file that may be a photo or a video. The size is what a photo's header claims, where the head reaches it."""

    format: PhotoFormat | FilmFormat
    size: tuple[int, int] | None = None

    @property
    def kind(self) -> MediaKind:
        return MediaKind.PHOTO if isinstance(self.format, PhotoFormat) else MediaKind.VIDEO

    @property
    def still(self) -> PhotoFormat | None:
        """As what a photo can be made of it: the first picture of a GIF that moves, nothing of other videos."""
        if isinstance(self.format, PhotoFormat):
            return self.format
        return PhotoFormat.GIF if self.format is FilmFormat.GIF else None


def sniff(head: bytes, count: int, limits: FileLimits = AS_DECIDED) -> Sniffed | Refusal:
    """Judges a file of count bytes by its first HEAD_BYTES: its format, or why it is not taken."""
    if count <= 0:
        return EMPTY
    if film_format := film_format_of(head):
        return refuse_size(count, MediaKind.VIDEO, limits) or Sniffed(film_format)
    photo_format = _format_of(head)
    if photo_format is None:
        return _unsupported(_name_of(head))
    if refusal := refuse_size(count, MediaKind.PHOTO, limits):
        return refusal
    if photo_format is PhotoFormat.JPEG and (refusal := _refuse_depth(head)):
        return refusal
    size = _size_of(photo_format, head)
    if size is not None and (refusal := refuse_shape(photo_format, *size)):
        return refusal
    return Sniffed(photo_format, size)


def _format_of(head: bytes) -> PhotoFormat | None:
    if head.startswith(b"\xff\xd8\xff"):
        return PhotoFormat.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PhotoFormat.PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return PhotoFormat.WEBP
    if head.startswith((b"GIF87a", b"GIF89a")):
        return PhotoFormat.GIF
    if head[4:8] == b"ftyp":
        return _iso_format(head)
    return None


def _iso_format(head: bytes) -> PhotoFormat | None:
    """Tells HEIC from AVIF from video by the brands that the first box lists."""
    box_bytes = min(int.from_bytes(head[:4]), 512)
    brands = {head[8:12]} | {head[at : at + 4] for at in range(16, box_bytes, 4)}
    if head[8:12] not in _HEIC_BRANDS | _AVIF_BRANDS | _STILL_BRANDS:
        return None
    if brands & _AVIF_BRANDS and head[8:12] not in _HEIC_BRANDS:
        return PhotoFormat.AVIF
    return PhotoFormat.HEIC if brands & (_HEIC_BRANDS | _STILL_BRANDS) else None


def _size_of(photo_format: PhotoFormat, head: bytes) -> tuple[int, int] | None:
    """The claimed width and height, or None where only the library can tell."""
    try:
        match photo_format:
            case PhotoFormat.PNG:
                return struct.unpack(">II", head[16:24])
            case PhotoFormat.GIF:
                return struct.unpack("<HH", head[6:10])
            case PhotoFormat.WEBP:
                return _webp_size(head)
            case PhotoFormat.JPEG:
                return _jpeg_size(head)
            case PhotoFormat.HEIC | PhotoFormat.AVIF:
                return None
    except (struct.error, IndexError):
        return None


def _webp_size(head: bytes) -> tuple[int, int] | None:
    match head[12:16]:
        case b"VP8X":
            return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
        case b"VP8L":
            (bits,) = struct.unpack("<I", head[21:25])
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 ":
            width, height = struct.unpack("<HH", head[26:30])
            return width & 0x3FFF, height & 0x3FFF
        case _:
            return None


def _refuse_depth(head: bytes) -> Refusal | None:
    frame = _jpeg_frame(head)
    if frame is None or frame[0] == _JPEG_BITS:
        return None
    return Refusal(
        RefusalCode.TYPE,
        f"This JPEG has {frame[0]} bits a colour, which few programs can show. Save it as an ordinary JPEG.",
    )


def _jpeg_size(head: bytes) -> tuple[int, int] | None:
    frame = _jpeg_frame(head)
    return None if frame is None else frame[1:]


def _jpeg_frame(head: bytes) -> tuple[int, int, int] | None:
    """Bits a colour, width and height. Walks the segments to the first frame header; at most one step per four
    bytes.
    """
    at = 2
    while at + 9 <= len(head):
        if head[at] != 0xFF:
            return None
        marker = head[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            bits, height, width = struct.unpack(">BHH", head[at + 4 : at + 9])
            return bits, width, height
        at += 2 + int.from_bytes(head[at + 2 : at + 4])
    return None


def _name_of(head: bytes) -> str | None:
    for magic, name in _NOT_PHOTOS:
        if head.startswith(magic):
            return name
    if head[4:8] == b"ftyp":
        return (
            "a sound file"
            if head[8:11] in (b"M4A", b"M4B", b"M4P")
            else "a picture or video of a kind we do not know"
        )
    if head.startswith(b"RIFF"):
        return "a sound or video file"
    start = head[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"<svg" in start:
        return "an SVG drawing"
    if start.startswith(b"<"):
        return "a web page or other markup"
    if head and all(byte >= 32 or byte in b"\t\n\r\f" for byte in head[:512]):
        return "text"
    return None


def _unsupported(name: str | None) -> Refusal:
    found = f"This is {name}." if name else "This is not a photo or video we can read."
    return Refusal(
        RefusalCode.TYPE, f"{found} Choose a JPEG, PNG, WebP, HEIC or AVIF picture, or an MP4 or MOV video."
    )
