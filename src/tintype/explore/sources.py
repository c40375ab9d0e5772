"""Where posts for one person come from. Each source names some thousands at most, whatever the number of posts is.

Pure functions on arrays: posts as places in `Posts`, and what each is worth to its source.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from tintype.explore.learning import Learnt, People
from tintype.recommending import Indexes, Numbers, Table

AUTHORS_LOOKED_AT: Final = 200  # To whom somebody leans most, with the newest posts of each.
OF_AUTHOR_MAX: Final = 30
TOPICS_LOOKED_AT: Final = 50
OF_TOPIC_MAX: Final = 100
LEAST: Final = 0.001  # Below, a score is what a fit leaves of nothing.
LIKES_SATURATE: Final = 1.2  # BM25's k1: the tenth like of a topic says less than the second.
NEIGHBOURS_MAX: Final = 500  # People through whom what is liked together is found.
Found = tuple[Indexes, Numbers]


@dataclass(frozen=True, slots=True)
class Leans:
    """How much somebody leans to each author and topic, and to which of them most, the best first."""

    author_scores: Numbers
    topic_scores: Numbers
    authors: Indexes
    topics: Indexes


def leans_of(author_scores: Numbers, topic_scores: Numbers) -> Leans:
    """Of scores of all authors and topics."""
    authors = np.flatnonzero(author_scores > LEAST)
    topics = np.flatnonzero(topic_scores > LEAST)
    return Leans(
        author_scores,
        topic_scores,
        authors[best(author_scores[authors], AUTHORS_LOOKED_AT)],
        topics[best(topic_scores[topics], TOPICS_LOOKED_AT)],
    )


def by_walk(learnt: Learnt, liked: Indexes) -> Found:
    """What is liked by those who like the same."""
    return learnt.walk.around(liked, NEIGHBOURS_MAX)


def by_factors(learnt: Learnt, leans: Leans) -> Found:
    """What the author is worth, and the topics of the post in the mean."""
    by_author = learnt.by_author.lasts(leans.authors, OF_AUTHOR_MAX)
    by_topic = learnt.by_topic.lasts(leans.topics, OF_TOPIC_MAX)
    posts = _once(np.concatenate([by_author, by_topic]))
    summed, sizes = _of_topics(learnt.posts.topics, posts, leans.topic_scores)
    scores = leans.author_scores[learnt.posts.of[posts]] + summed / np.maximum(sizes, 1)
    return _worth_something(posts, scores.astype(np.float32))


def by_topics(learnt: Learnt, topics: Indexes, counts: Numbers) -> Found:
    """The topics in common with what somebody likes, rare ones more, many likes of one less and less."""
    profile = np.zeros(learnt.posts.topics.width, np.float32)
    profile[topics] = learnt.rarity[topics] * counts * (LIKES_SATURATE + 1) / (counts + LIKES_SATURATE)
    most = topics[best(profile[topics], TOPICS_LOOKED_AT)]
    posts = _once(learnt.by_topic.lasts(most, OF_TOPIC_MAX))
    return _worth_something(posts, _of_topics(learnt.posts.topics, posts, profile)[0])


def known_friends(learnt: Learnt, people: People) -> Table:
    """Those whom some people follow, as places in the people who were learnt from."""
    known = learnt.people.ids
    rows, ids = people.friends.pairs()
    places = np.minimum(np.searchsorted(known, ids), len(known) - 1)
    there = known[places] == ids if len(known) else np.zeros(len(ids), np.bool_)
    starts = np.searchsorted(rows[there], np.arange(len(people.ids) + 1))
    return Table(starts, places[there], len(known))


def by_friends(learnt: Learnt, friends: Indexes) -> Found:
    """By how many of those they follow each was liked."""
    liked, _ = learnt.people.liked.gathered(friends)
    posts, n = np.unique(liked, return_counts=True)
    return posts, n.astype(np.float32)


def best(scores: Numbers, most: int) -> Indexes:
    """Where the highest of some scores are, at most so many, the highest first; of equal ones the later place."""
    if most <= 0:
        return np.zeros(0, np.int64)
    among = np.arange(len(scores))
    if len(scores) > most:
        among = np.sort(np.argpartition(scores, len(scores) - most)[len(scores) - most :])
    return among[::-1][np.argsort(-scores[among[::-1]], kind="stable")]


def _of_topics(topics: Table, posts: Indexes, worth: Numbers) -> tuple[Numbers, Indexes]:
    """What the topics of some posts are worth together, and how many each has."""
    columns, owners = topics.gathered(posts)
    summed = np.bincount(owners, worth[columns], minlength=len(posts))
    return summed.astype(np.float32), topics.starts[posts + 1] - topics.starts[posts]


def _once(posts: Indexes) -> Indexes:
    """Each once, ascending; several times as fast as numpy's own way, which asks a hash table."""
    ordered = np.sort(posts)
    return ordered[np.diff(ordered, prepend=-1) > 0]


def _worth_something(posts: Indexes, scores: Numbers) -> Found:
    there = scores > 0
    return posts[there], scores[there]
