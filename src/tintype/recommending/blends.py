"""Several methods at once: the sum of their scores, each as distances from its own mean.

The weights are settled on parts of what is known. What is hidden is not looked at for them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tintype.recommending.methods import Method, first
from tintype.recommending.metrics import hits_of, recall
from tintype.recommending.splits import Split
from tintype.recommending.table import Indexes, Numbers

STEPS = (0.15, 0.3, 1.0)
LEAST_GAIN = 0.001  # Less is noise of which rows were drawn.
PARTS = 3  # One alone leads to weights that are best for its rows only: 0106.
ADDED_MAX = 5
CELLS = 15_000_000
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Blend:
    """Methods and their weights."""

    methods: Mapping[str, Method]
    weights: Mapping[str, float]

    def scores(self, users: Indexes) -> Numbers:
        """(users, items)."""
        parts = [
            standard(self.methods[name].scores(users)) * np.float32(weight)
            for name, weight in self.weights.items()
        ]
        summed = parts[0]
        for part in parts[1:]:
            summed += part
        return summed


def standard(scores: Numbers) -> Numbers:
    """Each user's scores with mean 0 and variance 1; where all are alike, 0."""
    middle = scores - scores.mean(axis=1, keepdims=True)
    return middle / np.maximum(middle.std(axis=1, keepdims=True), 1e-9)


def asked_at_most(width: int) -> int:
    """How many users of a part weights are settled by: what is kept of a method stays at 60 MB, up to 50,000 items."""
    return max(100, CELLS // (PARTS * max(1, width)))


def settled(
    parts: Sequence[tuple[Split, Mapping[str, Method]]],
    told: Callable[[int, int], None],
    *,
    shown: int = SHOWN,
) -> dict[str, float]:
    """Weights found greedily: the best method alone, then whatever helps most, while it helps in the mean of the parts.

    Each part comes with the methods that were fitted to what is known in it. Keeps a score of every item for every
    asked user and method: `asked_at_most` says how many users that allows. Where nobody can be asked it is the first
    method alone.
    """
    asking = [(part, methods) for part, methods in parts if len(part.asked)]
    names = list(parts[0][1])
    if not asking:
        return {names[0]: 1.0}
    scored = [
        {name: standard(methods[name].scores(part.asked)) for name in names} for part, methods in asking
    ]
    told(1, ADDED_MAX + 1)

    def worth(summed: Sequence[Numbers]) -> float:
        return float(
            np.mean([_recall(scores, part, shown) for scores, (part, _) in zip(summed, asking, strict=True)])
        )

    best, name = max((worth([scores[name].copy() for scores in scored]), name) for name in names)
    weights = {name: 1.0}
    summed = [scores[name].copy() for scores in scored]
    for done in range(1, ADDED_MAX):
        gain, name, step = max(
            (worth(list(_plus(summed, scored, name, step))), name, step) for name in names for step in STEPS
        )
        if gain < best + LEAST_GAIN:
            break
        best = gain
        summed = list(_plus(summed, scored, name, step))
        weights[name] = weights.get(name, 0.0) + step
        told(done + 1, ADDED_MAX + 1)
    told(ADDED_MAX + 1, ADDED_MAX + 1)
    return weights


def _plus(
    summed: Sequence[Numbers], scored: Sequence[Mapping[str, Numbers]], name: str, step: float
) -> Iterator[Numbers]:
    for one, scores in zip(summed, scored, strict=True):
        yield (one + np.float32(step) * scores[name]).astype(np.float32, copy=False)


def _recall(scores: Numbers, part: Split, shown: int) -> float:
    lists = first(scores, part.closed, part.asked, shown)
    found = recall(hits_of(lists, part.asked, part.hidden), part.hidden.sizes()[part.asked])
    return float(found.mean())
