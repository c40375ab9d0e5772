"""The relay: moves what is committed from the outbox into the log, in one order, under one fenced lease.

The outbox's numbers are given before the commit, so a row with a smaller number may appear later: whoever pages by
them loses it. Here rows leave the outbox in the transaction that gives them their place in the log, so none is lost or
doubled wherever the relay is killed; and that transaction holds the lease's row with the relay's own fence, so of two
relays that both believe in their lease the older one moves nothing.
"""

import asyncio
import traceback
from collections.abc import Callable
from functools import partial

import structlog

from tintype.adapters.postgres.event_log import EVERYTHING, POLL_S, ShardRange, sql
from tintype.adapters.rows.leases import lease_shard
from tintype.kernel.problems import Unavailable
from tintype.ports.leases import Leases
from tintype.ports.records import Reading, Records, Transaction

log = structlog.get_logger("tintype.relay")

BATCH = 1_000
LINGER_S = 0.005  # While events come, look again this soon: a hint may be 20 ms behind.
LINGER_FOR_S = 0.1


class Relay:
    """Carries one range of shards. Every worker has one; the holder of the lease works, the others wait for it.

    `on_moved(seq)` is called with the newest place in the log after each transaction that moved something.
    """

    def __init__(
        self,
        records: Records,
        leases: Leases,
        on_moved: Callable[[int], None],
        shards: ShardRange = EVERYTHING,
    ) -> None:
        self.name = f"relay:{shards.number}"
        self._records = records
        self._tenure = leases.tenure(self.name)
        self._on_moved = on_moved
        self._shards = shards
        self._hinted = asyncio.Event()

    def hint(self) -> None:
        """Wake up: something may be waiting in the outbox."""
        self._hinted.set()

    async def step(self) -> bool:
        """Move one batch; False when there was nothing to move, or another relay does it."""
        fence = await self._tenure.hold()
        if fence is None or not await self._records.look(self._is_anything_waiting):
            return False
        return await self.move(fence)

    async def move(self, fence: int) -> bool:
        """Move one batch under a fence; False when nothing was moved, for the fence may be old."""
        moved = await self._records.transact(partial(self._move, fence))
        if moved is None:
            log.warning("relay_fenced_off", name=self.name, fence=fence)
            return False
        if moved:
            self._on_moved(max(moved))
        return bool(moved)

    async def run(self) -> None:
        """Go on until cancelled, and then give the lease back."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._tenure.keep())
                group.create_task(self._follow())
        finally:
            await self._tenure.leave()

    async def _follow(self) -> None:
        loop = asyncio.get_running_loop()
        moved_s = float("-inf")
        while True:
            self._hinted.clear()
            try:
                if await self.step():
                    moved_s = loop.time()
                    continue
            except Unavailable as error:
                log.warning("relay_waits", name=self.name, error=repr(error))
            except Exception:  # noqa: BLE001 — the worker: the relay outlives a bad minute of its database
                log.error("relay_stumbled", name=self.name, error=traceback.format_exc())
                await asyncio.sleep(POLL_S)
            is_busy = loop.time() - moved_s < LINGER_FOR_S
            try:
                async with asyncio.timeout(LINGER_S if is_busy else POLL_S):
                    await self._hinted.wait()
            except TimeoutError:
                continue  # Polling is the truth; a hint only makes it sooner.

    async def _is_anything_waiting(self, reading: Reading) -> bool:
        shards = self._shards
        return bool(await reading.fetch(sql.is_anything_waiting, int, low=shards.low, high=shards.high))

    async def _move(self, fence: int, tx: Transaction) -> list[int] | None:
        """The places given, or None when the fence is old."""
        lease = {"shard": lease_shard(self.name), "name": self.name, "fence": fence}
        if not await tx.fetch(sql.hold_fence, int, **lease):
            return None
        shards = self._shards
        bounds = {"range": shards.number, "low": shards.low, "high": shards.high, "limit": BATCH}
        return await tx.fetch(sql.move_events, int, **bounds)
