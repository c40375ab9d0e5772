"""How good an order and a probability are. Pure functions on arrays; labels are 0 and 1, a group is one viewer's rows.

AUC: chance that a random positive stands above a random negative. gAUC: the same within each viewer, weighted by rows
(Zhou et al. 2018, DIN). NDCG@10: Järvelin and Kekäläinen 2002, equal scores share their places. RCE: by how many per
cent less the model is surprised than somebody who knows the base rate (Twitter). ECE: Naeini et al. 2015.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Labels = NDArray[np.bool_]
Groups = NDArray[np.int64]
PLACES = 10
BINS = 15
SMALLEST = 1e-7  # A probability of 0 that comes true would be an endless surprise.


def auc(labels: Labels, scores: Numbers) -> float:
    """0.5 for chance, 1 for the perfect order; NaN where all labels are the same."""
    positives = int(np.count_nonzero(labels))
    negatives = len(labels) - positives
    if not positives or not negatives:
        return float("nan")
    ranks = _ranks(scores)
    above = float(ranks[labels].sum()) - positives * (positives + 1) / 2
    return above / (positives * negatives)


def grouped_auc(labels: Labels, scores: Numbers, groups: Groups) -> float:
    """Mean of the groups' AUC, each weighted by its rows; groups with one label say nothing. NaN without any."""
    found = [(auc(labels[rows], scores[rows]), len(rows)) for rows in telling(labels, groups)]
    if not found:
        return float("nan")
    return sum(value * n for value, n in found) / sum(n for _, n in found)


def mean_auc(labels: Labels, scores: Numbers, groups: Groups) -> float:
    """As `grouped_auc`, every group weighted alike: what a viewer who looks seldom feels counts as much."""
    found = [auc(labels[rows], scores[rows]) for rows in telling(labels, groups)]
    return sum(found) / len(found) if found else float("nan")


def mean_ndcg(labels: Labels, scores: Numbers, groups: Groups, places: int = PLACES) -> float:
    """Mean NDCG over the groups that have both labels. NaN without any."""
    found = [ndcg(labels[rows], scores[rows], places) for rows in telling(labels, groups)]
    return sum(found) / len(found) if found else float("nan")


def ndcg(labels: Labels, scores: Numbers, places: int = PLACES) -> float:
    """Gain of the first places over that of the perfect order, 0 … 1; NaN without positives."""
    positives = int(np.count_nonzero(labels))
    if not positives:
        return float("nan")
    discounts = np.zeros(len(labels))
    first = min(places, len(labels))
    discounts[:first] = 1 / np.log2(np.arange(2, first + 2))
    _, tied, counts = np.unique(-scores, return_inverse=True, return_counts=True)
    # Each of some equal scores gets the mean of the places that they have together.
    shared = np.add.reduceat(discounts, np.cumsum(counts) - counts) / counts
    return float(shared[tied][labels].sum() / discounts[:positives].sum())


def relative_cross_entropy(labels: Labels, probabilities: Numbers) -> float:
    """Per cent: 0 is as good as knowing the base rate, 100 perfect, below 0 worse. NaN where there is one label."""
    base = float(np.mean(labels))
    if base in {0.0, 1.0}:
        return float("nan")
    naive = _cross_entropy(labels, np.full(len(labels), base))
    return 100 * (1 - _cross_entropy(labels, probabilities) / naive)


def calibration_error(labels: Labels, probabilities: Numbers, bins: int = BINS) -> float:
    """Mean distance of what was said from what came true, over bins of equal width, weighted by rows: 0 … 1."""
    at = np.minimum((probabilities * bins).astype(np.intp), bins - 1)
    said = np.bincount(at, probabilities, bins)
    true = np.bincount(at, labels, bins)
    return float(np.abs(said - true).sum() / len(labels))


def telling(labels: Labels, groups: Groups) -> Iterator[NDArray[np.intp]]:
    """Rows of each group that has both labels."""
    order = np.argsort(groups, kind="stable")
    bounds = np.flatnonzero(np.diff(groups[order])) + 1
    for rows in np.split(order, bounds):
        positives = np.count_nonzero(labels[rows])
        if 0 < positives < len(rows):
            yield rows


def _ranks(scores: Numbers) -> Numbers:
    """From 1; equal scores have the mean of their ranks."""
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[inverse]


def _cross_entropy(labels: Labels, probabilities: Numbers) -> float:
    sure = np.clip(probabilities, SMALLEST, 1 - SMALLEST)
    return float(-np.mean(np.where(labels, np.log(sure), np.log1p(-sure))))
