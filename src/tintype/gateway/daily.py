"""What one account may do in a day: counted here, and told to the exact counts of all processes a handful at a time.

What has not been told when a process ends is forgotten, and a process learns of the others only by telling: a limit
may be passed by a handful per process and start. For that, somebody who likes twenty posts costs no row.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from tintype.kernel.access import Daily
from tintype.kernel.clock import DAY_US, SECOND_US, Clock
from tintype.kernel.ids import AccountId
from tintype.kernel.problems import TooMany
from tintype.ports.limits import Limits

DAY_S = DAY_US // SECOND_US
HANDFUL_MAX = 50
HANDFULS = 20  # Of a small limit a twentieth is a handful, so that it stays one.
KEYS_MAX = 50_000  # About 15 MB. Beyond it the least recently seen are forgotten: limits fail open.


@dataclass(slots=True)
class _Doings:
    """What one account has done of a kind since it was last told, and until when it may not."""

    since_us: int
    untold: int = 0
    refused_until_us: int = 0


class DailyLimits:
    """`most` of each kind for an account in the last 24 hours; 0 is no limit."""

    def __init__(self, limits: Limits, most: Mapping[Daily, int], clock: Clock) -> None:
        self._limits = limits
        self._most = most
        self._clock = clock
        self._doings: OrderedDict[tuple[Daily, AccountId], _Doings] = OrderedDict()

    async def count(self, kind: Daily, account_id: AccountId) -> None:
        """Count one more. Raises TooMany."""
        most = self._most.get(kind, 0)
        if most == 0:
            return
        now_us = self._clock.now_us()
        doings = self._of(kind, account_id, now_us)
        if now_us < doings.refused_until_us:
            raise _too_many(kind, most, -((now_us - doings.refused_until_us) // SECOND_US))
        doings.untold += 1
        handful = min(HANDFUL_MAX, max(1, most // HANDFULS))
        if doings.untold >= handful:
            doings.untold = 0
            wait_s = await self._limits.count(f"daily:{kind.value}:{account_id}", most, DAY_S, handful)
            if wait_s:
                # All but this one were done: they are told with the next.
                doings.untold += handful - 1
                doings.refused_until_us = now_us + wait_s * SECOND_US
                raise _too_many(kind, most, wait_s)

    def _of(self, kind: Daily, account_id: AccountId, now_us: int) -> _Doings:
        doings = self._doings.pop((kind, account_id), None)
        if doings is None or not 0 <= now_us - doings.since_us < DAY_US:
            # What is older than a day counts no more; nobody is kept out by a clock that was set.
            doings = _Doings(now_us)
        self._doings[kind, account_id] = doings
        if len(self._doings) > KEYS_MAX:
            self._doings.popitem(last=False)
        return doings


def _too_many(kind: Daily, most: int, wait_s: int) -> TooMany:
    return TooMany(
        f"One account may have {most} {kind.value} a day here. Please go on later.",
        code="daily_limit",
        retry_after_s=wait_s,
    )
