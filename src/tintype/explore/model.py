"""What is true of exploring: how much is kept for whom, and where it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from tintype.kernel.clock import DAY_US

ENTRY: Final = np.dtype([("order", "<i8"), ("score", "<f2")])
"""A post by its order id, and how well it fits: 0 … 1."""
LEANING: Final = np.dtype([("key", "<i8"), ("weight", "<f2")])
"""An author by id or a topic by its number, and how much somebody leans towards it: 0 … 1."""
POSTS_MAX: Final = 1_000_000  # Looked at by one making, the newest.
LOOKS_MAX: Final = 300_000  # Of these, the newest whose pictures are compared: 77 MB.
LOOKED_AT: Final = 20  # Posts somebody liked lately to which similar ones are looked for.
LEARNT_MAX: Final = 100_000  # People from whom is learnt; others are placed among them.
LIKES_US: Final = 90 * DAY_US  # Likes of posts older than that say little of today.
LEANINGS_MAX: Final = 100  # Authors and topics together, of one person.
GROUPS_MAX: Final = 32
GROUP_MIN: Final = 50  # People of one taste who make a group.
FRESH_MAX: Final = 500  # As many as a session looks at; each process reads them anew every few minutes.
ROOM: Final = 500  # Posts that are ranked at opening: stored score × freshness chooses them.
SESSION: Final = 100
SEEN_US: Final = 30 * DAY_US
FRESH_HALF_LIFE_US: Final = 7 * DAY_US
SHARES: Final[Mapping[str, float]] = {
    "walk": 0.35,
    "factors": 0.25,
    "topics": 0.15,
    "looks": 0.15,
    "trending": 0.05,
    "friends": 0.05,
}
"""How much of a pool each source may give: ranking.md, "Explore"."""


@dataclass(frozen=True, slots=True)
class Pool:
    """What somebody may be shown: `entries` of ENTRY, the best first, and `leanings` of LEANING, sorted by key."""

    entries: NDArray[np.void]
    leanings: NDArray[np.void]

    def __len__(self) -> int:
        return len(self.entries)


NOTHING: Final = Pool(np.zeros(0, ENTRY), np.zeros(0, LEANING))


def topic_of(text: str) -> int:
    """The number of a hashtag or a place among topics, the same wherever it is counted: below every account's id."""
    return crc32(text.encode())
