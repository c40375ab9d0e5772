"""The cities of the world by how their names begin, for people who write where a picture is from.

Taken from GeoNames by scripts/gazetteer.py: docs/decisions/0110. The names stand in order, so that those that begin
with some letters are found by halving; the largest city has the smallest number. Read when somebody first asks.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest
from importlib import resources

from tintype.search.places.globe import Circle
from tintype.search.words import plain

START_CHARACTERS_MIN = 2  # Of one letter there are thousands, and none is meant.
NEAR_KM = 50.0  # Within, distance says nothing of what is meant.
# A city of which another name than its own in English begins so counts as one so many times further down among the
# largest: "lis" is Lisbon before it is Alexandria. So does one that is further away, by the third power.
OF_OTHER_NAME = 20
OF_DISTANCE = 3
CANDIDATES_MAX = 300  # Of the largest that begin so: what names and distances are looked at for.


@dataclass(frozen=True, slots=True)
class City:
    """A city; `country` is the name of its country in English."""

    name: str
    country: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class _Files:
    """Whole files as they are on disk: 100,000 lines as texts would take 18 MB."""

    names: bytes
    cities: bytes
    city_starts: "array[int]"
    countries: dict[str, str]


def cities(start: str, limit: int, *, near: tuple[float, float] | None = None) -> list[City]:
    """Cities one of whose names begins so: those called exactly so first, then the largest.

    With `near`, a city far away has to be larger to come before one that is near.
    """
    wanted = plain(start).strip()
    if len(wanted) < START_CHARACTERS_MIN:
        return []
    files = _files()
    exact, begun = set[int](), set[int]()
    for name, number in _beginning(files.names, wanted.encode(errors="replace")):
        (begun if name else exact).add(number)
    middle = near and Circle(*near, 0)

    def order(one: tuple[int, City]) -> tuple[bool, float]:
        number, city = one
        farness = number + 10.0
        if middle is not None:
            farness *= max(middle.distance_km(city.lat, city.lon) / NEAR_KM, 1.0) ** OF_DISTANCE
        if not plain(city.name).startswith(wanted):
            farness *= OF_OTHER_NAME
        return number not in exact, farness

    candidates = {*exact, *nsmallest(CANDIDATES_MAX, begun)}
    found = [(number, _city(files, number)) for number in candidates]
    return [city for _, city in nsmallest(limit, found, key=order)]


def _beginning(names: bytes, start: bytes) -> Iterator[tuple[bytes, int]]:
    """What stands behind the beginning in each name, and the number of the city."""
    at = _first(names, start)
    while names.startswith(start, at):
        end = names.find(b"\n", at)
        line = names[at + len(start) : end if end >= 0 else len(names)]
        rest, _, number = line.partition(b"\t")
        yield rest, int(number)
        at = end + 1 if end >= 0 else len(names)


def _first(lines: bytes, start: bytes) -> int:
    """Where the first line begins that is not before a text, of lines in order."""
    low, high = 0, len(lines)
    while low < high:
        at = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = lines.find(b"\n", at, high)
        end = high if end < 0 else end + 1
        if lines[at:end] < start:
            low = end
        else:
            high = at
    return low


def _city(files: _Files, number: int) -> City:
    at = files.city_starts[number]
    end = files.cities.find(b"\n", at)
    line = files.cities[at : end if end >= 0 else len(files.cities)].decode()
    name, code, lat, lon = line.split("\t")
    return City(name, files.countries.get(code, code), float(lat), float(lon))


@cache
def _files() -> _Files:
    here = resources.files(__package__ or "")
    names, cities = (here.joinpath(name).read_bytes() for name in ("names.txt", "cities.txt"))
    starts = array("I", [0])
    while (end := cities.find(b"\n", starts[-1])) >= 0:
        starts.append(end + 1)
    pairs = (
        line.split("\t") for line in here.joinpath("countries.txt").read_text(encoding="utf-8").split("\n")
    )
    return _Files(names, cities, starts, dict(pairs))
