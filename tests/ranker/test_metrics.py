"""Figures by hand, by scikit-learn where it has the same, and the laws they keep."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tintype.ranking.learned import metrics
from tintype.ranking.learned.calibration import calibrated, pooled
from tintype.ranking.learned.logistic import fit_logistic, odds

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from sklearn.isotonic import IsotonicRegression
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import log_loss, ndcg_score, roc_auc_score

UNHURRIED = settings(deadline=None, max_examples=50)  # A machine that is busy is not a bug.
Rows = tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.int64]]


def labels(*values: int) -> NDArray[np.bool_]:
    return np.asarray(values, np.bool_)


def numbers(*values: float) -> NDArray[np.float64]:
    return np.asarray(values, np.float64)


@st.composite
def judged(draw: st.DrawFn) -> Rows:
    """Some rows of up to four viewers, both labels among them; scores are often equal."""
    n = draw(st.integers(2, 60))
    liked = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    liked[0], liked[1] = True, False
    scores = draw(st.lists(st.integers(0, 20), min_size=n, max_size=n))
    viewers = draw(st.lists(st.integers(1, 4), min_size=n, max_size=n))
    return labels(*liked), np.asarray(scores) / 20, np.asarray(viewers, np.int64)


def test_auc_counts_pairs_in_order() -> None:
    # Positives 0.9 and 0.4 against negatives 0.5 and 0.1: three pairs of four are right.
    assert metrics.auc(labels(1, 1, 0, 0), numbers(0.9, 0.4, 0.5, 0.1)) == 0.75
    assert metrics.auc(labels(1, 0), numbers(0.5, 0.5)) == 0.5
    assert np.isnan(metrics.auc(labels(1, 1), numbers(0.1, 0.2)))


def test_grouped_auc_weights_viewers_by_their_rows() -> None:
    liked = labels(1, 0, 0, 1, 0, 1)
    scores = numbers(0.9, 0.1, 0.2, 0.1, 0.9, 0.5)
    viewers = np.asarray([1, 1, 1, 2, 2, 3])
    # The first viewer's order is perfect (3 rows), the second's is upside down (2), the third has one label.
    assert metrics.grouped_auc(liked, scores, viewers) == pytest.approx(3 / 5)
    assert metrics.mean_auc(liked, scores, viewers) == pytest.approx(1 / 2)


def test_ndcg_discounts_by_place() -> None:
    # Likes at the second and third place of three; the best would be first and second.
    got = metrics.ndcg(labels(0, 1, 1), numbers(0.9, 0.8, 0.7))
    assert got == pytest.approx((1 / np.log2(3) + 1 / 2) / (1 + 1 / np.log2(3)))
    assert metrics.ndcg(labels(0, 1), numbers(0.9, 0.8), places=1) == 0


def test_relative_cross_entropy_is_what_is_less_surprising_than_the_base_rate() -> None:
    liked = labels(1, 1, 0, 0)
    assert metrics.relative_cross_entropy(liked, numbers(0.5, 0.5, 0.5, 0.5)) == pytest.approx(0)
    # −log 0.8 for each instead of −log 0.5.
    expected = 100 * (1 - np.log(0.8) / np.log(0.5))
    assert metrics.relative_cross_entropy(liked, numbers(0.8, 0.8, 0.2, 0.2)) == pytest.approx(expected)
    assert metrics.relative_cross_entropy(liked, numbers(0.1, 0.1, 0.9, 0.9)) < 0


def test_calibration_error_is_the_distance_of_what_was_said() -> None:
    # One bin says 0.5 where 1 of 2 comes true; the other 0.9 where none of two does: half of the rows are 0.9 off.
    assert metrics.calibration_error(labels(1, 0, 0, 0), numbers(0.5, 0.5, 0.9, 0.9)) == pytest.approx(0.45)
    assert metrics.calibration_error(labels(1, 1), numbers(1.0, 1.0)) == 0


@UNHURRIED
@given(judged())
def test_auc_and_cross_entropy_are_those_of_scikit_learn(rows: Rows) -> None:
    liked, scores, _ = rows
    assert metrics.auc(liked, scores) == pytest.approx(roc_auc_score(liked, scores))
    sure = 0.1 + 0.8 * scores
    base = np.full(len(liked), liked.mean())
    expected = 100 * (1 - log_loss(liked, sure) / log_loss(liked, base))
    assert metrics.relative_cross_entropy(liked, sure) == pytest.approx(expected)


@UNHURRIED
@given(judged())
def test_ndcg_is_that_of_scikit_learn_with_ties(rows: Rows) -> None:
    liked, scores, _ = rows
    assert metrics.ndcg(liked, scores) == pytest.approx(ndcg_score([liked.astype(int)], [scores], k=10))


@UNHURRIED
@given(judged(), st.floats(0.1, 10), st.floats(-5, 5))
def test_orders_are_judged_by_order_alone(rows: Rows, slope: float, shift: float) -> None:
    liked, scores, viewers = rows
    other = np.exp(slope * scores + shift)
    assert metrics.auc(liked, other) == pytest.approx(metrics.auc(liked, scores))
    for judge in (metrics.grouped_auc, metrics.mean_auc, metrics.mean_ndcg):
        assert judge(liked, other, viewers) == pytest.approx(judge(liked, scores, viewers), nan_ok=True)


@UNHURRIED
@given(judged())
def test_reversing_an_order_mirrors_its_auc(rows: Rows) -> None:
    liked, scores, _ = rows
    assert metrics.auc(liked, -scores) == pytest.approx(1 - metrics.auc(liked, scores))


@UNHURRIED
@given(judged())
def test_ndcg_is_between_nothing_and_the_perfect_order(rows: Rows) -> None:
    liked, scores, _ = rows
    assert 0 <= metrics.ndcg(liked, scores) <= 1 + 1e-9
    assert metrics.ndcg(liked, liked.astype(np.float64)) == pytest.approx(1)
    assert metrics.auc(liked, liked.astype(np.float64)) == 1


@UNHURRIED
@given(judged())
def test_pools_are_those_of_scikit_learn(rows: Rows) -> None:
    liked, scores, _ = rows
    order = np.argsort(scores, kind="stable")
    sizes = pooled(liked[order].astype(np.float64))
    starts = np.cumsum(sizes) - sizes
    levels = np.repeat(np.add.reduceat(liked[order].astype(np.float64), starts) / sizes, sizes)
    expected = IsotonicRegression().fit_transform(np.arange(len(liked)), liked[order].astype(float))
    assert levels == pytest.approx(expected)


@UNHURRIED
@given(judged())
def test_calibration_rises_and_stays_a_probability(rows: Rows) -> None:
    liked, scores, _ = rows
    curve = calibrated(liked, scores)
    said = curve(np.linspace(-1, 2, 50))
    assert (np.diff(said) >= 0).all()
    assert said.min() >= 0
    assert said.max() <= 1


def test_calibration_says_how_often_it_comes_true() -> None:
    chance = np.random.default_rng(7)
    truth = chance.random(20_000)
    liked = chance.random(20_000) < truth
    # Scores that are in order and far from being probabilities.
    curve = calibrated(liked, 3 * np.log(truth / (1 - truth)) + 5)
    said = curve(3 * np.log(truth / (1 - truth)) + 5)
    assert metrics.calibration_error(liked, said) < 0.02
    assert metrics.auc(liked, said) > metrics.auc(liked, truth) - 0.002


def test_logistic_regression_is_that_of_scikit_learn() -> None:
    chance = np.random.default_rng(7)
    features = chance.normal(size=(3_000, 4)).astype(np.float32)
    features[:, 2] = 3.0  # Says nothing.
    liked = chance.random(3_000) < odds(features[:, 0] * 1.5 - features[:, 1] + 0.5)
    fitted = fit_logistic(features, liked)
    known = (features - fitted.means) / fitted.spreads
    theirs = LogisticRegression(C=1.0, tol=1e-10, max_iter=1_000).fit(known, liked)
    assert fitted.weights == pytest.approx(theirs.coef_[0], abs=1e-4)
    assert fitted.intercept == pytest.approx(theirs.intercept_[0], abs=1e-4)
