"""Logistic regression, the model that a better one has to beat: a weighted sum of features, by Newton's steps."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tintype.ranking.learned.metrics import Labels, Numbers

STEPS_MAX = 50
RIDGE = 1.0  # As scikit-learn's default C = 1.
ENOUGH = 1e-10


@dataclass(frozen=True, slots=True)
class Logistic:
    """`weights` (F,), `means` and `spreads` (F,) float64: scores are log-odds."""

    weights: Numbers
    intercept: float
    means: Numbers
    spreads: Numbers

    def scores(self, features: NDArray[np.float32]) -> Numbers:
        """(n,) log-odds of (n, F) features."""
        return (features - self.means) / self.spreads @ self.weights + self.intercept


def fit_logistic(features: NDArray[np.float32], labels: Labels, ridge: float = RIDGE) -> Logistic:
    """The most likely weights of (n, F) features, held back by a ridge; both labels must occur."""
    means = features.mean(axis=0, dtype=np.float64)
    spreads = features.std(axis=0, dtype=np.float64)
    spreads[spreads == 0] = 1.0
    known = np.column_stack([(features - means) / spreads, np.ones(len(labels))])
    held = np.full(known.shape[1], ridge)
    held[-1] = 0.0  # The base rate is not held back.
    weights = np.zeros(known.shape[1])
    weights[-1] = np.log(labels.mean() / (1 - labels.mean()))
    for _ in range(STEPS_MAX):
        said = odds(known @ weights)
        slope = known.T @ (said - labels) + held * weights
        curve = (known * (said * (1 - said))[:, None]).T @ known + np.diag(held + ENOUGH)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if float(np.abs(step).max()) < ENOUGH:
            break
    return Logistic(weights[:-1], float(weights[-1]), means, spreads)


def odds(scores: Numbers) -> Numbers:
    """Log-odds as probabilities."""
    return 1 / (1 + np.exp(-np.clip(scores, -500, 500)))
