"""Small files that promise much work get a bounded answer: a picture, or a refusal in words."""

import io
import struct
import time
import zlib
from collections.abc import Iterator

import pytest
from PIL import Image

from tests.media import canaries, iso, oddities, photos
from tintype.media.making.pool import MediaPool
from tintype.media.model import DAMAGED, PhotoFormat, Refusal, RefusalCode
from tintype.media.pictures.decode import Picture, decode
from tintype.media.pictures.hashes import likeness

MUCH = 100_000_000
SCENE = photos.scene(100, 80)


def squeezed(count: int = MUCH) -> bytes:
    return zlib.compress(bytes(count), 9)


def png_with(kind: bytes, body: bytes) -> bytes:
    png = photos.saved(SCENE, "PNG")
    return png[:33] + photos.png_chunk(kind, body) + png[33:]


def endless_exif() -> bytes:
    """Directories of 65,535 entries that point at each other, and a text of four billion letters."""
    entry = struct.pack("<HHII", 0x8769, 4, 1, 8) + struct.pack("<HHII", 0x010F, 2, 0xFFFFFFFF, 8)
    return b"Exif\0\0II*\0" + struct.pack("<IH", 8, 65_535) + entry * 2_000


def jpeg_of_profiles() -> bytes:
    """A profile in 255 pieces of 64 KB."""
    jpeg = photos.saved(SCENE, "JPEG")
    pieces = b"".join(
        b"\xff\xe2\xff\xff" + b"ICC_PROFILE\0" + bytes([number, 255]) + bytes(65_519)
        for number in range(1, 256)
    )
    return jpeg[:2] + pieces + jpeg[2:]


def jpeg_with_exif(block: bytes) -> bytes:
    jpeg = photos.saved(SCENE, "JPEG")
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + jpeg[2:]


def gif(frames: int, canvas: tuple[int, int], frame: tuple[int, int, int, int]) -> bytes:
    """So many frames of one colour, each at a place and of a size, without a pause between them, for ever."""
    head = (
        b"GIF89a"
        + struct.pack("<HHBBB", *canvas, 0x80, 0, 0)
        + bytes(6)
        + b"\x21\xff\x0bNETSCAPE2.0\x03\1\0\0\0"
    )
    one = b"\x21\xf9\x04\0\0\0\0\0" + b"\x2c" + struct.pack("<HHHHB", *frame, 0) + b"\x02\x02\x44\x01\0"
    return head + one * frames + b";"


def apng(frames: int) -> bytes:
    """A PNG that announces so many frames and holds one."""
    return png_with(b"acTL", struct.pack(">II", frames, 0))


BOMBS = {
    "PNG with a deflated text": png_with(b"zTXt", b"Comment\0\0" + squeezed()),
    "PNG with a deflated international text": png_with(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + squeezed()),
    "PNG with a deflated profile": png_with(b"iCCP", b"sRGB\0\0" + squeezed()),
    "PNG with ten thousand texts": png_with(b"tEXt", b"a\0b")[:33]
    + photos.png_chunk(b"tEXt", b"a\0b") * 10_000
    + photos.saved(SCENE, "PNG")[33:],
    "PNG with more pixels than announced": oddities.png((64, 64), 8, 2, [bytes(192)] * 300_000),
    "JPEG with sixteen megabytes of profile": jpeg_of_profiles(),
    "JPEG with endless directories": jpeg_with_exif(endless_exif()),
    "WebP with endless directories": photos.saved(SCENE, "WEBP", exif=endless_exif()),
    "HEIC with endless directories": iso.container(
        iso.HEIC, [iso.tile(SCENE, iso.HEIC), iso.exif_item(1, endless_exif())]
    ),
    "AVIF with ten megabytes of XMP": iso.container(
        iso.AVIF, [iso.tile(SCENE, iso.AVIF), iso.xmp_item(1, canaries.xmp() * 100_000)]
    ),
    "GIF of a hundred thousand pictures": gif(100_000, (64, 64), (0, 0, 1, 1)),
    "GIF of one pixel on a huge canvas": gif(3, (5_000, 5_000), (4_999, 4_999, 1, 1)),
    "GIF whose picture is larger than its canvas": gif(3, (10, 10), (0, 0, 60_000, 60_000)),
    "PNG of four billion pictures": apng(0xFFFFFFFF),
    "HEIC in a grid of 65,536 tiles": iso.container(
        iso.HEIC, [iso.grid((8_192, 6_144), 256, 256, [2] * 60_000), iso.tile(photos.scene(64, 64), iso.HEIC)]
    ),
    "HEIC larger than it is": iso.container(
        iso.HEIC, [iso.grid((30_000, 30_000), 1, 1, [2]), iso.tile(photos.scene(64, 64), iso.HEIC)]
    ),
    "AVIF larger than it is": iso.container(
        iso.AVIF, [iso.grid((60_000, 60_000), 1, 1, [2]), iso.tile(photos.scene(64, 64), iso.AVIF)]
    ),
}


@pytest.mark.parametrize("name", BOMBS)
async def test_a_bomb_is_bounded(name: str, media_pool: MediaPool):  # UP-10, UP-11, UP-13
    """In the sandbox, whose limits of memory and time are the last resort: none of these comes near them."""
    began = time.monotonic()
    outcome = await media_pool.render(BOMBS[name])
    if isinstance(outcome, Refusal):
        assert outcome.code in {RefusalCode.DAMAGED, RefusalCode.PIXELS, RefusalCode.TYPE}, outcome
    assert time.monotonic() - began < 8, "a busy machine is slow, a bomb would take longer"


def scans(count: int, between: bytes = b"") -> bytes:
    """A progressive JPEG that goes over its picture so many times more, and says something before each of them."""
    jpeg = photos.saved(SCENE, "JPEG", progressive=True)
    return jpeg[:-2] + (between + jpeg[jpeg.rindex(b"\xff\xda") : -2]) * count + b"\xff\xd9"


# The end of a picture that is none: it stands in a comment.
@pytest.mark.parametrize("between", [b"", b"\xff\xfe\0\x04\xff\xd9"])
def test_a_jpeg_of_more_scans_than_any_encoder_writes_is_not_decoded(between: bytes):  # UP-12
    for count in (1, 40):
        assert isinstance(opened(scans(count, between)), Picture)
    assert opened(scans(80, between)) is DAMAGED


def test_what_lies_behind_a_jpeg_is_none_of_its_scans():
    found = opened(scans(1) + b"\xff\xda\0\x08\x01\x01\0\0\x3f\0" * 1_000)
    assert isinstance(found, Picture)


def opened(jpeg: bytes) -> Picture | Refusal:
    return decode(io.BytesIO(jpeg), PhotoFormat.JPEG, len(jpeg))


KINDS = {
    "JPEG": (PhotoFormat.JPEG, {"quality": 90}),
    "progressive": (PhotoFormat.JPEG, {"quality": 90, "progressive": True}),
    "PNG": (PhotoFormat.PNG, {}),
    "WEBP": (PhotoFormat.WEBP, {}),
    "GIF": (PhotoFormat.GIF, {}),
    "AVIF": (PhotoFormat.AVIF, {"speed": 10}),
    "HEIC": (PhotoFormat.HEIC, {}),
}


def cuts(data: bytes) -> Iterator[bytes]:
    for percent in range(100):
        yield data[: len(data) * percent // 100]


@pytest.mark.parametrize("kind", KINDS)
def test_cut_at_every_hundredth_it_is_whole_or_nothing(kind: str):  # UP-07
    photo_format, options = KINDS[kind]
    image = Image.effect_noise((160, 120), 60).convert("RGB")
    saved = "JPEG" if kind == "progressive" else kind
    data = photos.heic(image) if kind == "HEIC" else photos.saved(image, saved, **options)
    whole = decode(io.BytesIO(data), photo_format, len(data))
    assert isinstance(whole, Picture)
    for cut in cuts(data):
        found = decode(io.BytesIO(cut), photo_format, len(cut))
        if isinstance(found, Picture):
            assert likeness(found.image) == likeness(whole.image), f"half a picture of {len(cut)} bytes"
