"""The ladder never enlarges, states move one way, limits say what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tintype.media.model import (
    PIXELS_MAX,
    MediaState,
    PhotoFormat,
    RefusalCode,
    ladder,
    may_move,
    refuse_shape,
    refuse_size,
    states_before,
)

sides = st.integers(1, 30_000)


def test_a_twelve_megapixel_photo_has_four_sizes():
    sizes = {each.name: (each.width, each.height) for each in ladder(4000, 3000)}
    assert sizes == {"large": (1080, 810), "medium": (640, 480), "small": (320, 240), "thumb": (150, 150)}


def test_a_small_photo_keeps_its_size():
    assert {(each.width, each.height) for each in ladder(100, 80) if not each.crop} == {(100, 80)}


def test_a_portrait_is_as_wide_as_a_landscape():
    assert (ladder(3000, 4000)[0].width, ladder(3000, 4000)[0].height) == (1080, 1440)


@given(sides, sides)
def test_no_size_exceeds_the_photo_or_its_rung(width: int, height: int):
    for variant in ladder(width, height):
        assert 1 <= variant.width <= min(width, 1080)
        assert 1 <= variant.height <= min(height, 8640)


@given(sides, sides)
def test_the_ladder_descends(width: int, height: int):
    pixels = [each.width * each.height for each in ladder(width, height) if not each.crop]
    assert pixels == sorted(pixels, reverse=True)


@pytest.mark.parametrize("state", MediaState)
def test_states_before_agrees_with_may_move(state: MediaState):
    assert states_before(state) == [old for old in MediaState if may_move(old, state)]


def test_what_is_ready_stays_ready():
    assert not any(may_move(MediaState.READY, state) for state in MediaState)


def test_a_failed_photo_may_be_tried_again():
    assert may_move(MediaState.FAILED, MediaState.WAITING)


@pytest.mark.parametrize(
    ("width", "height", "code"),
    [
        (50_000, 50_000, RefusalCode.PIXELS),
        (30_001, 1000, RefusalCode.PIXELS),
        (2**31, 1, RefusalCode.PIXELS),
        (12_000, 12_000, RefusalCode.PIXELS),
        (5100, 100, RefusalCode.SHAPE),
        (100, 5100, RefusalCode.SHAPE),
        (0, 10, RefusalCode.DAMAGED),
    ],
)
def test_impossible_shapes_are_refused_with_a_sentence(width: int, height: int, code: RefusalCode):
    refusal = refuse_shape(PhotoFormat.PNG, width, height)
    assert refusal is not None
    assert refusal.code == code
    assert refusal.sentence.endswith(".")


def test_the_largest_phones_fit():
    assert refuse_shape(PhotoFormat.JPEG, 10_000, PIXELS_MAX // 10_000) is None
    assert refuse_shape(PhotoFormat.HEIC, 8064, 6048) is None


def test_sizes_of_files():
    empty, huge = refuse_size(0), refuse_size(50_000_001)
    assert empty is not None and huge is not None  # noqa: PT018
    assert (empty.code, huge.code) == (RefusalCode.EMPTY, RefusalCode.TOO_LARGE)
    assert refuse_size(1) is None
    assert refuse_size(50_000_000) is None
