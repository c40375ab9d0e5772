"""Sessions look at pictures: one of each stands in a line, and what looks alike is spread over it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tintype.explore.diversity import KIND_MAX, Choice, line_of
from tintype.explore.pictures import LIKELY_BITS, SAME_BITS, SAME_COSINE, TURNS, Pictures, unknown


def choice(scores: np.ndarray, pictures: Pictures) -> Choice:
    """Posts by as many authors, without topics, of two kinds, and none of them little known."""
    n = len(scores)
    return Choice(
        scores, np.arange(1, n + 1), np.zeros(n, int), np.arange(n) % 2, np.full(n, -np.inf), pictures
    )


def copies(n: int, clusters: np.ndarray, seed: int) -> Pictures:
    """Posts of one cluster show one picture, some of them turned, with up to four bits that differ between two."""
    chance = np.random.default_rng(seed)
    turns = chance.integers(0, 1 << 63, (TURNS, int(clusters.max(initial=0)) + 1), np.uint64)
    own = np.stack([np.roll(turns[:, cluster], chance.integers(TURNS)) for cluster in clusters], axis=1)
    own ^= np.uint64(1) << chance.integers(0, 2, (TURNS, n), np.uint64)
    return Pictures(np.zeros((n, 256), np.int8), own, np.ones(n, np.bool_))


@given(st.integers(1, 60), st.integers(1, KIND_MAX), st.integers(0, 2**32))
def test_of_copies_of_one_picture_the_best_alone_is_shown(n: int, most: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    clusters = chance.integers(0, most, n)
    scores = chance.permutation(n) + 1.0
    line = line_of(choice(scores, copies(n, clusters, seed)), n).tolist()
    assert len(line) == len(np.unique(clusters))
    best = {
        int(cluster): max(np.flatnonzero(clusters == cluster), key=lambda at: scores[at])
        for cluster in clusters
    }
    assert set(line) == {int(at) for at in best.values()}


@given(st.integers(0, 64), st.floats(-1, 1, width=32))
def test_a_copy_is_near_by_its_hash_or_nearly_so_and_by_what_a_model_sees(bits: int, cosine: float) -> None:
    turns = np.zeros((TURNS, 2), np.uint64)
    turns[1:] = np.uint64(0xAAAA_AAAA_AAAA_AAAA)
    turns[1:, 1] = np.uint64(0x5555_5555_5555_5555)
    turns[0, 1] = np.uint64((1 << bits) - 1)
    pictures = Pictures(np.zeros((2, 256), np.int8), turns, np.ones(2, np.bool_))
    least = min(bits, 32)  # To the other turns there are 32.
    wanted = least <= SAME_BITS or (least <= LIKELY_BITS and cosine > SAME_COSINE)
    cosines = np.asarray([cosine, 1], np.float32)
    assert pictures.is_copy(1, np.array([0]), cosines) is wanted
    assert not pictures.is_copy(1, np.zeros(0, int), cosines)
    for flat in ([True, False], [False, True]):
        one = Pictures(pictures.looks, turns, np.asarray(flat))
        assert not one.is_copy(1, np.array([0]), np.ones(2, np.float32))


def test_what_looks_alike_is_not_in_a_heap() -> None:
    chance = np.random.default_rng(3)
    styles = np.repeat([0, 1, 2], 20)
    looks = (chance.normal(0, 60, (3, 256))[styles] + chance.normal(0, 10, (60, 256))).clip(-127, 127)
    scores = np.linspace(1, 0.8, 60)  # All of one style first, by their scores alone.
    seen = Pictures(looks.astype(np.int8), np.zeros((TURNS, 60), np.uint64), np.zeros(60, np.bool_))
    assert (styles[line_of(choice(scores, unknown(60)), 12)] == 0).all()
    line = styles[line_of(choice(scores, seen), 12)]
    assert line[0] == 0
    assert set(line[:3].tolist()) == {0, 1, 2}
