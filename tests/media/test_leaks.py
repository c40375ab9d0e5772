"""Nothing of an upload is in what we serve but the picture: searched byte by byte, and taken apart piece by piece."""

import io
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image

from tests.media import anatomy, canaries, photos
from tintype.media.edit import Crop, Edit
from tintype.media.made import Wishes, order_of
from tintype.media.model import RenditionType
from tintype.media.outcome import Rendered
from tintype.media.pictures import profiles
from tintype.media.pictures.pixels import render

PLANTED = canaries.every_one()
AS_WISHED = {
    "as usual": Wishes(),
    "wide": Wishes(colours="p3"),
    "cropped": Wishes(edit=Edit(crop=Crop(0.5, 0.5, 0.5, 0.5))),
    "WebP": order_of(Wishes(), RenditionType.WEBP),
    "wide WebP": order_of(Wishes(colours="p3"), RenditionType.WEBP),
    "fine AVIF": order_of(Wishes(), RenditionType.FINE),
}
# Where a byte search starts to say something: less is found by chance.
_WINDOW = 12


def rendered(data: bytes, wishes: Wishes) -> Rendered:
    outcome = render(io.BytesIO(data), wishes, lambda _stage: None)
    assert isinstance(outcome, Rendered), outcome
    return outcome


@pytest.mark.parametrize("name", PLANTED)
def test_the_words_are_there_to_be_found(name: str):
    """Else the search below would prove nothing."""
    assert anatomy.holds(PLANTED[name], canaries.WORD)


@pytest.mark.parametrize("wished", AS_WISHED)
@pytest.mark.parametrize("name", PLANTED)
def test_no_word_comes_out_anywhere(name: str, wished: str):  # UP-20, UP-21, UP-22, UP-23, UP-25
    outcome = rendered(PLANTED[name], AS_WISHED[wished])
    for each in outcome.renditions:
        assert not anatomy.holds(each.data, canaries.WORD)
        anatomy.check(each.data, each.type)
    told = (outcome.camera, outcome.lens, outcome.exposure, outcome.taken_at, outcome.placeholder)
    assert "CANARY" not in repr(told)


@pytest.mark.parametrize("wished", ["wide", "wide WebP"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_wide_pictures_bring_our_profile_and_nothing_else(kind: str, wished: str):  # UP-22
    icc = bytearray(profiles.display_p3())
    icc[icc.index(b"C\0C\x000") : icc.index(b"C\0C\x000") + 5] = b"CANAR"
    data = photos.saved(
        photos.scene(400, 300), kind, icc_profile=bytes(icc) + canaries.WORD, exif=canaries.exif()
    )
    for each in rendered(data, AS_WISHED[wished]).renditions:
        anatomy.check(each.data, each.type, is_wide=True)
        assert not anatomy.holds(each.data, canaries.WORD)
        assert b"CANAR" not in each.data


def real_ones() -> list[Path]:
    return sorted(
        path for folder in photos.DATA.glob("photos-*") for path in folder.iterdir() if path.suffix != ".txt"
    )


def said_of(data: bytes) -> bytes:
    """What a photo says of itself beside its picture."""
    if data.startswith(b"\xff\xd8"):
        return data[: data.index(b"\xff\xdb")]
    info = (pillow_heif.open_heif(data) if b"heic" in data[:40] else Image.open(io.BytesIO(data))).info
    return b"".join(info.get(name) or b"" for name in ("exif", "xmp", "icc_profile"))


def windows(data: bytes) -> set[bytes]:
    """Every dozen bytes, but for those that say nothing."""
    found = {data[at : at + _WINDOW] for at in range(len(data) - _WINDOW)}
    return {window for window in found if len(set(window)) > _WINDOW // 2}


@pytest.mark.parametrize("wished", AS_WISHED)
def test_of_real_photos_nothing_but_the_picture_comes_out(wished: str):  # UP-20, UP-21, UP-22, UP-23
    found = real_ones()
    if not found:
        pytest.skip("real photos missing: shared/data/photos-*")
    # What takes a second each is tried on every fourth: a profile, an orientation and a container among them.
    for path in found[:: 4 if wished == "fine AVIF" else 1]:
        data = path.read_bytes()
        words = windows(said_of(data))
        for each in rendered(data, AS_WISHED[wished]).renditions:
            is_wide = profiles.display_p3() in each.data
            anatomy.check(each.data, each.type, is_wide=is_wide)
            # Profiles of the same colours share their numbers.
            body = each.data.replace(profiles.display_p3(), b"")
            assert not any(body[at : at + _WINDOW] in words for at in range(len(body))), (
                path.name,
                each.name,
            )
