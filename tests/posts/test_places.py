"""Rules about places that need no records."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tintype.posts import Place


@pytest.mark.parametrize(
    ("lat", "lon", "is_on_earth"),
    [
        (0.0, 0.0, True),
        (90.0, -180.0, True),
        (None, None, True),
        (90.1, 0.0, False),
        (0.0, float("nan"), False),
        (float("inf"), 0.0, False),
        (1.0, None, False),
        (None, 1.0, False),
    ],
)
def test_a_place_is_on_earth_or_nowhere(lat: float | None, lon: float | None, *, is_on_earth: bool) -> None:
    assert Place("Pier 4", lat, lon).is_on_earth is is_on_earth


@given(st.text(min_size=1), st.floats(-90, 90), st.floats(-180, 180))
def test_the_id_of_a_place_fits_and_ignores_case_and_blanks(name: str, lat: float, lon: float) -> None:
    place = Place(name, lat, lon)
    assert 1 <= place.id < 1 << 63
    assert Place(f" {name}  ", lat, lon).id == place.id


def test_the_same_name_elsewhere_is_another_place() -> None:
    assert Place("Paris", 48.86, 2.35).id != Place("Paris", 33.66, -95.55).id
    assert Place("PARIS", 48.861, 2.352).id == Place("Paris", 48.859, 2.349).id
