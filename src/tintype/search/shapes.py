"""What is found, as the API spells it."""

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from tintype.feed import Card
from tintype.profiles import UserShort
from tintype.search.places.shapes import PlaceFound


class TagFound(msgspec.Struct, frozen=True, omit_defaults=True):
    """A hashtag; in results with how many posts of it the viewer may see, and whether there may be more."""

    name: str
    count: int | UnsetType = UNSET
    has_uncounted: bool = False


class SearchItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that was found: what its kind says is there."""

    kind: Literal["person", "post", "tag", "place"]
    person: UserShort | UnsetType = UNSET
    post: Card | UnsetType = UNSET
    tag: TagFound | UnsetType = UNSET
    place: PlaceFound | UnsetType = UNSET


class SearchPage(msgspec.Struct, frozen=True):
    """What was found: people, tags, places, posts. Further pages of several kinds have posts alone.

    A page may be short, or empty, with more behind it: what the viewer may not see is left out.
    """

    items: list[SearchItem]
    next: str | None


class SearchSuggestions(msgspec.Struct, frozen=True):
    """People, hashtags and places that begin so, the likeliest first."""

    items: list[SearchItem]
