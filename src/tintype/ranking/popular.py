"""What people like now, for everybody alike: how many of them, and how long a post has had for it.

heat = people / (age in hours + 2)^1.8, as Hacker News and Bluesky's "what's hot" have it (ranking.md): ten people count
2.9 at once, 1.4 after an hour, 0.03 after a day.
"""

import numpy as np
from numpy.typing import NDArray

from tintype.kernel.clock import HOUR_US
from tintype.ranking.candidates import Ids, Numbers
from tintype.ranking.line import author_decay

GRAVITY = 1.8
HEAD_START_H = 2.0
#: Who has commented says four times as much as who likes it (the points of affinity in ranking.md).
LIKE, COMMENT = 1.0, 4.0


def heat(people: Numbers, age_us: Ids) -> Numbers:
    """(n,) for n posts with so many people (weighted) and ages."""
    hours = np.maximum(age_us, 0) / HOUR_US
    return people / (hours + HEAD_START_H) ** GRAVITY


def hottest(authors: Ids, likers: Numbers, commenters: Numbers, age_us: Ids) -> NDArray[np.intp]:
    """(n,) the order of n posts that were given newest first: the hottest first, the newest of equals.

    Each further post of an author counts for less, as in a home feed (`line.py`).
    """
    scores = heat(LIKE * likers + COMMENT * commenters, age_us)
    scores *= author_decay(authors, np.argsort(-scores, kind="stable"))
    return np.argsort(-scores, kind="stable")
