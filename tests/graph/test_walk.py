"""Walks over follows, on graphs small enough to be walked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tintype.graph.walk import Reached, mutual, starting, step, together


def neighbours(**ties: list[int]) -> dict[int, np.ndarray]:
    return {int(name[1:]): np.array(its, np.int64) for name, its in ties.items()}


def told(some: Reached) -> dict[int, float]:
    return dict(zip(some.ids.tolist(), some.chances.tolist(), strict=True))


def test_a_step_leads_to_any_neighbour_alike() -> None:
    there = step(starting([1, 2]), neighbours(n1=[5, 6], n2=[6]))
    assert told(there) == {6: 0.75, 5: 0.25}
    assert there.ids.tolist() == [6, 5]


def test_who_shares_much_counts_for_more_when_sharpened() -> None:
    # 8 shares two follows with the viewer, 7 and 9 one each; those two agree on 4, and 8 alone leads to 5.
    here = Reached(np.array([7, 8, 9]), np.array([0.25, 0.5, 0.25]))
    onwards = neighbours(n7=[4], n8=[5], n9=[4])
    assert told(step(here, onwards)) == {4: 0.5, 5: 0.5}
    assert step(here.sharpened(1.5), onwards).ids.tolist() == [5, 4]


def test_a_friend_is_worth_the_root_of_how_few_they_follow() -> None:
    found = told(mutual([1, 2], neighbours(n1=[5, 6, 7, 8], n2=[5])))
    assert found == pytest.approx({5: 1.5, 6: 0.5, 7: 0.5, 8: 0.5})
    assert told(mutual([3], neighbours(n1=[5]))) == {}


def test_two_ways_are_measured_by_their_likeliest() -> None:
    walked, friends = (
        Reached(np.array([1, 2]), np.array([0.2, 0.1])),
        Reached(np.array([3, 2]), np.array([8.0, 4.0])),
    )
    assert told(together(walked, friends, 0.3)) == pytest.approx({1: 1.0, 2: 0.65, 3: 0.3})
    assert told(together(walked, Reached(), 0.3)) == pytest.approx({1: 1.0, 2: 0.5})
    assert told(together(Reached(), friends, 0.3)) == pytest.approx({3: 0.3, 2: 0.15})
    assert told(together(Reached(), Reached(), 0.3)) == {}
