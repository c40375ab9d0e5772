"""What each person may be shown: so many posts from each source, put together. Pure functions on arrays."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tintype.explore import sources
from tintype.explore.learning import Learnt, People
from tintype.explore.model import ENTRY, LEANING, LEANINGS_MAX, LOOKED_AT, SHARES, Pool
from tintype.explore.sources import Found, Leans, best
from tintype.recommending import Indexes, Numbers, Table, placed

AT_ONCE = 128  # People: their scores of 20,000 authors are 10 MB.
REST = 0.05  # What stands behind all sources is worth so much at most.


def pools_of(learnt: Learnt, people: People, size: int) -> list[Pool]:
    """A pool of at most `size` for each of some people, in their order."""
    topics, counts = people.topics(learnt.posts)
    author_scores = placed(people.near, learnt.authors.items) @ learnt.authors.items.T
    topic_scores = placed(topics, learnt.topics.items) @ learnt.topics.items.T
    friends = sources.known_friends(learnt, people)
    pools: list[Pool] = []
    for row in range(len(people.ids)):
        liked, span = _row(people.liked, row), slice(topics.starts[row], topics.starts[row + 1])
        leans = sources.leans_of(author_scores[row], topic_scores[row])
        found = {
            "walk": sources.by_walk(learnt, liked),
            "factors": sources.by_factors(learnt, leans),
            "topics": sources.by_topics(learnt, topics.columns[span], counts[span]),
            "looks": learnt.alike.of(liked[-LOOKED_AT:]),
            "friends": sources.by_friends(learnt, _row(friends, row)),
        }
        shown = _Shown(learnt, people, row)
        some = {name: shown.of(*each) for name, each in found.items()}
        some["trending"] = shown.trending(size)
        pools.append(Pool(merged(learnt.posts.orders, some, size), leaning(learnt, leans)))
    return pools


def group_pools(learnt: Learnt, size: int) -> list[Pool]:
    """A pool for everybody, then one for each group of one taste: of nothing that is marked sensitive."""
    trends = learnt.trends[~learnt.posts.is_marked[learnt.trends]][: 2 * size]
    trending = (trends, learnt.worth[trends])
    pools = [Pool(merged(learnt.posts.orders, {"trending": trending}, size), np.zeros(0, LEANING))]
    half = learnt.groups.shape[1] // 2
    for number, centre in enumerate(learnt.groups):
        leans = sources.leans_of(
            centre[:half] @ learnt.authors.items.T, centre[half:] @ learnt.topics.items.T
        )
        some = {
            "walk": sources.by_friends(learnt, np.flatnonzero(learnt.members == number)),
            "factors": sources.by_factors(learnt, leans),
        }
        some = {name: _unmarked(learnt, *each) for name, each in some.items()}
        some["trending"] = trending
        pools.append(Pool(merged(learnt.posts.orders, some, size), leaning(learnt, leans)))
    return pools


def merged(orders: Indexes, found: Mapping[str, Found], size: int) -> NDArray[np.void]:
    """At most `size` entries, the best first: from each source as many as its share of what sources give at all.

    What a source puts first counts as its whole share, its last as nothing; what several name adds up. Room that is
    left is filled with what trends, of which up to 2 · `size` are needed, the best first.
    """
    giving = {name: each for name, each in found.items() if len(each[0])}
    if not giving:
        return np.zeros(0, ENTRY)
    whole = sum(SHARES[name] for name in giving)
    named: list[Indexes] = []
    worth: list[Numbers] = []
    for name, (posts, scores) in giving.items():
        share = SHARES[name] / whole
        first = best(scores, max(1, round(size * share)))
        named.append(posts[first])
        worth.append(np.linspace(share, 0, len(first), endpoint=False, dtype=np.float32))
    posts, which = np.unique(np.concatenate(named), return_inverse=True)
    total = np.bincount(which, np.concatenate(worth)).astype(np.float32)
    chosen = best(total, size)
    left = size - len(chosen)
    behind = found["trending"][0][: left + len(posts)]
    behind = behind[~np.isin(behind, posts, assume_unique=True)][:left]
    entries = np.zeros(len(chosen) + len(behind), ENTRY)
    entries["order"] = orders[np.concatenate([posts[chosen], behind])]
    rest = REST * (1 - np.arange(len(behind)) / max(1, len(behind)))
    entries["score"] = np.concatenate([REST + (1 - REST) * total[chosen] / total[chosen[0]], rest])
    return entries


def leaning(learnt: Learnt, leans: Leans) -> NDArray[np.void]:
    """The authors and topics that somebody leans towards most, sorted by key."""
    keys = np.concatenate([learnt.posts.names[leans.authors], learnt.posts.keys[leans.topics]])
    weights = np.concatenate([leans.author_scores[leans.authors], leans.topic_scores[leans.topics]])
    first = best(weights, LEANINGS_MAX)
    found = np.zeros(len(first), LEANING)
    found["key"], found["weight"] = keys[first], np.minimum(weights[first], 1)
    return found[np.argsort(found["key"])]


class _Shown:
    """What may be shown to one of some people: nothing of their own, of those they follow, or that they have liked;
    what is marked sensitive only if they want to find it.
    """

    def __init__(self, learnt: Learnt, people: People, row: int) -> None:
        self._learnt = learnt
        posts = learnt.posts
        self._is_closed = np.zeros(len(posts.names), np.bool_)
        self._is_closed[_row(people.follows, row)] = True
        self._is_closed |= posts.names == people.ids[row]
        self._is_liked = np.zeros(len(posts), np.bool_)
        self._is_liked[_row(people.liked, row)] = True
        self._finds_marked = bool(people.finds_marked[row])

    def of(self, posts: Indexes, scores: Numbers) -> Found:
        """Those of some posts."""
        there = ~(self._is_closed[self._learnt.posts.of[posts]] | self._is_liked[posts])
        posts, scores = posts[there], scores[there]
        return (posts, scores) if self._finds_marked else _unmarked(self._learnt, posts, scores)

    def trending(self, size: int) -> Found:
        """As many as a pool of some size can need, where there are so many; the best first."""
        trends = self._learnt.trends
        found = self.of(trends[: 4 * size], self._learnt.worth[trends[: 4 * size]])
        return found if len(found[0]) >= 2 * size else self.of(trends, self._learnt.worth[trends])


def _unmarked(learnt: Learnt, posts: Indexes, scores: Numbers) -> Found:
    """Those of some posts that are not marked sensitive."""
    there = ~learnt.posts.is_marked[posts]
    return posts[there], scores[there]


def _row(table: Table, row: int) -> Indexes:
    return table.columns[table.starts[row] : table.starts[row + 1]]
