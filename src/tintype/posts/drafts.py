"""What somebody wants to post or change, checked before a row is touched."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from msgspec import UNSET, UnsetType

from tintype.kernel.ids import EPOCH_MS, AccountId, MediaId
from tintype.kernel.problems import Invalid, Problem
from tintype.kernel.text import ALT, CAPTION, PLACE_NAME, TITLE, TextLimit, clean
from tintype.posts.due import checked_due
from tintype.posts.model import MEDIA_MAX, Audience, Licence, Place, PostMedia, PostState
from tintype.posts.naming import Wish, checked_wishes


@dataclass(frozen=True, slots=True)
class Draft:
    """A post to be: its media in order, and the words around it."""

    media: tuple[PostMedia, ...]
    title: str | None = None
    caption: str | None = None
    place: Place | None = None
    audience: Audience = Audience.EVERYONE
    state: PostState = PostState.PUBLISHED
    """What it is to be: published, a draft, or scheduled for `publish_us`."""
    publish_us: int | None = None
    licence: Licence = Licence.ALL_RIGHTS_RESERVED
    is_sensitive: bool = False
    people: tuple[Wish, ...] = ()
    partner_id: AccountId | None = None
    asks_all: bool = False
    """Whether everybody named is asked first, whatever their settings."""


@dataclass(frozen=True, slots=True)
class Changes:
    """An edit: what is UNSET stays, None removes. `alts` names the media whose alt text changes."""

    title: str | UnsetType | None = UNSET
    caption: str | UnsetType | None = UNSET
    place: Place | UnsetType | None = UNSET
    audience: Audience | UnsetType = UNSET
    alts: tuple[PostMedia, ...] = ()
    state: PostState | UnsetType = UNSET
    """Of a post that is not published yet: what it is to be."""
    publish_us: int | UnsetType = UNSET
    licence: Licence | UnsetType = UNSET
    is_sensitive: bool | UnsetType = UNSET
    people: tuple[Wish, ...] | UnsetType = UNSET
    """All that are to be tagged; who is left out is taken out."""
    partner_id: AccountId | UnsetType | None = UNSET


def checked_draft(draft: Draft, *, published_us: int | None, now_us: int) -> Draft:
    """The draft with its texts cleaned. Raises Invalid with a code for every field that breaks a rule."""
    refused = _Refused()
    checked = replace(
        draft,
        title=refused.text(draft.title, TITLE, "title"),
        caption=refused.text(draft.caption, CAPTION, "caption"),
        place=refused.place(draft.place),
        media=tuple(refused.alts(draft.media)),
    )
    media_ids = [item.media_id for item in draft.media]
    refused.unless(media_ids, "media", "required")
    refused.unless(len(media_ids) <= MEDIA_MAX, "media", "too_many")
    refused.unless(len(set(media_ids)) == len(media_ids), "media", "repeated")
    if published_us is not None:
        refused.unless(EPOCH_MS * 1000 <= published_us <= now_us, "published_at", "out_of_range")
    is_scheduled = draft.state is PostState.SCHEDULED
    refused.unless(is_scheduled or draft.publish_us is None, "publish_at", "not_scheduled")
    refused.raise_if_any()
    if is_scheduled:
        checked_due(draft.publish_us, now_us)
    checked_wishes(draft.people, media_ids)
    return checked


def checked_changes(changes: Changes, media_ids: Iterable[MediaId]) -> Changes:
    """The changes with their texts cleaned, for a post with this media. Raises Invalid."""
    refused = _Refused()
    checked = replace(
        changes,
        title=changes.title if changes.title is UNSET else refused.text(changes.title, TITLE, "title"),
        caption=changes.caption
        if changes.caption is UNSET
        else refused.text(changes.caption, CAPTION, "caption"),
        place=changes.place if changes.place is UNSET else refused.place(changes.place),
        alts=tuple(refused.alts(changes.alts)),
    )
    ids = set(media_ids)
    if changes.people is not UNSET:
        checked_wishes(changes.people, ids)
    refused.unless(ids.issuperset(item.media_id for item in changes.alts), "alt", "unknown")
    refused.raise_if_any()
    return checked


class _Refused:
    """Gathers what is wrong, so that one answer names every field."""

    def __init__(self) -> None:
        self._fields: dict[str, list[str]] = {}

    def unless(self, holds: object, field: str, code: str) -> None:
        if not holds:
            self._fields.setdefault(field, []).append(code)

    def text(self, value: str | None, limit: TextLimit, field: str) -> str | None:
        if value is None:
            return None
        try:
            return clean(value, limit, field) or None
        except Problem as problem:
            self._fields.update(problem.fields)
            return None

    def place(self, place: Place | None) -> Place | None:
        if place is None:
            return None
        name = self.text(place.name, PLACE_NAME, "place")
        self.unless(name or "place" in self._fields, "place", "required")
        self.unless(place.is_on_earth, "place", "out_of_range")
        return replace(place, name=name or "")

    def alts(self, media: Iterable[PostMedia]) -> list[PostMedia]:
        return [replace(item, alt=self.text(item.alt, ALT, "alt")) for item in media]

    def raise_if_any(self) -> None:
        if self._fields:
            raise Invalid(fields=self._fields)
