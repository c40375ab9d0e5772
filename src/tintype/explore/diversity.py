"""From scores to a line in which nobody and nothing is in a heap. Pure functions on arrays.

Maximal marginal relevance (Carbonell and Goldstein 1998) within rules that hold for any so many places in a row. A rule
is let go of only at a place where nothing that is left would keep it: a village that posts of one harbour is shown it.
"""

from typing import Final

import numpy as np

from tintype.ranking import Numbers
from tintype.recommending import Indexes

AUTHOR_MAX: Final = 2  # In any WINDOW places: ranking.md, "Explore".
TOPIC_MAX: Final = 3
WINDOW: Final = 30
KIND_MAX: Final = 12  # 60 % of any KIND_WINDOW places.
KIND_WINDOW: Final = 20
RELEVANCE: Final = 0.65
SAME_AUTHOR, SAME_TOPIC = (
    0.8,
    0.6,
)  # How alike two posts are that share one of these; pictures are not looked at.
EVERY: Final = 12  # One place of twelve, 8 %, is for what hardly anybody has been shown.
FIRST: Final = 7


def line_of(  # noqa: PLR0917 — a column each
    scores: Numbers, authors: Indexes, topics: Indexes, kinds: Indexes, drawn: Numbers, limit: int
) -> Indexes:
    """At most `limit` of n posts, as places in the arrays, in the order they are to be shown.

    `scores` (n,) above 0; `topics` 0 for none; `drawn` (n,): by which posts are chosen for the places that are for
    little known ones, minus infinity for those that are not.
    """
    chosen: list[int] = []
    if not len(scores):
        return np.zeros(0, np.int64)
    rules = _Rules(authors, topics, kinds)
    worth = RELEVANCE * scores / max(float(scores.max()), 1e-12)
    likeness = np.zeros(len(scores))
    left = np.ones(len(scores), np.bool_)
    for place in range(min(limit, len(scores))):
        rules.forget(chosen, place)
        values = worth - (1 - RELEVANCE) * likeness
        at = rules.best(np.where(left, values, -np.inf), np.where(left & _is_for_new(place), drawn, -np.inf))
        chosen.append(at)
        left[at] = False
        rules.take(at)
        likeness = np.maximum(likeness, SAME_AUTHOR * (authors == authors[at]))
        if topics[at]:
            likeness = np.maximum(likeness, SAME_TOPIC * (topics == topics[at]))
    return np.asarray(chosen, np.int64)


def _is_for_new(place: int) -> bool:
    return place % EVERY == FIRST


class _Rules:
    """How often each author, topic and kind stands in the places that still count."""

    def __init__(self, authors: Indexes, topics: Indexes, kinds: Indexes) -> None:
        self._columns = [np.unique(column, return_inverse=True)[1] for column in (authors, topics, kinds)]
        self._counts = [np.zeros(column.max() + 1, np.int64) for column in self._columns]
        self._has_topic = topics != 0

    def take(self, at: int) -> None:
        for column, counts in zip(self._columns, self._counts, strict=True):
            counts[column[at]] += 1

    def forget(self, chosen: list[int], place: int) -> None:
        """What stands too far before a place to count for it."""
        for number, window in enumerate((WINDOW, WINDOW, KIND_WINDOW)):
            if place >= window:
                self._counts[number][self._columns[number][chosen[place - window]]] -= 1

    def best(self, values: Numbers, drawn: Numbers) -> int:
        """The highest value that keeps the rules, or as many of them as can be kept; what is drawn first."""
        author, topic, kind = (
            counts[column] for column, counts in zip(self._columns, self._counts, strict=True)
        )
        by_author = author < AUTHOR_MAX
        by_topic = by_author & ((topic < TOPIC_MAX) | ~self._has_topic)
        by_kind = by_topic & (kind < KIND_MAX)
        for order in (drawn, values):
            at = int(np.argmax(np.where(by_kind, order, -np.inf)))
            if by_kind[at] and order[at] > -np.inf:
                return at
        for keeping in (by_topic, by_author, np.ones(len(values), np.bool_)):
            at = int(np.argmax(np.where(keeping, values, -np.inf)))
            if keeping[at] and values[at] > -np.inf:
                return at
        raise AssertionError("nothing was left")
