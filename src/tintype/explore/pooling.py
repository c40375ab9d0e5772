"""What each person may be shown: so many posts from each source, put together. Pure functions on arrays."""

from collections.abc import Mapping, Sequence

import numpy as np

from tintype.explore.learning import Learnt, People
from tintype.explore.model import ENTRY, LEANING, LEANINGS_MAX, SHARES, Pool
from tintype.recommending import Indexes, Numbers, placed

AT_ONCE = 32  # People: 32 × 50,000 posts are 6 MB for each source.
LIKES_SATURATE = 1.2  # BM25's k1: the tenth like of a topic says less than the second.
REST = 0.05  # What stands behind all sources is worth so much at most.
Looks = Mapping[int, Mapping[int, float]]
"""By person: order ids of posts that look like what they liked lately, and how much."""


def pools_of(learnt: Learnt, people: People, size: int, looks: Looks) -> list[Pool]:
    """A pool of at most `size` for each of some people, in their order."""
    posts = learnt.posts
    topics, counts = people.topics(posts)
    own, by = people.liked.gathered(np.arange(len(people.ids)))
    author_scores = placed(people.near, learnt.authors.items) @ learnt.authors.items.T
    topic_scores = placed(topics, learnt.topics.items) @ learnt.topics.items.T
    sources = {
        "walk": learnt.walk.onwards(own, by, len(people.ids)),
        "factors": _of_factors(learnt, author_scores, topic_scores),
        "topics": _of_topics(learnt, topics.pairs(), counts, len(people.ids)),
        "friends": _of_friends(learnt, people),
    }
    closed = _closed(learnt, people)
    pools: list[Pool] = []
    for row, id in enumerate(people.ids.tolist()):
        scores = {name: found[row] for name, found in sources.items()}
        scores["looks"] = _of_looks(learnt, looks.get(id, {}))
        scores["trending"] = learnt.worth
        pool = merged(learnt.posts.orders, scores, closed[row], size)
        leanings = leaning(learnt, author_scores[row], topic_scores[row])
        pools.append(Pool(pool, leanings))
    return pools


def group_pools(learnt: Learnt, size: int) -> list[Pool]:
    """A pool for everybody, then one for each group of one taste."""
    open_ = np.zeros(len(learnt.posts), np.bool_)
    nothing = np.zeros(0, LEANING)
    pools = [Pool(merged(learnt.posts.orders, {"trending": learnt.worth}, open_, size), nothing)]
    half = learnt.groups.shape[1] // 2
    for number, centre in enumerate(learnt.groups):
        members = np.flatnonzero(learnt.members == number)
        liked, _ = learnt.people.liked.gathered(members)
        author_scores = centre[:half] @ learnt.authors.items.T
        topic_scores = centre[half:] @ learnt.topics.items.T
        scores = {
            "walk": np.bincount(liked, minlength=len(learnt.posts)).astype(np.float32),
            "factors": _of_factors(learnt, author_scores[None], topic_scores[None])[0],
            "trending": learnt.worth,
        }
        entries = merged(learnt.posts.orders, scores, open_, size)
        pools.append(Pool(entries, leaning(learnt, author_scores, topic_scores)))
    return pools


def merged(
    orders: Indexes,
    sources: Mapping[str, Numbers],
    closed: np.ndarray[tuple[int], np.dtype[np.bool_]],
    size: int,
) -> np.ndarray[tuple[int], np.dtype[np.void]]:
    """At most `size` entries, the best first: from each source as many as its share of what sources give at all.

    What a source puts first counts as its whole share, its last as nothing; what several name adds up. Room that is
    left is filled with what trends.
    """
    total = np.zeros(len(orders), np.float32)
    whole = sum(SHARES[name] for name in sources)
    for name, scores in sources.items():
        share = SHARES[name] / whole
        there = np.flatnonzero((scores > 0) & ~closed)
        best = _best(scores, there, max(1, round(size * share)))
        total[best] += share * (1 - np.arange(len(best), dtype=np.float32) / max(1, len(best)))
    chosen = _best(total, np.flatnonzero(total > 0), size)
    top = float(total[chosen[0]]) if len(chosen) else 1.0
    left = _best(sources["trending"], np.flatnonzero((total == 0) & ~closed), size - len(chosen))
    behind = REST * (1 - np.arange(len(left), dtype=np.float32) / max(1, len(left)))
    found = np.zeros(len(chosen) + len(left), ENTRY)
    found["order"] = orders[np.concatenate([chosen, left])]
    found["score"] = np.concatenate([REST + (1 - REST) * total[chosen] / top, behind])
    return found


def leaning(
    learnt: Learnt, author_scores: Numbers, topic_scores: Numbers
) -> np.ndarray[tuple[int], np.dtype[np.void]]:
    """The authors and topics that somebody leans towards most, sorted by key."""
    keys = np.concatenate([learnt.posts.names, learnt.posts.keys])
    weights = np.concatenate([author_scores, topic_scores])
    best = _best(weights, np.flatnonzero(weights > 0), LEANINGS_MAX)
    found = np.zeros(len(best), LEANING)
    found["key"], found["weight"] = keys[best], np.minimum(weights[best], 1)
    return found[np.argsort(found["key"])]


def _best(scores: Numbers, among: Indexes, most: int) -> Indexes:
    """At most so many of some places, the highest scores first; of equal ones the earlier place."""
    if most <= 0:
        return among[:0]
    if len(among) > most:
        among = np.sort(among[np.argpartition(-scores[among], most - 1)[:most]])
    return among[np.argsort(-scores[among], kind="stable")]


def _closed(learnt: Learnt, people: People) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """What is never shown to each: their own, those of whom they follow, and what they have liked. (people, posts)"""
    posts = learnt.posts
    follows = np.zeros((len(people.ids), len(posts.names)), np.bool_)
    rows, columns = people.follows.pairs()
    follows[rows, columns] = True
    closed = follows[:, posts.of]
    closed |= people.ids[:, None] == posts.authors[None]
    rows, columns = people.liked.pairs()
    closed[rows, columns] = True
    return closed


def _of_factors(learnt: Learnt, author_scores: Numbers, topic_scores: Numbers) -> Numbers:
    """(people, posts): what the author is worth to each, and the topics of the post in the mean."""
    posts = learnt.posts
    found = author_scores[:, posts.of]
    if posts.topics.width:
        summed = posts.topics.sums(np.ascontiguousarray(topic_scores.T, np.float32))
        found = found + (summed / np.maximum(posts.topics.sizes(), 1)[:, None]).T
    return found.astype(np.float32)


def _of_topics(learnt: Learnt, pairs: tuple[Indexes, Indexes], counts: Numbers, height: int) -> Numbers:
    """(people, posts): the topics in common with what they like, rare ones more, many likes of one less and less."""
    posts = learnt.posts
    profile = np.zeros((height, posts.topics.width), np.float32)
    rows, topics = pairs
    profile[rows, topics] = learnt.rarity[topics] * counts * (LIKES_SATURATE + 1) / (counts + LIKES_SATURATE)
    if not posts.topics.width:
        return np.zeros((height, len(posts)), np.float32)
    return posts.topics.sums(np.ascontiguousarray(profile.T)).T


def _of_friends(learnt: Learnt, people: People) -> Numbers:
    """(people, posts): by how many of those they follow each was liked."""
    rows, followed = people.friends
    known = learnt.people.ids
    found = np.zeros((len(people.ids), len(learnt.posts)), np.float32)
    if len(known) and len(followed):
        places = np.minimum(np.searchsorted(known, followed), len(known) - 1)
        there = known[places] == followed
        liked, along = learnt.people.liked.gathered(places[there])
        np.add.at(found, (rows[there][along], liked), 1)
    return found


def _of_looks(learnt: Learnt, near: Mapping[int, float]) -> Numbers:
    found = np.zeros(len(learnt.posts), np.float32)
    asked: Sequence[int] = sorted(near)
    if asked and len(learnt.posts):
        orders = np.asarray(asked, np.int64)
        places = np.minimum(np.searchsorted(learnt.posts.orders, orders), len(learnt.posts) - 1)
        there = learnt.posts.orders[places] == orders
        found[places[there]] = np.asarray([near[order] for order in asked], np.float32)[there]
    return found
