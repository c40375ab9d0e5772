"""The time of a site whose machines come and go: it never runs behind what this site has written.

The newest time is kept in a row, at most once a second. A process that starts with its clock behind that row starts
a second after it, which is beyond everything that was written under it.
"""

from typing import Any

from tintype.kernel.clock import SECOND_US, Clock

KEEP_EVERY_US = SECOND_US

_KEEP = """
INSERT INTO clock_mark (id, at_us) VALUES (1, $1)
ON CONFLICT (id) DO UPDATE SET at_us = excluded.at_us WHERE clock_mark.at_us < excluded.at_us
"""


class ClockMarks:
    """A clock that stands rather than run backwards, also over restarts."""

    def __init__(self, clock: Clock, kept_us: int) -> None:
        self._clock = clock
        self._kept_us = kept_us
        self._now_us = 0 if clock.now_us() >= kept_us else kept_us + KEEP_EVERY_US

    @classmethod
    async def open(cls, connection: Any, clock: Clock) -> "ClockMarks":
        """Start from the kept time."""
        return cls(clock, await connection.fetchval("SELECT at_us FROM clock_mark WHERE id = 1") or 0)

    def now_us(self) -> int:
        """Microseconds since 1970, never less than before."""
        self._now_us = max(self._now_us, self._clock.now_us())
        return self._now_us

    async def kept(self, connection: Any) -> int:
        """The time to write under: at most a second after the one that is kept."""
        now_us = self.now_us()
        before_us = self._kept_us
        if now_us - before_us >= KEEP_EVERY_US:
            self._kept_us = now_us  # At once, so that of many bodies one keeps it.
            try:
                await connection.execute(_KEEP, now_us)
            except BaseException:
                self._kept_us = before_us
                raise
        return now_us
