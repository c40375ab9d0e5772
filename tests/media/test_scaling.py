"""Smaller pictures are those that the reference makes."""

import pytest
from PIL import Image, ImageChops, ImageStat

from tests.media import photos
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
