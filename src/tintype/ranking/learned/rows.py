"""What a model learns from: a row for each post that a viewer was shown, and what they did with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tintype.kernel.clock import DAY_US
from tintype.ranking.learned.metrics import Groups, Labels, Numbers

HEADS: Final = ("like", "comment", "share", "save", "dwell", "hide")
"""What is predicted. `dwell`: looked at for more than three seconds."""
ENGAGED: Final = ("like", "comment", "share", "save")
"""What a good order has more of at its top."""
DWELL_MS: Final = 3_000
CALIBRATED_US: Final = 3 * DAY_US
TESTED_US: Final = 4 * DAY_US  # Of 28 days: 21 to learn from, 3 to calibrate by, 4 to test on (ranking.md).


@dataclass(frozen=True, slots=True)
class Rows:
    """n posts as they were shown. `features` (n, F) float32 hold only what was known then, `names` says which.

    `labels` (n,) by head; `classes` (n,) index into `class_names`; `at_us` (n,) when shown; `seconds` (n,) looked at.
    """

    names: tuple[str, ...]
    features: NDArray[np.float32]
    labels: Mapping[str, Labels]
    viewers: Groups
    classes: NDArray[np.uint8]
    class_names: tuple[str, ...]
    at_us: Groups
    seconds: Numbers | None = None

    def __len__(self) -> int:
        return len(self.features)

    def __post_init__(self) -> None:
        assert self.features.shape == (len(self.viewers), len(self.names))
        assert all(len(labels) == len(self) for labels in self.labels.values())

    def take(self, rows: Labels) -> "Rows":
        """Some of the rows."""
        return Rows(
            self.names,
            self.features[rows],
            {head: labels[rows] for head, labels in self.labels.items()},
            self.viewers[rows],
            self.classes[rows],
            self.class_names,
            self.at_us[rows],
            None if self.seconds is None else self.seconds[rows],
        )

    def column(self, name: str) -> Numbers:
        """(n,) float64 of one feature."""
        return self.features[:, self.names.index(name)].astype(np.float64)

    @property
    def engaged(self) -> Labels:
        """(n,): whether the viewer did any of what is asked of a good order."""
        found = np.zeros(len(self), np.bool_)
        for head in ENGAGED:
            if head in self.labels:
                found |= self.labels[head]
        return found


@dataclass(frozen=True, slots=True)
class Parts:
    """Rows to learn from, to calibrate by and to test on; no row is in two of them."""

    learned: Rows
    calibrated: Rows
    tested: Rows


def by_time(
    rows: Rows, until_us: int, calibrated_us: int = CALIBRATED_US, tested_us: int = TESTED_US
) -> Parts:
    """The last days are tested on, those before calibrated by, the rest learned from: nothing knows its future."""
    tested = rows.at_us >= until_us - tested_us
    calibrated = ~tested & (rows.at_us >= until_us - tested_us - calibrated_us)
    return Parts(rows.take(~tested & ~calibrated), rows.take(calibrated), rows.take(tested))
