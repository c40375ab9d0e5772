"""Places over HTTP: on the map, and while somebody writes where a picture is from."""

from dataclasses import dataclass

from tintype.feed import PlaceOfCard
from tintype.kernel.access import Route, reading
from tintype.kernel.text import PLACE_NAME, clean
from tintype.kernel.viewer import Viewer
from tintype.posts import Place
from tintype.search.places.finding import PlaceFinding
from tintype.search.places.gazetteer import City, cities
from tintype.search.places.globe import Circle, box_of, spot_of
from tintype.search.places.shapes import PlacesInBox, PlaceSuggestion, PlaceSuggestions, named

TAG = "discovery"
USED_MAX, SUGGESTED_MAX = 4, 8
SAME_KM = 20.0  # A city of the same name so near a place that is used is that place.


@dataclass(frozen=True, slots=True)
class PlaceRoutes:
    """Where pictures are from."""

    finding: PlaceFinding

    def routes(self) -> list[Route]:
        return [
            reading("/v1/places", self.in_box, "Places of posts in a box of the map", tag=TAG),
            reading("/v1/places/suggest", self.suggest, "Places while somebody types one", tag=TAG),
        ]

    async def in_box(self, viewer: Viewer, box: str) -> PlacesInBox:
        """`box`: south,west,north,east in degrees; over the date line where west is greater than east."""
        return await self.finding.in_box(viewer, box_of(box))

    async def suggest(self, viewer: Viewer, prefix: str, near: str | None = None) -> PlaceSuggestions:
        """Places that begin with `prefix`; `near`: lat,lon in degrees, for the cities around there to come first."""
        text = clean(prefix, PLACE_NAME, "prefix")
        found = cities(text, SUGGESTED_MAX, near=None if near is None else spot_of(near))
        used = await self.finding.called(viewer, text, USED_MAX)
        items = [PlaceSuggestion(PlaceOfCard(**named(place)), is_used=True) for place in used]
        for city in found:
            place = _place_of(city)
            if not any(_are_same(place, one) for one in used):
                items.append(PlaceSuggestion(PlaceOfCard(**named(place)), city.country))
        return PlaceSuggestions(items[:SUGGESTED_MAX])


def _place_of(city: City) -> Place:
    name = city.name if city.name == city.country else f"{city.name}, {city.country}"
    return Place(name, city.lat, city.lon)


def _are_same(city: Place, used: Place) -> bool:
    if city.spot is None or used.spot is None:
        return False
    return city.name == used.name and Circle(*city.spot, SAME_KM).has(*used.spot)
