"""How unusual it is that so many people use a hashtag: Mastodon's chi-square on distinct accounts, as pure functions.

score = (people − usual)² / usual with usual ≥ 1: 6 people instead of none give 25, 60 instead of 50 give 2. The highest
score of the last two days counts, and is worth half after four hours (mastodon/app/models/trends/tags.rb).
"""

from collections.abc import Iterable

from tintype.kernel.clock import DAY_US, HOUR_US
from tintype.kernel.ids import AccountId, time_us_of

PEOPLE_MIN = 5.0
HALF_LIFE_US = 4 * HOUR_US
COOLDOWN_US = 2 * DAY_US
SCORE_MIN = 1.0  # Below, a tag has stopped trending: ten half-lives after a thousand people came at once.
#: An account counts in full after a week, for it is the cheapest thing to make many of. Ours.
NEW_US = 7 * DAY_US
NEW_WEIGHT = 0.25


def weight_of(people: Iterable[AccountId], now_us: int) -> float:
    """How many people some accounts count for: new ones are a quarter of one."""
    return sum(1.0 if now_us - time_us_of(id) >= NEW_US else NEW_WEIGHT for id in people)


def score(people: float, usual: float) -> float:
    """How unusual so many people are; 0 for fewer than five, and for no more than usual."""
    expected = max(usual, 1.0)
    if people < PEOPLE_MIN or people <= expected:
        return 0.0
    return (people - expected) ** 2 / expected


def peak_after(now: float, peak: tuple[float, int], now_us: int) -> tuple[float, int]:
    """The highest score and when it was, once it is `now`."""
    old, at_us = peak if now_us - peak[1] <= COOLDOWN_US else (0.0, now_us)
    return (now, now_us) if now >= old else (old, at_us)


def decayed(peak: tuple[float, int], now_us: int) -> float:
    """What a peak is worth some time after it."""
    score, at_us = peak
    return score * 0.5 ** (max(now_us - at_us, 0) / HALF_LIFE_US)
