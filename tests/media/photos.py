"""Photos that tests make themselves, honest and hostile, and where the real ones are."""

import io
import struct
import zlib
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image, ImageCms, PngImagePlugin

DATA = Path(__file__).parents[3] / "shared" / "data"
CANARY = b"TINTYPE-CANARY"


def real(folder: str, name: str) -> Path:
    """A photo of the shared collection; without it the test says so instead of passing."""
    path = DATA / folder / name
    if not path.exists():
        pytest.skip(f"real photo missing: {folder}/{name}")
    return path


def scene(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Red top left, green top right, blue bottom left, white bottom right, with some texture."""
    corners = Image.new("RGB", (2, 2))
    corners.putdata([(220, 30, 30), (30, 200, 30), (30, 30, 220), (250, 250, 250)])
    return corners.resize((width, height), Image.Resampling.BILINEAR).convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def heic(image: Image.Image, **options: object) -> bytes:
    """As a phone writes it: an orientation in the EXIF block becomes a rotation of the container as well."""
    pillow_heif.register_heif_opener()
    return saved(image, "HEIF", quality=70, **options)


def with_secrets() -> bytes:
    """A JPEG carrying the canary wherever a JPEG can: EXIF, GPS, XMP, profile text, comment, trailer."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x013B], exif[0x0131] = (
        "Canon",
        "Canon EOS R5   ",
        _told("artist"),
        _told("soft"),
    )
    exif.get_ifd(0x8769).update({0x9003: "2024:05:01 18:30:00", 0x9011: "+02:00", 0xA431: _told("serial")})
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 12.0, 30.5), 29: _told("gps")})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + CANARY + b"-icc"
    options = {"exif": exif, "xmp": b"<x:xmpmeta>" + CANARY + b"-xmp", "comment": CANARY + b"-comment"}
    jpeg = saved(scene(1200, 800), "JPEG", quality=90, icc_profile=profile, **options)
    return jpeg + CANARY + b"-trailer<script>alert(1)</script>"


def png_with_secrets() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", _told("text"))
    info.add_itxt("XML:com.adobe.xmp", _told("itxt"))
    exif = Image.Exif()
    exif[0x013B] = _told("exif")
    return saved(scene(400, 300), "PNG", pnginfo=info, exif=exif) + CANARY + b"-after-iend"


def _told(where: str) -> str:
    return f"{CANARY.decode()}-{where}"


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_bomb(width: int, height: int) -> bytes:
    """A valid one-bit PNG of that size: 50,000 × 50,000 is 304 KB."""
    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    body = b"".join(packer.compress(row) for _ in range(min(height, 2000))) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", body) + png_chunk(b"IEND", b"")
    )


def webp_flood() -> bytes:
    """40 bytes that promise 16,383 × 16,383 pixels."""
    body = b"\x2f" + struct.pack("<I", 16382 | 16382 << 14) + b"\x88\x88\x08"
    chunk = b"VP8L" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def lying_jpeg(width: int, height: int) -> bytes:
    """A small JPEG whose frame header claims another size, and an end marker that makes libjpeg fill the rest."""
    jpeg = bytearray(saved(scene(64, 64), "JPEG"))
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(jpeg)
