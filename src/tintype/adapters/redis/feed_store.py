"""Feeds as rows on Redis that server-side functions keep in order; any number of processes push and rebuild.

A row not read for 30 days expires and is stale, like one that a server lost. See docs/decisions/0032-redis-feeds.md.
"""

import asyncio
import secrets
import sys
import time
from array import array
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

import structlog

from tintype.adapters.redis.connection import Command, Gone, RedisConnection
from tintype.adapters.redis.endpoint import tags
from tintype.adapters.redis.functions import Functions
from tintype.adapters.redis.losses import Losses
from tintype.kernel.clock import Clock
from tintype.kernel.ids import AccountId, OrderId, shard_of
from tintype.ports.feed_store import FEED_ENTRIES_MAX

log = structlog.get_logger("tintype.redis")

BUCKETS = 256  # Rows of one bucket live on one server of a cluster: docs/decisions/0032.
KEYS_MAX = 500  # A call of so many takes 1–2 ms, in which readers wait.
READERS_AT_ONCE = 16_384  # Their rows' names are made in 20 ms, in which the loop does nothing else.
IN_FLIGHT = 2  # The server works on one call while the next is put together.
KEPT_S = 30 * 86_400
REFRESH_S = 86_400  # A row's expiry is put off at most once a day by each process.
REFRESHED_MAX = 100_000
BUILDING_S = 30  # A builder that takes longer begins anew.
BUILDERS_MAX = 10_000
HEAD_BYTES, STALE = 22, 1  # As feeds.lua has them.
NEWEST = (1 << 63) - 1


class RedisFeedStore:
    """See the port. `begin` and `rewrite` of one reader must be called on the same store."""

    def __init__(self, connection: RedisConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._functions = self.functions()
        self._starts = [connection.key(f"feed:{{{tag}}}") for tag in tags(BUCKETS)]
        self._builders: dict[AccountId, tuple[bytes, int]] = {}
        self._refreshed: set[AccountId] = set()
        self._refreshed_from_s = time.monotonic()
        self._losses = Losses(connection, self._starts, clock)

    @staticmethod
    def functions() -> Functions:
        """What servers do with rows."""
        return Functions("feeds.lua", ("push", "page", "begin", "rewrite"))

    async def newest(self, reader_id: AccountId, limit: int, before: int) -> list[int] | None:
        """See the port. Stale without Redis, too."""
        wanted = limit if before >= NEWEST else FEED_ENTRIES_MAX
        row = self._row(reader_id)
        (answer,) = await self._functions.call(
            self._connection.ask, [("page", [row], [min(wanted, FEED_ENTRIES_MAX)])]
        )
        if answer is None or isinstance(answer, Gone):
            return None
        (answer,) = _whole([answer])
        await self._refresh(reader_id, row)
        return _page(answer, limit, before)

    async def version(self, reader_id: AccountId) -> int:
        """See the port. -1 without Redis, too."""
        row = self._row(reader_id)
        (head,) = await self._connection.ask([Command(row, ("GETRANGE", row, 0, HEAD_BYTES - 1))])
        if isinstance(head, Gone):
            return -1
        (head,) = _whole([head])
        if len(head) < HEAD_BYTES or head[-1] & STALE:
            return -1
        return int.from_bytes(head[:8])

    async def begin(self, reader_id: AccountId) -> None:
        """See the port. What is pushed is kept for 30 s. Raises Gone."""
        call = ("begin", [self._row(reader_id)], [secrets.token_bytes(8), BUILDING_S])
        (answer,) = _whole(await self._functions.call(self._connection.ask, [call]))
        self._builders.pop(reader_id, None)
        self._builders[reader_id] = (answer[0], answer[1])
        if len(self._builders) > BUILDERS_MAX:
            del self._builders[next(iter(self._builders))]

    async def push(self, reader_ids: Sequence[AccountId], order_id: OrderId) -> int:
        """See the port. Raises Gone when a server does not answer: push again, which is safe."""
        taken = 0
        for start in range(0, len(reader_ids), READERS_AT_ONCE):
            lanes = await self._lanes(reader_ids[start : start + READERS_AT_ONCE])
            # All to their end, so that a server that is gone keeps nothing from the others.
            pushed = await asyncio.gather(
                *(self._push(lane, order_id) for lane in lanes), return_exceptions=True
            )
            taken += sum(_whole(pushed))
        return taken

    async def rewrite(self, reader_id: AccountId, order_ids: Sequence[OrderId]) -> None:
        """See the port. Raises Gone. A row whose building took longer than 30 s stays stale."""
        kept = array("Q", sorted(set(order_ids))[-FEED_ENTRIES_MAX:])
        name, after = self._builders.pop(reader_id, (b"", 0))
        args = (_bytes(kept), self._clock.now_us(), KEPT_S, name, after)
        (stored,) = _whole(
            await self._functions.call(self._connection.ask, [("rewrite", [self._row(reader_id)], args)])
        )
        if not stored:
            log.warning("a feed took too long to build", reader_id=reader_id)

    async def forget(self, reader_ids: Sequence[AccountId]) -> None:
        """See the port. Raises Gone."""
        rows = [self._row(reader_id) for reader_id in reader_ids]
        _whole(await self._connection.run([Command(row, ("UNLINK", row, f"{row}:new")) for row in rows]))

    async def lost_since_us(self) -> int | None:
        """Since when pushes may be lost with a server that failed; None when none are. Ask every second or so.

        The answer stays until `replayed`. The first is a minute ago: what failed before this process is not known.
        """
        return await self._losses.since_us()

    def replayed(self) -> None:
        """Everything published since the last `lost_since_us` has been pushed again."""
        self._losses.forget()

    def _row(self, reader_id: AccountId) -> str:
        return f"{self._starts[shard_of(reader_id) % BUCKETS]}{reader_id}"

    async def _lanes(self, reader_ids: Sequence[AccountId]) -> list[list[list[str]]]:
        """For each server its calls, of at most 500 rows that it holds."""
        if not self._connection.is_cluster:
            starts = range(0, len(reader_ids), KEYS_MAX)
            return [[[self._row(one) for one in reader_ids[start : start + KEYS_MAX]] for start in starts]]
        buckets: dict[int, list[str]] = {}
        for reader_id in reader_ids:
            buckets.setdefault(shard_of(reader_id) % BUCKETS, []).append(self._row(reader_id))
        lanes: dict[str, list[list[str]]] = {}
        for bucket, rows in buckets.items():
            lane = lanes.setdefault(await self._connection.server_name(self._starts[bucket]), [])
            lane += (rows[start : start + KEYS_MAX] for start in range(0, len(rows), KEYS_MAX))
        return list(lanes.values())

    async def _push(self, lane: list[list[str]], order_id: OrderId) -> int:
        """The calls of one server in pipelines of about 500 rows; the next is put together while one is served."""
        args = (order_id.to_bytes(8), order_id >> 32, order_id & 0xFFFFFFFF)
        taken = 0
        sent: deque[asyncio.Task[list[Any]]] = deque()
        try:
            for calls in _together(lane):
                pushing = self._functions.call(self._connection.run, [("push", rows, args) for rows in calls])
                sent.append(asyncio.ensure_future(pushing))
                if len(sent) == IN_FLIGHT:
                    taken += sum(_whole(await sent.popleft()))
            while sent:
                taken += sum(_whole(await sent.popleft()))
        finally:
            # After an error or a cancellation: nothing goes on behind the caller's back.
            for task in sent:
                task.cancel()
            await asyncio.gather(*sent, return_exceptions=True)
        return taken

    async def _refresh(self, reader_id: AccountId, row: str) -> None:
        now_s = time.monotonic()
        if now_s - self._refreshed_from_s > REFRESH_S or len(self._refreshed) >= REFRESHED_MAX:
            self._refreshed, self._refreshed_from_s = set(), now_s
        if reader_id not in self._refreshed:
            self._refreshed.add(reader_id)
            await self._connection.ask([Command(row, ("EXPIRE", row, KEPT_S))])


def _together(calls: Sequence[list[str]]) -> Iterator[list[list[str]]]:
    pipeline: list[list[str]] = []
    rows = 0
    for call in calls:
        if pipeline and rows + len(call) > KEYS_MAX:
            yield pipeline
            pipeline, rows = [], 0
        pipeline.append(call)
        rows += len(call)
    if pipeline:
        yield pipeline


def _page(entries: bytes, limit: int, before: int) -> list[int]:
    ordered = _numbers(entries)
    stop = bisect_left(ordered, before)
    page = ordered[max(0, stop - limit) : stop].tolist()
    page.reverse()
    return page


def _numbers(entries: bytes) -> "array[int]":
    numbers = array("Q", entries)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _bytes(numbers: "array[int]") -> bytes:
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers.tobytes()


def _whole(answers: list[Any]) -> list[Any]:
    """All answers. Raises the first that is an error."""
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer
    return answers
