"""Places as the API spells them."""

from typing import TypedDict

import msgspec
from msgspec import UNSET, UnsetType

from tintype.feed import PlaceOfCard
from tintype.media import MediaShort
from tintype.posts import Place


class Named(TypedDict):
    """What every shape of a place has."""

    id: str
    name: str
    lat: float | UnsetType
    lon: float | UnsetType


class PlaceFound(PlaceOfCard, frozen=True, omit_defaults=True):
    """A place as the newest post says it that the viewer may see, with a picture of that if it is not marked sensitive.

    In results with how many posts from there the viewer may see, and whether there may be more; near a spot with the
    distance to it. While somebody types, the name alone.
    """

    count: int | UnsetType = UNSET
    has_uncounted: bool = False
    km: float | UnsetType = UNSET
    cover: MediaShort | UnsetType = UNSET


class PlacesInBox(msgspec.Struct, frozen=True):
    """Places of posts in a box, those of most posts first. `is_whole`: there are no others that could be shown."""

    items: list[PlaceFound]
    is_whole: bool


class PlaceSuggestion(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place to say that a post is from. `is_used`: there are posts from there; else it is a city of `country`."""

    place: PlaceOfCard
    country: str | UnsetType = UNSET
    is_used: bool = False


class PlaceSuggestions(msgspec.Struct, frozen=True):
    """Places that begin so: where there are posts from first, then the cities of GeoNames."""

    items: list[PlaceSuggestion]


def named(place: Place) -> Named:
    """A place in the fields of its shapes."""
    lat, lon = place.spot or (UNSET, UNSET)
    return Named(id=str(place.id), name=place.name, lat=lat, lon=lon)
