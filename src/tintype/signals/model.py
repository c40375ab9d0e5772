"""What is true of signals: what counts, how much, and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tintype.kernel.clock import DAY_US, MINUTE_US
from tintype.kernel.ids import AccountId, OrderId, PostId

HALF_LIFE_US: Final = 15 * DAY_US  # As RealGraph: its daily counters are multiplied by 0.955.
ITEMS_MAX: Final = 100
DWELL_MS_MAX: Final = 60_000  # Of one post on one day: a page left open is not a minute of looking.
COUNTED_MAX: Final = 2_000  # Posts of one day and viewer; who scrolls past more counts no further.
SEEN_MAX: Final = 500  # As many as a feed has entries (docs/decisions/0009).
AUTHORS_MAX: Final = 500
STRENGTH_MIN: Final = 0.01  # A like of 100 days ago: nobody would notice it in a score.
HIDDEN_MAX: Final = 2_000
WISHES_MAX: Final = 2_000
LESS_US: Final = (14 + 4 * 35) * DAY_US  # From then on "show less" changes nothing: ranking.md.
VISIT_GAP_US: Final = 30 * MINUTE_US  # Who comes back later than that has come again.
VISITS_KEPT: Final = 9


class Action(IntEnum):
    """What somebody did with a post or its author. Also the places in arrays of figures."""

    IMPRESSION = 0
    LIKE = 1
    COMMENT = 2
    SAVE = 3
    SHARE = 4
    OPEN = 5
    HIDE = 6
    FOLLOW = 7
    DWELL_MS = 8
    PROFILE = 9
    LINK = 10
    TAGGED = 11


ACTIONS: Final = len(Action)
WEIGHTS: Final[Mapping[Action, float]] = {
    Action.LIKE: 1.0,
    Action.COMMENT: 4.0,
    Action.SAVE: 3.0,
    Action.SHARE: 5.0,
    Action.PROFILE: 1.0,
    Action.TAGGED: 5.0,
}
"""What each adds to how near a viewer is to an author: ranking.md, "v1 feed"."""

WORDS: Final[Mapping[str, Action]] = {
    "seen": Action.IMPRESSION,
    "dwell": Action.DWELL_MS,
    "open": Action.OPEN,
    "link": Action.LINK,
    "profile": Action.PROFILE,
    "hide": Action.HIDE,
}
"""What a client may report, as the API spells it."""


class Surface(IntEnum):
    """Where posts are shown, as the records keep it. A glance at a grid says nothing of how a feed is read."""

    HOME = 0
    EXPLORE = 1


class Shows(IntEnum):
    """What somebody wants to see of an author, as the records keep it."""

    LESS = -1
    MORE = 1

    @property
    def word(self) -> str:
        """As the API spells it: `more`, `less`."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a client reports. `ms` is of DWELL_MS alone."""

    post_id: PostId
    action: Action
    ms: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """What a viewer wants to see of an author, and since when."""

    author_id: AccountId
    shows: Shows
    at_us: int


@dataclass(frozen=True, slots=True)
class Taste:
    """What is known of one viewer at `at_us`, for putting posts in order.

    `authors`: account ids, sorted; `strengths`: Σ weight·2^(−days/15) of each, `reasons`: the Action that contributed
    most. `kinds`: (3, 2) impressions and likes of photos, carousels and videos. `less`: since when, in microseconds.
    `seen`: order ids above `frontier`, sorted; everything up to `frontier` (0 for nothing) was seen. `visit_gap_us`:
    the median time between visits, 0 while unknown.
    """

    at_us: int
    authors: NDArray[np.int64]
    strengths: NDArray[np.float64]
    reasons: NDArray[np.uint8]
    kinds: NDArray[np.float64]
    less: Mapping[AccountId, int]
    more: frozenset[AccountId]
    hidden: frozenset[PostId]
    seen: NDArray[np.int64]
    frontier: OrderId
    visit_gap_us: int
