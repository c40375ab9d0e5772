"""The co-follow walk: from those one follows to who else follows them, and on to whom those follow.

Each step is as likely to lead to any neighbour as to any other: A·Aᵀ·A with every row divided by its degree, a SALSA of
three steps (Lempel and Moran, 2001; Goel and others, "Discovering similar users on Twitter", 2013). Where it leads is
not divided by how popular that is: measured on real graphs, that loses (docs/decisions/0065).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Chances = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reached:
    """Nodes and the chance to be at each, likeliest first: (n,) int64 and (n,) float64."""

    ids: Ids = field(default_factory=lambda: np.zeros(0, np.int64))
    chances: Chances = field(default_factory=lambda: np.zeros(0, np.float64))

    def first(self, limit: int) -> "Reached":
        """The likeliest few."""
        return Reached(self.ids[:limit], self.chances[:limit])

    def among(self, ids: Iterable[int]) -> "Reached":
        """Only these, in the same order."""
        kept = np.isin(self.ids, np.fromiter(ids, np.int64))
        return Reached(self.ids[kept], self.chances[kept])

    def without(self, ids: Iterable[int]) -> "Reached":
        """All but these, in the same order."""
        kept = np.isin(self.ids, np.fromiter(ids, np.int64), invert=True)
        return Reached(self.ids[kept], self.chances[kept])

    def sharpened(self, power: float) -> "Reached":
        """The same, with what is likely made likelier still: no longer chances, but in the same order."""
        return Reached(self.ids, self.chances**power)


def starting(ids: Sequence[int]) -> Reached:
    """A walk that begins at one of some nodes, whichever."""
    return Reached(np.array(ids, np.int64), np.full(len(ids), 1 / max(1, len(ids))))


def step(here: Reached, neighbours: Mapping[int, Ids]) -> Reached:
    """Where one step leads. What `neighbours` names of a node may be a sample, which then stands for all of them."""
    on = [
        (neighbours[id], chance / len(neighbours[id]))
        for id, chance in zip(here.ids.tolist(), here.chances.tolist(), strict=True)
        if len(neighbours.get(id, ()))
    ]
    if not on:
        return Reached()
    entered = np.concatenate([its for its, _ in on])
    chances = np.repeat([chance for _, chance in on], [len(its) for its, _ in on])
    return _summed(entered, np.array(chances))


def mutual(friends: Sequence[int], follows: Mapping[int, Ids]) -> Reached:
    """Whom those follow who follow back, each worth 1/√n of n follows: between counting friends and walking on."""
    sizes = [float(len(follows.get(id, ()))) for id in friends]
    return step(Reached(np.array(friends, np.int64), np.sqrt(np.array(sizes, np.float64))), follows)


def together(walked: Reached, told: Reached, share: float) -> Reached:
    """Two ways to the same nodes, each measured by its likeliest; the second counts for a share."""
    parts = [(one, weight) for one, weight in ((walked, 1.0), (told, share)) if len(one.ids)]
    if not parts:
        return Reached()
    return _summed(
        np.concatenate([one.ids for one, _ in parts]),
        np.concatenate([one.chances * (weight / one.chances.max()) for one, weight in parts]),
    )


def _summed(ids: Ids, chances: Chances) -> Reached:
    """Each node once, likeliest first."""
    there, places = np.unique(ids, return_inverse=True)
    sums = np.bincount(places, chances).astype(np.float64)
    # Of equally likely ones the lower id first, so that the same graph gives the same walk.
    order = np.lexsort((there, -sums))
    return Reached(there[order], sums[order])
