"""Which posts look like some others: for all of them at once, in memory that does not grow with their number.

Pictures are put into groups of one look, and each is compared with those of the nearest groups alone (an inverted
file: Jégou and others 2011). Pure functions on arrays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tintype.recommending import Indexes, Numbers

ROUNDS: Final = 8  # Of finding groups; what belongs where hardly changes beyond.
ALIKE_MIN: Final = 0.55  # Below, most pictures have little in common: docs/decisions/0111-likeness.md.
NEAR_MAX: Final = 30  # Posts that look like one: twenty liked ones fill a source's share of 300 twice.
GROUP_SIZE: Final = 500  # Pictures; so many groups are found that each has about as many.
GROUPS_MAX: Final = 600
PROBES: Final = 8  # Groups whose pictures each is compared with.
DRAWN_OF_GROUP: Final = 30  # Groups are found among so many pictures for each.
ASKED_AT_ONCE: Final = 16_384
ROWS_AT_ONCE, OTHERS_MAX = 512, 16_384  # 34 MB of cosines. Of more in one place, the newest.
Bytes = NDArray[np.int8]
_Pairs = tuple[Indexes, Indexes, NDArray[np.float16]]


@dataclass(frozen=True, slots=True)
class Alike:
    """The most alike others of some posts: those of post p stand in `near` from starts[p] to starts[p + 1]."""

    starts: Indexes
    near: NDArray[np.int32]
    cosines: NDArray[np.float16]

    def of(self, posts: Indexes) -> tuple[Indexes, Numbers]:
        """What looks like any of some posts, ascending, with the cosine of the nearest."""
        spans = [slice(self.starts[post], self.starts[post + 1]) for post in posts.tolist()]
        if not spans:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        near = np.concatenate([self.near[span] for span in spans]).astype(np.int64)
        cosines = np.concatenate([self.cosines[span] for span in spans]).astype(np.float32)
        # By posts, the nearest first: the first of each is what counts.
        order = np.lexsort((-cosines, near))
        found, firsts = np.unique(near[order], return_index=True)
        return found, cosines[order][firsts]


def alike(looks: Bytes, n: int, asked: Indexes) -> Alike:
    """What looks like each of some of n posts. looks: (m, 256), of the last m; zeros where nobody knows."""
    first = n - len(looks)
    seen = np.flatnonzero(looks.any(axis=1))
    wanted = np.intersect1d(asked - first, seen)
    groups = _groups_of(looks, seen)
    found = [groups.around(wanted[at : at + ASKED_AT_ONCE]) for at in range(0, len(wanted), ASKED_AT_ONCE)]
    owners, near, cosines = _joined([_NONE, *found])
    starts = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(first + owners, minlength=n), out=starts[1:])
    return Alike(starts, (first + near).astype(np.int32), cosines)


def centres_of(some: Numbers, n: int, seed: int) -> Numbers:
    """(n, k): where groups of (m, k) vectors of length 1 stand, by k-means of cosines (Dhillon and Modha 2001)."""
    centres = some[np.random.default_rng(seed).choice(len(some), n, replace=False)]
    for _ in range(ROUNDS):
        nearest = np.argmax(some @ centres.T, axis=1)
        summed = np.zeros_like(centres)
        np.add.at(summed, nearest, some)
        centres = upright(summed)
    return centres


def upright(vectors: Numbers) -> Numbers:
    """The same of length 1; what is nothing stays nothing."""
    return (vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Groups:
    """Pictures in groups of one look. `centres` (groups, 256); `members` of each, ascending, as places in `looks`."""

    looks: Bytes
    centres: Numbers
    members: Sequence[Indexes]

    def around(self, some: Indexes) -> _Pairs:
        """Of each of some pictures the nearest others, at most NEAR_MAX; ascending by the first of a pair."""
        probes = min(PROBES, len(self.centres))
        cosines = directions(self.looks[some]) @ self.centres.T
        nearest = np.argpartition(cosines, len(self.centres) - probes, axis=1)[
            :, len(self.centres) - probes :
        ]
        order = np.argsort(nearest, axis=None, kind="stable")
        bounds = np.searchsorted(nearest.ravel()[order], np.arange(len(self.centres) + 1))
        found = [
            _nearest(self.looks, some[order[low:high] // probes], members)
            for low, high, members in zip(
                bounds[:-1].tolist(), bounds[1:].tolist(), self.members, strict=True
            )
            if high > low
        ]
        owners, near, cosine = _joined(found)
        best = np.lexsort((-cosine, owners))
        nth = np.arange(len(best)) - np.searchsorted(owners[best], owners[best])
        kept = best[nth < NEAR_MAX]
        return owners[kept], near[kept], cosine[kept]


def _groups_of(looks: Bytes, seen: Indexes, seed: int = 7) -> _Groups:
    n = max(1, min(GROUPS_MAX, len(seen) // GROUP_SIZE))
    if n <= PROBES:
        return _Groups(looks, np.ones((1, looks.shape[1]), np.float32), [seen[-OTHERS_MAX:]])
    drawn = np.random.default_rng(seed).choice(seen, min(len(seen), n * DRAWN_OF_GROUP), replace=False)
    centres = centres_of(directions(looks[drawn]), n, seed)
    nearest = [
        np.argmax(directions(looks[seen[at : at + OTHERS_MAX]]) @ centres.T, axis=1)
        for at in range(0, len(seen), OTHERS_MAX)
    ]
    of = np.concatenate(nearest)
    bounds = np.searchsorted(np.sort(of), np.arange(1, n))
    members = np.split(seen[np.argsort(of, kind="stable")], bounds)
    return _Groups(looks, centres, [some[-OTHERS_MAX:] for some in members])


def _nearest(looks: Bytes, some: Indexes, others: Indexes) -> _Pairs:
    """Of each of some the nearest of others, at most NEAR_MAX, and not itself."""
    found = [_NONE]
    compared = directions(looks[others]).T
    for at in range(0, len(some), ROWS_AT_ONCE):
        mine = some[at : at + ROWS_AT_ONCE]
        cosines = directions(looks[mine]) @ compared
        most = min(NEAR_MAX + 1, len(others))
        best = np.argpartition(cosines, len(others) - most, axis=1)[:, len(others) - most :]
        nearest = np.take_along_axis(cosines, best, axis=1)
        rows, columns = np.nonzero((nearest >= ALIKE_MIN) & (others[best] != mine[:, None]))
        found.append((mine[rows], others[best[rows, columns]], nearest[rows, columns].astype(np.float16)))
    return _joined(found)


def _joined(found: Sequence[_Pairs]) -> _Pairs:
    owners, near, cosines = zip(*found, strict=True)
    return np.concatenate(owners), np.concatenate(near), np.concatenate(cosines)


def directions(looks: Bytes) -> Numbers:
    """What pictures look like as vectors of length 1, whose products are cosines; zeros stay zeros."""
    return upright(looks.astype(np.float32))


_NONE: Final = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float16))
