"""Trees that are asked without LightGBM, the file of a model, and what training refuses."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tintype.ranking.learned import (
    Growth,
    Model,
    Parts,
    Rows,
    Scorer,
    TooLittle,
    Unusable,
    by_time,
    decode,
    encode,
    train,
)
from tintype.ranking.learned.boosting import grow
from tintype.ranking.learned.trees import Forest, Tree

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import lightgbm

SECOND_US = 1_000_000
UNHURRIED = settings(deadline=None, max_examples=50)  # A machine that is busy is not a bug.


def unseen(_what: str, _done: int, _total: int) -> None:
    """Nobody looks at the progress of a test."""


def rows_of(n: int, seed: int = 7) -> Rows:
    """What people like hangs on the first two features; comments come by chance and seldom."""
    chance = np.random.default_rng(seed)
    features = chance.random((n, 4), np.float32)
    likes = chance.random(n) < 0.8 * features[:, 0] * features[:, 1]
    return Rows(
        ("fresh", "fond", "noise", "position"),
        features,
        {"like": likes, "comment": chance.random(n) < 0.001},
        chance.integers(1, 40, n),
        np.zeros(n, np.uint8),
        ("people",),
        np.arange(n) * SECOND_US,
    )


def parts_of(n: int = 4_000) -> Parts:
    return by_time(rows_of(n), n * SECOND_US, n // 6 * SECOND_US, n // 6 * SECOND_US)


def trained() -> Model:
    return train(parts_of(), {"position": 0.0}, Growth(trees=20), unseen).model


def walked(tree: Tree, row: np.ndarray) -> float:
    """As slow as can be: the lowest leaf that no node on its right side takes away."""
    left = (1 << len(tree.leaves)) - 1
    for feature, threshold, bits in tree.nodes:
        if row[feature] > threshold:
            left &= ~bits
    return tree.leaves[(left & -left).bit_length() - 1]


def test_trees_say_what_lightgbm_says() -> None:
    rows = rows_of(3_000)
    growth = Growth(trees=30)
    trees, gains = grow(rows.features, rows.labels["like"], growth)
    options = {
        "objective": "binary",
        "num_leaves": 8,
        "learning_rate": 0.1,
        "min_data_in_leaf": 100,
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
        "feature_fraction": 0.7,
        "max_bin": 31,
        "seed": growth.seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbose": -1,
    }
    table = lightgbm.Dataset(rows.features, rows.labels["like"].astype(np.float32))
    theirs = lightgbm.train(options, table, 30)
    fresh = rows_of(500, seed=8).features
    assert Forest([trees]).scores(fresh)[:, 0] == pytest.approx(theirs.predict(fresh, raw_score=True))
    assert gains[0] > gains[2]


@UNHURRIED
@given(st.integers(0, 2**32), st.integers(1, 8), st.integers(1, 5), st.integers(0, 30))
def test_forests_equal_their_trees_walked_one_by_one(seed: int, leaves: int, trees: int, n: int) -> None:
    chance = np.random.default_rng(seed)
    heads = [[random_tree(chance, leaves) for _ in range(trees)] for _ in range(3)]
    # Few different numbers, so that rows stand exactly on thresholds.
    rows = chance.integers(0, 5, (n, 4)).astype(np.float32)
    expected = [[sum(walked(tree, row) for tree in head) for head in heads] for row in rows]
    assert Forest(heads).scores(rows) == pytest.approx(np.asarray(expected).reshape(n, 3))


def random_tree(chance: np.random.Generator, leaves: int) -> Tree:
    nodes: list[tuple[int, float, int]] = []

    def split(first: int, n: int) -> None:
        if n > 1:
            left = int(chance.integers(1, n))
            bits = sum(1 << leaf for leaf in range(first, first + left))
            nodes.append((int(chance.integers(4)), float(chance.integers(5)), bits))
            split(first, left)
            split(first + left, n - left)

    split(0, leaves)
    return Tree(nodes, chance.normal(size=leaves).tolist())


def test_a_model_is_the_same_each_time_and_in_its_file() -> None:
    file = encode(trained())
    assert file == encode(trained())
    read = decode(file)
    assert encode(read) == file
    fresh = rows_of(300, seed=9)
    said = Scorer(read, fresh.names)(fresh.features)
    assert said.shape == (300, 1)
    assert ((said >= 0) & (said <= 1)).all()


def test_a_model_knows_what_people_like() -> None:
    fresh = rows_of(3_000, seed=9)
    said = Scorer(trained(), fresh.names)(fresh.features)[:, 0]
    truth = 0.8 * fresh.column("fresh") * fresh.column("fond")
    assert np.corrcoef(said, truth)[0, 1] > 0.9


def test_features_are_found_by_name_and_position_is_fixed() -> None:
    fresh = rows_of(200)
    model = trained()
    said = Scorer(model, fresh.names)(fresh.features)
    turned = ("noise", "other", "fond", "fresh")
    columns = np.column_stack([fresh.features[:, 2], fresh.features[:, 3], *fresh.features.T[[1, 0]]])
    assert (Scorer(model, turned)(columns) == said).all()


def test_a_model_that_needs_a_feature_which_is_not_there_is_unusable() -> None:
    with pytest.raises(Unusable, match="fond"):
        Scorer(trained(), ("fresh", "noise"))


@pytest.mark.parametrize(
    "file",
    [b"", b"\xff\xfe", b"null", b"{}", b'{"format":1,"features":[],"fixed":{},"heads":[]}'],
)
def test_what_is_no_model_is_refused(file: bytes) -> None:
    with pytest.raises(Unusable):
        decode(file)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b'"format":1', b'"format":2'),
        (b'"features":["fresh","fond","noise","position"]', b'"features":[]'),
        (b'"leaves":[', b'"leaves":[1,1,1,1,1,1,1,1,'),
        (b'"scores":[', b'"scores":[1e9,'),
        (b'"probabilities":[', b'"probabilities":[0,'),
    ],
)
def test_a_damaged_model_is_refused(was: bytes, becomes: bytes) -> None:
    file = encode(trained())
    assert was in file
    with pytest.raises(Unusable):
        decode(file.replace(was, becomes))


def test_what_is_seldom_done_is_left_to_the_formula() -> None:
    found = train(parts_of(), {}, Growth(trees=5), unseen)
    assert found.model.actions == ("like",)
    assert found.skipped["comment"] < 50


def test_too_little_says_how_much_there_is() -> None:
    with pytest.raises(TooLittle, match=r"No action was done 50 times .* there are \d+ of like"):
        train(parts_of(120), {}, Growth(trees=5), unseen)


def test_no_part_knows_what_came_later() -> None:
    parts = parts_of()
    assert parts.learned.at_us.max() < parts.calibrated.at_us.min()
    assert parts.calibrated.at_us.max() < parts.tested.at_us.min()
    assert len(parts.learned) + len(parts.calibrated) + len(parts.tested) == 4_000
