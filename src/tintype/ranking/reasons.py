"""Why a post stands where it does, in one word that the web app makes a sentence of."""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from tintype.ranking.candidates import Candidates, Reader, among
from tintype.ranking.formula import Ties
from tintype.ranking.weights import Act

FOND = 0.45  # Affinity: three likes in the last days.
TASTE = 1.2  # The viewer likes this kind of post so much more often than others.
POPULAR = 1.5  # People like this post so much more often than what this author usually posts.
POPULAR_IMPRESSIONS = 30.0


class Why(IntEnum):
    """The strongest reason; `FOLLOWED` when there is none but that the viewer follows the author."""

    FOLLOWED = 0
    LIKED = 1
    COMMENTED = 2
    SAVED = 3
    SHARED = 4
    VISITED = 5
    MUTUAL = 6
    CLOSE = 7
    POPULAR = 8
    KIND = 9
    NEWCOMER = 10
    MORE = 11
    OWN = 12
    TAG = 13


def usual(posts: Candidates) -> float:
    """How often the post in the middle is liked: the upper median, in a quarter of the time of `np.median`."""
    rates = posts.rates[:, Act.LIKE]
    return float(np.partition(rates, len(rates) // 2)[len(rates) // 2]) if len(rates) else 0.0


def why(
    posts: Candidates, ties: Ties, reader: Reader, by_action: NDArray[np.uint8], usual: float
) -> NDArray[np.uint8]:
    """(n,) of `Why`. `by_action` says which `Why` an action that brought an author close stands for; `usual` is that of
    all posts of which these may be some.
    """
    found = np.zeros(len(posts), np.uint8)
    if not len(posts):
        return found
    # From the weakest to the strongest: what comes later covers what came before.
    found[reader.kinds[posts.kinds] >= TASTE] = Why.KIND
    likes = posts.rates[:, Act.LIKE]
    found[(posts.impressions >= POPULAR_IMPRESSIONS) & (likes >= POPULAR * usual)] = Why.POPULAR
    found[ties.mutual] = Why.MUTUAL
    fond = ties.affinity >= FOND
    found[fond] = by_action[ties.reasons[fond]]
    found[posts.close] = Why.CLOSE
    if reader.more:
        found[among(posts.authors, np.sort(np.fromiter(reader.more, np.int64)))] = Why.MORE
    if len(reader.topical):
        found[among(posts.orders, reader.topical)] = Why.TAG
    found[posts.authors == reader.id] = Why.OWN
    return found
