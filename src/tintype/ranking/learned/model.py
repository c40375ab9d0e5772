"""A trained model: trees and a calibration for each action, as one file of JSON that names what it was trained on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from tintype.ranking.learned.calibration import Calibration
from tintype.ranking.learned.metrics import Numbers
from tintype.ranking.learned.trees import Forest, Tree

FORMAT = 1
FILE_BYTES_MAX = 4_000_000  # Six heads of 60 trees are 140 KB.


class Unusable(ValueError):
    """A file that is no model of ours, or one that was trained on other features than there are."""


@dataclass(frozen=True, slots=True)
class Head:
    """What predicts one action."""

    action: str
    trees: tuple[Tree, ...]
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class Model:
    """`fixed`: features that are known of what was shown and not of what may be, with the value they have then."""

    features: tuple[str, ...]
    fixed: Mapping[str, float]
    heads: tuple[Head, ...]
    seconds: tuple[float, float] = (0.0, 0.0)
    """How long a short and a long look took, as a rule."""

    @property
    def actions(self) -> tuple[str, ...]:
        """The columns of what a scorer returns."""
        return tuple(head.action for head in self.heads)


class Scorer:
    """Probabilities by a model, for posts whose features come in some order of their own."""

    def __init__(self, model: Model, given: Sequence[str]) -> None:
        """`given`: the columns of the matrices to come. Raises Unusable when one that the model needs is missing."""
        missing = [name for name in model.features if name not in given and name not in model.fixed]
        if missing:
            raise Unusable(f"The model was trained on {', '.join(missing)}, which posts do not have here.")
        self.actions = model.actions
        self.seconds = model.seconds
        self._columns = [given.index(name) if name in given else -1 for name in model.features]
        self._fixed = {at: model.fixed[name] for at, name in enumerate(model.features) if name in model.fixed}
        self._calibrations = [head.calibration for head in model.heads]
        self._forest = Forest([head.trees for head in model.heads])

    def __call__(self, matrix: NDArray[np.float32]) -> Numbers:
        """(n, len(actions)) probabilities for (n, len(given)) features; 500 posts in less than 2 ms."""
        features = matrix[:, self._columns]
        for column, value in self._fixed.items():
            features[:, column] = value
        scores = self._forest.scores(features)
        for head, calibration in enumerate(self._calibrations):
            scores[:, head] = calibration(scores[:, head])
        return scores


class _Tree(msgspec.Struct, forbid_unknown_fields=True):
    nodes: list[tuple[int, float, int]]
    leaves: list[float]


class _Head(msgspec.Struct, forbid_unknown_fields=True):
    action: str
    trees: list[_Tree]
    scores: list[float]
    probabilities: list[float]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: int
    features: list[str]
    fixed: dict[str, float]
    heads: list[_Head]
    seconds: tuple[float, float] = (0.0, 0.0)


def encode(model: Model) -> bytes:
    """The file of a model; the same model is the same bytes."""
    heads = [
        _Head(
            head.action,
            [_Tree(list(tree.nodes), list(tree.leaves)) for tree in head.trees],
            head.calibration.scores.tolist(),
            head.calibration.probabilities.tolist(),
        )
        for head in model.heads
    ]
    return msgspec.json.encode(_File(FORMAT, list(model.features), dict(model.fixed), heads, model.seconds))


def decode(file: bytes) -> Model:
    """The model of a file. Raises Unusable for anything else."""
    try:
        found = msgspec.json.decode(file, type=_File)
        if found.format != FORMAT or not found.heads:
            raise Unusable(f"A model of format {found.format}; this program reads {FORMAT}.")
        heads = tuple(_head(head, len(found.features)) for head in found.heads)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise Unusable(f"This is no model: {error}") from error
    return Model(tuple(found.features), found.fixed, heads, found.seconds)


def _head(head: _Head, features: int) -> Head:
    if not head.trees or any(not 0 <= node[0] < features for tree in head.trees for node in tree.nodes):
        raise Unusable(f"The trees for {head.action} ask for features that there are not.")
    curve = Calibration(np.asarray(head.scores), np.asarray(head.probabilities))
    rises = np.diff(curve.scores) > 0
    if not len(curve.scores) or len(curve.scores) != len(curve.probabilities) or not rises.all():
        raise Unusable(f"The calibration for {head.action} does not rise.")
    return Head(head.action, tuple(Tree(tree.nodes, tree.leaves) for tree in head.trees), curve)
