"""Photos that carry a word nobody should ever see, in every place where a format keeps more than the picture."""

import struct
import zlib

from PIL import Image, ImageCms, PngImagePlugin
from PIL.TiffImagePlugin import IFDRational

from tests.media import iso, photos

WORD = b"TINTYPE-CANARY"
_EXIF, _GPS, _MAKER_NOTE, _USER_COMMENT = 0x8769, 0x8825, 0x927C, 0x9286


def _told(where: str) -> str:
    return f"{WORD.decode()}-{where}"


def exif() -> Image.Exif:
    """A camera that is known, and what should not be: owner, serial numbers, position, notes of its maker."""
    block = Image.Exif()
    block.update(
        {0x010F: "Canon", 0x0110: "Canon EOS R5", 0x0131: _told("software"), 0x013B: _told("artist")}
    )
    block.update(
        {0x8298: _told("copyright"), 0x010E: _told("description"), 0x9C9F: _told("title").encode("utf-16-le")}
    )
    inner = block.get_ifd(_EXIF)
    inner.update(
        {0xA430: _told("owner"), 0xA431: _told("serial"), 0xA435: _told("lens-serial"), 0xA434: "RF 35 mm"}
    )
    inner.update(
        {_MAKER_NOTE: WORD + b"-maker", _USER_COMMENT: b"ASCII\0\0\0" + WORD, 0xA420: _told("unique-id")}
    )
    inner.update({0x829A: IFDRational(1, 250), 0x829D: IFDRational(9, 5), 0xA405: 35, 0x8827: 100})
    block.get_ifd(_GPS).update(
        {1: "N", 2: (48.0, 12.0, 30.5), 3: "E", 4: (16.0, 22.0, 1.5), 29: _told("gps")}
    )
    return block


def exif_with_thumbnail() -> bytes:
    """The same with the small picture of the whole scene that cameras add, which has a word in it as well."""
    tiff = exif().tobytes().removeprefix(b"Exif\0\0")
    thumbnail = photos.saved(photos.scene(160, 120), "JPEG", comment=WORD + b"-thumbnail")
    order = "<" if tiff[:2] == b"II" else ">"
    first = struct.unpack_from(f"{order}I", tiff, 4)[0]
    (count,) = struct.unpack_from(f"{order}H", tiff, first)
    at = first + 2 + 12 * count
    second = struct.pack(f"{order}H", 2) + struct.pack(f"{order}HHII", 0x0201, 4, 1, len(tiff) + 30)
    second += struct.pack(f"{order}HHII", 0x0202, 4, 1, len(thumbnail)) + bytes(4)
    linked = tiff[:at] + struct.pack(f"{order}I", len(tiff)) + tiff[at + 4 :]
    return b"Exif\0\0" + linked + second + thumbnail


def profile() -> bytes:
    """An sRGB profile with words in it."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + WORD + b"-icc"


def xmp() -> bytes:
    return (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><GCamera:MotionPhoto>1</GCamera:MotionPhoto>'
        + WORD
        + b"</x:xmpmeta>"
    )


def clip() -> bytes:
    """What a phone appends to a photo that moves: an MP4 with a place in it."""
    place = iso.box(b"udta", iso.box(b"\xa9xyz", b"\0\x15\x15\xc7+48.2+016.3/" + WORD))
    return iso.box(b"ftyp", b"mp42\0\0\0\0mp42isom") + iso.box(b"mdat", WORD * 20) + iso.box(b"moov", place)


def samsung() -> bytes:
    """The trailer of Samsung's phones."""
    name = b"MotionPhoto_Data"
    body = struct.pack("<HHI", 0, 0x0A30, len(name)) + name + clip()
    return body + b"SEFH" + struct.pack("<III", 107, 1, 0x0A30) + WORD + struct.pack("<I", 24) + b"SEFT"


def _segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg(width: int, height: int) -> bytes:
    """A JPEG with the word in every kind of segment, and behind its end."""
    plain = photos.saved(
        photos.scene(width, height), "JPEG", quality=80, exif=exif_with_thumbnail(), icc_profile=profile()
    )
    jumbf = iso.box(b"jumb", iso.box(b"jumd", bytes(16) + b"\3c2pa\0"), iso.box(b"json", WORD))
    irb = (
        b"8BIM\x04\x04\0\0"
        + struct.pack(">I", 24)
        + b"\x1c\x02\x5a\0\x13"
        + WORD
        + b"-city"
        + b"8BIM\x04\x0c\0\0"
        + WORD
    )
    thumb = bytes([16, 16]) + (WORD * 60)[:768]
    more = [
        _segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1" + thumb),
        _segment(0xE0, b"JFXX\0\x13" + thumb),
        _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp()),
        _segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + b"A" * 32 + bytes(8) + WORD),
        _segment(0xE2, b"MPF\0MM\0*" + bytes(12) + WORD),
        _segment(0xED, b"Photoshop 3.0\0" + irb),
        *(_segment(0xE3 + number, (WORD * 5000)[:65_000]) for number in range(8)),
        _segment(0xEB, b"JP" + struct.pack(">HI", 1, 1) + jumbf),
        _segment(0xFE, WORD + b"-comment"),
    ]
    return (
        plain[:2]
        + b"".join(more)
        + plain[2:]
        + photos.saved(photos.scene(64, 64), "JPEG", comment=WORD)
        + samsung()
    )


def png() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", _told("text"))
    info.add_text("Software", _told("deflated"), zip=True)
    info.add_itxt("XML:com.adobe.xmp", xmp().decode())
    options = {"pnginfo": info, "exif": exif(), "icc_profile": profile()}
    data = photos.saved(photos.scene(400, 300), "PNG", **options)
    hidden = photos.png_chunk(b"caBX", iso.box(b"jumb", WORD)) + photos.png_chunk(
        b"prVt", zlib.compress(WORD * 9)
    )
    return data[:-12] + hidden + data[-12:] + WORD + clip()


def webp() -> bytes:
    data = photos.saved(photos.scene(400, 300), "WEBP", exif=exif(), xmp=xmp(), icc_profile=profile())
    body = data[8:] + b"C2PA" + struct.pack("<I", 14) + WORD + b"UNKN" + struct.pack("<I", 14) + WORD
    return b"RIFF" + struct.pack("<I", len(body)) + body + WORD


def gif() -> bytes:
    data = photos.saved(photos.scene(300, 200), "GIF", comment=WORD + b"-comment")
    at = 13 + 3 * 2 ** ((data[10] & 7) + 1)
    block = b"\x21\xff\x0bXMP DataXMP" + bytes([len(WORD)]) + WORD + b"\0"
    return data[:at] + block + data[at:] + WORD


def container(brand: bytes) -> bytes:
    """A HEIC or AVIF file with metadata as items, boxes of others, names, and a clip behind it."""
    items = [
        iso.tile(photos.scene(400, 300), brand),
        iso.exif_item(1, exif_with_thumbnail()),
        iso.xmp_item(1, xmp()),
        iso.auxiliary(
            iso.tile(photos.scene(200, 150, "L"), brand),
            1,
            b"urn:com:apple:photo:2020:aux:hdrgainmap\0" + WORD,
        ),
    ]
    more = iso.box(b"uuid", bytes(16) + WORD) + iso.box(b"free", WORD) + iso.box(b"mpvd", clip())
    return iso.container(brand, items, trailer=more + iso.box(b"udta", WORD))


def animation() -> bytes:
    later = [Image.new("RGB", (200, 150))]
    options = {"save_all": True, "append_images": later, "exif": exif(), "xmp": xmp()}
    return photos.saved(photos.scene(200, 150), "WEBP", **options)


def every_one() -> dict[str, bytes]:
    return {
        "a JPEG that fits": jpeg(400, 300),
        "a JPEG that is larger": jpeg(1300, 900),
        "PNG": png(),
        "WebP": webp(),
        "GIF": gif(),
        "HEIC": container(iso.HEIC),
        "AVIF": container(iso.AVIF),
        "an animation": animation(),
    }
