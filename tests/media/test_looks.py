"""Filters and tones: what they do to colours, and that one file says what they are."""

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from scripts.looks import EXAMPLES, NAMES, SHEETS, described, examples, tables
from tintype.media.edit import Edit
from tintype.media.pictures.cubes import COLOURS, STEPS, cube_of_edit, cube_of_look
from tintype.media.pictures.looks import looks
from tintype.media.pictures.retouch import toned

IDENTITY = bytes(
    round(255 * value / (STEPS - 1))
    for blue in range(STEPS)
    for green in range(STEPS)
    for red in range(STEPS)
    for value in (red, green, blue)
)
SHIFTS = ("brightness", "contrast", "saturation", "warmth")
GREYS = [at for at in range(COLOURS) if len(set(IDENTITY[3 * at : 3 * at + 3])) == 1]


def colour(cube: bytes, red: int, green: int, blue: int) -> tuple[int, ...]:
    at = 3 * (red + STEPS * (green + STEPS * blue))
    return tuple(cube[at : at + 3])


def photo() -> Image.Image:
    return Image.effect_noise((120, 90), 80).convert("RGB").resize((240, 180))


def test_there_are_twelve_of_them_and_no_two_are_alike():
    cubes = {name: cube_of_look(name) for name in looks()}
    assert len(cubes) == 12
    for name, cube in cubes.items():
        for other, table in cubes.items():
            if name < other:
                apart = sum(abs(a - b) for a, b in zip(cube, table, strict=True)) / len(cube)
                assert apart > 4, f"{name} and {other} look the same"


def test_the_web_app_has_the_tables_that_the_server_uses():
    sheet = tables()
    assert NAMES.read_text() == described(sheet), "run `python scripts/looks.py`"
    drawn = Image.open(SHEETS / json.loads(NAMES.read_text())["sheet"].rpartition("/")[2])
    assert ImageChops.difference(drawn.convert("RGB"), sheet).getbbox() is None


def test_the_web_app_is_tested_with_what_the_server_does_now():
    assert json.loads(EXAMPLES.read_text()) == json.loads(examples()), "run `python scripts/looks.py`"


def test_no_edit_of_colours_is_no_table():
    assert cube_of_edit(Edit(turns=1, vignette=0.5, sharpen=1.0)) is None
    nearly = cube_of_edit(Edit(brightness=1e-4))
    assert nearly is not None
    assert max(abs(a - b) for a, b in zip(nearly, IDENTITY, strict=True)) <= 1


@pytest.mark.parametrize("name", looks())
def test_strength_goes_from_nothing_to_the_filter(name: str):
    whole = cube_of_look(name)
    for strength in (0.5, 1.0):
        mixed = cube_of_edit(Edit(filter=name, strength=strength))
        assert mixed is not None
        between = [a + (b - a) * strength for a, b in zip(IDENTITY, whole, strict=True)]
        assert max(abs(a - b) for a, b in zip(mixed, between, strict=True)) <= 1


def test_each_slider_does_what_it_says():
    middle = (16, 16, 16)

    def of(**shifts: float) -> bytes:
        cube = cube_of_edit(Edit(**shifts))
        assert cube is not None
        return cube

    assert (
        colour(of(brightness=0.5), *middle) > (140,) * 3 > (110,) * 3 > colour(of(brightness=-0.5), *middle)
    )
    assert colour(of(contrast=1), 4, 4, 4) < colour(IDENTITY, 4, 4, 4) < colour(of(contrast=-1), 4, 4, 4)
    warm, cool = colour(of(warmth=1), *middle), colour(of(warmth=-1), *middle)
    assert warm[0] > warm[2] + 20
    assert cool[2] > cool[0] + 20
    assert len(set(colour(of(saturation=-1), 30, 10, 4))) == 1
    faded = of(fade=1)
    assert min(colour(faded, 0, 0, 0)) > 25
    assert max(colour(faded, 32, 32, 32)) < 250


@settings(max_examples=40, deadline=None)
@given(
    st.fixed_dictionaries({name: st.floats(-1, 1) for name in SHIFTS}),
    st.sampled_from([None, *looks()]),
    st.floats(0, 1),
)
def test_greys_never_turn_around(shifts: dict[str, float], name: str | None, strength: float):
    """Whatever is set, what is lighter stays lighter: no colour is torn, and every table is whole."""
    cube = cube_of_edit(Edit(filter=name, strength=strength, **shifts))
    if cube is None:
        return
    assert len(cube) == 3 * COLOURS
    lights = [sum(w * v for w, v in zip((2, 7, 1), cube[3 * at : 3 * at + 3], strict=True)) for at in GREYS]
    assert all(later >= sooner - 15 for sooner, later in pairwise(lights))


def test_a_vignette_darkens_corners_and_leaves_the_middle():
    grey = Image.new("RGB", (300, 200), (200, 200, 200))
    shaded = toned(grey, Edit(vignette=1.0))
    assert shaded.getpixel((150, 100)) == (200, 200, 200)
    assert shaded.getpixel((1, 1))[0] < 60
    corners = {shaded.getpixel(at)[0] for at in ((0, 0), (299, 0), (0, 199), (299, 199))}
    assert max(corners) - min(corners) <= 2


def test_sharpening_widens_steps_and_leaves_planes():
    step = Image.new("RGB", (40, 40), (100, 100, 100))
    step.paste((150, 150, 150), (20, 0, 40, 40))
    sharp = toned(step, Edit(sharpen=1.0))
    assert sharp.getpixel((5, 20)) == (100, 100, 100)
    assert sharp.getpixel((19, 20))[0] < 95
    assert sharp.getpixel((20, 20))[0] > 155


@pytest.mark.parametrize("name", [None, *looks()])
def test_a_picture_takes_the_colours_of_the_table(name: str | None):
    edit = Edit(filter=name, brightness=0.1)
    cube = cube_of_edit(edit)
    assert cube is not None
    for steps in ((0, 0, 0), (32, 32, 32), (8, 16, 24), (31, 4, 12)):
        exact = Image.new("RGB", (4, 4), tuple(round(255 * step / 32) for step in steps))
        ours = toned(exact, edit).getpixel((1, 1))
        assert max(abs(a - b) for a, b in zip(ours, colour(cube, *steps), strict=True)) <= 3
    assert toned(photo(), edit).size == (240, 180)
