"""From a score to a probability: isotonic regression, pooling neighbours out of order (Ayer et al. 1955)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tintype.ranking.learned.metrics import Labels, Numbers

KNOTS_MAX = 64
#: Rows of the base rate that each pool is mixed with, so that a pool of three rows is never sure.
PRIOR = 2.0
#: How far the outermost knots are from the level of their pool towards 0 and 1.
LEAN = 0.1


@dataclass(frozen=True, slots=True)
class Calibration:
    """A rising curve through knots: `scores` strictly rising, `probabilities` rising, both (k,) float64.

    Between two knots it is a straight line, and the first and last pools lean: scores of one pool stay in order.
    """

    scores: Numbers
    probabilities: Numbers

    def __call__(self, scores: Numbers) -> Numbers:
        """Probabilities of some scores; beyond the first and last knot those of these."""
        return np.interp(scores, self.scores, self.probabilities)


def calibrated(labels: Labels, scores: Numbers) -> Calibration:
    """The curve that fits rows which the scores were not made from. There is at least one row."""
    order = np.argsort(scores, kind="stable")
    pools = pooled(labels[order].astype(np.float64))
    starts = np.cumsum(pools) - pools
    base = float(np.mean(labels))
    truth = (np.add.reduceat(labels[order].astype(np.float64), starts) + PRIOR * base) / (pools + PRIOR)
    middle = np.add.reduceat(scores[order], starts) / pools
    # Mixing with the base rate may turn two neighbours of very different sizes round.
    truth = np.maximum.accumulate(truth)
    low, high = truth[0] * (1 - LEAN), truth[-1] + (1 - truth[-1]) * LEAN
    knots = np.concatenate([[scores[order[0]]], middle, [scores[order[-1]]]])
    levels = np.concatenate([[low], truth, [high]])
    kept = np.flatnonzero(np.diff(knots, prepend=-np.inf) > 0)
    if len(kept) > KNOTS_MAX:
        kept = kept[np.unique(np.linspace(0, len(kept) - 1, KNOTS_MAX).astype(np.intp))]
    return Calibration(knots[kept], levels[kept])


def pooled(values: Numbers) -> NDArray[np.int64]:
    """Sizes of the pools of the rising sequence nearest to some values: the mean of each pool is its level."""
    sums: list[float] = []
    sizes: list[int] = []
    for value in values.tolist():
        total, size = value, 1
        while sums and sums[-1] * size >= total * sizes[-1]:
            total += sums.pop()
            size += sizes.pop()
        sums.append(total)
        sizes.append(size)
    return np.asarray(sizes, np.int64)
