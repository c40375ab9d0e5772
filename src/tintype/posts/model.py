"""What a post is."""

from dataclasses import dataclass
from enum import IntEnum
from hashlib import blake2b
from math import isfinite
from unicodedata import normalize

from tintype.kernel.ids import AccountId, MediaId, OrderId, PostId

MEDIA_MAX = 20  # A carousel; also what one request may carry.


class PostState(IntEnum):
    """As the records keep it. A pending post waits for its media; only its author knows of it.

    The last four are shelves, of which the author alone knows as well: `removed` is what can still be restored.
    """

    PENDING = 1
    PUBLISHED = 2
    DELETED = 3
    DRAFT = 4
    SCHEDULED = 5
    ARCHIVED = 6
    REMOVED = 7


UNPUBLISHED = frozenset({PostState.DRAFT, PostState.SCHEDULED})
SHELVES = frozenset({PostState.DRAFT, PostState.SCHEDULED, PostState.ARCHIVED, PostState.REMOVED})


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


class Licence(IntEnum):
    """What others may do with a post. Those of Creative Commons are of version 4.0."""

    ALL_RIGHTS_RESERVED = 0
    CC_BY = 1
    CC_BY_SA = 2
    CC_BY_ND = 3
    CC_BY_NC = 4
    CC_BY_NC_SA = 5
    CC_BY_NC_ND = 6
    CC0 = 7

    @property
    def word(self) -> str:
        """As the API spells it: `cc_by_sa`."""
        return self.name.lower()


LICENCES = {licence.word: licence for licence in Licence}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post is from: a name, and coordinates in degrees where they are known (both or neither)."""

    name: str
    lat: float | None = None
    lon: float | None = None

    @property
    def id(self) -> int:
        """The same for the same name within about a kilometre, whoever wrote it; 1 … 2⁶³−1."""
        spot = "{:.2f},{:.2f}".format(*self.spot) if self.spot else ""
        words = " ".join(normalize("NFKC", self.name).casefold().split())
        digest = blake2b(f"{words}|{spot}".encode(), digest_size=8).digest()
        return int.from_bytes(digest) >> 1 or 1

    @property
    def spot(self) -> tuple[float, float] | None:
        """Its coordinates, where they are known."""
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)

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


class NamedAs(IntEnum):
    """What somebody is in a post."""

    SEEN = 1
    PARTNER = 2


class Naming(IntEnum):
    """How it stands with somebody's name in a post. Only the named person gets beyond a refusal."""

    WAITING = 1
    SHOWN = 2
    REFUSED = 3
    TAKEN_OUT = 4


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named in a post: seen in a picture at (x, y), parts of its width and height, or its paying partner."""

    account_id: AccountId
    role: NamedAs
    media_id: MediaId
    """0 for a partner."""
    x: float | None = None
    y: float | None = None
    state: Naming = Naming.WAITING

    @property
    def is_active(self) -> bool:
        """Whether the author wants it and the person has not refused."""
        return self.state in {Naming.WAITING, Naming.SHOWN}


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
    shelf_us: int = 0
    """Of a post on a shelf: when it was put there, is to be published, or goes for good."""
    was_archived: bool = False
    pinned_us: int = 0
    licence: Licence = Licence.ALL_RIGHTS_RESERVED
    is_sensitive: bool = False
    has_people: bool = False
    """Whether anybody was ever named in it, so that others are not asked."""
    people: tuple[Named, ...] = ()
    """Everybody named in it, those who refused included."""

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
