"""People as the API spells them: short beside what they share, in full on their own page."""

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from tintype.media import MediaShort


class Acquaintance(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody the viewer follows, as they are named beside others."""

    id: str
    username: str
    name: str
    avatar: MediaShort | UnsetType = UNSET


class UserViewer(msgspec.Struct, frozen=True):
    """How the asking account and this one stand to each other.

    `followed_by_people`: a few of those the viewer follows who follow this account; `followed_by_count`: how many there
    are, exactly on a profile, and of the viewer's newest 200 follows in suggestions.
    """

    following: Literal["none", "requested", "yes"]
    followed_by: bool
    blocking: bool
    muting: bool
    restricting: bool
    close_friend: bool
    muting_stories: bool
    muted_until: str | UnsetType = UNSET
    followed_by_people: list[Acquaintance] | UnsetType = UNSET
    followed_by_count: int | UnsetType = UNSET


class UserCounts(msgspec.Struct, frozen=True):
    """Exact numbers."""

    posts: int
    followers: int
    following: int


class UserShort(msgspec.Struct, frozen=True, omit_defaults=True):
    """An account beside what it shares. `viewer` is there in lists of people."""

    id: str
    username: str
    name: str
    is_private: bool
    avatar: MediaShort | UnsetType = UNSET
    viewer: UserViewer | UnsetType = UNSET


class User(msgspec.Struct, frozen=True, omit_defaults=True):
    """An account's profile. `viewer` is there for others who are signed in."""

    id: str
    username: str
    name: str
    is_private: bool
    counts: UserCounts
    bio: str | UnsetType = UNSET
    link: str | UnsetType = UNSET
    avatar: MediaShort | UnsetType = UNSET
    viewer: UserViewer | UnsetType = UNSET


class Me(User, frozen=True, omit_defaults=True, kw_only=True):
    """One's own profile, with what nobody else is told."""

    email: str
    email_state: Literal["confirmed", "unconfirmed", "required", "unchecked"]
    """required: nothing can be written before it is confirmed. unchecked: the site has no mail."""
    role: Literal["member", "moderator", "operator"]
    created_at: str


class UserPage(msgspec.Struct, frozen=True):
    """People, in the order of the list they are from. A page may be short: who is hidden is left out."""

    items: list[UserShort]
    next: str | None


class SignedIn(msgspec.Struct, frozen=True):
    """Who has just signed in; `csrf` goes into `X-CSRF-Token` with every change."""

    user: Me
    csrf: str


class SignedUp(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who has just signed up, and is signed in; nulls for an account that `waits` to be let in by a moderator."""

    user: Me | None
    csrf: str | None
    waits: Literal["approval"] | UnsetType = UNSET


class WhoAmI(msgspec.Struct, frozen=True):
    """Who is asking; nulls when nobody is known to."""

    user: Me | None
    csrf: str | None


class ProfileChanges(msgspec.Struct, forbid_unknown_fields=True):
    """`PATCH /v1/me`: what is absent stays; an empty text clears.

    `keeps_links`, beside another `username`: for as long as nobody else can have the old name, links to it lead here.
    """

    name: str | UnsetType = UNSET
    bio: str | UnsetType = UNSET
    link: str | UnsetType = UNSET
    username: str | UnsetType = UNSET
    is_private: bool | UnsetType = UNSET
    keeps_links: bool = False


class AvatarBody(msgspec.Struct, forbid_unknown_fields=True):
    """`PUT /v1/me/avatar`: one of the account's own photos."""

    media_id: str
