"""From rows to a model: trees on the first days, calibration on the next, never a look at those it is tested on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tintype.ranking.learned.boosting import Growth, grow
from tintype.ranking.learned.calibration import calibrated
from tintype.ranking.learned.logistic import fit_logistic
from tintype.ranking.learned.metrics import Numbers
from tintype.ranking.learned.model import Head, Model
from tintype.ranking.learned.rows import Parts, Rows
from tintype.ranking.learned.trees import Forest

POSITIVES_MIN = 50
"""An action that was done less often than this is left to the formula."""
CALIBRATED_MIN = 10
"""Of these so many must be in the rows to calibrate by."""
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Trained:
    """A model; what the logistic baseline says of each tested row by action; what features are worth, best first."""

    model: Model
    baseline: Mapping[str, Numbers]
    gains: Mapping[str, list[tuple[str, float]]]
    skipped: Mapping[str, int]
    """Actions that were too rare to learn, with how often they were done."""


class TooLittle(ValueError):
    """Not enough to learn anything from; says how much there is and how much is needed."""


def train(parts: Parts, fixed: Mapping[str, float], growth: Growth, progress: Progress) -> Trained:
    """A head for each label that occurs often enough. Raises TooLittle when none does."""
    heads: list[Head] = []
    baseline: dict[str, Numbers] = {}
    gains: dict[str, list[tuple[str, float]]] = {}
    skipped: dict[str, int] = {}
    for at, action in enumerate(parts.learned.labels):
        progress("actions", at, len(parts.learned.labels))
        if not _is_enough(parts, action):
            skipped[action] = int(parts.learned.labels[action].sum())
            continue
        head, gained = _head(parts, action, growth)
        heads.append(head)
        gains[action] = _best(parts.learned.names, gained)
        baseline[action] = _baseline(parts, action)
    progress("actions", len(parts.learned.labels), len(parts.learned.labels))
    if not heads:
        done = ", ".join(f"{n} of {action}" for action, n in skipped.items())
        raise TooLittle(
            f"No action was done {POSITIVES_MIN} times in the days to learn from, and {CALIBRATED_MIN} times in those"
            f" to calibrate by. To learn from there are {done}."
        )
    model = Model(parts.learned.names, dict(fixed), tuple(heads), _seconds(parts.learned))
    return Trained(model, baseline, gains, skipped)


def _seconds(rows: Rows) -> tuple[float, float]:
    """How long short and long looks took."""
    is_long = rows.labels.get("dwell")
    if rows.seconds is None or is_long is None or not is_long.any() or is_long.all():
        return (0.0, 0.0)
    return float(rows.seconds[~is_long].mean()), float(rows.seconds[is_long].mean())


def _is_enough(parts: Parts, action: str) -> bool:
    """Whether both labels occur, and the rarer one often enough."""
    return all(
        min(int(rows.labels[action].sum()), int((~rows.labels[action]).sum())) >= needed
        for rows, needed in ((parts.learned, POSITIVES_MIN), (parts.calibrated, CALIBRATED_MIN))
    )


def _head(parts: Parts, action: str, growth: Growth) -> tuple[Head, list[float]]:
    trees, gained = grow(parts.learned.features, parts.learned.labels[action], growth)
    said = Forest([trees]).scores(parts.calibrated.features)[:, 0]
    return Head(action, tuple(trees), calibrated(parts.calibrated.labels[action], said)), gained


def _baseline(parts: Parts, action: str) -> Numbers:
    """Probabilities of the tested rows; calibrated like the trees, so that only what they know differs."""
    fitted = fit_logistic(parts.learned.features, parts.learned.labels[action])
    curve = calibrated(parts.calibrated.labels[action], fitted.scores(parts.calibrated.features))
    return curve(fitted.scores(parts.tested.features))


def _best(names: tuple[str, ...], gained: list[float]) -> list[tuple[str, float]]:
    whole = sum(gained) or 1.0
    order = sorted(range(len(names)), key=lambda at: -gained[at])
    return [(names[at], round(gained[at] / whole, 4)) for at in order if gained[at] > 0][:10]
