"""Notifications are kept for ninety days: what nobody has read by then, nobody will."""

from functools import partial

from tintype.kernel.clock import Clock
from tintype.notifications import store
from tintype.notifications.model import KEPT_US
from tintype.ports.records import Records

ROWS_AT_ONCE = 1_000


async def sweep(records: Records, clock: Clock) -> int:
    """Forget what is too old; how many rows."""
    body = partial(store.sweep, before_us=clock.now_us() - KEPT_US, limit=ROWS_AT_ONCE)
    done = 0
    while True:
        gone = await records.transact(body)
        done += gone
        if gone < ROWS_AT_ONCE:
            return done
