"""Pictures: the same from the same seed, the right size, never flat, never noise."""

from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tintype.demo.people import INTERESTS, PEOPLE
from tintype.demo.pictures.avatars import ANIMALS, SIDE, avatar
from tintype.demo.pictures.catalogue import MOTIFS, SHAPES, Picture, image_of, jpeg_of
from tintype.demo.pictures.finish import LOOKS, finished
from tintype.demo.pictures.scene import Scene

JPEG_BYTES_MAX = 900_000  # Ten times what the worst noise would take; a photo of this size has 100–450 KB.


def sample(name: str) -> Picture:
    motif = MOTIFS[name]
    return Picture(name, motif.moods[0], motif.looks[0], motif.shapes[0], seed=7)


@pytest.mark.parametrize("name", list(MOTIFS))
def test_motifs_are_pictures(name: str) -> None:
    # At half the size: a quarter of the time, and the same picture.
    motif = MOTIFS[name]
    width, height = SHAPES[motif.shapes[0]]
    scene = Scene(width // 2, height // 2, 7, motif.moods[0])
    image = finished(scene, motif.draw(scene), motif.looks[0])
    assert image.size == (width // 2, height // 2)
    small = np.asarray(image.convert("L").resize((96, 96)), dtype=np.float64)
    assert spread(small) > 24, "a picture has dark and bright parts"
    assert entropy(small) > 4.0, "a picture is more than a few flat areas"
    assert neighbours(small) > 0.55, "a picture is not noise"


def spread(grey: NDArray[np.float64]) -> float:
    """Distance between the 2nd and the 98th percentile of 256 levels."""
    low, high = np.percentile(grey, [2, 98])
    return float(high - low)


def entropy(grey: NDArray[np.float64]) -> float:
    """Bits of the histogram of 256 levels; one flat area has 0, noise has 8."""
    counts = np.bincount(grey.astype(np.intp).ravel(), minlength=256)
    shares = counts[counts > 0] / grey.size
    return float(-(shares * np.log2(shares)).sum())


def neighbours(grey: NDArray[np.float64]) -> float:
    """Correlation of each place with the one to its right; 0 for noise."""
    return float(np.corrcoef(grey[:, :-1].ravel(), grey[:, 1:].ravel())[0, 1])


@pytest.mark.parametrize("shape", list(SHAPES))
def test_uploads_have_the_size_of_their_shape(shape: str) -> None:
    data = jpeg_of(Picture("bokeh", "night", "plain", shape, seed=1))
    assert Image.open(BytesIO(data)).size == SHAPES[shape]
    assert len(data) < JPEG_BYTES_MAX


def test_equal_pictures_have_equal_pixels() -> None:
    first, again = image_of(sample("ridges")), image_of(sample("ridges"))
    assert first.tobytes() == again.tobytes()


def test_another_seed_is_another_picture() -> None:
    one = sample("dunes")
    other = Picture(one.motif, one.mood, one.look, one.shape, seed=8)
    assert image_of(one).tobytes() != image_of(other).tobytes()


def test_the_catalogue_names_what_exists() -> None:
    for motif in MOTIFS.values():
        assert set(motif.looks) <= set(LOOKS)
        assert set(motif.shapes) <= set(SHAPES)
    assert {name for names in INTERESTS.values() for name in names} == set(MOTIFS)


def test_faces_differ() -> None:
    faces = {avatar(7 * number, person.avatar).tobytes() for number, person in enumerate(PEOPLE[:12])}
    assert len(faces) == 12


@pytest.mark.parametrize("kind", ANIMALS)
def test_animals_are_square(kind: str) -> None:
    assert avatar(1, f"animal-{kind}").size == (SIDE, SIDE)
