"""What a model's probabilities are put into, and the orders it is held against, from the matrix of features."""

import numpy as np
from numpy.typing import NDArray

from tintype.ranking.formula import VALUE_MIN, value
from tintype.ranking.learned.metrics import Numbers
from tintype.ranking.learned.model import Scorer
from tintype.ranking.learned.report import FORMULA, NEWEST, POPULAR, RATE
from tintype.ranking.learned.rows import Rows
from tintype.ranking.weights import Act

#: Which column of rates an action of a model is. `dwell` is seconds there, and looks at it longer than three here.
_ACTS = {"like": Act.LIKE, "comment": Act.COMMENT, "share": Act.SHARE, "save": Act.SAVE, "hide": Act.HIDE}


def predicted(scorer: Scorer, matrix: NDArray[np.float32], formula: Numbers) -> Numbers:
    """(n, 8) rates: those of the formula, replaced where the model knows better. Raises ValueError if it does not."""
    said = scorer(matrix)
    if not np.isfinite(said).all():
        raise ValueError("a probability that is no number")
    rates = formula.copy()
    for column, action in enumerate(scorer.actions):
        if action in _ACTS:
            rates[:, _ACTS[action]] = said[:, column]
        elif action == "dwell":
            rates[:, Act.DWELL] = scorer.seconds[0] + said[:, column] * (
                scorer.seconds[1] - scorer.seconds[0]
            )
    return rates


def formula_rates(rows: Rows) -> Numbers:
    """(n, 8): what the formula expected of each row."""
    lifted = [rows.column(f"lifted_{act.name.lower()}") for act in Act if act < Act.HIDE]
    plain = [rows.column(f"rate_{act.name.lower()}") for act in Act if act >= Act.HIDE]
    return np.column_stack([*lifted, *plain])


def ordered(rows: Rows, rates: Numbers) -> Numbers:
    """(n,): the score of each row by some rates (n, 8), as `ranking.score` makes it."""
    worth = np.maximum(value(rates, rows.column("is_mutual") > 0), VALUE_MIN)
    return worth * np.exp2(-rows.column("half_lives")) * rows.column("kind_factor")


def rivals(rows: Rows) -> dict[str, Numbers]:
    """Orders that need no training."""
    rate, shown = rows.column("rate_like"), np.expm1(rows.column("impressions_log"))
    return {
        NEWEST: -rows.column("age_h_log"),
        POPULAR: rate * shown,
        RATE: rate,
        FORMULA: ordered(rows, formula_rates(rows)),
    }
