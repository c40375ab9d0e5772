"""Each method gives what its formula says, by another way of computing it; and what sense says, on two circles."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.recommending.tables import FOLLOWS, PAIRS, WIDTH, dense, everybody, table, two_circles
from tintype.recommending import Comparison
from tintype.recommending.autoencoder import autoencoder
from tintype.recommending.factors import least_squares, low_pass
from tintype.recommending.methods import NOTHING, Chance, Popularity, first
from tintype.recommending.walks import HUB_USERS, friends_of_friends, thinned, walk

EXPONENT = st.sampled_from([0.0, 0.3, 0.5, 1.0])


def silent(*_: object) -> None:
    """Progress that nobody watches."""


@given(PAIRS, EXPONENT, EXPONENT, EXPONENT, st.sampled_from([1.0, 1.5, 2.0]))
def test_a_walk_is_a_product_of_matrices(
    pairs: list[tuple[int, int]], item: float, user: float, end: float, sharpness: float
) -> None:
    some = table(pairs)
    has = dense(some)
    users_of, items_of = np.maximum(has.sum(axis=0), 1), np.maximum(has.sum(axis=1), 1)
    met = ((has * users_of**-item) @ has.T) ** sharpness
    expected = (met * items_of**-user) @ has * users_of**-end
    walked = walk(some, item=item, user=user, end=end, sharpness=sharpness)
    assert np.allclose(walked.scores(everybody(some)), expected, rtol=1e-5, atol=1e-7)


@given(PAIRS, EXPONENT, EXPONENT, st.integers(1, 8))
def test_around_some_items_is_the_same_walk_through_the_likeliest_people(
    pairs: list[tuple[int, int]], item: float, end: float, through: int
) -> None:
    some = table(pairs)
    has = dense(some)
    walked = walk(some, item=item, end=end)
    users_of, items_of = np.maximum(has.sum(axis=0), 1), np.maximum(has.sum(axis=1), 1)
    for row in range(some.rows):
        chances = (has[row] * users_of**-item) @ has.T / items_of
        likeliest = np.sort(chances)[::-1][:through]
        items, scores = walked.around(np.flatnonzero(has[row]), through)
        assert items.tolist() == sorted(set(items.tolist()))
        found = np.zeros(some.width)
        found[items] = scores
        # Whoever is as likely as the last of them may be passed instead.
        sure, maybe = chances > likeliest[-1] * (1 + 1e-5), chances >= likeliest[-1] * (1 - 1e-5)
        least, most = (np.where(some_of, chances, 0) @ has * users_of**-end for some_of in (sure, maybe))
        assert (found >= least * (1 - 1e-5) - 1e-7).all()
        assert (found <= most * (1 + 1e-5) + 1e-7).all()
        if through >= some.rows:
            assert np.allclose(found, walked.scores(np.array([row]))[0], rtol=1e-5, atol=1e-7)


@given(FOLLOWS)
def test_friends_of_friends_are_whom_those_follow_who_follow_back(pairs: list[tuple[int, int]]) -> None:
    some = table(pairs, WIDTH, WIDTH)
    follows = dense(some)
    friends = follows * follows.T
    expected = (friends * np.maximum(follows.sum(axis=1), 1) ** -0.5) @ follows
    assert np.allclose(friends_of_friends(some).scores(everybody(some)), expected, atol=1e-7)


def test_who_shares_two_things_counts_for_more_when_sharpened() -> None:
    # User 0 shares items 0 and 1 with user 1, and one of them with each of 2 and 3; those agree on item 3.
    some = table([(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 0), (2, 3), (3, 1), (3, 3)], 4, 4)
    plain = walk(some, user=0.0).scores(np.array([0]))[0]
    sharp = walk(some, user=0.0, sharpness=2.0).scores(np.array([0]))[0]
    assert plain[2] == pytest.approx(plain[3])
    assert sharp[2] > sharp[3]


def test_what_no_way_leads_to_comes_last_and_most_popular_first() -> None:
    some = table([(0, 0), (1, 0), (1, 1), (2, 2), (2, 3), (3, 3)], 4, 4)
    scores = walk(some).scores(np.array([0]))[0]
    assert scores[1] > 1e-3 > scores[3] > scores[2] > 0


def test_a_hub_is_cut_down_and_stands_for_all() -> None:
    many = HUB_USERS * 3
    some = table(
        [(user, 0) for user in range(many)] + [(0, 1), *((user, 2) for user in range(1, many))], many, 3
    )
    backward = some.turned()
    assert thinned(backward, HUB_USERS, 7).sizes().tolist() == [HUB_USERS, 1, HUB_USERS]
    # Nearly all who have item 0 have item 2 as well: half of the ways on lead there.
    assert walk(some).scores(np.array([0]))[0, 2] == pytest.approx(0.5, abs=0.01)


def test_an_autoencoder_is_a_ridge_regression_for_each_item() -> None:
    some = two_circles()
    has = dense(some)
    says = autoencoder(some, penalty=2.0).says
    for item in range(some.width):
        others = [other for other in range(some.width) if other != item]
        known = has[:, others]
        weights = np.linalg.solve(known.T @ known + 2.0 * np.eye(len(others)), known.T @ has[:, item])
        assert np.allclose(says[others, item], weights, atol=1e-5)
        assert says[item, item] == 0


def test_least_squares_end_where_nothing_can_be_gained() -> None:
    some = two_circles()
    weight, penalty = 10.0, 1.0
    found = least_squares(some, width=3, weight=weight, penalty=penalty, told=silent)
    backward = some.turned()
    for item in range(some.width):
        users = backward.columns[backward.starts[item] : backward.starts[item + 1]]
        theirs = found.users[users]
        left = found.users.T @ found.users + weight * theirs.T @ theirs + penalty * np.eye(3)
        exact = np.linalg.solve(left, (1 + weight) * theirs.sum(axis=0))
        assert np.allclose(found.items[item], exact, atol=0.01)


def test_all_waves_together_are_the_table() -> None:
    some = two_circles()
    scores = low_pass(some, width=10, told=silent).scores(everybody(some))
    assert np.allclose(scores, dense(some), atol=1e-3)


def test_the_longest_waves_tell_the_circles_apart() -> None:
    some = two_circles()
    scores = low_pass(some, width=2, told=silent).scores(everybody(some))
    assert scores[:6, :5].min() > scores[:6, 5:].max()
    assert scores[6:, 5:].min() > scores[6:, :5].max()


@pytest.mark.parametrize("name", ["neighbours", "walk", "least squares", "low-pass", "autoencoder"])
def test_each_method_finds_what_is_missing_of_ones_circle(name: str) -> None:
    some = two_circles()
    comparison = Comparison(people=False, seed=7, told=silent, clock=lambda: 0.0)
    scores = comparison.fitted(name, some).scores(everybody(some))
    lists = first(scores, some, everybody(some), 1)
    lacking = [[user % 5 + (0 if user < 6 else 5)] for user in range(12)]
    assert lists.tolist() == lacking


@given(PAIRS, st.integers(0, 9))
def test_what_one_has_is_never_recommended(pairs: list[tuple[int, int]], limit: int) -> None:
    some = table(pairs)
    users = everybody(some)
    for method in (Popularity(some), Chance(some.width, 7), walk(some)):
        scores = method.scores(users)
        lists = first(scores.copy(), some, users, limit)
        assert lists.shape == (some.rows, limit)
        for user in users.tolist():
            _holds(lists[user], scores[user], dense(some)[user])


def _holds(row: NDArray[np.int64], scores: NDArray[np.float32], has: NDArray[np.float64]) -> None:
    shown = row[row != NOTHING]
    free = np.flatnonzero(has == 0)
    assert len(shown) == min(len(row), len(free))
    assert len(set(shown.tolist())) == len(shown)
    assert not has[shown].any()
    assert sorted(scores[free], reverse=True)[: len(shown)] == scores[shown].tolist()


def test_chance_is_the_same_each_time() -> None:
    users = np.array([3, 1])
    drawn = Chance(50, 7).scores(users)
    assert np.array_equal(drawn, Chance(50, 7).scores(users))
    assert np.array_equal(drawn[1], Chance(50, 7).scores(np.array([1]))[0])
    assert not np.array_equal(drawn[0], drawn[1])
