"""A photo comes out upright, in the right colours and sizes, and carries nothing of its maker."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from tests.media import photos
from tintype.media.made import AS_USUAL
from tintype.media.model import Refusal, RefusalCode, RenditionType
from tintype.media.outcome import Rendered, Rendition
from tintype.media.pictures.pixels import render


def told(data: bytes) -> Rendered | Refusal:
    return render(io.BytesIO(data), AS_USUAL, lambda _stage: None)


def rendered(data: bytes) -> Rendered:
    outcome = told(data)
    assert isinstance(outcome, Rendered), outcome
    return outcome


def refused(data: bytes) -> RefusalCode:
    outcome = told(data)
    assert isinstance(outcome, Refusal), "a picture came out"
    return outcome.code


def rendition(outcome: Rendered, name: str, kind: RenditionType = RenditionType.JPEG) -> Image.Image:
    found = next(each for each in outcome.renditions if (each.name, each.type) == (name, kind))
    return Image.open(io.BytesIO(found.data)).convert("RGB")


def corners(image: Image.Image) -> list[str]:
    """Which colour each corner has: the scene upright is red, green, blue, white."""
    width, height = image.size
    inset = max(1, min(width, height) // 20)
    places = [
        (inset, inset),
        (width - inset, inset),
        (inset, height - inset),
        (width - inset, height - inset),
    ]
    return [_colour(image.getpixel((x - (x == width), y - (y == height)))) for x, y in places]


def _colour(pixel: object) -> str:
    assert isinstance(pixel, tuple)
    if min(pixel) > 190:
        return "white"
    return ("red", "green", "blue")[pixel.index(max(pixel))]


UPRIGHT = ["red", "green", "blue", "white"]


def test_eight_files_in_four_sizes():
    outcome = rendered(photos.saved(photos.scene(1600, 1200), "JPEG", quality=90))
    sizes = [(each.name, each.type.value, each.width, each.height) for each in outcome.renditions]
    assert sizes == [
        ("large", "avif", 1080, 810),
        ("large", "jpeg", 1080, 810),
        ("medium", "avif", 640, 480),
        ("medium", "jpeg", 640, 480),
        ("small", "avif", 320, 240),
        ("small", "jpeg", 320, 240),
        ("thumb", "avif", 150, 150),
        ("thumb", "jpeg", 150, 150),
    ]


def opens_as_declared(each: Rendition) -> bool:
    image = Image.open(io.BytesIO(each.data))
    return (image.format or "").lower() == each.type.value and image.size == (each.width, each.height)


@pytest.mark.parametrize(
    "size", [(1, 1), (2, 3), (149, 151), (320, 240), (1080, 1), (1000, 20), (20, 1000), (700, 5000)]
)
def test_every_rendition_opens_with_the_size_it_declares(size: tuple[int, int]):
    tall_ok = max(size) <= 50 * min(size)
    data = photos.saved(photos.scene(*size), "PNG")
    if not tall_ok:
        assert refused(data) == RefusalCode.SHAPE
        return
    outcome = rendered(data)
    assert (outcome.width, outcome.height) == size
    assert all(opens_as_declared(each) for each in outcome.renditions)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(kind: str, orientation: int):  # UP-14
    back = {5: 5, 6: 8, 7: 7, 8: 6}.get(orientation, orientation)
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    stored = photos.scene(600, 400)
    if back in turns:
        stored = stored.transpose(turns[back])
    exif = Image.Exif()
    exif[0x0112] = orientation
    outcome = rendered(photos.saved(stored, kind, exif=exif))
    assert (outcome.width, outcome.height) == (600, 400)
    for name in ("large", "small", "thumb"):
        assert corners(rendition(outcome, name)) == UPRIGHT
        assert corners(rendition(outcome, name, RenditionType.AVIF)) == UPRIGHT


@pytest.mark.parametrize("number", range(9))
def test_the_real_photo_in_eight_orientations_is_one_photo(number: int):
    outcome = rendered(photos.real("photos-orientation", f"Landscape_{number}.jpg").read_bytes())
    first = rendered(photos.real("photos-orientation", "Landscape_1.jpg").read_bytes())
    assert (outcome.width, outcome.height) == (1800, 1200)
    assert (outcome.phash ^ first.phash).bit_count() <= 4


@pytest.mark.parametrize(("name", "size"), [("example.heic", (1280, 854)), ("example.avif", (800, 533))])
def test_real_heic_and_avif(name: str, size: tuple[int, int]):
    outcome = rendered(photos.real("photos-heic-avif", name).read_bytes())
    assert (outcome.width, outcome.height) == size
    assert all(opens_as_declared(each) for each in outcome.renditions)


def test_heic_is_not_turned_twice():  # UP-14
    """The container turns the pixels; the EXIF block still says 6, and believing it would turn them again."""
    exif = Image.Exif()
    exif[0x0112] = 6
    outcome = rendered(
        photos.heic(photos.scene(600, 400).transpose(Image.Transpose.ROTATE_90), exif=exif.tobytes())
    )
    assert (outcome.width, outcome.height) == (600, 400)
    assert corners(rendition(outcome, "large")) == UPRIGHT


# ------------------------------------------------------------------------------------------------- nothing leaks


@pytest.mark.parametrize("make", [photos.with_secrets, photos.png_with_secrets])
def test_no_output_holds_what_was_planted(make):  # UP-20, UP-21, UP-22, UP-23
    data = make()
    assert data.count(photos.CANARY) >= 4
    outcome = rendered(data)
    for each in outcome.renditions:
        assert photos.CANARY not in each.data
    assert "CANARY" not in repr((outcome.camera, outcome.taken_at, outcome.placeholder))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_no_output_holds_metadata(kind: str):  # UP-20, UP-22
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 12.0, 30.5)})
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    outcome = rendered(photos.saved(photos.scene(300, 200), kind, exif=exif, icc_profile=icc))
    for each in outcome.renditions:
        image = Image.open(io.BytesIO(each.data))
        image.load()
        assert not image.getexif()
        assert not {"icc_profile", "exif", "xmp", "comment", "XML:com.adobe.xmp"} & set(image.info)
        for mark in (b"Exif", b"http://ns.adobe", b"ICC_PROFILE", b"Photoshop", b"acsp"):
            assert mark not in each.data


def test_camera_and_time_are_kept_apart():
    outcome = rendered(photos.with_secrets())
    assert (outcome.camera, outcome.taken_at) == ("Canon EOS R5", "2024-05-01T18:30:00+02:00")


# ---------------------------------------------------------------------------------------------------- odd photos


def test_cmyk_becomes_rgb():
    outcome = rendered(photos.saved(photos.scene(300, 200, "CMYK"), "JPEG", quality=95))
    assert corners(rendition(outcome, "small")) == UPRIGHT


def test_sixteen_bit_grey_keeps_its_tones():
    row = struct.pack("<200H", *[0] * 100, *[50_000] * 100)
    grey = Image.frombytes("I;16", (200, 100), row * 100)
    image = rendition(rendered(photos.saved(grey, "PNG")), "small").convert("L")
    assert abs(image.getpixel((20, 50)) - 0) < 6
    assert abs(image.getpixel((180, 50)) - 195) < 6


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_shows_white(mode: str):
    image = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    image.paste((200, 0, 0, 255), (100, 0, 200, 100))
    outcome = rendered(photos.saved(image.convert(mode), "PNG"))
    assert min(rendition(outcome, "small").getpixel((20, 50))) > 245


@pytest.mark.parametrize("mode", ["1", "L", "P"])
def test_few_colours(mode: str):
    assert rendered(photos.saved(photos.scene(200, 100, mode), "PNG")).width == 200


def test_a_wide_gamut_profile_is_applied_and_a_broken_one_ignored():
    plain = photos.saved(photos.scene(300, 200), "JPEG")
    for profile in (b"", b"garbage" * 20, bytes(128)):
        assert (
            rendered(photos.saved(photos.scene(300, 200), "JPEG", icc_profile=profile)).phash
            == rendered(plain).phash
        )


def test_an_animated_gif_shows_its_first_picture():
    later = [Image.new("RGB", (200, 100), (0, 0, 0)) for _ in range(3)]
    data = photos.saved(photos.scene(200, 100), "GIF", save_all=True, append_images=later)
    assert corners(rendition(rendered(data), "small")) == UPRIGHT


def test_bands_join_without_a_seam():
    """Large pictures are reduced in bands; the result is the same as in one piece."""
    tall = photos.scene(3000, 9000)
    outcome = rendered(photos.saved(tall, "PNG", compress_level=1))
    whole = tall.resize((320, 960), Image.Resampling.LANCZOS)
    ours = rendition(outcome, "small")
    difference = max(abs(a - b) for a, b in zip(ours.tobytes(), whole.tobytes(), strict=True))
    assert difference < 40


def test_the_same_picture_has_nearly_the_same_hash_at_other_sizes():
    real = Image.open(photos.real("photos-orientation", "Landscape_1.jpg")).convert("RGB")
    small = photos.saved(real.resize((900, 600)), "JPEG", quality=30)
    whole = photos.saved(real, "JPEG", quality=95)
    assert (rendered(small).phash ^ rendered(whole).phash).bit_count() <= 4


# ------------------------------------------------------------------------------------------------- hostile files


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", RefusalCode.EMPTY),
        (b"I am holiday.jpg", RefusalCode.TYPE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", RefusalCode.TYPE),
        (b"\xff\xd8\xff", RefusalCode.DAMAGED),
        (b"\x89PNG\r\n\x1a\n", RefusalCode.DAMAGED),
        (b"RIFF\0\0\0\0WEBP", RefusalCode.DAMAGED),
        (b"GIF89a", RefusalCode.DAMAGED),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", RefusalCode.DAMAGED),
        (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", RefusalCode.DAMAGED),
        (photos.png_bomb(50_000, 50_000), RefusalCode.PIXELS),
        (photos.png_bomb(100_000, 100_000), RefusalCode.PIXELS),
        (photos.png_bomb(12_000, 12_000), RefusalCode.PIXELS),
        (photos.webp_flood(), RefusalCode.PIXELS),
        (photos.lying_jpeg(9900, 9900), RefusalCode.DAMAGED),
        (photos.lying_jpeg(65_500, 65_500), RefusalCode.PIXELS),
        (photos.lying_jpeg(0, 64), RefusalCode.DAMAGED),
    ],
)
def test_hostile_files_are_refused(data: bytes, code: RefusalCode):
    assert refused(data) == code


@pytest.mark.parametrize("kind", ["JPEG", "progressive", "PNG", "WEBP", "GIF", "AVIF", "HEIC"])
def test_a_truncated_photo_is_refused_or_whole(kind: str):  # UP-07
    """Cut at every 4 %: never half a picture over grey. What still decodes has lost nothing but its last bytes."""
    image = Image.effect_noise((400, 300), 60).convert("RGB")
    if kind == "progressive":
        data = photos.saved(image, "JPEG", progressive=True)
    else:
        data = photos.heic(image) if kind == "HEIC" else photos.saved(image, kind)
    whole = rendered(data)
    for percent in range(0, 100, 4):
        outcome = told(data[: len(data) * percent // 100])
        if isinstance(outcome, Rendered):
            assert outcome.phash == whole.phash, f"half a picture at {percent} %"


def test_a_real_photo_cut_in_half_is_refused(tmp_path: Path):
    data = photos.real("photos-orientation", "Landscape_6.jpg").read_bytes()
    for percent in (50, 90, 99):
        assert refused(data[: len(data) * percent // 100]) == RefusalCode.DAMAGED


def test_text_bombs_in_a_png_are_bounded():  # UP-11
    png = photos.saved(photos.scene(100, 80), "PNG")

    bomb = photos.png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(100_000_000), 9))
    outcome = told(png[:33] + bomb + png[33:])
    assert isinstance(outcome, Rendered) or outcome.code == RefusalCode.DAMAGED
