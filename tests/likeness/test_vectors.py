"""Which pictures are nearest to some, held against comparing every pair."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tintype.kernel.ids import MediaId, PostId
from tintype.likeness.vectors import EXACT_MAX, Entry, Vectors
from tintype.media import VECTOR_SIZE
from tintype.media.vectors.vector import FEATURES, vector_of


def drawn(n: int, seed: int = 7) -> NDArray[np.int8]:
    """Vectors around forty middles, as pictures of forty kinds."""
    rng = np.random.default_rng(seed)
    middles = rng.normal(size=(40, VECTOR_SIZE))
    found = middles[rng.integers(0, 40, n)] + rng.normal(scale=0.8, size=(n, VECTOR_SIZE))
    return np.clip(np.round(found * 30), -127, 127).astype(np.int8)


def entries(vectors: NDArray[np.int8]) -> list[Entry]:
    return [(MediaId(at + 1), PostId(1000 + at), each.tobytes()) for at, each in enumerate(vectors)]


def exact(vectors: NDArray[np.int8], wanted: int, limit: int) -> list[int]:
    lengths = np.linalg.norm(vectors.astype(float), axis=1)
    cosines = vectors.astype(float) @ vectors[wanted].astype(float) / lengths / lengths[wanted]
    return [1000 + int(at) for at in np.argsort(-cosines, kind="stable")[:limit]]


def test_few_are_compared_exactly() -> None:
    vectors, kept = drawn(500), Vectors()
    kept.put(entries(vectors))
    for wanted in range(0, 500, 50):
        found = kept.nearest(kept.of_posts([PostId(1000 + wanted)]), 10)
        assert [post_id for post_id, _ in found] == exact(vectors, wanted, 10)
        assert found[0][1] == pytest.approx(1.0, abs=1e-5)


def test_of_many_a_short_list_has_nearly_all_that_are_near() -> None:
    n = EXACT_MAX * 2
    vectors, kept = drawn(n), Vectors()
    kept.put(entries(vectors))
    shares: list[float] = []
    for wanted in range(0, n, n // 20):
        found = {post_id for post_id, _ in kept.nearest(kept.of_posts([PostId(1000 + wanted)]), 10)}
        shares.append(len(found & set(exact(vectors, wanted, 10))) / 10)
    assert np.mean(shares) >= 0.99


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 12)), max_size=40))
def test_what_is_put_last_is_kept_and_what_is_dropped_is_not(acts: list[tuple[bool, int]]) -> None:
    vectors, kept, known = drawn(13), Vectors(), dict[int, Entry]()
    for number, (puts, at) in enumerate(acts):
        entry = (MediaId(at), PostId(100 + at % 3), vectors[(at + number) % 13].tobytes())
        if puts:
            kept.put([entry])
            known[at] = entry
        else:
            kept.drop([MediaId(at)])
            known.pop(at, None)
    assert len(kept) == len(known)
    for post in range(100, 103):
        theirs = [entry for entry in known.values() if entry[1] == post]
        assert sorted(kept.media_of([PostId(post)])) == sorted(entry[0] for entry in theirs)
        rows = np.array([np.frombuffer(entry[2], np.int8) for entry in theirs], float).reshape(
            -1, VECTOR_SIZE
        )
        wanted = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        assert np.allclose(np.sort(kept.of_posts([PostId(post)]), axis=0), np.sort(wanted, axis=0), atol=1e-6)


def test_a_post_is_found_once_by_the_nearest_of_its_pictures() -> None:
    vectors, kept = drawn(4), Vectors()
    one, other = PostId(1), PostId(2)
    kept.put([(MediaId(at + 1), (one, one, other, other)[at], vectors[at].tobytes()) for at in range(4)])
    found = kept.nearest(kept.of_posts([one]), 10)
    assert [post_id for post_id, _ in found] == [one, other]
    assert kept.nearest(kept.of_posts([one]), 0) == []
    assert kept.nearest(kept.of_posts([PostId(3)]), 10) == []


def test_a_vector_is_the_same_on_every_machine_and_for_ever() -> None:
    features = np.abs(np.sin(np.arange(FEATURES, dtype=np.float64) * 0.37)).astype(np.float32)
    digest = hashlib.sha256(vector_of(features)).hexdigest()
    assert digest == "1838b4b866e47f9fb62a659afc50cc4e40e86fc225572ed1f8aed16d02e3fa9b", (
        "vectors in the records would not fit those made from now on: raise MODEL"
    )


@pytest.mark.parametrize(
    "features",
    [np.zeros(FEATURES, np.float32), np.full(FEATURES, np.nan, np.float32), np.ones(3, np.float32)],
)
def test_what_no_picture_has_gets_no_vector(features: NDArray[np.float32]) -> None:
    with pytest.raises(ValueError, match="picture"):
        vector_of(features)
