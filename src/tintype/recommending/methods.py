"""What a method is, and the two that know nothing of the person: the honest baselines."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from tintype.recommending.table import Indexes, Numbers, Table

NOTHING = -1  # In a list: no more is left to recommend.


class Method(Protocol):
    """Something that has read a table."""

    def scores(self, users: Indexes) -> Numbers:
        """How much each of some users wants each item, whatever they have: (users, items) float32, higher is more.

        Only a user's own scores are compared.
        """
        ...


@dataclass(frozen=True, slots=True)
class Popularity:
    """What most others have."""

    table: Table

    def scores(self, users: Indexes) -> Numbers:
        """The number of an item's users, the same for everybody."""
        counts = np.bincount(self.table.columns, minlength=self.table.width).astype(np.float32)
        return np.tile(counts, (len(users), 1))


@dataclass(frozen=True, slots=True)
class Chance:
    """A lottery: what a method must beat to know anything."""

    width: int
    seed: int

    def scores(self, users: Indexes) -> Numbers:
        """The same for a user each time."""
        drawn = [
            np.random.default_rng((self.seed, int(user))).random(self.width, np.float32) for user in users
        ]
        return np.array(drawn, np.float32).reshape(len(users), self.width)


def first(scores: Numbers, closed: Table, users: Indexes, limit: int) -> Indexes:
    """The best of each user that is not closed to them: (users, limit) item numbers, best first, -1 for no more.

    `scores` is written to. What scores nothing more than minus infinity is never recommended.
    """
    items, owners = closed.gathered(users)
    scores[owners, items] = -np.inf
    there = min(limit, scores.shape[1])
    found = np.full((len(users), limit), NOTHING, np.int64)
    if not there:
        return found
    # Sorted before they are put in order, so that of equal ones the lower number stands first.
    best = np.sort(np.argpartition(scores, -there, axis=1)[:, -there:], axis=1)
    order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1, kind="stable")
    best = np.take_along_axis(best, order, axis=1)
    found[:, :there] = np.where(np.isneginf(np.take_along_axis(scores, best, axis=1)), NOTHING, best)
    return found
