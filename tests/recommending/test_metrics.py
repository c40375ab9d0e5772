"""Figures of lists, on lists whose figures can be said without a computer."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given

from tests.recommending.tables import PAIRS, dense, table
from tintype.recommending.metrics import coverage, gini, hits_of, likeness, ndcg, quality, recall


def test_recall_and_ndcg_of_lists_one_can_count() -> None:
    hidden = table([(0, 1), (0, 4), (2, 5)], 3, 6)
    asked = np.array([0, 2])
    hits = hits_of(np.array([[4, 0, 3], [0, 1, -1]]), asked, hidden)
    assert hits.tolist() == [[1, 0, 0], [0, 0, 0]]
    sizes = hidden.sizes()[asked]
    assert recall(hits, sizes).tolist() == [0.5, 0.0]
    assert ndcg(hits, sizes)[0] == pytest.approx(1 / (1 + 1 / math.log2(3)))


def test_an_item_of_somebody_else_is_no_hit() -> None:
    # The last item of one user and the first of the next are neighbours in the numbers that are compared.
    hidden = table([(0, 5), (1, 0)], 2, 6)
    assert hits_of(np.array([[0, -1], [5, -1]]), np.array([0, 1]), hidden).sum() == 0


def test_the_perfect_list_has_one_of_each() -> None:
    hidden = table([(0, 1), (0, 4)], 1, 6)
    hits = hits_of(np.array([[4, 1, 0]]), np.array([0]), hidden)
    assert recall(hits, np.array([2])).tolist() == [1.0]
    assert ndcg(hits, np.array([2]))[0] == pytest.approx(1)


def test_coverage_counts_items_that_somebody_has() -> None:
    counts = np.array([3, 1, 0, 2])
    assert coverage(np.array([0, 0, 2]), counts) == pytest.approx(1 / 3)
    assert coverage(np.zeros(0, np.int64), counts) == 0


def test_gini_is_nothing_for_equals_and_nearly_one_for_a_king() -> None:
    assert gini(np.full(100, 4)) == pytest.approx(0)
    assert gini(np.eye(1, 100, dtype=np.int64)[0]) == pytest.approx(0.99)


@given(PAIRS)
def test_likeness_is_the_mean_of_all_cosines(pairs: list[tuple[int, int]]) -> None:
    some = table(pairs)
    has = dense(some)
    items = [item for item in (0, 2, 3, 5) if has[:, item].any()]
    cosines = [
        float(has[:, one] @ has[:, other] / math.sqrt(has[:, one].sum() * has[:, other].sum()))
        for one in items
        for other in items
        if one != other
    ]
    expected = sum(cosines) / len(cosines) if cosines else 0.0
    assert likeness(np.array([[0, 2, 3, 5, -1]]), some.turned()) == pytest.approx(expected, abs=1e-9)


def test_quality_of_no_lists_is_nothing_and_no_error() -> None:
    some = table([(0, 1)])
    found = quality(np.zeros((0, 20), np.int64), np.zeros(0, np.int64), some, some)
    assert (found.recall, found.coverage, found.popularity, found.likeness) == (0, 0, 0, 0)
