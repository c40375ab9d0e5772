"""Which of a pool are looked at, and in which order they are shown. Pure functions on arrays."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from tintype.explore.diversity import Choice, line_of
from tintype.explore.model import ENTRY, FRESH_HALF_LIFE_US, SESSION, Pool
from tintype.explore.pictures import Pictures
from tintype.kernel.ids import EPOCH_MS, SEQUENCE_BITS, SHARD_BITS
from tintype.ranking import Candidates, Numbers, Reader, less_factor, probabilities, ties_of, value
from tintype.recommending import Indexes

STRANGE = 0.3  # What a new post is worth to whom neither its author nor its topic says anything.
OLD = 0.2  # What is left of a score when a post is old: the best of last month beats the worst of today.
KNOWN_FROM = 100  # Shown so often while exploring, a post is no longer little known.
BETA = (1, 20)  # Opens and passes that a new post is credited with: ranking.md, "Explore".
AUTHOR_UNWANTED, TOPIC_UNWANTED, UNWANTED_MIN = 0.3, 0.6, 0.05


@dataclass(frozen=True, slots=True)
class Unwanted:
    """How many posts of an author, or with a topic, somebody was not interested in."""

    authors: Mapping[int, int]
    topics: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a session is made of. `stored` (n,): scores × freshness; `figures` (n, 2): how often each post was shown
    while exploring, and opened.
    """

    posts: Candidates
    stored: Numbers
    figures: Indexes
    pictures: Pictures
    reader: Reader
    unwanted: Unwanted


def with_fresh(pool: Pool, posts: Candidates) -> np.ndarray[tuple[int], np.dtype[np.void]]:
    """The entries of a pool, and posts that have come out since it was made, placed by their authors and topics."""
    fresh = np.zeros(len(posts), ENTRY)
    fresh["order"] = posts.orders
    by_author, by_topic = _weights(pool, posts.authors), _weights(pool, posts.tags)
    fresh["score"] = np.maximum(np.maximum(by_author, by_topic), STRANGE)
    return np.concatenate([pool.entries, fresh[~np.isin(posts.orders, pool.entries["order"])]])


def by_freshness(entries: np.ndarray[tuple[int], np.dtype[np.void]], now_us: int) -> tuple[Indexes, Numbers]:
    """Order ids, and their scores × freshness: the highest first."""
    orders = entries["order"].astype(np.int64)
    age_us = np.maximum(now_us - times_us(orders), 0)
    scores = entries["score"].astype(np.float64) * (OLD + (1 - OLD) * np.exp2(-age_us / FRESH_HALF_LIFE_US))
    best = np.argsort(-scores, kind="stable")
    return orders[best], scores[best]


def fit_of(pool: Pool, keys: Indexes, weights: Numbers) -> float:
    """How much of somebody's leanings a group shares: Σ weight · weight."""
    return float(_weights(pool, keys) @ weights)


def session_of(given: Proposed, rates: Numbers | None, now_us: int, chance: Generator) -> Indexes:
    """The order ids of one session. `rates`: what the ranker says of each post; None for who is not known."""
    posts, reader = given.posts, given.reader
    if not len(posts):
        return posts.orders
    ties = ties_of(posts, reader)
    worth = np.maximum(value(probabilities(posts, ties) if rates is None else rates, ties.mutual), 0) + 1e-6
    # The root: what is learnt offline and what the ranker says are of one weight, and one viral post is not all.
    scores = given.stored * np.sqrt(worth / np.median(worth)) * reader.kinds[posts.kinds]
    scores *= _asked_for(given, now_us)
    kept = np.flatnonzero(scores > 0)
    shown, opened = given.figures[:, 0], np.minimum(given.figures[:, 1], given.figures[:, 0])
    drawn = chance.beta(BETA[0] + opened, BETA[1] + shown - opened)
    drawn[shown >= KNOWN_FROM] = -np.inf
    choice = Choice(scores, posts.authors, posts.tags, posts.kinds.astype(np.int64), drawn, given.pictures)
    line = line_of(choice.some(kept), SESSION)
    return posts.orders[kept[line]]


def times_us(orders: Indexes) -> Indexes:
    """When order ids were minted, as `time_us_of` says it of one."""
    return ((orders >> (SHARD_BITS + SEQUENCE_BITS)) + EPOCH_MS) * 1000


def _weights(pool: Pool, keys: Indexes) -> Numbers:
    known = pool.leanings["key"]
    if not len(known):
        return np.zeros(len(keys))
    places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[places] == keys, pool.leanings["weight"][places].astype(np.float64), 0.0)


def _asked_for(given: Proposed, now_us: int) -> Numbers:
    """(n,): what the viewer has said of authors, and of posts like these."""
    posts, unwanted = given.posts, given.unwanted
    factors = np.ones(len(posts))
    for author, since_us in given.reader.less.items():
        factors[posts.authors == author] = less_factor(since_us, now_us)
    for author, n in unwanted.authors.items():
        factors[posts.authors == author] *= max(AUTHOR_UNWANTED**n, UNWANTED_MIN)
    for topic, n in unwanted.topics.items():
        factors[posts.tags == topic] *= max(TOPIC_UNWANTED**n, UNWANTED_MIN)
    return factors
