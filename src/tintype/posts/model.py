"""What a post is."""

from dataclasses import dataclass
from enum import IntEnum
from hashlib import blake2b
from math import isfinite
from unicodedata import normalize

from tintype.kernel.ids import AccountId, MediaId, OrderId, PostId

MEDIA_MAX = 20  # A carousel; also what one request may carry.


class PostState(IntEnum):
    """As the records keep it. A pending post waits for its media; only its author knows of it."""

    PENDING = 1
    PUBLISHED = 2
    DELETED = 3


class Audience(IntEnum):
    """Who may see a post beyond what the account's own privacy says."""

    EVERYONE = 1
    FOLLOWERS = 2
    CLOSE_FRIENDS = 3

    @property
    def word(self) -> str:
        """As the API spells it: `everyone`, `followers`, `close_friends`."""
        return self.name.lower()


AUDIENCES = {audience.word: audience for audience in Audience}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post is from: a name, and coordinates in degrees where they are known (both or neither)."""

    name: str
    lat: float | None = None
    lon: float | None = None

    @property
    def id(self) -> int:
        """The same for the same name within about a kilometre, whoever wrote it; 1 … 2⁶³−1."""
        spot = "" if self.lat is None or self.lon is None else f"{self.lat:.2f},{self.lon:.2f}"
        words = " ".join(normalize("NFKC", self.name).casefold().split())
        digest = blake2b(f"{words}|{spot}".encode(), digest_size=8).digest()
        return int.from_bytes(digest) >> 1 or 1

    @property
    def is_on_earth(self) -> bool:
        """Whether the coordinates are a spot on the globe (or absent)."""
        if self.lat is None or self.lon is None:
            return self.lat is self.lon
        return isfinite(self.lat) and isfinite(self.lon) and abs(self.lat) <= 90 and abs(self.lon) <= 180


@dataclass(frozen=True, slots=True)
class PostMedia:
    """One picture of a post, with what it shows in words."""

    media_id: MediaId
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named in a caption: as written then, and who that was."""

    account_id: AccountId
    username: str


@dataclass(frozen=True, slots=True)
class PostHead:
    """What rules about a post need, without its words. `order_id` is None until it has been published."""

    id: PostId
    order_id: OrderId | None
    author_id: AccountId
    state: PostState
    audience: Audience

    @property
    def is_published(self) -> bool:
        return self.state is PostState.PUBLISHED


@dataclass(frozen=True, slots=True)
class Post:
    """A whole post. `version` grows by one with each edit."""

    id: PostId
    order_id: OrderId | None
    author_id: AccountId
    state: PostState
    title: str | None
    caption: str | None
    place: Place | None
    audience: Audience
    created_us: int
    published_us: int | None
    edited_us: int | None
    version: int
    media: tuple[PostMedia, ...] = ()
    tags: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()

    @property
    def is_published(self) -> bool:
        return self.state is PostState.PUBLISHED

    @property
    def shown_us(self) -> int:
        """The time people see on it: when it was published, and until then when it was made."""
        return self.created_us if self.published_us is None else self.published_us


@dataclass(frozen=True, slots=True)
class Revision:
    """What a post said until `at_us`."""

    version: int
    at_us: int
    title: str | None
    caption: str | None
    place_name: str | None
    alts: tuple[str | None, ...]
