"""Limits: a share of each in this process's memory, and exact counts as rows."""

from binascii import crc32
from collections import OrderedDict
from functools import partial

from tintype.kernel.clock import Clock
from tintype.kernel.ids import SHARDS
from tintype.kernel.sliding import SLICES, Sliding, end_us, seconds_until, slice_of
from tintype.kernel.sql import Queries
from tintype.ports.records import Records, Transaction

sql = Queries(__package__ or "", "limits.sql")
KEYS_MAX = 50_000  # About 30 MB. Beyond it the least recently seen are forgotten: limits fail open.


class RowLimits:
    """Each of `processes` allows its share of a limit. A key always comes with the same window."""

    def __init__(self, records: Records, clock: Clock, *, processes: int) -> None:
        assert processes > 0
        self._records = records
        self._clock = clock
        self._processes = processes
        self._seen: OrderedDict[str, Sliding] = OrderedDict()

    def allow(self, key: str, most: int, window_s: int) -> int:
        """See the port. A window of 0 seconds is no limit."""
        if window_s <= 0:
            return 0
        now_us = self._clock.now_us()
        seen = self._seen.pop(key, None) or Sliding()
        self._seen[key] = seen
        if len(self._seen) > KEYS_MAX:
            self._seen.popitem(last=False)
        seen.move_to(slice_of(now_us, window_s))
        # Rounded up, so that a small limit does not become none in any process.
        if seen.total >= -(-most // self._processes):
            return seconds_until(end_us(seen.oldest, window_s), now_us)
        seen.add(1)
        return 0

    async def count(self, key: str, most: int, window_s: int, n: int = 1) -> int:
        """See the port."""
        return await self._records.transact(partial(_count, key, most, window_s, n))

    async def reset(self, key: str) -> None:
        """See the port."""
        self._seen.pop(key, None)
        await self._records.transact(partial(_reset, key))

    async def sweep(self) -> int:
        """See the port."""
        return await self._records.transact(_sweep)


async def _count(key: str, most: int, window_s: int, n: int, tx: Transaction) -> int:
    now, shard = slice_of(tx.now_us, window_s), _shard(key)
    row, until_us = _row(key, now), end_us(now, window_s)
    # First counted, then looked at: whoever counts at the same moment waits for this row.
    await tx.execute(sql.count_calls, shard=shard, key=row, n=n, window_us=until_us)
    counted = await tx.fetch(
        sql.calls,
        _pair,
        shard=shard,
        keys=_rows(key),
        after_us=end_us(now - SLICES - 1, window_s),
        until_us=until_us,
    )
    if sum(each for _, each in counted) <= most:
        return 0
    # What is refused does not count: whoever goes on trying would keep the owner of an account out for good.
    await tx.execute(sql.count_back, shard=shard, key=row, n=n)
    return seconds_until(min(until_us for until_us, _ in counted), tx.now_us)


async def _reset(key: str, tx: Transaction) -> None:
    await tx.execute(sql.forget_calls, shard=_shard(key), keys=_rows(key))


async def _sweep(tx: Transaction) -> int:
    return await tx.execute(sql.forget_windows, now_us=tx.now_us)


def _row(key: str, number: int) -> str:
    # A row for each slice that counts; the next window takes them over.
    return f"{key}#{number % (SLICES + 1)}"


def _rows(key: str) -> list[str]:
    return [_row(key, number) for number in range(SLICES + 1)]


def _pair(until_us: int, n: int) -> tuple[int, int]:
    return until_us, n


def _shard(key: str) -> int:
    return crc32(key.encode()) % SHARDS
