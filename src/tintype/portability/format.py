"""What an archive of Tintype says: JSON files of these shapes, beside the photos and films themselves.

`tintype.json` is what it is known by. Only optional fields are ever added; a program that knows less passes over them.
Times are UTC to the microsecond, so that a post keeps its place.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

import msgspec

from tintype.media import Wishes

FORMAT: Final = "tintype-archive"
VERSION: Final = 1
MANIFEST: Final = "tintype.json"
PROFILE: Final = "profile.json"
POSTS: Final = "posts.json"
COMMENTS: Final = "comments.json"
SAVED: Final = "saved.json"
LIKES: Final = "likes.json"
FEED: Final = "feed.json"
SHOWN: Final = "shown.json"
FOLLOWING: Final = "following.json"
PAGE: Final = "index.html"

_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

Name = Annotated[str, msgspec.Meta(max_length=300)]
Path = Annotated[str, msgspec.Meta(max_length=300)]
Words = Annotated[str, msgspec.Meta(max_length=40_000)]


class Manifest(msgspec.Struct, frozen=True):
    """What an archive is: of whom, from where, of when, and how many of what are in it."""

    format: str
    version: int
    site: Name
    username: Name
    made_at: datetime
    counts: dict[str, int] = {}


class ProfileFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who somebody is."""

    username: Name
    name: Name = ""
    bio: Words = ""
    link: Words = ""
    email: Name = ""
    is_private: bool = False
    joined_at: datetime | None = None
    picture: Path = ""


class Spot(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a post is from."""

    name: Name
    lat: float | None = None
    lon: float | None = None


class Seen(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody seen in a photo, at parts of its width and height."""

    username: Name
    x: float | None = None
    y: float | None = None


class Subtitles(msgspec.Struct, frozen=True):
    """Words to a film in one language."""

    language: Name
    label: Name
    file: Path


class MediaFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """One photo or film of a post: the file as it was uploaded, and how it is shown. An empty `file` is lost."""

    file: Path
    kind: str = "photo"
    name: Name = ""
    preview: Path = ""
    alt: Words = ""
    made: Wishes = Wishes()
    people: list[Seen] = []
    subtitles: list[Subtitles] = []


class PostFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """One post. `state`: published, pending, draft, scheduled, archived."""

    id: Name
    created_at: datetime
    media: list[MediaFile]
    published_at: datetime | None = None
    edited_at: datetime | None = None
    state: Name = "published"
    audience: Name = "everyone"
    title: Words = ""
    caption: Words = ""
    place: Spot | None = None
    tags: list[Name] = []
    mentions: list[Name] = []
    licence: Name = ""
    partners: list[Name] = []
    pinned_at: datetime | None = None
    is_sensitive: bool = False


class PostReference(msgspec.Struct, frozen=True):
    """A post of anybody, named so that it can be found again elsewhere: by whom it is, and of when."""

    id: Name
    author: Name
    published_at: datetime


class CommentFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something said. `on` is missing where its post cannot be seen by whoever said it; `answers` names a comment."""

    id: Name
    text: Words
    created_at: datetime
    on: PostReference | None = None
    answers: Name = ""


class SavedFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """A post that was kept, and in which collections.

    places: where in each of them, counted from the last, 1. covers: those it stands for.
    """

    post: PostReference
    saved_at: datetime | None = None
    collections: list[Name] = []
    places: list[int] = []
    covers: list[Name] = []


class PersonFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody one is tied to."""

    username: Name
    since: datetime | None = None


class ShownFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """A post that was shown: what happened with it (`impression`, `dwell_ms`, `open`, …), and of dwell_ms how long."""

    post: PostReference
    at: datetime
    what: Name
    ms: int = 0


class NearFile(msgspec.Struct, frozen=True):
    """Somebody whose posts are shown earlier: how near that is, and what it comes from most."""

    username: Name
    strength: float
    reason: Name


class TagFile(msgspec.Struct, frozen=True):
    """A hashtag that is followed."""

    name: Name
    since: datetime


class FeedFile(msgspec.Struct, frozen=True):
    """What decides what is shown first: what was learnt, and what was said. An archive brings none of it back."""

    near: list[NearFile] = []
    more: list[Name] = []
    less: list[PersonFile] = []
    hidden: list[PostReference] = []
    tags: list[TagFile] = []
    finds_sensitive: bool = False


def moment(at_us: int) -> datetime:
    """Microseconds since 1970 as a time."""
    return _BEGINNING + timedelta(microseconds=at_us)


def micros(at: datetime) -> int:
    """A time as microseconds since 1970; one without a zone is taken as UTC."""
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return (aware - _BEGINNING) // _MICROSECOND
