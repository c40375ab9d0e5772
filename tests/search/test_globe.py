"""Cells cover what they are asked for, whatever lies in it: over the date line and at the poles too."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tintype.search.places.globe import CELLS_MAX, KM_MAX, Box, Circle, cells_in, cells_of

LATS = st.floats(-90, 90)
LONS = st.floats(-180, 180)


@given(LATS, LONS, st.floats(0.01, KM_MAX), LATS, LONS)
@example(0.0, 180.0, 1.0, 0.0, -180.0)
@example(0.0, -180.0, 1.0, 0.0, 180.0)
@example(0.0, 179.999, 1.0, 0.0, -179.999)
@example(90.0, 0.0, 1.0, 90.0, 77.0)
@example(-89.999, 10.0, 5.0, -89.999, -170.0)
@example(60.0, 0.0, 500.0, 60.5, 9.0)
def test_what_is_in_a_circle_is_in_its_box_and_its_cells(
    lat: float, lon: float, km: float, other_lat: float, other_lon: float
) -> None:
    circle = Circle(lat, lon, km)
    if circle.distance_km(other_lat, other_lon) < km * 0.999_999:
        cells = cells_in(circle.box)
        assert circle.box.wider(1e-9).has(other_lat, other_lon)
        assert not cells or set(cells) & set(cells_of(other_lat, other_lon))


@given(LATS, LONS, st.floats(0.01, KM_MAX), st.floats(0, 0.999), st.floats(-1, 1))
def test_near_spots_are_in_it(lat: float, lon: float, km: float, part: float, aside: float) -> None:
    """As above with spots that are within: chance alone seldom finds any."""
    circle = Circle(lat, lon, km)
    reach = km / 111.2 * part
    other_lat = min(90.0, max(-90.0, lat + reach * (1 - abs(aside))))
    other_lon = (lon + reach * aside + 180) % 360 - 180
    if circle.has(other_lat, other_lon):
        assert circle.box.wider(1e-9).has(other_lat, other_lon)
        cells = cells_in(circle.box)
        assert 0 < len(cells) <= CELLS_MAX
        assert set(cells) & set(cells_of(other_lat, other_lon))


@given(st.tuples(LATS, LONS), st.tuples(LATS, LONS), st.tuples(LATS, LONS))
@example((-1.0, 170.0), (1.0, -170.0), (0.0, 180.0))
@example((-1.0, 170.0), (1.0, -170.0), (0.0, -180.0))
@example((-90.0, -180.0), (90.0, 180.0), (12.0, 34.0))
@example((90.0, 180.0), (90.0, 180.0), (90.0, -180.0))
def test_what_is_in_a_box_is_in_its_cells(
    corner: tuple[float, float], other: tuple[float, float], spot: tuple[float, float]
) -> None:
    box = Box(min(corner[0], other[0]), corner[1], max(corner[0], other[0]), other[1])
    cells = cells_in(box)
    assert len(cells) <= CELLS_MAX
    if box.has(*spot):
        assert not cells or set(cells) & set(cells_of(*spot))


def test_distances_are_those_of_an_atlas() -> None:
    paris = Circle(48.8566, 2.3522, 1)
    assert paris.distance_km(51.5074, -0.1278) == pytest.approx(344, abs=1)
    assert paris.distance_km(-33.8688, 151.2093) == pytest.approx(16_960, rel=0.005)
    assert Circle(0, 179.5, 1).distance_km(0, -179.5) == pytest.approx(111.2, abs=0.1)


def test_small_areas_have_small_cells() -> None:
    """Otherwise everything would be looked at for a circle over the corner of four cells."""
    for lat, lon in ((0.0, 0.0), (45.0, 180.0), (52.5, 13.4), (-67.5, -90.0)):
        assert all(cell.startswith("z12n") for cell in cells_in(Circle(lat, lon, 2).box)), (lat, lon)
