"""Whether a model may take the place of the formula: better on two test windows in a row, and for nobody worse."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tintype.ranking.learned.report import FORMULA, MODEL, VIEWERS_MIN, Report

MARGIN: Final = 0.01
"""So much more gAUC than the formula (ranking.md)."""
WINDOWS: Final = 2
"""Passing evaluations in a row on different rows: two weeks, one of which could have been luck."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of one evaluation: `against` names everything that speaks against the model."""

    from_us: int
    until_us: int
    against: tuple[str, ...]

    @property
    def passes(self) -> bool:
        return not self.against


def verdict(report: Report) -> Verdict:
    """What one evaluation says."""
    against: list[str] = []
    orders = report.order.orders
    model, formula = orders[MODEL].gauc, orders[FORMULA].gauc
    if report.order.viewers < VIEWERS_MIN or model is None or formula is None:
        against.append(
            f"{report.order.viewers} viewers liked something and left something; {VIEWERS_MIN} are needed"
        )
    elif model <= formula + MARGIN:
        against.append(
            f"gAUC {model:.4f} is not above that of the formula, {formula:.4f}, by more than {MARGIN}"
        )
    for name, (viewers, its, formulas) in report.classes.items():
        if viewers >= VIEWERS_MIN and its is not None and formulas is not None and its < formulas:
            against.append(f"for {name} viewers gAUC {its:.4f} is below the formula's {formulas:.4f}")
    return Verdict(report.from_us, report.until_us, tuple(against))


def objections(verdicts: Sequence[Verdict]) -> list[str]:
    """What speaks against promoting a model, by its evaluations from the oldest to the newest; nothing if it may be.

    Windows that overlap are one: the newest of them counts.
    """
    apart: list[Verdict] = []
    for each in sorted(verdicts, key=lambda one: (one.until_us, one.from_us)):
        while apart and each.from_us < apart[-1].until_us:
            apart.pop()
        apart.append(each)
    last = apart[-WINDOWS:]
    found = [reason for each in last for reason in each.against]
    passed = sum(each.passes for each in last)
    if passed < WINDOWS:
        found.append(f"{passed} of {WINDOWS} test windows in a row are passed")
    return found
