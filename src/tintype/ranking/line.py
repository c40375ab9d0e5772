"""From scores to the order of one session: what is unseen first, no author or tag in a heap, busy authors folded up."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from tintype.ranking import weights as w
from tintype.ranking.candidates import Candidates, Numbers, Reader

HORIZON = 40  # Two pages are spaced out; who scrolls further gets posts by their score alone.
LOOKAHEAD = 40  # How far a place looks for a post that fits.
TIER = 1e6  # More than any post is worth.
Indexes = NDArray[np.intp]
_TRUE = np.ones(1, np.bool_)


# 0.25 + 0.75 · 0.5^k for the k-th best post of an author (X 2026); the sixty-fourth is at the floor.
_NTH_MAX = 64
_FACTORS = w.AUTHOR_FLOOR + (1 - w.AUTHOR_FLOOR) * w.AUTHOR_DECAY ** np.arange(_NTH_MAX)


@dataclass(frozen=True, slots=True)
class Line:
    """The order of a session: indexes into the candidates. The first `unseen` heads have not been seen.

    `folded`: posts that are shown when somebody unfolds the one they stand behind, best first.
    """

    heads: Indexes
    unseen: int
    folded: Mapping[int, Indexes]
    newcomer: int = -1
    """The head that was lifted for being little known, or -1."""


def line_up(posts: Candidates, scores: Numbers, reader: Reader, now_us: int) -> Line:
    """The order of n posts with scores (n,); those with score 0 are left out."""
    own = posts.authors == reader.id
    fresh = own & (now_us - posts.published_us < w.OWN_FIRST_US)
    seen = (reader.has_seen(posts.orders) | own) & ~fresh
    # One's own post that has just come out is what one looks for; and seen ones come behind all others.
    groups = TIER * fresh - TIER * seen
    grouped = by_author(posts.authors, scores + groups)
    decayed = scores * author_decay(posts.authors[grouped], grouped) + groups
    order = np.argsort(-decayed, kind="stable")
    order = order[scores[order] > 0]
    unseen = int(np.count_nonzero(~seen[order]))
    heads, folded = _fold(order[:unseen], grouped, posts.authors)
    heads, newcomer = _lift_newcomer(heads, posts, reader)
    heads, old = _spaced(heads, posts), order[unseen:]
    if len(heads) < HORIZON:
        old = _spaced(old, posts)
    return Line(np.concatenate([heads, old]), len(heads), folded, newcomer)


def by_author(authors: NDArray[np.int64], scores: Numbers) -> Indexes:
    """All posts, author by author, the best of each first."""
    best = np.argsort(-scores, kind="stable")
    return best[np.argsort(authors[best], kind="stable")]


def author_decay(theirs: NDArray[np.int64], grouped: Indexes) -> Numbers:
    """(n,): a factor for each post; the second best of its author is worth less than the best, and so on."""
    nth = np.arange(len(theirs))
    starts = nth.copy()
    starts[1:][theirs[1:] == theirs[:-1]] = 0
    nth -= np.maximum.accumulate(starts)
    factors = np.empty(len(theirs))
    factors[grouped] = _FACTORS[np.minimum(nth, _NTH_MAX - 1)]
    return factors


def _fold(order: Indexes, grouped: Indexes, authors: NDArray[np.int64]) -> tuple[Indexes, dict[int, Indexes]]:
    """Heads, and what is folded up behind some of them: the further posts of who has posted a lot."""
    folded: dict[int, Indexes] = {}
    left = len(order)
    if left < w.FOLD_ABOVE + w.FOLD_OTHERS_MIN:
        return order, folded
    stays = np.zeros(len(authors), np.bool_)
    stays[order] = True
    # An author's posts stand in one order in both.
    grouped = grouped[stays[grouped]]
    theirs = authors[grouped]
    bounds = np.flatnonzero(np.concatenate([_TRUE, theirs[1:] != theirs[:-1], _TRUE]))
    firsts, counts = bounds[:-1], bounds[1:] - bounds[:-1]
    many = counts > max(w.FOLD_ABOVE, left * w.FOLD_PART)
    for first, count in zip(firsts[many].tolist(), counts[many].tolist(), strict=True):
        if left - count >= w.FOLD_OTHERS_MIN:
            some = grouped[first : first + count]
            behind = folded[int(some[w.FOLD_SHOWN - 1])] = some[w.FOLD_SHOWN : w.FOLD_SHOWN + w.FOLD_MOST]
            stays[behind] = False
    return (order[stays[order]] if folded else order), folded


def _lift_newcomer(heads: Indexes, posts: Candidates, reader: Reader) -> tuple[Indexes, int]:
    """Give one post of a little known author the fourteenth place, if none has a better one already."""
    if len(heads) <= w.NEWCOMER_RANK + 1:
        return heads, -1
    unknown = (posts.followers <= w.NEWCOMER_FOLLOWERS) & (posts.impressions < w.NEWCOMER_IMPRESSIONS)
    unknown &= posts.authors != reader.id
    of_heads = unknown[heads]
    at = int(of_heads.argmax())
    if not of_heads[at] or at <= w.NEWCOMER_RANK or at >= len(heads) * w.NEWCOMER_PART:
        return heads, -1
    lifted, rank = heads[at : at + 1], w.NEWCOMER_RANK
    return np.concatenate([heads[:rank], lifted, heads[rank:at], heads[at + 1 :]]), int(lifted[0])


def _spaced(heads: Indexes, posts: Candidates) -> Indexes:
    """Let each of the first places take the best that fits: at most 2 of an author and 3 of a tag among 20 in a row.

    Where nothing within sight fits, at least the same author does not come twice in a row; where that cannot be had
    either, the best comes.
    """
    sight = heads[: HORIZON + LOOKAHEAD]
    authors: list[int] = posts.authors[sight].tolist()
    tags: list[int] = posts.tags[sight].tolist()
    left = list(range(len(sight)))
    placed: list[int] = []
    by_author = dict.fromkeys(authors, 0)
    by_tag = {**dict.fromkeys(tags, 0), 0: -len(heads)}  # No tag is no reason.
    last, most_author, most_tag = 0, w.AUTHOR_IN_WINDOW, w.TAG_IN_WINDOW
    for place in range(min(HORIZON, len(heads) - 1)):
        if place >= w.WINDOW:
            gone = placed[place - w.WINDOW]
            by_author[authors[gone]] -= 1
            by_tag[tags[gone]] -= 1
        for index in islice(left, LOOKAHEAD):
            author = authors[index]
            if by_author[author] < most_author and author != last and by_tag[tags[index]] < most_tag:
                break
        else:
            index = next((one for one in islice(left, LOOKAHEAD) if authors[one] != last), left[0])
        left.remove(index)
        placed.append(index)
        last = authors[index]
        by_author[last] += 1
        by_tag[tags[index]] += 1
    return np.concatenate([sight[placed + left], heads[HORIZON + LOOKAHEAD :]])
