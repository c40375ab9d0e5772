"""What ranking knows: of each post that may be shown, and of who is to see them. Arrays in one order, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Kind(IntEnum):
    """What a post is made of."""

    PHOTO = 0
    SERIES = 1
    VIDEO = 2


@dataclass(frozen=True, slots=True)
class Candidates:
    """n posts: ids, `tags` a number for the main hashtag or 0, `kinds` a `Kind`, `published_us` since 1970.

    `rates` (n, 8) float64 by `Act`: how often people act on such a post, smoothed, before anything is known of the
    viewer. `followers` of the author; `impressions` of the post.
    """

    orders: Ids
    authors: Ids
    tags: Ids
    kinds: NDArray[np.uint8]
    published_us: Ids
    rates: Numbers
    followers: Numbers
    impressions: Numbers
    close: Flags

    def __len__(self) -> int:
        return len(self.orders)


@dataclass(frozen=True, slots=True)
class Tie:
    """What some author is to the viewer: see `weights`. `reason` says which action brought them closest, 0 none."""

    strength: float = 0.0
    is_mutual: bool = False
    reason: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is to see the posts. `authors` sorted ids with `strengths` (points of action, decayed) and `reasons` beside.

    `mutual`: sorted ids of those who follow back. `kinds`: (3,) factor by `Kind`. `less`: since when (us) an account
    is to be shown less. `seen`: sorted order ids that were seen above `frontier`, below which all were.
    `topical`: sorted order ids of what is there for a followed hashtag alone.
    """

    id: int
    authors: Ids
    strengths: Numbers
    reasons: NDArray[np.uint8]
    mutual: Ids
    kinds: Numbers
    less: Mapping[int, int]
    more: frozenset[int]
    seen: Ids
    frontier: int
    half_life_us: float
    topical: Ids = field(default_factory=lambda: np.empty(0, np.int64))

    def has_seen(self, orders: Ids) -> Flags:
        """Which posts the viewer has had before their eyes."""
        return (orders <= self.frontier) | among(orders, self.seen)


def among(ids: Ids, some: Ids) -> Flags:
    """Which ids are in a sorted array."""
    return places(ids, some) >= 0


def places(ids: Ids, some: Ids) -> NDArray[np.intp]:
    """Where each id stands in a sorted array, -1 where it does not."""
    if not len(some):
        return np.full(len(ids), -1, np.intp)
    found = np.searchsorted(some, ids)
    found[found == len(some)] = 0
    return np.where(some[found] == ids, found, -1)
