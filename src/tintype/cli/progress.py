"""Progress of long work on one line of the terminal."""

from __future__ import annotations

import sys
import time

EVERY_S = 0.5
PLAIN_EVERY_S = 10.0  # Where there is no terminal, every line stays.


class Line:
    """What, how much, how long it will take. Restarts its clock with every new thing."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._what = ""
        self._began = self._told = time.monotonic()

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if what != self._what:
            self._what, self._began, self._told = what, now, 0.0
        is_last = done >= total
        if now - self._told < (EVERY_S if sys.stderr.isatty() else PLAIN_EVERY_S) and not is_last:
            return
        self._told = now
        end = "\n" if is_last or not sys.stderr.isatty() else ""
        start = "\r\x1b[K" if sys.stderr.isatty() else ""
        print(
            f"{start}{self._doing}: {what} {done * 100 // max(1, total)} %{self._left(now, done, total)}",
            end=end,
            file=sys.stderr,
            flush=True,
        )

    def _left(self, now: float, done: int, total: int) -> str:
        if not done or done >= total or now - self._began < 2:
            return ""
        left = (now - self._began) / done * (total - done)
        return f", {left / 60:.0f} min left" if left > 90 else f", {left:.0f} s left"
