"""What people let their feeds know, as the API spells it."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from tintype.kernel.ids import PostId, parse_id
from tintype.kernel.problems import Invalid, NotFound
from tintype.profiles import UserShort
from tintype.signals.model import ITEMS_MAX, WORDS, Item, Shows, Surface

MS_MAX = 86_400_000  # A day: beyond it a clock is wrong.


class Impression(msgspec.Struct, forbid_unknown_fields=True):
    """One post, and what happened with it: `seen` (half of it for a second), `dwell` (`ms` long), `open`, `link`,
    `profile` (of its author), `hide`."""

    post_id: str
    kind: Literal["seen", "dwell", "open", "link", "profile", "hide"]
    ms: int | None = None


class NewImpressions(msgspec.Struct, forbid_unknown_fields=True):
    """At most 100 at once. What the viewer may not see is passed over. `surface`: where the posts were shown."""

    items: list[Impression]
    surface: Literal["home", "explore"] = "home"


class NewPreference(msgspec.Struct, forbid_unknown_fields=True):
    """What the viewer wants to see of an author."""

    show: Literal["more", "less"]


class Preference(msgspec.Struct, frozen=True):
    """Of whom the viewer wants to see more or less, since when."""

    user: UserShort
    show: Literal["more", "less"]
    since: str


class SignalsIn(msgspec.Struct, forbid_unknown_fields=True):
    """Whether the site may learn from what the viewer looks at and likes."""

    personal: bool


class Near(msgspec.Struct, frozen=True):
    """An account whose posts the viewer gets to see earlier, and what that comes from most."""

    user: UserShort
    reason: str


class Signals(msgspec.Struct, frozen=True):
    """What decides what the viewer sees first, and what is kept for it.

    `days_kept`: how long it is known which posts were shown. `preferences`: the latest first. `near`: at most ten, the
    nearest first; `reason` is like, comment, save, share, profile or tagged. `hidden`: how many posts the viewer does
    not want at home.
    """

    personal: bool
    days_kept: int
    preferences: list[Preference]
    near: list[Near]
    hidden: int


SHOWS = {one.word: one for one in Shows}
SURFACES = {one.name.lower(): one for one in Surface}


def items_of(data: NewImpressions) -> list[Item]:
    """What was reported. Raises Invalid, saying where."""
    if len(data.items) > ITEMS_MAX:
        raise Invalid(f"Send at most {ITEMS_MAX} items at once.", fields={"items": ["too_many"]})
    return _items(data.items)


def _items(given: Sequence[Impression]) -> list[Item]:
    found: list[Item] = []
    for at, one in enumerate(given):
        if (one.kind == "dwell") is not (one.ms is not None):
            raise Invalid(
                "ms is said of dwell, and of nothing else.", fields={f"items.{at}.ms": ["required"]}
            )
        ms = one.ms or 0
        if not 0 <= ms <= MS_MAX:
            raise Invalid(
                f"ms is from 0 to {MS_MAX}, in milliseconds.", fields={f"items.{at}.ms": ["out_of_range"]}
            )
        try:
            post_id = PostId(parse_id(one.post_id))
        except NotFound:
            raise Invalid("This is no id of a post.", fields={f"items.{at}.post_id": ["format"]}) from None
        found.append(Item(post_id, WORDS[one.kind], ms))
    return found
