"""From scores to the order of one session: what is unseen first, no author or tag in a heap, busy authors folded up."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tintype.ranking import weights as w
from tintype.ranking.candidates import Candidates, Numbers, Reader

HORIZON = 40  # Two pages are spaced out; who scrolls further gets posts by their score alone.
LOOKAHEAD = 40  # How far a place looks for a post that fits.
TIER = 1e6  # More than any post is worth.
Indexes = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Line:
    """The order of a session: indexes into the candidates. The first `unseen` heads have not been seen.

    `folded`: posts that are shown when somebody unfolds the one they stand behind, best first.
    """

    heads: Sequence[int]
    unseen: int
    folded: dict[int, list[int]]
    newcomer: int = -1
    """The head that was lifted for being little known, or -1."""


def line_up(posts: Candidates, scores: Numbers, reader: Reader, now_us: int) -> Line:
    """The order of n posts with scores (n,); those with score 0 are left out."""
    own = posts.authors == reader.id
    fresh = own & (now_us - posts.published_us < w.OWN_FIRST_US)
    seen = (reader.has_seen(posts.orders) | own) & ~fresh
    # One's own post that has just come out is what one looks for; and seen ones come behind all others.
    groups = TIER * fresh - TIER * seen
    decayed = scores * _decay(posts.authors, scores + groups) + groups
    order = np.argsort(-decayed, kind="stable")
    order = order[scores[order] > 0]
    unseen = int(np.count_nonzero(~seen[order]))
    heads, folded = _fold(order[:unseen], posts.authors)
    newcomer = _lift_newcomer(heads, posts, reader)
    _space(heads, posts)
    old: list[int] = order[unseen:].tolist()
    if len(heads) < HORIZON:
        _space(old, posts)
    return Line(heads + old, len(heads), folded, newcomer)


def _decay(authors: NDArray[np.int64], scores: Numbers) -> Numbers:
    """0.25 + 0.75 · 0.5^k for the k-th best post of its author (X 2026)."""
    best = np.argsort(-scores, kind="stable")
    order, starts = _by_author(authors, best)
    nth = np.empty(len(order), np.float64)
    nth[order] = np.arange(len(order)) - starts
    return w.AUTHOR_FLOOR + (1 - w.AUTHOR_FLOOR) * w.AUTHOR_DECAY**nth


def _by_author(authors: NDArray[np.int64], order: Indexes) -> tuple[Indexes, Indexes]:
    """The same posts author by author, in their order; and for each where those of its author start."""
    grouped = order[np.argsort(authors[order], kind="stable")]
    theirs = authors[grouped]
    starts = np.arange(len(grouped))
    starts[1:][theirs[1:] == theirs[:-1]] = 0
    return grouped, np.maximum.accumulate(starts)


def _fold(order: Indexes, authors: NDArray[np.int64]) -> tuple[list[int], dict[int, list[int]]]:
    """Heads, and what is folded up behind some of them: the further posts of who has posted a lot."""
    heads: list[int] = order.tolist()
    folded: dict[int, list[int]] = {}
    if len(heads) < w.FOLD_ABOVE + w.FOLD_OTHERS_MIN:
        return heads, folded
    grouped, starts = _by_author(authors, order)
    firsts = np.flatnonzero(starts == np.arange(len(starts)))
    counts = np.diff(firsts, append=len(grouped))
    bound = max(w.FOLD_ABOVE, len(heads) * w.FOLD_PART, 1)
    for first, count in zip(firsts[counts > bound].tolist(), counts[counts > bound].tolist(), strict=True):
        if len(heads) - count >= w.FOLD_OTHERS_MIN:
            theirs: list[int] = grouped[first : first + count].tolist()
            folded[theirs[w.FOLD_SHOWN - 1]] = theirs[w.FOLD_SHOWN : w.FOLD_SHOWN + w.FOLD_MOST]
    away = {index for some in folded.values() for index in some}
    return [index for index in heads if index not in away] if away else heads, folded


def _lift_newcomer(heads: list[int], posts: Candidates, reader: Reader) -> int:
    """Give one post of a little known author the fourteenth place, if none has a better one already."""
    if len(heads) <= w.NEWCOMER_RANK + 1:
        return -1
    unknown = (posts.followers <= w.NEWCOMER_FOLLOWERS) & (posts.impressions < w.NEWCOMER_IMPRESSIONS)
    unknown &= posts.authors != reader.id
    little: list[bool] = unknown.tolist()
    at = next((at for at, index in enumerate(heads) if little[index]), len(heads))
    if at <= w.NEWCOMER_RANK or at >= len(heads) * w.NEWCOMER_PART:
        return -1
    lifted = heads.pop(at)
    heads.insert(w.NEWCOMER_RANK, lifted)
    return lifted


def _space(heads: list[int], posts: Candidates) -> None:
    """Let each of the first places take the best that fits: at most 2 of an author and 3 of a tag among 20 in a row.

    Where nothing within sight fits, at least the same author does not come twice in a row; where that cannot be had
    either, the best comes.
    """
    authors: list[int] = posts.authors.tolist()
    tags: list[int] = posts.tags.tolist()
    by_author: dict[int, int] = {}
    by_tag: dict[int, int] = {0: -len(heads)}  # No tag is no reason.
    last = 0
    for place in range(min(HORIZON, len(heads) - 1)):
        if place >= w.WINDOW:
            gone = heads[place - w.WINDOW]
            by_author[authors[gone]] -= 1
            by_tag[tags[gone]] -= 1
        at = _fitting(heads, place, authors, tags, by_author, by_tag, last)
        if at != place:
            heads.insert(place, heads.pop(at))
        last = authors[heads[place]]
        tag = tags[heads[place]]
        by_author[last] = by_author.get(last, 0) + 1
        by_tag[tag] = by_tag.get(tag, 0) + 1


def _fitting(  # noqa: PLR0917 — the state of one walk, in its innermost loop
    heads: list[int],
    place: int,
    authors: list[int],
    tags: list[int],
    by_author: dict[int, int],
    by_tag: dict[int, int],
    last: int,
) -> int:
    other = -1
    for at in range(place, min(place + LOOKAHEAD, len(heads))):
        author = authors[heads[at]]
        if author == last:
            continue
        if by_author.get(author, 0) < w.AUTHOR_IN_WINDOW and by_tag.get(tags[heads[at]], 0) < w.TAG_IN_WINDOW:
            return at
        if other < 0:
            other = at
    return other if other >= 0 else place
