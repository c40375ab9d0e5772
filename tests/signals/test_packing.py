"""Laws of what fades and adds up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tintype.kernel.clock import DAY_US
from tintype.signals.model import ACTIONS, HALF_LIFE_US, WEIGHTS, Action
from tintype.signals.packing import (
    DELTA,
    NEAR,
    NO_KIND,
    aged,
    liked_kinds,
    nearer,
    seen_with,
    strengths_of,
    summed,
    visit_gap,
)

NOW_US = 1_790_000_000_000_000
changes = st.lists(
    st.tuples(
        st.integers(1, 3),  # viewer
        st.integers(11, 14),  # author
        st.integers(101, 105),  # post
        st.sampled_from(list(Action)),
        st.sampled_from([-1, 1]),
        st.integers(0, 60),  # days ago
        st.sampled_from([0, 1, 2, NO_KIND]),
    ),
    max_size=40,
)
orders = st.lists(st.integers(1, 10_000), max_size=60)


def deltas(given_changes: list[tuple[int, ...]]) -> np.ndarray:
    rows = [
        (seq, NOW_US - days * DAY_US, viewer, author, post, action, kind, amount)
        for seq, (viewer, author, post, action, amount, days, kind) in enumerate(given_changes, 1)
    ]
    return np.array(rows, DELTA)


@given(st.integers(0, 400), st.integers(0, 400))
def test_what_fades_in_two_steps_fades_as_in_one(first: int, second: int) -> None:
    one, other = first * DAY_US, second * DAY_US
    assert aged(0, one) * aged(one, one + other) == pytest.approx(float(aged(0, one + other)))
    assert aged(0, HALF_LIFE_US) == pytest.approx(0.5)
    # A clock that was set back makes nothing worth more.
    assert aged(one + 1, one) == 1


@given(changes)
def test_sums_are_those_of_one_after_another(given_changes: list[tuple[int, ...]]) -> None:
    rows = deltas(given_changes)
    posts, found = summed(rows["post"], rows, NOW_US)
    naive: dict[int, list[float]] = {}
    for _, _, post, action, amount, days, _ in given_changes:
        naive.setdefault(post, [0.0] * ACTIONS)[action] += amount * 0.5 ** (days / 15)
    assert posts.tolist() == sorted(naive)
    assert found == pytest.approx(np.array([naive[post] for post in sorted(naive)]).reshape(-1, ACTIONS))


@given(changes)
def test_nearness_is_that_of_one_after_another(given_changes: list[tuple[int, ...]]) -> None:
    naive: dict[tuple[int, int], dict[int, float]] = {}
    for viewer, author, _, action, amount, days, _ in given_changes:
        if action in WEIGHTS:
            parts = naive.setdefault((viewer, author), {})
            parts[action] = parts.get(action, 0) + WEIGHTS[Action(action)] * amount * 0.5 ** (days / 15)
    expected = {pair: sum(max(part, 0) for part in parts.values()) for pair, parts in naive.items()}
    nothing = np.zeros(0, NEAR), np.zeros(0, np.int64)
    rows, whose = nearer(np.array([1, 2, 3]), nothing[0], nothing[1], deltas(given_changes), NOW_US)
    authors, strengths, reasons = strengths_of(rows, 1.0)
    found = dict(zip(zip(whose.tolist(), authors.tolist(), strict=True), strengths.tolist(), strict=True))
    assert found == pytest.approx({pair: x for pair, x in expected.items() if x >= 0.01}, abs=0.002)
    for pair, reason in zip(found, reasons.tolist(), strict=True):
        best = max(naive[pair].values())
        assert naive[pair][reason] == pytest.approx(best, abs=0.002)


@given(changes)
def test_only_viewers_that_are_asked_for_are_answered(given_changes: list[tuple[int, ...]]) -> None:
    rows = deltas(given_changes)
    _, whose = nearer(np.array([2]), np.zeros(0, NEAR), np.zeros(0, np.int64), rows, NOW_US)
    assert set(whose.tolist()) <= {2}
    likes = [one for one in given_changes if one[0] == 2 and one[3] == Action.LIKE and one[6] != NO_KIND]
    total = sum(amount * 0.5 ** (days / 15) for _, _, _, _, amount, days, _ in likes)
    assert liked_kinds(np.array([2]), rows, NOW_US)[0, :, 1].sum() == pytest.approx(total)


@given(st.lists(orders, max_size=30))
def test_whatever_was_seen_stays_seen(visits: list[list[int]]) -> None:
    frontier, seen = 0, np.zeros(0, np.int64)
    every: set[int] = set()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tintype.signals.packing.SEEN_MAX", 20)
        for visit in visits:
            before = frontier
            frontier, seen = seen_with(frontier, seen, np.array(visit, np.int64))
            every.update(visit)
            assert frontier >= before
            assert len(seen) <= 20
            assert seen.tolist() == sorted(one for one in every if one > frontier)


def test_the_gap_between_visits_is_the_median() -> None:
    assert visit_gap(np.zeros(0, np.int64)) == 0
    assert visit_gap(np.array([5])) == 0
    assert visit_gap(np.array([0, 10, 30, 90])) == 20
