"""Limits: a share of each in this process's memory, and exact counts as rows."""

from binascii import crc32
from collections import OrderedDict
from functools import partial

from tintype.kernel.clock import SECOND_US, Clock
from tintype.kernel.ids import SHARDS
from tintype.kernel.sql import Queries
from tintype.ports.records import Records, Transaction

sql = Queries(__package__ or "", "limits.sql")
KEYS_MAX = 50_000  # About 10 MB. Beyond it the least recently seen are forgotten: limits fail open.


class RowLimits:
    """Each of `processes` allows its share of a limit. A key always comes with the same window."""

    def __init__(self, records: Records, clock: Clock, *, processes: int) -> None:
        assert processes > 0
        self._records = records
        self._clock = clock
        self._processes = processes
        self._windows: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def allow(self, key: str, most: int, window_s: int) -> int:
        """See the port. A window of 0 seconds is no limit."""
        if window_s <= 0:
            return 0
        now_s = self._clock.now_us() // SECOND_US
        window = now_s // window_s
        seen, n = self._windows.pop(key, (window, 0))
        n = n + 1 if seen == window else 1
        self._windows[key] = (window, n)
        if len(self._windows) > KEYS_MAX:
            self._windows.popitem(last=False)
        # Rounded up, so that a small limit does not become none in any process.
        return 0 if n <= -(-most // self._processes) else (window + 1) * window_s - now_s

    async def count(self, key: str, window_s: int) -> int:
        """See the port. Windows start at multiples of their length."""
        return await self._records.transact(partial(_count, key, window_s * SECOND_US))

    async def reset(self, key: str) -> None:
        """See the port."""
        self._windows.pop(key, None)
        await self._records.transact(partial(_reset, key))

    async def sweep(self, before_us: int) -> int:
        """Remove counts of windows that started before a time; how many. For the worker."""
        return await self._records.transact(partial(_sweep, before_us))


async def _count(key: str, window_us: int, tx: Transaction) -> int:
    start_us = tx.now_us // window_us * window_us
    (n,) = await tx.fetch(sql.count_call, int, shard=_shard(key), key=key, window_us=start_us)
    return n


async def _reset(key: str, tx: Transaction) -> None:
    await tx.execute(sql.forget_calls, shard=_shard(key), key=key)


async def _sweep(before_us: int, tx: Transaction) -> int:
    return await tx.execute(sql.forget_windows, before_us=before_us)


def _shard(key: str) -> int:
    return crc32(key.encode()) % SHARDS
