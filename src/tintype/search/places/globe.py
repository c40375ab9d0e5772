"""Spots, circles and boxes on the globe, and the cells by which an index finds what lies in them.

The grid: at level L there are 2ᴸ rows from pole to pole and twice as many columns around. A spot is in one cell of each
level, and an area is covered by few cells of the finest level that allows it; what a cell has beyond the area, exact
distances take away afterwards. Columns go around: the last and the first are neighbours, so the date line is no edge.
"""

from dataclasses import dataclass
from math import asin, cos, degrees, floor, isfinite, radians, sin, sqrt

from tintype.kernel.problems import Invalid

LEVELS = (2, 4, 6, 8, 10, 12)  # Cells 45° … 0.044° high: 5,000 … 4.9 km.
CELLS_MAX = 24  # Of one area: each is a list to read.
EARTH_KM = 6371.009  # The mean radius of GRS 80.
KM_MAX = 500.0  # Farther is another country; and the corners of a map are a box.
DEGREE_KM = EARTH_KM * radians(1)


@dataclass(frozen=True, slots=True)
class Box:
    """Between two latitudes, eastwards from one longitude to another: over the date line where west > east."""

    south: float
    west: float
    north: float
    east: float

    @property
    def width(self) -> float:
        """Degrees from west to east."""
        return self.east - self.west if self.east >= self.west else self.east - self.west + 360

    def has(self, lat: float, lon: float) -> bool:
        """Whether a spot is in it, or on its edge."""
        return self.south <= lat <= self.north and (lon - self.west) % 360 <= self.width

    def wider(self, margin: float) -> "Box":
        """With a margin of degrees all around."""
        south, north = max(self.south - margin, -90.0), min(self.north + margin, 90.0)
        if self.width + 2 * margin >= 360:
            return Box(south, -180.0, north, 180.0)
        return Box(south, _turned(self.west - margin), north, _turned(self.east + margin))


@dataclass(frozen=True, slots=True)
class Circle:
    """Everything at most so far from a spot, along the ground."""

    lat: float
    lon: float
    km: float

    def distance_km(self, lat: float, lon: float) -> float:
        """From its middle (haversine, which is exact for what is near)."""
        half_lat, half_lon = radians(lat - self.lat) / 2, radians(lon - self.lon) / 2
        chord = sin(half_lat) ** 2 + cos(radians(self.lat)) * cos(radians(lat)) * sin(half_lon) ** 2
        return 2 * EARTH_KM * asin(min(1.0, sqrt(chord)))

    def has(self, lat: float, lon: float) -> bool:
        """Whether a spot is in it, or on its edge."""
        return self.distance_km(lat, lon) <= self.km

    @property
    def box(self) -> Box:
        """The smallest box around it; where a pole is in it, all the way around."""
        reach = self.km / DEGREE_KM
        south, north = self.lat - reach, self.lat + reach
        if south <= -90 or north >= 90:
            return Box(max(south, -90.0), -180.0, min(north, 90.0), 180.0)
        # Meridians close up towards the poles: the widest parallel is a little beyond the middle.
        half = degrees(asin(min(1.0, sin(radians(reach)) / cos(radians(self.lat)))))
        return Box(south, _turned(self.lon - half), north, _turned(self.lon + half))


def cells_of(lat: float, lon: float) -> list[str]:
    """The cell of a spot at each level."""
    return [_name(level, _row(level, lat), _column(level, lon) % (2 << level)) for level in LEVELS]


def cells_in(box: Box) -> list[str]:
    """The cells of one level that cover a box; none for a box that is too large to be narrowed by them."""
    for level in reversed(LEVELS):
        rows = range(_row(level, box.south), _row(level, box.north) + 1)
        first = _column(level, box.west)
        columns = range(first, min(_column(level, box.west + box.width), first + (2 << level) - 1) + 1)
        if len(rows) * len(columns) <= CELLS_MAX:
            return [_name(level, row, column % (2 << level)) for row in rows for column in columns]
    return []


def circle_of(text: str) -> Circle:
    """`lat,lon,km` as a circle. Raises Invalid."""
    lat, lon, km = _numbers(text, "near", 3)
    if abs(lat) > 90 or abs(lon) > 180 or not 0 < km <= KM_MAX:
        raise _refused("near", "out_of_range")
    return Circle(lat, lon, km)


def spot_of(text: str) -> tuple[float, float]:
    """`lat,lon` in degrees. Raises Invalid."""
    lat, lon = _numbers(text, "near", 2)
    if abs(lat) > 90 or abs(lon) > 180:
        raise _refused("near", "out_of_range")
    return lat, lon


def box_of(text: str) -> Box:
    """`south,west,north,east` as a box. Raises Invalid."""
    south, west, north, east = _numbers(text, "box", 4)
    if not -90 <= south <= north <= 90 or max(abs(west), abs(east)) > 180:
        raise _refused("box", "out_of_range")
    return Box(south, west, north, east)


def _numbers(text: str, field: str, count: int) -> list[float]:
    try:
        found = [float(part) for part in text.split(",", count)]
    except ValueError:
        raise _refused(field, "malformed") from None
    if len(found) != count or not all(map(isfinite, found)):
        raise _refused(field, "malformed")
    return found


def _refused(field: str, code: str) -> Invalid:
    spelt = {
        "near": "near is lat,lon in degrees, and with posts and places how many km",
        "box": "box is south,west,north,east",
    }
    return Invalid(f"{spelt[field]}.", fields={field: [code]})


def _row(level: int, lat: float) -> int:
    return min(floor((lat + 90) / 180 * (1 << level)), (1 << level) - 1)


def _column(level: int, lon: float) -> int:
    """Counted on beyond the date line; the cell's own column is what is left when it is divided by all."""
    return floor((lon + 180) / 360 * (2 << level))


def _turned(lon: float) -> float:
    """A longitude from -180 to 180."""
    return lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180


def _name(level: int, row: int, column: int) -> str:
    """A word of letters and digits, as indexes take them."""
    return f"z{level}n{row * (2 << level) + column}"
