"""Smaller pictures are those that the reference makes."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from tests.media import photos
from tintype.media.model import THUMB, PhotoFormat, ladder
from tintype.media.pictures.decode import Picture, decode
from tintype.media.pictures.scaling import scaled


@pytest.mark.parametrize(
    ("whole", "wanted"),
    [((1621, 1081), (1080, 720)), ((2500, 4000), (1080, 1728)), ((640, 11), (320, 5)), ((33, 17), (1, 1))],
)
def test_a_smaller_picture_is_that_of_the_reference(whole: tuple[int, int], wanted: tuple[int, int]):
    scene = photos.scene(*whole)
    made, known = scaled(scene, *wanted), scene.resize(wanted, Image.Resampling.LANCZOS)
    apart = ImageStat.Stat(ImageChops.difference(made, known))
    assert made.size == wanted
    assert max(apart.mean) < 0.5
    assert max(most for _, most in apart.extrema) <= 16


SHAPES = [(2170, 1301), (1301, 2170), (1080, 700), (407, 4900)]


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize(("width", "height"), SHAPES)
def test_a_photo_is_scaled_once_to_the_largest_size_shown(width: int, height: int, orientation: int):
    found = _decoded(width, height, orientation)
    large = ladder(width, height)[0]
    assert (found.width, found.height) == (width, height)
    assert found.image.size == (large.width, large.height)


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_panorama_keeps_what_its_square_is_cut_from(orientation: int):
    found = _decoded(3000, 301, orientation)
    assert found.image.height >= THUMB > ladder(3000, 301)[0].height


def _decoded(width: int, height: int, orientation: int) -> Picture:
    """A photo of that size, upright."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    lying = (height, width) if orientation == 6 else (width, height)
    photo = photos.saved(photos.scene(*lying), "JPEG", exif=exif)
    found = decode(io.BytesIO(photo), PhotoFormat.JPEG, len(photo))
    assert isinstance(found, Picture)
    return found
