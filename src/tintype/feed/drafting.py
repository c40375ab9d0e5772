"""What people send to make or change a post, as the subject of posts understands it."""

from datetime import datetime
from enum import Enum
from typing import TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from tintype.engagement import COMMENTS_FROM, CommentsFrom
from tintype.feed.shapes import Moment, NewPost, PersonIn, PlaceIn, PostChanges
from tintype.kernel.clock import SECOND_US
from tintype.kernel.ids import AccountId, MediaId, parse_id
from tintype.kernel.problems import Invalid, NotFound
from tintype.posts import (
    AUDIENCES,
    LICENCES,
    Audience,
    Changes,
    Draft,
    Licence,
    Place,
    PostMedia,
    PostState,
    Wish,
)

_STATES = {"published": PostState.PUBLISHED, "draft": PostState.DRAFT, "scheduled": PostState.SCHEDULED}
_Choice = TypeVar("_Choice", bound=Enum)


def draft_of(data: NewPost) -> Draft:
    """What somebody wants to post. Raises Invalid for ids, places and audiences that cannot be."""
    media_ids = [_media_id(text, "media") for text in data.media]
    alts = {_media_id(text, "alt"): alt for text, alt in data.alt.items()}
    if not set(alts) <= set(media_ids):
        raise Invalid("An alt text names a photo that is not in the post.", fields={"alt": ["unknown"]})
    media = tuple(PostMedia(id, alts.get(id)) for id in media_ids)
    return Draft(
        media,
        data.title,
        data.caption,
        _place(data.place),
        audience_of(data.audience),
        state_of(data.state),
        None if data.publish_at is None else micros(data.publish_at),
        licence_of(data.licence),
        data.sensitive,
        tuple(map(_wish, data.people)),
        None if data.partner is None else _account_id(data.partner, "partner"),
    )


def changes_of(data: PostChanges) -> Changes:
    """What somebody wants to change. Raises Invalid."""
    place: Place | UnsetType | None = UNSET if data.place is UNSET else _place(data.place or None)
    return Changes(
        title=data.title,
        caption=data.caption,
        place=place,
        audience=UNSET if data.audience is UNSET else audience_of(data.audience),
        alts=tuple(PostMedia(_media_id(text, "alt"), alt) for text, alt in data.alt.items()),
        state=UNSET if data.state is UNSET else state_of(data.state),
        publish_us=UNSET if data.publish_at is UNSET else micros(data.publish_at),
        licence=UNSET if data.licence is UNSET else licence_of(data.licence),
        is_sensitive=data.sensitive,
        people=UNSET if data.people is UNSET else tuple(map(_wish, data.people)),
        partner_id=_account_id(data.partner, "partner") if isinstance(data.partner, str) else data.partner,
    )


def _media_id(text: str, field: str) -> MediaId:
    try:
        return MediaId(parse_id(text))
    except NotFound:
        raise Invalid("This is not the id of a photo.", fields={field: ["unknown"]}) from None


def _wish(person: PersonIn) -> Wish:
    return Wish(
        _account_id(person.user_id, "people"), _media_id(person.media_id, "people"), person.x, person.y
    )


def _account_id(text: str, field: str) -> AccountId:
    try:
        return AccountId(parse_id(text))
    except NotFound:
        raise Invalid("This is not the id of an account.", fields={field: ["unknown"]}) from None


def _place(place: PlaceIn | None) -> Place | None:
    return None if place is None else Place(place.name, place.lat, place.lon)


def audience_of(word: str) -> Audience:
    """The audience a word names. Raises Invalid."""
    return _chosen(AUDIENCES, word, "audience")


def licence_of(word: str) -> Licence:
    """The licence a word names. Raises Invalid."""
    return _chosen(LICENCES, word, "licence")


def comments_from_of(word: str) -> CommentsFrom:
    """Who may comment, as a word names them. Raises Invalid."""
    return _chosen(COMMENTS_FROM, word, "comments_from")


def state_of(word: str) -> PostState:
    """What a post is to be: published, a draft, or scheduled. Raises Invalid."""
    return _chosen(_STATES, word, "state")


def time_of(text: str, field: str) -> int:
    """A time as people write it (RFC 3339, with its zone), in microseconds since 1970. Raises Invalid."""
    try:
        return micros(msgspec.convert(text, Moment))
    except msgspec.ValidationError:
        raise Invalid(
            f"{field} is a time such as 2030-01-31T18:30:00Z.", fields={field: ["format"]}
        ) from None


def micros(moment: datetime) -> int:
    """Microseconds since 1970."""
    return int(moment.timestamp()) * SECOND_US + moment.microsecond


def _chosen(choices: dict[str, _Choice], word: str, field: str) -> _Choice:
    if word not in choices:
        raise Invalid(f"{field} is {' or '.join(choices)}.", fields={field: ["unknown"]})
    return choices[word]
