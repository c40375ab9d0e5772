"""Files that break decoders: no two alike, none of them a picture that anybody could look at."""

import io
import random
import struct
import zlib
from collections.abc import Callable
from functools import cache

import numpy as np
import pillow_heif
from PIL import Image

Poison = Callable[[int], bytes]


@cache
def _scene(kind: str, width: int = 1600, height: int = 1200, **options: bool) -> bytes:
    rng = np.random.default_rng(3)
    small = Image.fromarray(rng.integers(0, 255, (30, 40, 3), np.uint8))
    out = io.BytesIO()
    pillow_heif.register_heif_opener()
    small.resize((width, height), Image.Resampling.BICUBIC).save(out, kind, **options)
    return out.getvalue()


def cut(kind: str) -> Poison:
    """A picture of this kind whose end is missing."""

    def one(number: int) -> bytes:
        whole = _scene(kind)
        return whole[: len(whole) * (30 + number % 50) // 100] + bytes([number % 251])

    return one


def garbled(kind: str) -> Poison:
    """A picture whose bytes behind the header are noise."""

    def one(number: int) -> bytes:
        whole = _scene(kind)
        return whole[:700] + random.Random(number).randbytes(len(whole) // 3)

    return one


def lying(number: int) -> bytes:
    """A small JPEG that claims to be 9,900 pixels wide and high."""
    jpeg = bytearray(_scene("JPEG", 64, 64))
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = struct.pack(">HH", 9_900, 9_900)
    return bytes(jpeg) + number.to_bytes(4)


def flood(number: int) -> bytes:
    """A PNG of 30,000 × 30,000 in a few hundred bytes."""
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(10_000) + number.to_bytes(4))), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def hollow(number: int) -> bytes:
    """A PNG that says 9,000 × 9,000, believably, and brings its first rows only."""
    header = struct.pack(">IIBBBBB", 9_000, 9_000, 8, 2, 0, 0, 0)
    data = zlib.compress(random.Random(number).randbytes(200_000))
    body = b""
    for kind, part in ((b"IHDR", header), (b"IDAT", data), (b"IEND", b"")):
        body += struct.pack(">I", len(part)) + kind + part + struct.pack(">I", zlib.crc32(kind + part))
    return b"\x89PNG\r\n\x1a\n" + body


def endless(number: int) -> bytes:
    """A progressive JPEG of 60 scans that breaks off in the last one."""
    jpeg = _scene("JPEG", 1600, 1200, progressive=True)
    last = jpeg[jpeg.rindex(b"\xff\xda") : -2]
    return jpeg[:-2] + last * 60 + last[: len(last) // 2] + bytes([number % 200])


POISON: tuple[Poison, ...] = (
    *(cut(kind) for kind in ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF")),
    *(garbled(kind) for kind in ("PNG", "WEBP", "HEIF", "AVIF", "GIF")),
    cut("JPEG"), hollow, lying, flood, cut("JPEG"), endless, cut("WEBP"), hollow, cut("PNG"),
)  # fmt: skip
