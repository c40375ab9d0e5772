"""What looks like what: exactly while there are few pictures, nearly so when there are many."""

from __future__ import annotations

import numpy as np
import pytest

from tintype.explore.alike import ALIKE_MIN, GROUP_SIZE, NEAR_MAX, PROBES, alike


def looks_of(n: int, styles: int, seed: int = 1) -> np.ndarray:
    """Pictures of some styles: two of one style have a cosine of about 0.7."""
    chance = np.random.default_rng(seed)
    centres = chance.normal(0, 30, (styles, 256))
    found = centres[chance.integers(0, styles, n)] + chance.normal(0, 20, (n, 256))
    return np.clip(np.round(found), -127, 127).astype(np.int8)


def cosines_of(looks: np.ndarray, asked: np.ndarray) -> np.ndarray:
    floats = looks / np.maximum(np.linalg.norm(looks.astype(np.float64), axis=1, keepdims=True), 1e-9)
    return floats[asked] @ floats.T


def test_the_nearest_of_few_are_found_exactly() -> None:
    looks = looks_of(600, 30)
    looks[::7] = 0  # Nobody has looked at these.
    asked = np.arange(50, 650, 3)  # Of 650 posts the last 600 may have been looked at.
    found = alike(looks, 650, asked)
    for post, cosines in zip(asked.tolist(), cosines_of(looks, asked - 50), strict=True):
        cosines[post - 50] = -1
        near, said = found.of(np.array([post]))
        wanted = np.sort(np.argsort(-cosines)[:NEAR_MAX])
        assert near.tolist() == (50 + wanted[cosines[wanted] >= ALIKE_MIN]).tolist()
        assert said == pytest.approx(cosines[near - 50], abs=0.001)
    assert len(found.of(np.array([51, 52]))[0]) == 0  # Not asked about.


def test_of_several_posts_each_neighbour_is_told_once_with_the_best_cosine() -> None:
    looks = looks_of(300, 5)
    found = alike(looks, 300, np.arange(300))
    both, cosines = found.of(np.array([3, 8, 20]))
    each = [
        dict(zip(*(column.tolist() for column in found.of(np.array([one]))), strict=True))
        for one in (3, 8, 20)
    ]
    assert both.tolist() == sorted(set().union(*each))
    for post, cosine in zip(both.tolist(), cosines.tolist(), strict=True):
        assert cosine == max(one.get(post, -1) for one in each)


def test_of_many_hardly_any_is_missed() -> None:
    n = GROUP_SIZE * PROBES * 3
    looks = looks_of(n, 500)
    asked = np.arange(0, n, 60)
    found = alike(looks, n, asked)
    cosines = cosines_of(looks, asked)
    cosines[np.arange(len(asked)), asked] = -1
    hit = wanted = 0
    for post, mine in zip(asked.tolist(), cosines, strict=True):
        best = np.argsort(-mine)[:10]
        best = best[mine[best] >= ALIKE_MIN]
        wanted += len(best)
        hit += len(np.intersect1d(found.of(np.array([post]))[0], best))
    assert wanted > len(asked) * 5
    assert hit / wanted > 0.95


def test_nothing_is_like_anything_where_nobody_has_looked() -> None:
    for looks in (np.zeros((0, 256), np.int8), np.zeros((40, 256), np.int8)):
        assert len(alike(looks, 40, np.arange(40)).of(np.arange(40))[0]) == 0
