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
    there, places = np.unique(entered, return_inverse=True)
    sums = np.bincount(places, chances).astype(np.float64)
    # Of equally likely ones the lower id first, so that the same graph gives the same walk.
    order = np.lexsort((there, -sums))
    return Reached(there[order], sums[order])
