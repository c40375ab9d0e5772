"""Cities are found by how their names begin, in any language, the likeliest first."""

from __future__ import annotations

import time
from importlib import resources

import pytest

import tintype.search.places
from tintype.search.places.gazetteer import START_CHARACTERS_MIN, cities
from tintype.search.words import plain


@pytest.mark.parametrize(
    ("start", "name", "country"),
    [
        ("lis", "Lisbon", "Portugal"),
        ("Lisboa", "Lisbon", "Portugal"),
        ("mün", "Munich", "Germany"),
        ("MÜNCHEN", "Munich", "Germany"),
        ("москва", "Moscow", "Russia"),
        ("東京", "Tokyo", "Japan"),
        ("sao pau", "São Paulo", "Brazil"),
        ("new yo", "New York City", "United States"),
        ("warszawa", "Warsaw", "Poland"),
        ("القاهرة", "Cairo", "Egypt"),
    ],
)
def test_the_city_that_is_meant_comes_first(start: str, name: str, country: str) -> None:
    first = cities(start, 5)[0]
    assert (first.name, first.country) == (name, country)
    assert -90 <= first.lat <= 90
    assert -180 <= first.lon <= 180


def test_what_is_near_comes_first() -> None:
    assert cities("cambridge", 1)[0].country == "United Kingdom"
    assert cities("cambridge", 1, near=(42.4, -71.1))[0].country == "United States"


def test_nothing_is_meant_by_a_letter_or_by_no_name() -> None:
    assert START_CHARACTERS_MIN == 2
    assert [cities(text, 5) for text in ("", "a", " x ", "qqqq", "\ud800\ud800", "\n\n", "~~", "1\t2")] == [
        []
    ] * 8


def test_names_are_in_order_and_lead_to_cities() -> None:
    """The order is what finds them."""
    here = resources.files(tintype.search.places)
    names = here.joinpath("names.txt").read_bytes().split(b"\n")
    count = len(here.joinpath("cities.txt").read_bytes().split(b"\n"))
    assert names == sorted(names)
    assert all(int(line.split(b"\t")[1]) < count for line in names)
    # As searches spell what somebody types; a sample, for all of them take three seconds.
    spelt = [line.split(b"\t")[0].decode() for line in names[::50]]
    assert [name for name in spelt if plain(name).strip() != name] == []


def test_every_beginning_finds_what_a_plain_look_finds() -> None:
    here = resources.files(tintype.search.places)
    lines = here.joinpath("cities.txt").read_text(encoding="utf-8").split("\n")
    for start in ("berl", "san jo", "oslo", "zu"):
        found = {(city.name, city.lat) for city in cities(start, 1_000)}
        looked = [line.split("\t") for line in lines if plain(line).startswith(start)]
        assert {(name, float(lat)) for name, _, lat, _ in looked} <= found, start


def test_a_suggestion_takes_five_milliseconds_at_most() -> None:
    cities("warm up", 1)
    took: list[float] = []
    for start in ("sa", "san", "al", "li", "be"):
        began = time.process_time()
        cities(start, 8, near=(48.1, 11.5))
        took.append(time.process_time() - began)
    assert sorted(took)[2] < 0.005, took
