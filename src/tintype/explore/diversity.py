"""From scores to a line in which nobody and nothing is in a heap. Pure functions on arrays.

Maximal marginal relevance (Carbonell and Goldstein 1998) within rules that hold for any so many places in a row. A rule
is let go of only at a place where nothing that is left would keep it: a village that posts of one harbour is shown it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from tintype.explore.pictures import STRANGE, Cosines, Pictures
from tintype.ranking import Numbers
from tintype.recommending import Indexes

AUTHOR_MAX: Final = 2  # In any WINDOW places: ranking.md, "Explore".
TOPIC_MAX: Final = 3
WINDOW: Final = 30
KIND_MAX: Final = 12  # 60 % of any KIND_WINDOW places.
KIND_WINDOW: Final = 20
_WINDOWS: Final = (WINDOW, WINDOW, KIND_WINDOW)
RELEVANCE: Final = 0.65
SAME_AUTHOR, SAME_TOPIC = 0.8, 0.6  # How alike two posts are that share one of these.
EVERY: Final = 12  # One place of twelve, 8 %, is for what hardly anybody has been shown.
FIRST: Final = 7
BEHIND: Final = 10.0  # More than any value: what breaks a rule stands behind all that keeps it.


@dataclass(frozen=True, slots=True)
class Choice:
    """n posts to choose from, a column each. `scores` above 0; `topics` 0 for none; `drawn`: by which posts are chosen
    for the places that are for little known ones, minus infinity for those that are not.
    """

    scores: Numbers
    authors: Indexes
    topics: Indexes
    kinds: Indexes
    drawn: Numbers
    pictures: Pictures

    def some(self, kept: Indexes) -> "Choice":
        """These of them."""
        return Choice(
            self.scores[kept],
            self.authors[kept],
            self.topics[kept],
            self.kinds[kept],
            self.drawn[kept],
            self.pictures.some(kept),
        )


def line_of(posts: Choice, limit: int) -> Indexes:
    """At most `limit` of n posts, as places in the columns, in the order they are to be shown.

    Of copies of one picture the first that is chosen is the only one.
    """
    if not len(posts.scores):
        return np.zeros(0, np.int64)
    rules = _Rules(posts.authors, posts.topics, posts.kinds)
    directions = posts.pictures.directions()
    worth = RELEVANCE * posts.scores / max(float(posts.scores.max()), 1e-12)
    likeness = np.zeros(len(worth))
    left = np.zeros(len(worth))  # Minus infinity for what has been chosen, or is a copy of it.
    line, n = np.zeros(min(limit, len(worth)), np.int64), 0
    while n < len(line) and left.max() == 0:
        values = worth - (1 - RELEVANCE) * likeness + left
        at = rules.best(values, posts.drawn + left if n % EVERY == FIRST else None)
        left[at] = -np.inf
        cosines = directions @ directions[at]
        if posts.pictures.is_copy(at, line[:n], cosines):
            continue
        line[n] = at
        n += 1
        rules.take(at)
        np.maximum(likeness, _likeness(posts, at, cosines), out=likeness)
    return line[:n]


def _likeness(posts: Choice, at: int, cosines: Cosines) -> Numbers:
    """(n,): how alike each post is to one, by author, by topic or to the eye, whichever says most."""
    found = SAME_AUTHOR * (posts.authors == posts.authors[at])
    if posts.topics[at]:
        found = np.maximum(found, SAME_TOPIC * (posts.topics == posts.topics[at]))
    return np.maximum(found, (cosines - STRANGE) * np.float32(1 / (1 - STRANGE)))


class _Rules:
    """Which rules each post would break at the next place, by how often what it is stands in the places before."""

    def __init__(self, authors: Indexes, topics: Indexes, kinds: Indexes) -> None:
        self._chosen: list[int] = []
        self._columns = [np.unique(column, return_inverse=True)[1] for column in (authors, topics, kinds)]
        self._counts = [np.zeros(column.max() + 1, np.int64) for column in self._columns]
        # Without a topic is no topic.
        self._most = [AUTHOR_MAX, np.where(topics != 0, TOPIC_MAX, len(topics)), KIND_MAX]

    def take(self, at: int) -> None:
        """Something stands there; what stands too far before the next place counts no more."""
        self._chosen.append(at)
        for column, counts, window in zip(self._columns, self._counts, _WINDOWS, strict=True):
            counts[column[at]] += 1
            if len(self._chosen) >= window:
                counts[column[self._chosen[-window]]] -= 1

    def best(self, values: Numbers, drawn: Numbers | None) -> int:
        """The highest value that keeps the rules, or as many of them as can be kept; what is drawn first."""
        author, topic, kind = (
            counts[column] >= most
            for column, counts, most in zip(self._columns, self._counts, self._most, strict=True)
        )
        # Kinds are let go of first and authors last.
        broken = np.where(author, 3, np.where(topic, 2, kind))
        if drawn is not None:
            kept = np.where(broken == 0, drawn, -np.inf)
            if kept.max() > -np.inf:
                return int(kept.argmax())
        return int((values - BEHIND * broken).argmax())
