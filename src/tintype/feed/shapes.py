"""Cards and what people send to make them, as the API spells them."""

import msgspec
from msgspec import UNSET, UnsetType

from tintype.engagement import Comment
from tintype.media import MediaShort
from tintype.profiles import UserShort


class PlaceOfCard(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a post is from; coordinates in degrees where they are known."""

    id: str
    name: str
    lat: float | UnsetType = UNSET
    lon: float | UnsetType = UNSET


class MentionOfCard(msgspec.Struct, frozen=True):
    """Somebody named in the caption: `username` as it was written, `id` who that is."""

    id: str
    username: str


class CountsOfCard(msgspec.Struct, frozen=True):
    """Exact numbers."""

    likes: int
    comments: int
    shares: int = 0


class ViewerOfCard(msgspec.Struct, frozen=True):
    """What the asking account has done with the post."""

    liked: bool
    saved: bool


class Card(msgspec.Struct, frozen=True, omit_defaults=True):
    """A post with all that is shown of it. `liked_by` names people the viewer follows first."""

    id: str
    author: UserShort
    created_at: str
    state: str
    audience: str
    version: int
    tags: list[str]
    mentions: list[MentionOfCard]
    media: list[MediaShort]
    counts: CountsOfCard
    comments: list[Comment]
    title: str | UnsetType = UNSET
    caption: str | UnsetType = UNSET
    edited_at: str | UnsetType = UNSET
    place: PlaceOfCard | UnsetType = UNSET
    liked_by: list[UserShort] | UnsetType = UNSET
    viewer: ViewerOfCard | UnsetType = UNSET


class CardPage(msgspec.Struct, frozen=True, omit_defaults=True):
    """A page of posts, newest first. `caught_up` says that there is nothing older."""

    items: list[Card]
    next: str | None
    caught_up: bool = False


class TagPage(CardPage, frozen=True, omit_defaults=True):
    """A page of posts with one tag. The first page says how many posts the viewer may see, of the newest 1,000."""

    count: int | UnsetType = UNSET
    has_uncounted: bool = False
    """True when there are older posts than the 1,000 that were counted."""


class PlaceIn(msgspec.Struct, forbid_unknown_fields=True):
    """A place as people send it."""

    name: str
    lat: float | None = None
    lon: float | None = None


class NewPost(msgspec.Struct, forbid_unknown_fields=True):
    """A post to be. `media` are ids of own uploads in order; `alt` describes them by id."""

    media: list[str]
    title: str | None = None
    caption: str | None = None
    alt: dict[str, str] = {}
    place: PlaceIn | None = None
    audience: str = "everyone"


class PostChanges(msgspec.Struct, forbid_unknown_fields=True):
    """An edit: what is absent stays, null removes."""

    title: str | UnsetType | None = UNSET
    caption: str | UnsetType | None = UNSET
    place: PlaceIn | UnsetType | None = UNSET
    audience: str | UnsetType = UNSET
    alt: dict[str, str | None] = {}
