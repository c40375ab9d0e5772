"""What phones, cameras and programs write comes in and comes out right: every format, in its odder forms too."""

import io
import struct

import pillow_heif
import pytest
from PIL import Image

from tests.media import iso, oddities, photos
from tests.media.test_pixels import UPRIGHT, corners, opens_as_declared, refused, rendered, rendition, told
from tintype.media.made import USUAL
from tintype.media.model import RefusalCode, RenditionType
from tintype.media.outcome import Rendered

SCENE = photos.scene(240, 160)
TURNED = {  # what the scene looks like after a quarter to the left, and mirrored
    "left": ["green", "white", "red", "blue"],
    "mirror": ["green", "red", "white", "blue"],
}


def shown(data: bytes) -> list[str]:
    outcome = rendered(data)
    assert all(opens_as_declared(each) for each in outcome.renditions)
    return corners(rendition(outcome, "large"))


# ------------------------------------------------------------------------------------------------------------ JPEG

CMYK = photos.saved(photos.scene(240, 160, "CMYK"), "JPEG", quality=95)
JPEGS = {
    "progressive": photos.saved(SCENE, "JPEG", progressive=True),
    "4:4:4": photos.saved(SCENE, "JPEG", subsampling=0),
    "optimized, restart markers": photos.saved(SCENE, "JPEG", optimize=True, restart_marker_blocks=4),
    "RGB instead of YCbCr": photos.saved(SCENE, "JPEG", keep_rgb=True),
    "CMYK of Adobe": CMYK,
    "CMYK of nobody": oddities.without_segment(
        photos.saved(photos.scene(240, 160, "CMYK").point(lambda level: 255 - level), "JPEG", quality=95),
        0xEE,
    ),
    "YCCK": oddities.ycck(SCENE),
    "arithmetic": oddities.ARITHMETIC,
    "arithmetic, progressive": oddities.ARITHMETIC_PROGRESSIVE,
    "a gain map behind it": photos.saved(SCENE, "JPEG") + photos.saved(photos.scene(60, 40, "L"), "JPEG"),
}


@pytest.mark.parametrize("name", JPEGS)
def test_jpeg(name: str):  # UP-12, UP-13
    assert shown(JPEGS[name]) == UPRIGHT


def test_a_grey_jpeg_keeps_its_tones():
    image = Image.new("L", (200, 100), 30)
    image.paste(200, (100, 0, 200, 100))
    out = rendition(rendered(photos.saved(image, "JPEG", quality=95)), "large")
    for x, level in ((50, 30), (150, 200)):
        assert max(abs(channel - level) for channel in out.getpixel((x, 50))) <= 4


def test_twelve_bits_are_refused_in_words():  # UP-12
    outcome = told(oddities.TWELVE_BITS)
    assert not isinstance(outcome, Rendered)
    assert outcome.code == RefusalCode.TYPE
    assert "12 bits" in outcome.sentence


# ------------------------------------------------------------------------------------------------------------- PNG


def keyed(mode: str, key: object) -> bytes:
    """Left half of one colour, which stands for transparent; right half red or dark."""
    image = Image.new(mode, (80, 40), key)
    image.paste({"RGB": (200, 0, 0), "L": 40}[mode], (40, 0, 80, 40))
    return photos.saved(image, "PNG", transparency=key)


def palette_with_holes() -> bytes:
    image = Image.new("P", (80, 40), 0)
    image.putpalette([0, 0, 0, 200, 0, 0])
    image.paste(1, (40, 0, 80, 40))
    return photos.saved(image, "PNG", transparency=bytes([0, 255]))


PNGS = {
    "16 bits RGB": oddities.sixteen_bits(SCENE, 2),
    "16 bits RGBA": oddities.sixteen_bits(SCENE.convert("RGBA"), 6),
    "palette": photos.saved(SCENE.quantize(64), "PNG"),
    "animated": photos.saved(SCENE, "PNG", save_all=True, append_images=[Image.new("RGB", SCENE.size)] * 2),
}


@pytest.mark.parametrize("name", PNGS)
def test_png(name: str):  # UP-12
    assert shown(PNGS[name]) == UPRIGHT


@pytest.mark.parametrize(
    "data", [keyed("RGB", (0, 0, 0)), keyed("L", 0), palette_with_holes()], ids=["RGB", "grey", "palette"]
)
def test_a_colour_that_stands_for_transparent_shows_white(data: bytes):
    out = rendition(rendered(data), "large")
    assert min(out.getpixel((10, 20))) > 245
    assert min(out.getpixel((70, 20))) < 80


def test_sixteen_bits_of_grey_with_alpha():
    image = Image.new("LA", (80, 40), (0, 0))
    image.paste((60, 255), (40, 0, 80, 40))
    out = rendition(rendered(oddities.sixteen_bits(image, 4)), "large")
    assert min(out.getpixel((10, 20))) > 245
    assert max(abs(channel - 60) for channel in out.getpixel((70, 20))) <= 6


@pytest.mark.parametrize("size", [(200, 120), (1, 1), (3, 2)])
def test_an_interlaced_png_of_one_bit(size: tuple[int, int]):  # UP-12
    image = Image.new("1", size, 1)
    image.paste(0, (size[0] // 2, 0, size[0], size[1]))
    out = rendition(rendered(oddities.interlaced(image)), "large")
    if size[0] > 8:
        assert min(out.getpixel((10, size[1] // 2))) > 245
    assert max(out.getpixel((size[0] - 1, size[1] - 1))) < 10


def test_a_png_that_says_behind_its_pixels_which_way_is_up():  # UP-14
    exif = Image.Exif()
    exif[0x0112] = 6
    png = photos.saved(SCENE.transpose(Image.Transpose.ROTATE_90), "PNG")
    block = photos.png_chunk(b"eXIf", exif.tobytes().removeprefix(b"Exif\0\0"))
    assert shown(png[:-12] + block + png[-12:]) == UPRIGHT


# ----------------------------------------------------------------------------------------------------------- motion


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "PNG", "GIF"])
def test_of_what_moves_the_first_picture_is_taken(kind: str):  # UP-25
    later = [Image.new("RGB", SCENE.size, (0, 0, 0)) for _ in range(3)]
    assert shown(photos.saved(SCENE, kind, save_all=True, append_images=later, duration=100)) == UPRIGHT


@pytest.mark.parametrize("kind", ["WEBP", "GIF"])
def test_thousands_of_pictures_cost_as_much_as_one(kind: str):  # UP-10
    frames = [Image.new("L", (64, 64), level % 256) for level in range(2_000)]
    data = photos.saved(
        photos.scene(64, 64, "L"), kind, save_all=True, append_images=frames, duration=1, loop=0
    )
    assert rendered(data).width == 64


# --------------------------------------------------------------------------------------------------- HEIC and AVIF

BRANDS = {"HEIC": iso.HEIC, "AVIF": iso.AVIF}
ALPHA = b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"
HIDDEN = [
    b"urn:com:apple:photo:2020:aux:hdrgainmap",
    b"urn:mpeg:mpegB:cicp:systems:auxiliary:depth",
    b"urn:com:apple:photo:2018:aux:portraiteffectsmatte",
]
IN_GRID = photos.scene(256, 192)


def in_tiles(brand: bytes, *properties: bytes) -> bytes:
    """Four tiles in a grid, as phones write everything."""
    parts = [IN_GRID.crop((x, y, x + 128, y + 96)) for y in (0, 96) for x in (0, 128)]
    tiles = [iso.tile(part, brand) for part in parts]
    return iso.container(brand, [iso.grid(IN_GRID.size, 2, 2, [2, 3, 4, 5], *properties), *tiles])


@pytest.mark.parametrize("brand", BRANDS)
def test_a_grid_and_what_is_done_to_it(brand: str):  # UP-13, UP-14
    assert shown(in_tiles(BRANDS[brand])) == UPRIGHT
    assert shown(in_tiles(BRANDS[brand], iso.turned(1))) == TURNED["left"]
    assert shown(in_tiles(BRANDS[brand], iso.mirrored(1))) == TURNED["mirror"]
    outcome = rendered(in_tiles(BRANDS[brand], iso.clapped(128, 1, 192, 1, -64, 1, 0, 1)))
    assert (outcome.width, outcome.height) == (128, 192)
    assert corners(rendition(outcome, "large"))[::2] == ["red", "blue"]


@pytest.mark.parametrize("brand", BRANDS)
@pytest.mark.parametrize(
    "crop", [(128, 0, 192, 1, 0, 1, 0, 1), (128, 1, 192, 1, 640, 1, 0, 1), (0, 1, 0, 1, 0, 1, 0, 1)]
)
def test_a_crop_that_is_none_is_refused(brand: str, crop: tuple[int, ...]):  # UP-13
    assert refused(in_tiles(BRANDS[brand], iso.clapped(*crop))) == RefusalCode.DAMAGED


@pytest.mark.parametrize("brand", BRANDS)
def test_a_picture_made_of_itself_is_refused(brand: str):  # UP-13
    tile = iso.tile(IN_GRID, BRANDS[brand])
    around = [iso.grid(IN_GRID.size, 1, 1, [2]), iso.grid(IN_GRID.size, 1, 1, [1]), tile]
    assert refused(iso.container(BRANDS[brand], around)) == RefusalCode.DAMAGED
    assert (
        refused(iso.container(BRANDS[brand], [iso.grid(IN_GRID.size, 2, 2, [1] * 4), tile]))
        == RefusalCode.DAMAGED
    )


@pytest.mark.parametrize("brand", BRANDS)
def test_the_container_turns_and_exif_does_not(brand: str):  # UP-14
    """A camera that writes both says the same twice; believing both would turn the photo twice."""
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = iso.tile(SCENE.transpose(Image.Transpose.ROTATE_90), BRANDS[brand])
    turned = iso.Item(turned.kind, turned.data, (*turned.properties, iso.turned(3)))
    data = iso.container(BRANDS[brand], [turned, iso.exif_item(1, exif.tobytes())])
    assert shown(data) == UPRIGHT


@pytest.mark.parametrize("brand", BRANDS)
def test_what_is_transparent_in_it_shows_white(brand: str):  # UP-13
    hole = iso.auxiliary(iso.tile(Image.new("L", SCENE.size, 0), BRANDS[brand]), 1, ALPHA)
    assert shown(iso.container(BRANDS[brand], [iso.tile(SCENE, BRANDS[brand]), hole])) == ["white"] * 4


@pytest.mark.parametrize("brand", BRANDS)
@pytest.mark.parametrize("urn", HIDDEN)
def test_what_lies_beside_the_picture_stays_there(brand: str, urn: bytes):  # UP-13
    beside = iso.auxiliary(iso.tile(Image.new("L", SCENE.size, 0), BRANDS[brand]), 1, urn)
    assert shown(iso.container(BRANDS[brand], [iso.tile(SCENE, BRANDS[brand]), beside])) == UPRIGHT


def test_ten_bits_of_avif():  # UP-13
    assert oddities.AVIF_TEN_BITS[oddities.AVIF_TEN_BITS.index(b"av1C") + 6] & 0x40, "deep"
    assert shown(oddities.AVIF_TEN_BITS) == UPRIGHT


@pytest.mark.parametrize("brand", BRANDS)
def test_colours_that_a_container_names_by_number(brand: str):  # UP-15
    red = Image.new("RGB", SCENE.size, (200, 60, 60))
    tile = iso.tile(red, BRANDS[brand])
    wide = iso.box(b"colr", b"nclx" + struct.pack(">HHHB", 12, 13, 6, 0x80))
    data = iso.container(BRANDS[brand], [iso.Item(tile.kind, tile.data, (*tile.properties, wide))])
    found = rendition(rendered(data), "large").getpixel((120, 80))
    expected = (217, 42, 52)  # what LittleCMS makes of it for sRGB
    assert max(abs(ours - theirs) for ours, theirs in zip(found, expected, strict=True)) <= 8


def test_ten_bits():  # UP-13
    wide = b"".join((byte * 257).to_bytes(2, "little") for byte in SCENE.tobytes())
    out = io.BytesIO()
    pillow_heif.from_bytes("RGB;16", SCENE.size, wide).save(out, quality=80)
    assert pillow_heif.open_heif(io.BytesIO(out.getvalue())).info["bit_depth"] == 10
    assert shown(out.getvalue()) == UPRIGHT


@pytest.mark.parametrize("kind", USUAL)
def test_a_burst_shows_its_first_picture(kind: RenditionType):  # UP-13
    out = io.BytesIO()
    burst = pillow_heif.from_pillow(SCENE)
    burst.add_from_pillow(Image.new("RGB", SCENE.size))
    burst.save(out, quality=70, primary_index=0)
    assert corners(rendition(rendered(out.getvalue()), "large", kind)) == UPRIGHT


# ------------------------------------------------------------------------------------------------------ orientation


@pytest.mark.parametrize("orientation", [0, 9, 255, 65_535])
@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG", "AVIF"])
def test_an_orientation_that_is_none_leaves_the_photo_as_it_is(kind: str, orientation: int):  # UP-14
    exif = b"MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1" + orientation.to_bytes(2) + bytes(6)
    assert shown(photos.saved(SCENE, kind, exif=b"Exif\0\0" + exif)) == UPRIGHT


def test_exif_is_believed_and_xmp_is_not():  # UP-14
    exif = Image.Exif()
    exif[0x0112] = 6
    xmp = b'<x:xmpmeta xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="3"/>'
    assert (
        shown(photos.saved(SCENE.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, xmp=xmp)) == UPRIGHT
    )
    assert shown(photos.saved(SCENE, "JPEG", xmp=xmp)) == UPRIGHT
