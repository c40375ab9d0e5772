"""Laws of the line that people explore: what may stand how often, and where alone a rule is let go of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tintype.explore.diversity import (
    AUTHOR_MAX,
    EVERY,
    FIRST,
    KIND_MAX,
    KIND_WINDOW,
    TOPIC_MAX,
    WINDOW,
    Choice,
    line_of,
)
from tintype.explore.pictures import Pictures, unknown


@dataclass(frozen=True)
class Posts:
    """Columns of some posts."""

    scores: np.ndarray
    authors: np.ndarray
    topics: np.ndarray
    kinds: np.ndarray
    drawn: np.ndarray
    pictures: Pictures | None = None

    def line(self, limit: int = 100) -> list[int]:
        pictures = self.pictures or unknown(len(self.scores))
        choice = Choice(self.scores, self.authors, self.topics, self.kinds, self.drawn, pictures)
        return line_of(choice, limit).tolist()


@st.composite
def posts(draw: st.DrawFn, most: int = 120) -> Posts:
    n = draw(st.integers(0, most))
    chance = np.random.default_rng(draw(st.integers(0, 2**32)))
    drawn = chance.random(n)
    drawn[chance.random(n) < draw(st.floats(0, 1))] = -np.inf
    return Posts(
        scores=chance.random(n) + 1e-6,
        authors=chance.integers(1, draw(st.integers(2, 60)), n),
        topics=chance.integers(0, draw(st.integers(1, 30)), n),
        kinds=chance.integers(0, draw(st.integers(1, 3)), n),
        drawn=drawn,
    )


def broken(some: Posts, line: list[int], place: int, at: int) -> set[str]:
    """Which rules a post would break at a place of a line, counted anew."""
    near, nearer = line[max(0, place - WINDOW + 1) : place], line[max(0, place - KIND_WINDOW + 1) : place]
    found: set[str] = set()
    if Counter(some.authors[near].tolist())[int(some.authors[at])] >= AUTHOR_MAX:
        found.add("author")
    if some.topics[at] and Counter(some.topics[near].tolist())[int(some.topics[at])] >= TOPIC_MAX:
        found.add("topic")
    if Counter(some.kinds[nearer].tolist())[int(some.kinds[at])] >= KIND_MAX:
        found.add("kind")
    return found


@given(posts(), st.integers(1, 100))
def test_a_line_holds_each_post_once_and_as_many_as_there_are(some: Posts, limit: int) -> None:
    line = some.line(limit)
    assert len(line) == len(set(line)) == min(limit, len(some.scores))


@given(posts())
def test_a_rule_is_broken_only_where_nothing_that_is_left_would_keep_it(some: Posts) -> None:
    line = some.line()
    weight = {"kind": 1, "topic": 2, "author": 4}
    for place, at in enumerate(line):
        rest = [one for one in range(len(some.scores)) if one not in line[:place]]
        # Kinds are let go of first, then topics, authors last.
        best = min(max((weight[rule] for rule in broken(some, line, place, one)), default=0) for one in rest)
        assert max((weight[rule] for rule in broken(some, line, place, at)), default=0) == best, place


@given(posts())
def test_places_for_little_known_posts_are_theirs_where_one_fits(some: Posts) -> None:
    line = some.line()
    for place in range(FIRST, len(line), EVERY):
        little_known = [
            at
            for at in np.flatnonzero(some.drawn > -np.inf).tolist()
            if at not in line[:place] and not broken(some, line, place, at)
        ]
        if little_known:
            assert line[place] == max(little_known, key=lambda at: some.drawn[at])


def test_one_place_of_twelve_is_for_little_known_posts() -> None:
    n = 400
    drawn = np.full(n, -np.inf)
    drawn[300:] = np.random.default_rng(1).random(100)
    some = Posts(np.linspace(1, 0.1, n), np.arange(n), np.zeros(n, int), np.arange(n) % 3, drawn)
    line = some.line()
    share = sum(at >= 300 for at in line) / len(line)
    assert 0.05 <= share <= 0.10


def test_without_anything_alike_the_line_is_the_order_of_scores() -> None:
    n = 50
    scores = np.random.default_rng(2).random(n) + 0.1
    order = np.argsort(-scores)
    kinds = np.zeros(n, int)
    kinds[order[::2]] = 1
    some = Posts(scores, np.arange(n), np.zeros(n, int), kinds, np.full(n, -np.inf))
    assert some.line() == order.tolist()
