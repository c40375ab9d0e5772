"""Whether the first bytes are those of a video we take: MP4, MOV, or a GIF that moves."""

from typing import Final

from tintype.media.films.gifs import has_many_pictures
from tintype.media.model import FilmFormat

# Major brands of what telephones, cameras and editors write, by their first three or four letters. Sound alone (M4A)
# and raw pictures (crx) have brands of their own.
_BRANDS: Final = (
    b"iso", b"mp4", b"avc1", b"M4V", b"3gp", b"3g2", b"3ge", b"MSNV", b"mmp4", b"dash", b"hvc1", b"f4v", b"XAVC",
    b"pana", b"NDSC", b"NDSM", b"CAEP", b"dby1", b"cmf", b"niko",
)  # fmt: skip
# What a MOV without a brand begins with.
_BARE: Final = frozenset({b"moov", b"mdat", b"wide", b"pnot", b"skip", b"free"})


def film_format_of(head: bytes) -> FilmFormat | None:
    if head.startswith((b"GIF87a", b"GIF89a")):
        return FilmFormat.GIF if has_many_pictures(head) else None
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand == b"qt  ":
            return FilmFormat.MOV
        return FilmFormat.MP4 if brand.startswith(_BRANDS) else None
    return FilmFormat.MOV if head[4:8] in _BARE else None
