"""A JPEG that fits already comes out as it went in to look at, and with not a byte of its own."""

import io

import pyjpegli
import pytest
from PIL import Image, ImageChops, ImageStat

from tests.media import oddities, photos
from tests.media.test_pixels import rendered, rendition
from tintype.media.made import Wishes
from tintype.media.model import RenditionType
from tintype.media.outcome import Rendered
from tintype.media.pictures import profiles
from tintype.media.pictures.pixels import render

PAYLOAD = b"<script>alert(1)</script>"


def textured(width: int, height: int) -> Image.Image:
    noise = Image.effect_noise((width, height), 40).convert("RGB")
    return Image.blend(photos.scene(width, height), noise, 0.3)


def differs(outcome: Rendered, data: bytes, name: str = "large") -> float:
    """How much the JPEG differs from the upload: the mean of the worst channel, of 255."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    return max(ImageStat.Stat(ImageChops.difference(rendition(outcome, name), image)).mean)


def jpeg_of(outcome: Rendered, name: str = "large") -> bytes:
    return next(
        each.data for each in outcome.renditions if (each.name, each.type) == (name, RenditionType.JPEG)
    )


def segments(jpeg: bytes) -> list[int]:
    """The markers up to the first scan."""
    at, found = 2, []
    while jpeg[at + 1] != 0xDA:
        found.append(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4])
    return found


@pytest.mark.parametrize("size", [(640, 427), (333, 501), (48, 32)])
@pytest.mark.parametrize(
    "options",
    [{}, {"subsampling": 0}, {"progressive": True}, {"quality": 60}, {"restart_marker_blocks": 3}],
    ids=str,
)
def test_what_fits_loses_nothing(size: tuple[int, int], options: dict[str, object]):
    data = photos.saved(textured(*size), "JPEG", **{"quality": 80, **options})
    outcome = rendered(data)
    assert differs(outcome, data) <= 0.1
    assert len(jpeg_of(outcome)) <= 1.02 * len(data)
    if size[0] <= 320:
        assert jpeg_of(outcome, "small") == jpeg_of(outcome)


def test_grey_stays_grey():
    data = photos.saved(textured(200, 150).convert("L"), "JPEG", quality=80)
    assert differs(rendered(data), data) <= 0.1


def test_a_picture_saved_from_here_and_posted_again_loses_nothing():
    image = textured(400, 300)
    data = pyjpegli.encode(image.tobytes(), *image.size, 80)
    again = jpeg_of(rendered(data))
    assert differs(rendered(data), data) <= 0.1
    assert differs(rendered(again), data) <= 0.1, "nor the third time"


def test_of_wide_colours_that_are_kept_nothing_is_lost():
    data = photos.saved(textured(300, 200), "JPEG", quality=80, icc_profile=profiles.display_p3())
    outcome = render(io.BytesIO(data), Wishes(colours="p3"), lambda _stage: None)
    assert isinstance(outcome, Rendered)
    assert differs(outcome, data) <= 0.3
    assert Image.open(io.BytesIO(jpeg_of(outcome))).info["icc_profile"] == profiles.display_p3()


NOT_ANEW = {
    "too large": {"size": (1200, 800)},
    "of a quality that costs more than it shows": {"quality": 97},
    "turned": {"orientation": 6},
    "of other colours": {"icc_profile": profiles.adobe_rgb()},
    "with tables of its own": {"qtables": [[16] * 64, [17] * 64]},
    "with colours halved in one direction": {"subsampling": 1},
}


@pytest.mark.parametrize("name", NOT_ANEW)
def test_all_else_is_compressed_as_ever(name: str):
    options = {"quality": 80, "size": (300, 200), **NOT_ANEW[name]}
    exif = Image.Exif()
    exif[0x0112] = options.pop("orientation", 1)
    if "qtables" in options:
        del options["quality"]
    data = photos.saved(textured(*options.pop("size")), "JPEG", exif=exif, **options)
    ours = segments(pyjpegli.encode(bytes(64 * 64 * 3), 64, 64, 80))
    assert segments(jpeg_of(rendered(data))) == ours


def with_payload_in_tables() -> bytes:
    """A message where a JPEG keeps its steps of quantisation: bytes that a copy of the table would carry on."""
    data = photos.saved(textured(300, 200), "JPEG", quality=80)
    at = data.index(b"\xff\xdb") + 5
    return data[:at] + PAYLOAD + data[at + len(PAYLOAD) :]


def with_payload_in_scan() -> bytes:
    """A message in the middle of the picture's own data: noise to look at, and bytes that a copy would carry on."""
    data = photos.saved(textured(300, 200), "JPEG", quality=80)
    at = data.index(b"\xff\xda") + 2_000
    while b"\xff" in data[at - 1 : at + len(PAYLOAD) + 1]:
        at += 1
    return data[:at] + PAYLOAD + data[at + len(PAYLOAD) :]


def with_payload_between() -> bytes:
    """A message behind a restart marker's data, in a comment, and behind the end."""
    data = photos.saved(textured(300, 200), "JPEG", quality=80, restart_marker_blocks=2, comment=PAYLOAD)
    at = data.rindex(b"\xff\xd0")
    return data[:at] + PAYLOAD + data[at:] + PAYLOAD


HOSTILE = {"tables": with_payload_in_tables, "scan": with_payload_in_scan, "between": with_payload_between}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_message_in_a_photo_that_fits_survives(name: str):  # UP-02, UP-23
    data = HOSTILE[name]()
    assert PAYLOAD in data
    for each in rendered(data).renditions:
        assert PAYLOAD not in each.data
        assert PAYLOAD[:7] not in each.data


def test_a_photo_that_cannot_be_written_anew_is_compressed():
    assert rendered(oddities.ARITHMETIC).width == 48
    assert rendered(photos.saved(photos.scene(1, 1), "JPEG", quality=80)).width == 1
