"""Growing trees with LightGBM, which the extra `tintype[ranker]` brings."""

# pyright: reportMissingImports=false, reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false
# lightgbm describes its types in part.

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tintype.kernel.problems import CannotStart
from tintype.ranking.learned.metrics import Labels
from tintype.ranking.learned.trees import LEAVES_MAX, Tree


@dataclass(frozen=True, slots=True)
class Growth:
    """How trees are grown. 60 trees of 8 leaves for each of six actions are asked in 1.2 ms: docs/decisions/0103."""

    trees: int = 60
    leaves: int = LEAVES_MAX
    learning_rate: float = 0.1
    rows_in_leaf_min: int = 100
    bins: int = 31
    """Values of a feature that are told apart: as good as LightGBM's 255 here, and a quarter less to ask."""
    rows_part: float = 0.7
    features_part: float = 0.7
    """Each tree sees so much of both, drawn anew, which keeps them from learning the same by heart."""
    seed: int = 7


def is_installed() -> bool:
    """Whether the extra is here."""
    return find_spec("lightgbm") is not None


def grow(features: NDArray[np.float32], labels: Labels, growth: Growth) -> tuple[list[Tree], list[float]]:
    """Trees for log-odds of a label by (n, F) features, the same each time; and what each feature gained, (F,).

    One thread: a site that trains goes on serving. Raises CannotStart where the extra is missing.
    """
    lightgbm = _library()
    options = {
        "objective": "binary",
        "num_leaves": growth.leaves,
        "learning_rate": growth.learning_rate,
        "min_data_in_leaf": growth.rows_in_leaf_min,
        "bagging_fraction": growth.rows_part,
        "bagging_freq": 1,
        "feature_fraction": growth.features_part,
        "max_bin": growth.bins,
        "seed": growth.seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbose": -1,
    }
    table = lightgbm.Dataset(features, labels.astype(np.float32), params={"max_bin": growth.bins})
    grown = lightgbm.train(options, table, growth.trees)
    trees = [_tree(each["tree_structure"]) for each in grown.dump_model()["tree_info"]]
    return trees, grown.feature_importance("gain").tolist()


def _library() -> Any:
    if not is_installed():
        raise CannotStart("Training needs LightGBM: pip install 'tintype[ranker]'")
    try:
        import lightgbm
    except OSError as error:
        # Its wheel leaves the machine's own libgomp to the machine.
        raise CannotStart(f"LightGBM does not start ({error}). Debian: apt install libgomp1") from error
    return lightgbm


def _tree(structure: dict[str, Any]) -> Tree:
    nodes: list[tuple[int, float, int]] = []
    leaves: list[float] = []
    _walk(structure, nodes, leaves)
    return Tree(nodes, leaves)


def _walk(node: dict[str, Any], nodes: list[tuple[int, float, int]], leaves: list[float]) -> int:
    """The leaves below a node as bits; the tree has at most 8, so this is never deep."""
    if "leaf_value" in node:
        leaves.append(float(node["leaf_value"]))
        return 1 << (len(leaves) - 1)
    left = _walk(node["left_child"], nodes, leaves)
    right = _walk(node["right_child"], nodes, leaves)
    nodes.append((int(node["split_feature"]), float(node["threshold"]), left))
    return left | right
