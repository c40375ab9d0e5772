"""Cards and what people send to make them, as the API spells them."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from tintype.engagement import Comment
from tintype.media import MediaShort
from tintype.profiles import UserShort

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""A time with its zone."""


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
    """Exact numbers, as far as the viewer can see what is counted. `likes` is absent for whom it is hidden."""

    comments: int
    likes: int | UnsetType = UNSET
    shares: int = 0


class MoreOfAuthor(msgspec.Struct, frozen=True):
    """Further posts of a busy author, folded up behind this one: `cursor` is that of a page of the home feed."""

    count: int
    cursor: str


class ViewerOfCard(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the asking account has done with the post; in a ranked feed also why it stands there, `followed` if for no
    other reason than that. `followed_tag`: it is there for a hashtag that the account follows, not for its author.
    """

    liked: bool
    saved: bool
    why: list[str] = []
    followed_tag: str | UnsetType = UNSET
    more: MoreOfAuthor | UnsetType = UNSET


class Card(msgspec.Struct, frozen=True, omit_defaults=True):
    """A post with all that is shown of it. `liked_by` names people the viewer follows first.

    `pinned` posts stand first on their author's page. The author alone sees what is a `draft`, `scheduled` (until
    `publish_at`), `archived` or `removed` (restorable until `gone_at`). Where it `has_people`, somebody is tagged in
    its pictures whom the viewer may see. `partner` paid for the post, and stands by that.
    """

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
    comments_from: str = "everyone"
    hides_likes: bool = False
    title: str | UnsetType = UNSET
    caption: str | UnsetType = UNSET
    edited_at: str | UnsetType = UNSET
    place: PlaceOfCard | UnsetType = UNSET
    pinned: bool = False
    sensitive: bool = False
    licence: str | UnsetType = UNSET
    publish_at: str | UnsetType = UNSET
    gone_at: str | UnsetType = UNSET
    has_people: bool = False
    partner: UserShort | UnsetType = UNSET
    liked_by: list[UserShort] | UnsetType = UNSET
    viewer: ViewerOfCard | UnsetType = UNSET


class CardPage(msgspec.Struct, frozen=True, omit_defaults=True):
    """A page of posts, newest first. `caught_up` says that there is nothing older."""

    items: list[Card]
    next: str | None
    caught_up: bool = False


class HomePage(CardPage, frozen=True, omit_defaults=True):
    """A page of the home feed. In the ranked order, items from number `seen_from` on have been seen before.

    Where the viewer hides what they have seen, the last page says how many that are.
    """

    seen_from: int | UnsetType = UNSET
    seen_hidden: int | UnsetType = UNSET


class HomeChoices(msgspec.Struct, forbid_unknown_fields=True):
    """How somebody reads their home feed: `order` is `ranked` or `latest`; with `hides_seen` the ranked one ends where
    what they have seen begins.
    """

    order: str
    hides_seen: bool


class HomeChanges(msgspec.Struct, forbid_unknown_fields=True):
    """What is to change of `HomeChoices`."""

    order: str | UnsetType = UNSET
    hides_seen: bool | UnsetType = UNSET


class TagPage(CardPage, frozen=True, omit_defaults=True):
    """A page of posts with one tag. The first page says how many posts the viewer may see, of the newest 1,000."""

    count: int | UnsetType = UNSET
    has_uncounted: bool = False
    """True when there are older posts than the 1,000 that were counted."""
    is_followed: bool = False
    """Whether the asking account follows the tag; on the first page."""


class PlacePage(CardPage, frozen=True, omit_defaults=True):
    """A page of posts from one place, which is named if there are any."""

    place: PlaceOfCard | UnsetType = UNSET


class PlaceIn(msgspec.Struct, forbid_unknown_fields=True):
    """A place as people send it."""

    name: str
    lat: float | None = None
    lon: float | None = None


class PersonIn(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody to be tagged in a picture at (`x`, `y`), parts of its width and height."""

    user_id: str
    media_id: str
    x: float
    y: float


class NewPost(msgspec.Struct, forbid_unknown_fields=True):
    """A post to be. `media` are ids of own uploads in order; `alt` describes them by id. `state` is `published`,
    `draft` or `scheduled`, the last with `publish_at`. `licence` is `all_rights_reserved`, `cc0`, or one of Creative
    Commons 4.0 such as `cc_by_sa`. What is `sensitive` is shown behind a blur.
    """

    media: list[str]
    title: str | None = None
    caption: str | None = None
    alt: dict[str, str] = {}
    place: PlaceIn | None = None
    audience: str = "everyone"
    state: str = "published"
    publish_at: Moment | None = None
    licence: str = "all_rights_reserved"
    sensitive: bool = False
    people: list[PersonIn] = []
    partner: str | None = None
    """The id of who pays for the post; shown when they have agreed."""
    comments_from: str = "everyone"
    """Who may comment from the first moment on: `everyone`, `followers` or `nobody`."""


class PostChanges(msgspec.Struct, forbid_unknown_fields=True):
    """An edit: what is absent stays, null removes. `state` and `publish_at` are for what is not published yet."""

    title: str | UnsetType | None = UNSET
    caption: str | UnsetType | None = UNSET
    place: PlaceIn | UnsetType | None = UNSET
    audience: str | UnsetType = UNSET
    alt: dict[str, str | None] = {}
    state: str | UnsetType = UNSET
    publish_at: Moment | UnsetType = UNSET
    licence: str | UnsetType = UNSET
    sensitive: bool | UnsetType = UNSET
    people: list[PersonIn] | UnsetType = UNSET
    """All who are to be tagged."""
    partner: str | UnsetType | None = UNSET


class PersonInPost(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody tagged in a picture. Only the author and who is tagged see what still `is_waiting`."""

    user: UserShort
    media_id: str
    x: float
    y: float
    is_waiting: bool = False


class PeopleOfPost(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who is tagged in the pictures of a post, and for its author whether its partner has agreed."""

    items: list[PersonInPost]
    partner: UserShort | UnsetType = UNSET
    partner_is_waiting: bool = False


class Tagging(msgspec.Struct, frozen=True):
    """Who may tag an account in pictures, or name it as partner: `everyone`, `following` (people it follows) or
    `nobody`; and whether it is asked before a tag is shown. A partner is always asked.
    """

    who: str
    by_hand: bool


class TaggingChanges(msgspec.Struct, forbid_unknown_fields=True):
    """What is absent stays."""

    who: str | UnsetType = UNSET
    by_hand: bool | UnsetType = UNSET
