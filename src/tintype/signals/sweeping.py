"""What people were shown is kept no longer than the operator says."""

from dataclasses import dataclass
from functools import partial

from tintype.kernel.clock import DAY_US, Clock
from tintype.ports.records import Records
from tintype.signals import store

ROWS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Sweeping:
    """Safe to run twice."""

    records: Records
    clock: Clock
    days_kept: int

    async def sweep(self) -> int:
        """Forget reports that are too old; how many."""
        before_us = self.clock.now_us() - self.days_kept * DAY_US
        body = partial(store.sweep_impressions, before_us=before_us, limit=ROWS_AT_ONCE)
        done = 0
        while True:
            gone = await self.records.transact(body)
            done += gone
            if gone < ROWS_AT_ONCE:
                return done
