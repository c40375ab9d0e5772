"""Moderation as the API spells it."""

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from tintype.media import Media
from tintype.profiles import UserShort


class NewBlock(msgspec.Struct, forbid_unknown_fields=True):
    """What is to be blocked: one of a medium, a post, or a picture's hashes (64 and 16 hexadecimal digits)."""

    media_id: str | None = None
    post_id: str | None = None
    sha256: str | None = None
    phash: str | None = None
    note: str = ""


class BlockedPicture(msgspec.Struct, frozen=True, omit_defaults=True):
    """A picture that is not shown here. `found`: how many copies were taken down. `looked_at`: when all that was here
    had been compared with it, absent until then. `by` is absent for whoever sat at the machine.
    """

    hash: str
    created_at: str
    note: str
    found: int
    sha256: str | UnsetType = UNSET
    phash: str | UnsetType = UNSET
    by: UserShort | UnsetType = UNSET
    looked_at: str | UnsetType = UNSET


class BlockedPage(msgspec.Struct, frozen=True):
    """What is blocked, newest first."""

    items: list[BlockedPicture]
    next: str | None


class HeldMedia(msgspec.Struct, frozen=True, omit_defaults=True):
    """A photo or video that nobody but its owner sees until a moderator has looked. `score`: how sure the classifier
    is, 0 to 1; absent where somebody has held it.
    """

    media: Media
    owner: UserShort
    held_at: str
    score: float | UnsetType = UNSET
    post_id: str | UnsetType = UNSET


class HeldPage(msgspec.Struct, frozen=True):
    """What waits, the longest waiting first."""

    items: list[HeldMedia]
    next: str | None


class Clearance(msgspec.Struct, forbid_unknown_fields=True):
    """`PUT …/clearance`. `sensitive`: shown, but behind a blur."""

    sensitive: bool = False
    note: str = ""


class Act(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was decided about a medium. `by` is absent for the classifier and for whoever sat at the machine."""

    media_id: str
    act: Literal["held", "cleared", "blocked"]
    at: str
    note: str
    owner: UserShort | UnsetType = UNSET
    by: UserShort | UnsetType = UNSET


class ActPage(msgspec.Struct, frozen=True):
    """What was decided, newest first."""

    items: list[Act]
    next: str | None
