"""How good lists are, and to whom they are good. Lists: (users, places) item numbers, -1 for nothing.

Accuracy: recall and NDCG with binary gains, the mean over users who have something hidden, as in the code of LightGCN
(He and others, SIGIR 2020). What accuracy hides: coverage and Gini of what is shown (Ge and others, RecSys 2010; Fleder
and Hosanagar 2009), how popular it is (Abdollahpouri and others 2019), how alike one list is (Ziegler and others 2005).
"""

from dataclasses import dataclass

import numpy as np

from tintype.recommending.table import Indexes, Numbers, Table

# So many lists are compared within themselves; the mean moves by less than 0.005 beyond.
LIKENESS_LISTS = 500


@dataclass(frozen=True, slots=True)
class Quality:
    """Of all lists of one method."""

    recall: float  # share of what was hidden that is in the list
    ndcg: float
    coverage: float  # share of the items anybody has that somebody is shown
    gini: float  # 0: each shown item is shown alike; 1: one takes all
    popularity: float  # median number of users of what is shown
    likeness: float  # mean cosine of two items of one list


def quality(lists: Indexes, asked: Indexes, hidden: Table, known: Table) -> Quality:
    """All of it. lists: those of `asked`, in that order."""
    hits = hits_of(lists, asked, hidden)
    sizes = hidden.sizes()[asked]
    counts = np.bincount(known.columns, minlength=known.width)
    shown = lists[lists >= 0]
    return Quality(
        recall=float(np.mean(recall(hits, sizes))) if len(asked) else 0.0,
        ndcg=float(np.mean(ndcg(hits, sizes))) if len(asked) else 0.0,
        coverage=coverage(shown, counts),
        gini=gini(np.bincount(shown, minlength=known.width)[counts > 0]),
        popularity=float(np.median(counts[shown])) if len(shown) else 0.0,
        likeness=likeness(lists[:LIKENESS_LISTS], known.turned()),
    )


def hits_of(lists: Indexes, asked: Indexes, hidden: Table) -> Indexes:
    """1 where a list has something that was hidden: the shape of lists."""
    items, owners = hidden.gathered(asked)
    wanted = owners * (hidden.width + 1) + items
    told = np.where(lists >= 0, lists, hidden.width) + np.arange(len(asked))[:, None] * (hidden.width + 1)
    return np.isin(told, wanted).astype(np.int64)


def recall(hits: Indexes, sizes: Indexes) -> Numbers:
    """For each user the share of what was hidden: (users,), 0 … 1."""
    return (hits.sum(axis=1) / np.maximum(sizes, 1)).astype(np.float32)


def ndcg(hits: Indexes, sizes: Indexes) -> Numbers:
    """For each user the gain of the list over that of the best one (Järvelin and Kekäläinen 2002)."""
    places = int(hits.shape[1])
    discounts = 1 / np.log2(np.arange(2, places + 2, dtype=np.float64))
    gains = np.zeros(places + 1)
    gains[1:] = np.cumsum(discounts)
    best = gains[np.minimum(sizes, places)]
    return (hits @ discounts / np.maximum(best, 1e-12)).astype(np.float32)


def coverage(shown: Indexes, counts: Indexes) -> float:
    """Share of the items that anybody has that are in some list. counts: users of each item."""
    there = int(np.count_nonzero(counts))
    return int(np.count_nonzero(counts[np.unique(shown)])) / there if there else 0.0


def gini(times: Indexes) -> float:
    """How unevenly so many times are spread: 0 … 1."""
    total = times.sum()
    if not total:
        return 0.0
    ordered = np.sort(times)
    places = np.arange(1, len(ordered) + 1)
    return float((2 * (places * ordered).sum() / total - len(ordered) - 1) / len(ordered))


def likeness(lists: Indexes, backward: Table) -> float:
    """Mean cosine of two items of one list, by who has them. Vectors of length 1 are added: |Σ|² is all cosines."""
    found: list[float] = []
    sizes = backward.sizes()
    for row in lists:
        items = row[row >= 0]
        items = items[sizes[items] > 0]
        if len(items) < 2:
            continue
        users, owners = backward.gathered(items)
        summed = np.bincount(users, sizes[items][owners].astype(np.float64) ** -0.5)
        found.append((float(summed @ summed) - len(items)) / (len(items) * (len(items) - 1)))
    return float(np.mean(found)) if found else 0.0
