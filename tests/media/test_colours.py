"""Colours come out as they went in: on every screen, and wider where the owner wants that and the photo has them."""

import io
import math

import pytest
from PIL import Image, ImageCms

from tests.media import photos
from tintype.media.made import Wishes
from tintype.media.model import PhotoFormat, RenditionType
from tintype.media.outcome import Rendered
from tintype.media.pictures import profiles
from tintype.media.pictures.decode import Picture, decode
from tintype.media.pictures.pixels import render

PATCHES = [
    (red, green, blue) for red in (40, 140, 235) for green in (40, 140, 235) for blue in (40, 140, 235)
]
SIDE = 32


def chart() -> Image.Image:
    """27 flat patches in three rows."""
    image = Image.new("RGB", (9 * SIDE, 3 * SIDE))
    for number, patch in enumerate(PATCHES):
        image.paste(
            patch,
            (number % 9 * SIDE, number // 9 * SIDE, number % 9 * SIDE + SIDE, number // 9 * SIDE + SIDE),
        )
    return image


def made(data: bytes, colours: str = "srgb") -> Rendered:
    outcome = render(io.BytesIO(data), Wishes(colours=colours), lambda _stage: None)
    assert isinstance(outcome, Rendered), outcome
    return outcome


def lab_of(image: Image.Image) -> list[tuple[float, ...]]:
    """The middle of each patch in CIE Lab, by what the file itself says of its colours."""
    icc = image.info.get("icc_profile")
    profile = io.BytesIO(icc) if icc else ImageCms.createProfile("sRGB")
    patches = Image.new("RGB", (len(PATCHES), 1))
    for number in range(len(PATCHES)):
        x, y = number % 9 * SIDE, number // 9 * SIDE
        inner = image.convert("RGB").crop((x + 10, y + 10, x + SIDE - 10, y + SIDE - 10))
        patches.paste(inner.resize((1, 1), Image.Resampling.BOX), (number, 0))
    lab = ImageCms.profileToProfile(patches, profile, ImageCms.createProfile("LAB"), outputMode="LAB")
    found = [lab.getpixel((number, 0)) for number in range(len(PATCHES))]
    return [(light / 2.55, a - 128, b - 128) for light, a, b in found]


def difference(ours: Image.Image, reference: Image.Image) -> list[float]:
    """CIE 1976 ΔE of every patch."""
    return [math.dist(one, other) for one, other in zip(lab_of(ours), lab_of(reference), strict=True)]


def largest(outcome: Rendered, kind: RenditionType) -> Image.Image:
    found = next(each for each in outcome.renditions if (each.name, each.type) == ("large", kind))
    return Image.open(io.BytesIO(found.data))


def narrowed(image: Image.Image, icc: bytes) -> Image.Image:
    """What LittleCMS makes of it for an sRGB screen."""
    srgb = ImageCms.createProfile("sRGB")
    return ImageCms.profileToProfile(image, io.BytesIO(icc), srgb, outputMode="RGB")


def decoded(data: bytes, kind: PhotoFormat) -> Image.Image:
    picture = decode(io.BytesIO(data), kind, len(data))
    assert isinstance(picture, Picture)
    return picture.image


WIDE = {"P3": profiles.display_p3(), "Adobe": profiles.adobe_rgb(), "BT.2020": profiles.of_code_points(9, 13)}


@pytest.mark.parametrize("name", WIDE)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_wide_colours_come_out_right_on_an_ordinary_screen(name: str, kind: str):  # UP-15
    image, icc = chart(), WIDE[name]
    options = {} if kind == "PNG" else {"quality": 95}
    data = photos.saved(image, kind, icc_profile=icc, **options)
    if kind == "PNG":
        assert max(difference(decoded(data, PhotoFormat.PNG), narrowed(image, icc))) <= 2
    outcome = made(data)
    for out in RenditionType.AVIF, RenditionType.JPEG:
        found = difference(largest(outcome, out), narrowed(image, icc))
        assert sum(found) / len(found) <= 2
        assert max(found) <= 5, "one patch, twice through a lossy codec"


@pytest.mark.parametrize("name", WIDE)
def test_wide_colours_are_kept_where_the_owner_wants_them(name: str):
    image, icc = chart(), WIDE[name]
    reference = ImageCms.profileToProfile(image, io.BytesIO(icc), io.BytesIO(profiles.display_p3()))
    reference.info["icc_profile"] = profiles.display_p3()
    outcome = made(photos.saved(image, "PNG", icc_profile=icc), "p3")
    for out in RenditionType.AVIF, RenditionType.JPEG:
        ours = largest(outcome, out)
        assert ours.info["icc_profile"] == profiles.display_p3()
        found = difference(ours, reference)
        assert sum(found) / len(found) <= 2


def test_p3_holds_what_srgb_cannot():
    red = Image.new("RGB", (64, 64), (255, 0, 0))
    data = photos.saved(red, "PNG", icc_profile=profiles.display_p3())
    (wide, narrow) = (
        lab_of_first(largest(made(data, colours), RenditionType.JPEG)) for colours in ("p3", "srgb")
    )
    assert math.hypot(*wide[1:]) > math.hypot(*narrow[1:]) + 8


def lab_of_first(image: Image.Image) -> tuple[float, ...]:
    return lab_of(image.resize((9 * SIDE, 3 * SIDE)))[0]


@pytest.mark.parametrize("icc", [None, ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()])
def test_what_is_not_wider_than_srgb_has_no_profile(icc: bytes | None):
    options = {"icc_profile": icc} if icc else {}
    for each in made(photos.saved(chart(), "PNG", **options), "p3").renditions:
        assert "icc_profile" not in Image.open(io.BytesIO(each.data)).info


def test_everybodys_profile_is_the_same_and_is_littlecms_own():
    """The colorants that LittleCMS computes from the primaries of Display P3."""
    profile = ImageCms.ImageCmsProfile(io.BytesIO(profiles.display_p3())).profile
    expected = {
        "red": (0.5151, 0.2412, -0.0011),
        "green": (0.2920, 0.6922, 0.0419),
        "blue": (0.1571, 0.0666, 0.7841),
    }
    for name, xyz in expected.items():
        assert getattr(profile, f"{name}_primary")[0] == pytest.approx(xyz, abs=3e-4)
    assert len(profiles.display_p3()) == 480
    assert profile.creation_date.year == 2026


@pytest.mark.parametrize(
    "icc", [b"\0" * 200, b"acsp" * 64, profiles.display_p3()[:300], profiles.display_p3() + bytes(5_000_000)],
    ids=["zeros", "noise", "cut", "huge"],
)  # fmt: skip
@pytest.mark.parametrize("colours", ["srgb", "p3"])
def test_a_profile_that_is_none_changes_nothing(icc: bytes, colours: str):  # UP-15
    ours = largest(
        made(photos.saved(chart(), "JPEG", quality=95, icc_profile=icc), colours), RenditionType.JPEG
    )
    found = difference(ours, chart())
    assert sum(found) / len(found) <= 2


def test_a_profile_whose_tags_lie_within_each_other_is_survived():  # UP-15
    icc = bytearray(profiles.display_p3())
    for tag in range(10):  # every tag lies where the table of tags is
        icc[128 + 4 + 12 * tag + 4 : 128 + 4 + 12 * tag + 12] = (128).to_bytes(4) + (len(icc) - 128).to_bytes(
            4
        )
    assert made(photos.saved(chart(), "JPEG", icc_profile=bytes(icc))).width == 9 * SIDE


def with_png_chunk(png: bytes, kind: bytes, body: bytes) -> bytes:
    return png[:33] + photos.png_chunk(kind, body) + png[33:]


def test_colours_that_a_png_names_by_number():
    image = chart()
    data = with_png_chunk(photos.saved(image, "PNG"), b"cICP", bytes([12, 13, 0, 1]))
    found = difference(largest(made(data), RenditionType.JPEG), narrowed(image, profiles.display_p3()))
    assert sum(found) / len(found) <= 2


def test_colours_that_an_avif_names_by_number():
    data = photos.saved(chart(), "AVIF", quality=95)
    at = data.index(b"colrnclx") + 8
    data = data[:at] + (12).to_bytes(2) + data[at + 2 :]
    found = difference(largest(made(data), RenditionType.JPEG), narrowed(chart(), profiles.display_p3()))
    assert sum(found) / len(found) <= 2


def test_a_camera_set_to_adobe_rgb_is_believed():
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA005] = {1: "R03"}
    data = photos.saved(chart(), "JPEG", quality=95, exif=exif)
    found = difference(largest(made(data), RenditionType.JPEG), narrowed(chart(), profiles.adobe_rgb()))
    assert sum(found) / len(found) <= 2.5


@pytest.mark.parametrize(("transfer", "white"), [(16, 0.58), (18, 0.75)])
def test_paper_of_an_hdr_picture_is_nearly_white(transfer: int, white: float):  # UP-13
    """What is as bright as paper (203 nits) is light, what is brighter is lighter still, and nothing is grey."""
    image = Image.new("RGB", (96, 32), (round(255 * white),) * 3)
    image.paste((255, 255, 255), (32, 0, 64, 32))
    image.paste((round(255 * white / 2),) * 3, (64, 0, 96, 32))
    data = with_png_chunk(photos.saved(image, "PNG"), b"cICP", bytes([9, transfer, 0, 1]))
    out = largest(made(data), RenditionType.JPEG).convert("L")
    paper, light, shade = (out.getpixel((x, 16)) for x in (16, 48, 80))
    assert 225 <= paper < light
    assert 20 < shade < 140


@pytest.mark.parametrize("name", WIDE)
def test_its_owner_hears_that_a_photo_has_more_colours(name: str):
    assert made(photos.saved(chart(), "PNG", icc_profile=WIDE[name])).could_be_wide
    assert not made(photos.saved(chart(), "PNG")).could_be_wide
