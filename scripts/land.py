"""Writes the land and the borders that the web app's map is drawn from, out of the package world-atlas.

    python scripts/land.py FOLDER    where it is unpacked: npm pack world-atlas@2.0.2 && tar xf world-atlas-2.0.2.tgz

Natural Earth at 1:110 million for the whole, at 1:50 million for what is looked at closely. In Mercator's projection,
as paths of SVG in whole units, so that a browser has nothing to compute; lines that do not turn by a unit are straight.
The names of the files say what is in them, since browsers keep them for ever: web/src/lib/feature/map/land.ts has them.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import pairwise
from math import asinh, atan, degrees, pi, radians, sinh, tan
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "web" / "static" / "immutable"
NAMES = ROOT / "web" / "src" / "lib" / "feature" / "map" / "land.ts"
UNITS = {"110m": 4_096, "50m": 16_384}  # Around the world.
LAT_MAX = degrees(atan(sinh(pi)))  # Where Mercator's map is a square.

Point = tuple[int, int]


def main() -> None:
    names = {scale: written(Path(sys.argv[1]), scale) for scale in UNITS}
    lines = [
        f"  '{scale}': {{ file: '/immutable/{name}', units: {UNITS[scale]} }},\n"
        for scale, name in names.items()
    ]
    NAMES.parent.mkdir(parents=True, exist_ok=True)
    NAMES.write_text(
        "/** The files that scripts/land.py has written: paths of land and of borders, in units around the world. */\n"
        f"export const LAND = {{\n{''.join(lines)}}} as const;\n"
    )


def written(folder: Path, scale: str) -> str:
    land = json.loads((folder / f"land-{scale}.json").read_text())
    countries = json.loads((folder / f"countries-{scale}.json").read_text())
    units = UNITS[scale]
    coasts = "".join(ring_path(whole(ring, units)) for ring in rings(land, "land", units))
    lines = "".join(line_path(onward(line, units)) for line in borders(countries, units))
    # Lines of one width, however closely one looks.
    text = (
        '<svg xmlns="http://www.w3.org/2000/svg">'
        f'<path id="land" vector-effect="non-scaling-stroke" d="{coasts}"/>'
        f'<path id="borders" fill="none" vector-effect="non-scaling-stroke" d="{lines}"/></svg>\n'
    )
    name = f"land-{scale}-{sha256(text.encode()).hexdigest()[:12]}.svg"
    for old in STATIC.glob(f"land-{scale}-*"):
        old.unlink()
    (STATIC / name).write_text(text)
    print(f"{name}: {len(text):,} bytes")
    return name


def rings(topology: Any, what: str, units: int) -> Iterable[list[Point]]:
    arcs = decoded(topology, units)
    for polygon in polygons(topology["objects"][what]):
        for ring in polygon:
            yield simpler([point for index in ring for point in turned(arcs, index)])


def borders(topology: Any, units: int) -> Iterable[list[Point]]:
    """Lines that two countries share."""
    arcs = decoded(topology, units)
    used = Counter(
        index if index >= 0 else ~index
        for polygon in polygons(topology["objects"]["countries"])
        for ring in polygon
        for index in ring
    )
    for index, times in used.items():
        if times > 1:
            yield simpler(arcs[index])


def polygons(geometry: Any) -> Iterable[list[list[int]]]:
    match geometry["type"]:
        case "GeometryCollection":
            for each in geometry["geometries"]:
                yield from polygons(each)
        case "MultiPolygon":
            yield from geometry["arcs"]
        case "Polygon":
            yield geometry["arcs"]
        case other:
            raise ValueError(other)


def decoded(topology: Any, units: int) -> list[list[Point]]:
    """The arcs of a TopoJSON in units of the map: each point says how far it is from the one before."""
    (scale_x, scale_y), (from_x, from_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    found: list[list[Point]] = []
    for arc in topology["arcs"]:
        x = y = 0
        points: list[Point] = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append(projected(x * scale_x + from_x, y * scale_y + from_y, units))
        found.append(points)
    return found


def projected(lon: float, lat: float, units: int) -> Point:
    lat = max(-LAT_MAX, min(LAT_MAX, lat))
    return round((lon + 180) / 360 * units), round((1 - asinh(tan(radians(lat))) / pi) / 2 * units)


def turned(arcs: Sequence[list[Point]], index: int) -> list[Point]:
    return arcs[index] if index >= 0 else arcs[~index][::-1]


def onward(points: Sequence[Point], units: int) -> list[Point]:
    """Over the date line, beyond the edge of the map, instead of back across the whole of it."""
    found: list[Point] = []
    turns = 0
    for x, y in points:
        step = x + turns * units - found[-1][0] if found else 0
        turns -= round(step / units)
        found.append((x + turns * units, y))
    return found


def whole(ring: Sequence[Point], units: int) -> list[Point]:
    """The same of a ring, with its middle on the map; one around a pole has the edge of the map for its other side."""
    found = onward(ring, units)
    reach = [x for x, _ in found]
    away = (min(reach) + max(reach)) // 2 // units * units
    found = [(x - away, y) for x, y in found]
    if abs(found[-1][0] - found[0][0]) < units / 2:
        return found
    edge = units if found[0][1] > units / 2 else 0
    return [*found, (found[-1][0], edge), (found[0][0], edge)]


def simpler(points: Iterable[Point]) -> list[Point]:
    """Without points that are where the one before is, or straight on between two."""
    found: list[Point] = []
    for x, y in points:
        if found and found[-1] == (x, y):
            continue
        if len(found) > 1:
            (a, b), (c, d) = found[-2:]
            if (c - a) * (y - b) == (d - b) * (x - a) and (c - a) * (x - c) + (d - b) * (y - d) > 0:
                found.pop()
        found.append((x, y))
    return found


def ring_path(points: Sequence[Point]) -> str:
    # What is less than a unit wide is no more to be seen.
    return f"{line_path(points)}z" if len(set(points)) > 2 else ""


def line_path(points: Sequence[Point]) -> str:
    if len(points) < 2:
        return ""
    steps = [(c - a, d - b) for (a, b), (c, d) in pairwise(points)]
    first = f"M{points[0][0]} {points[0][1]}l"
    # A minus divides as well as a blank.
    return first + " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-")


if __name__ == "__main__":
    main()
