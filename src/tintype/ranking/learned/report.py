"""How well a model orders and predicts what it has not seen, beside the orders it would replace."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from tintype.ranking.learned import metrics
from tintype.ranking.learned.metrics import Groups, Labels, Numbers

MODEL = "model"
FORMULA = "formula"
NEWEST = "newest"
POPULAR = "popularity"
RATE = "smoothed rate"
BASELINE = "logistic"
VIEWERS_MIN = 30
"""A class with fewer viewers who did something and left something says nothing about itself."""


@dataclass(frozen=True, slots=True)
class Figures:
    """See `metrics`. None where they do not exist: one label only, or scores that are no probabilities."""

    auc: float | None
    gauc: float | None
    mean_auc: float | None
    ndcg: float | None
    rce: float | None = None
    ece: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One label: how many rows had it, how many viewers tell something, figures by order."""

    rows: int
    positives: int
    viewers: int
    orders: dict[str, Figures]


@dataclass(frozen=True, slots=True)
class Report:
    """`order`: did viewers do anything with what stands high. `classes`: gAUC of that by class of viewers, of the model
    and of the formula, with how many viewers tell. `actions`: each action by its own probability.

    `from_us`, `until_us`: when the rows were shown.
    """

    from_us: int
    until_us: int
    order: Table
    classes: dict[str, tuple[int, float | None, float | None]]
    actions: dict[str, Table]
    gains: dict[str, list[tuple[str, float]]] = field(default_factory=dict[str, "list[tuple[str, float]]"])
    skipped: dict[str, int] = field(default_factory=dict[str, int])


def table(
    labels: Labels,
    viewers: Groups,
    orders: Mapping[str, Numbers],
    probabilities: Mapping[str, Numbers] | None = None,
) -> Table:
    """Figures of some orders, and of some that are probabilities too."""
    sure = probabilities or {}
    found = {name: figures(labels, scores, viewers) for name, scores in orders.items()}
    found |= {name: figures(labels, scores, viewers, is_probability=True) for name, scores in sure.items()}
    told = sum(1 for _ in metrics.telling(labels, viewers))
    return Table(len(labels), int(labels.sum()), told, found)


def figures(labels: Labels, scores: Numbers, viewers: Groups, *, is_probability: bool = False) -> Figures:
    """All figures of one order."""
    return Figures(
        _known(metrics.auc(labels, scores)),
        _known(metrics.grouped_auc(labels, scores, viewers)),
        _known(metrics.mean_auc(labels, scores, viewers)),
        _known(metrics.mean_ndcg(labels, scores, viewers)),
        _known(metrics.relative_cross_entropy(labels, scores)) if is_probability else None,
        _known(metrics.calibration_error(labels, scores)) if is_probability else None,
    )


def by_class(
    labels: Labels,
    viewers: Groups,
    classes: np.ndarray[tuple[int], np.dtype[np.uint8]],
    names: tuple[str, ...],
    orders: Mapping[str, Numbers],
) -> dict[str, tuple[int, float | None, float | None]]:
    """Viewers that tell, gAUC of the model and of the formula, for each class that occurs."""
    found: dict[str, tuple[int, float | None, float | None]] = {}
    for at in np.unique(classes).tolist():
        rows = classes == at
        its = table(labels[rows], viewers[rows], {name: orders[name][rows] for name in (MODEL, FORMULA)})
        found[names[at]] = (its.viewers, its.orders[MODEL].gauc, its.orders[FORMULA].gauc)
    return found


def lines(report: Report) -> list[str]:
    """The report for people."""
    told = ["Orders, by whether the viewer liked, commented, shared or saved:", *_lines(report.order), ""]
    told.append(f"{'class of viewers':18}{'viewers':>9}{'model':>9}{'formula':>9}   (gAUC)")
    for name, (viewers, model, formula) in report.classes.items():
        few = "  too few to count" if viewers < VIEWERS_MIN else ""
        told.append(f"{name:18}{viewers:9,}{_number(model)}{_number(formula)}{few}")
    for action, its in report.actions.items():
        told += ["", f"P({action}):", *_lines(its)]
        if action in report.gains:
            told.append("  by " + ", ".join(f"{name} {gain:.0%}" for name, gain in report.gains[action][:6]))
    told += [
        f"\nP({action}): too rare to learn ({n} times); the formula's" for action, n in report.skipped.items()
    ]
    return told


def _lines(its: Table) -> list[str]:
    head = "".join(f"{name:>9}" for name in ("AUC", "gAUC", "mean", "NDCG@10", "RCE %", "ECE"))
    told = [
        f"{f'{its.rows:,} rows, {its.positives:,} of them':18}{'':2}{its.viewers:,} viewers",
        f"{'':18}{head}",
    ]
    for name, each in its.orders.items():
        numbers = (each.auc, each.gauc, each.mean_auc, each.ndcg, each.rce, each.ece)
        told.append(f"  {name:16}" + "".join(_number(number) for number in numbers))
    return told


def _number(number: float | None) -> str:
    return f"{'–':>9}" if number is None else f"{number:9.4f}"


def _known(number: float) -> float | None:
    return None if np.isnan(number) else round(number, 6)
