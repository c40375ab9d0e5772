"""From scores to the order of one session: what is unseen first, no author or tag in a heap, busy authors folded up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tintype.ranking import weights as w
from tintype.ranking.candidates import Flags, Ids, Numbers
from tintype.ranking.outlook import Outlook

HORIZON = 40  # Two pages are spaced out; who scrolls further gets posts by their score alone.
SIGHT = 80  # So far down they look for a post that fits.
TIER = 1e6  # More than any post is worth, or worth less: half-lives of 6 hours since the year 1342.
NEVER_US = (1 << 63) - 1
Indexes = NDArray[np.intp]


# 0.25 + 0.75 · 0.5^k for the k-th best post of an author (X 2026); the sixty-fourth is at the floor.
_NTH_MAX = 64
_FACTORS = w.AUTHOR_FLOOR + (1 - w.AUTHOR_FLOOR) * w.AUTHOR_DECAY ** np.arange(_NTH_MAX)
_LOGARITHMS = np.log2(_FACTORS)


@dataclass(frozen=True, slots=True)
class Line:
    """The order of a session: indexes into the candidates. The first `unseen` heads have not been seen.

    `folded`: posts that are shown when somebody unfolds the one they stand behind, best first. Until `until_us` the
    order of the same posts is the same.
    """

    heads: Indexes
    unseen: int
    folded: Mapping[int, Indexes]
    until_us: int
    newcomer: int = -1
    """The head that was lifted for being little known, or -1."""


def line_up(look: Outlook, scores: Numbers, tags: Ids, published_us: Ids, now_us: int) -> Line:
    """The order of n posts with scores (n,), as `score` gives them; minus infinity is left out."""
    until_us = _until_us(look, published_us, now_us)
    seen, scores = _in_tiers(look, scores, published_us, now_us)
    scores[by_author(look.of, np.argsort(-scores))] += _LOGARITHMS[_nth_of(look.counts)]
    order = np.argsort(-scores)[: np.count_nonzero(scores > -np.inf)]
    # What was seen stands behind the rest.
    unseen = len(order) - int(np.count_nonzero(seen[order]))
    heads, folded = _fold(order[:unseen], look)
    heads, newcomer = _lift_newcomer(heads, look)
    heads, old = _spaced(heads, look, tags), order[unseen:]
    if len(heads) < HORIZON:
        old = _spaced(old, look, tags)
    return Line(np.concatenate([heads, old]), len(heads), folded, until_us, newcomer)


def by_author(authors: NDArray[np.integer], best: Indexes) -> Indexes:
    """All posts, author by author, those of each in the order that is given."""
    return best[np.argsort(authors[best], kind="stable")]


def author_decay(authors: Ids, best: Indexes) -> Numbers:
    """(n,): a factor for each post; the second best of its author is worth less than the best, and so on."""
    factors = np.empty(len(authors))
    factors[by_author(authors, best)] = _FACTORS[_nth_of(np.unique_counts(authors).counts)]
    return factors


def _nth_of(counts: Indexes) -> Indexes:
    """0, 1, 2 … for so many posts of each author, author by author; as far as there are factors."""
    ends = np.cumsum(counts)
    starts = np.repeat(ends - counts, counts)
    return np.minimum(np.arange(len(starts)) - starts, _NTH_MAX - 1)


def _in_tiers(look: Outlook, scores: Numbers, published_us: Ids, now_us: int) -> tuple[Flags, Numbers]:
    """Which posts stand behind the others for having been seen, and scores that say so."""
    if not look.has_own:
        return look.seen, scores - TIER * look.seen
    own = look.of == look.own
    # One's own post that has just come out is what one looks for; an older one is known.
    fresh = own & (now_us - published_us < w.OWN_FIRST_US)
    seen = (look.seen | own) & ~fresh
    return seen, scores + TIER * fresh - TIER * seen


def _until_us(look: Outlook, published_us: Ids, now_us: int) -> int:
    """Until when nothing but time changes no order: all scores sink alike.

    Not those of close friends' posts, which sink no further than a floor, nor of what will come out in the future; and
    one's own stand first for an hour.
    """
    if look.close.any() or published_us.max(initial=0) > now_us:
        return now_us
    if not look.has_own:
        return NEVER_US
    old_us = published_us[look.of == look.own] + w.OWN_FIRST_US
    return int(old_us[old_us > now_us].min(initial=NEVER_US))


def _fold(order: Indexes, look: Outlook) -> tuple[Indexes, dict[int, Indexes]]:
    """Heads, and what is folded up behind some of them: the further posts of who has posted a lot."""
    folded: dict[int, Indexes] = {}
    left = len(order)
    if left < w.FOLD_ABOVE + w.FOLD_OTHERS_MIN:
        return order, folded
    authors = look.of[order]
    counts = np.bincount(authors)
    stays = np.ones(left, np.bool_)
    for author in np.flatnonzero(counts > max(w.FOLD_ABOVE, left * w.FOLD_PART)).tolist():
        if left - counts[author] >= w.FOLD_OTHERS_MIN:
            theirs = np.flatnonzero(authors == author)
            behind = theirs[w.FOLD_SHOWN : w.FOLD_SHOWN + w.FOLD_MOST]
            folded[int(order[theirs[w.FOLD_SHOWN - 1]])] = order[behind]
            stays[behind] = False
    return (order[stays] if folded else order), folded


def _lift_newcomer(heads: Indexes, look: Outlook) -> tuple[Indexes, int]:
    """Give one post of a little known author the fourteenth place, if none has a better one already."""
    if len(heads) <= w.NEWCOMER_RANK + 1:
        return heads, -1
    unknown = look.little_known[heads]
    if look.has_own:
        unknown &= look.of[heads] != look.own
    at = int(unknown.argmax())
    if not unknown[at] or at <= w.NEWCOMER_RANK or at >= len(heads) * w.NEWCOMER_PART:
        return heads, -1
    lifted, rank = heads[at : at + 1], w.NEWCOMER_RANK
    return np.concatenate([heads[:rank], lifted, heads[rank:at], heads[at + 1 :]]), int(lifted[0])


def _spaced(heads: Indexes, look: Outlook, of_posts: Ids) -> Indexes:
    """Let each of the first places take the best that fits: at most 2 of an author and 3 of a tag among 20 in a row.

    Where nothing within sight fits, at least the same author does not come twice in a row; where that cannot be had
    either, the best comes. Sets of posts are numbers here, a bit for each: the best of a set is its lowest bit.
    """
    sight = heads[:SIGHT]
    authors: list[int] = look.of[sight].tolist()
    tags: list[int] = of_posts[sight].tolist()
    by_author, by_tag = _bits(authors), _bits(tags)
    by_tag[0] = 0  # No tag is no reason.
    authors_placed, tags_placed = dict.fromkeys(by_author, 0), dict.fromkeys(by_tag, 0)
    left = (1 << len(sight)) - 1
    full_authors = full_tags = of_last = 0
    placed: list[int] = []
    for place in range(min(HORIZON, len(heads) - 1)):
        if place >= w.WINDOW:
            gone = placed[place - w.WINDOW]
            author, tag = authors[gone], tags[gone]
            authors_placed[author] -= 1
            tags_placed[tag] -= 1
            if authors_placed[author] < w.AUTHOR_IN_WINDOW:
                full_authors &= ~by_author[author]
            if tags_placed[tag] < w.TAG_IN_WINDOW:
                full_tags &= ~by_tag[tag]
        others = left & ~of_last
        fitting = others & ~(full_authors | full_tags) or others or left
        best = fitting & -fitting
        left ^= best
        index = best.bit_length() - 1
        placed.append(index)
        author, tag = authors[index], tags[index]
        of_last = by_author[author]
        authors_placed[author] += 1
        tags_placed[tag] += 1
        if authors_placed[author] >= w.AUTHOR_IN_WINDOW:
            full_authors |= of_last
        if tags_placed[tag] >= w.TAG_IN_WINDOW:
            full_tags |= by_tag[tag]
    stays = np.ones(len(sight), np.bool_)
    stays[placed] = False
    return np.concatenate([sight[placed], sight[stays], heads[SIGHT:]])


def _bits(names: Sequence[int]) -> dict[int, int]:
    """By name which places have it, a bit for each."""
    found = dict.fromkeys(names, 0)
    bit = 1
    for name in names:
        found[name] |= bit
        bit <<= 1
    return found
