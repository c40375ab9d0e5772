"""Time comes in as an argument: a clock is handed to whoever needs one."""

import time
from datetime import UTC, datetime
from typing import Protocol

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US


class Clock(Protocol):
    """Wall time in microseconds since 1970-01-01 UTC."""

    def now_us(self) -> int: ...


class SystemClock:
    """The machine's clock."""

    def now_us(self) -> int:
        return time.time_ns() // 1000


class ManualClock:
    """A clock that stands until it is moved: for rules about windows and expiry."""

    def __init__(self, at_us: int) -> None:
        self._at_us = at_us

    def now_us(self) -> int:
        return self._at_us

    def advance(self, by_us: int) -> None:
        """Move forward; never backwards."""
        assert by_us >= 0
        self._at_us += by_us


def rfc3339(at_us: int) -> str:
    """`2026-11-21T14:03:07.120Z`: UTC with milliseconds."""
    moment = datetime.fromtimestamp(at_us // 1000 / 1000, tz=UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{at_us // 1000 % 1000:03d}Z"
