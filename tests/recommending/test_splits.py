"""What is hidden is not known, nobody is asked about nothing, and a blend is settled without what is hidden."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.recommending.tables import FOLLOWS, HEIGHT, PAIRS, WIDTH, dense, two_circles
from tintype.recommending import Pairs, split
from tintype.recommending.blends import Blend, settled, standard
from tintype.recommending.methods import Chance
from tintype.recommending.splits import Split, set_aside
from tintype.recommending.table import Table

SEED = st.integers(0, 50)


def pairs_of(pairs: list[tuple[int, int]], height: int, width: int, *, people: bool = False) -> Pairs:
    rows, columns = np.array(sorted(set(pairs)), np.int64).reshape(-1, 2).T
    return Pairs(rows, columns, height, width, people)


@given(PAIRS, SEED)
def test_each_pair_is_known_or_hidden(pairs: list[tuple[int, int]], seed: int) -> None:
    found = split(pairs_of(pairs, HEIGHT, WIDTH), share=0.4, most=100, seed=seed)
    known, hidden = dense(found.known), dense(found.hidden)
    assert not (known * hidden).any()
    assert {(int(row), int(column)) for row, column in np.argwhere(known + hidden)} == set(pairs)
    assert found.asked.tolist() == [
        user for user in range(HEIGHT) if known[user].any() and hidden[user].any()
    ]


@given(FOLLOWS, SEED)
def test_a_mutual_follow_is_hidden_both_ways(pairs: list[tuple[int, int]], seed: int) -> None:
    once = [(one, other) for one, other in pairs if one < other]
    found = split(pairs_of(once, WIDTH, WIDTH, people=True), share=0.4, most=100, seed=seed, mutual=True)
    for some in (found.known, found.hidden):
        assert np.array_equal(dense(some), dense(some).T)
    # Nobody is recommended to themselves.
    assert dense(found.closed).diagonal().all()


@given(FOLLOWS, SEED)
def test_a_follow_and_its_answer_are_set_aside_together(pairs: list[tuple[int, int]], seed: int) -> None:
    follows = [(one, other) for one, other in pairs if one != other]
    part = set_aside(pairs_of(follows, WIDTH, WIDTH, people=True), share=0.4, most=100, seed=seed)
    known, hidden = dense(part.known), dense(part.hidden)
    assert not (known * hidden.T).any()
    assert not (known * hidden).any()


def test_so_many_are_asked_and_the_same_each_time() -> None:
    users, items = two_circles().pairs()
    pairs = Pairs(users, items, 12, 10)
    one, same, other = (split(pairs, share=0.5, most=4, seed=seed).asked.tolist() for seed in (1, 1, 2))
    assert len(one) == 4
    assert one == same != other


class Knowing:
    """A method that has seen what is hidden: what blends would look like if they cheated."""

    def __init__(self, hidden: Table) -> None:
        self.hidden = hidden

    def scores(self, users: NDArray[np.int64]) -> NDArray[np.float32]:
        return dense(self.hidden)[users].astype(np.float32)


def circles() -> Split:
    users, items = two_circles().pairs()
    return split(Pairs(users, items, 12, 10), share=0.3, most=100, seed=3)


def test_a_blend_is_made_of_what_helps() -> None:
    found = circles()
    methods = {"chance": Chance(found.known.width, 7), "knowing": Knowing(found.hidden)}
    weights = settled([(found, methods)] * 2, lambda *_: None, shown=1)
    assert max(weights, key=lambda name: weights[name]) == "knowing"
    scores = Blend(methods, weights).scores(found.asked)
    assert all(dense(found.hidden)[user, scores[place].argmax()] for place, user in enumerate(found.asked))


def test_a_blend_of_nobody_is_the_first_method() -> None:
    found = circles()
    nobody = Split(found.known, found.hidden, found.closed, np.zeros(0, np.int64))
    assert settled([(nobody, {"chance": Chance(10, 7)})], lambda *_: None) == {"chance": 1.0}


def test_scores_that_are_all_alike_say_nothing() -> None:
    assert not standard(np.full((2, 5), 3, np.float32)).any()
