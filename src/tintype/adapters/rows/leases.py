"""Leases as rows. Clocks only decide how soon a lease passes on; that two never count as one is the fence's work."""

import asyncio
from binascii import crc32
from functools import partial

import structlog

from tintype.kernel.clock import SECOND_US, Clock
from tintype.kernel.ids import SHARDS
from tintype.kernel.problems import Unavailable
from tintype.kernel.sql import Queries
from tintype.ports.leases import LEASE_S
from tintype.ports.records import Reading, Records, Transaction

log = structlog.get_logger("tintype.leases")
sql = Queries(__package__ or "", "leases.sql")

LEAVE_S_MAX = 1.0  # A process that stops does not wait for a store that is gone.


def lease_shard(name: str) -> int:
    """The shard that a lease's row lives in."""
    return crc32(name.encode()) % SHARDS


class RowLeases:
    """See ports/leases.py. `holder` names this process for whoever reads the table; it need not be unique."""

    def __init__(self, records: Records, clock: Clock, *, holder: str) -> None:
        self._records = records
        self._clock = clock
        self._holder = holder

    def tenure(self, name: str, lease_s: float = LEASE_S) -> "RowTenure":
        return RowTenure(self._records, self._clock, name, holder=self._holder, lease_s=lease_s)


class RowTenure:
    """See ports/leases.py."""

    def __init__(self, records: Records, clock: Clock, name: str, *, holder: str, lease_s: float) -> None:
        self.name = name
        self._records = records
        self._clock = clock
        self._holder = holder
        self._lease_us = int(lease_s * SECOND_US)
        self._fence: int | None = None
        self._next_us = 0
        self._asking = asyncio.Lock()

    async def hold(self) -> int | None:
        async with self._asking:
            now_us = self._clock.now_us()
            if now_us < self._next_us:
                return self._fence
            if self._fence is not None and not await self._renew():
                log.warning("lease_lost", name=self.name, fence=self._fence)
                self._fence = None
            if self._fence is None:
                self._fence = await self._take()
            # Asked again at a third: renewing bears two lost tries, and what is given back is soon taken.
            self._next_us = now_us + self._lease_us // 3
            return self._fence

    async def keep(self) -> None:
        while True:
            await asyncio.sleep(self._lease_us / SECOND_US / 3)
            if self._fence is not None:
                try:
                    await self.hold()
                except Unavailable as error:
                    log.warning("lease_not_renewed", name=self.name, error=repr(error))

    async def leave(self) -> None:
        fence, self._fence = self._fence, None
        if fence is None:
            return
        try:
            async with asyncio.timeout(LEAVE_S_MAX):
                await self._records.transact(partial(_leave, self.name, fence))
        except (TimeoutError, Unavailable) as error:
            log.warning("lease_not_given_back", name=self.name, error=repr(error))

    async def _renew(self) -> bool:
        return await self._records.transact(partial(_renew, self.name, self._fence or 0, self._lease_us))

    async def _take(self) -> int | None:
        # A look first: most of those who ask find it taken, and an upsert would lock the row for them.
        if not await self._records.look(partial(_is_free, self.name)):
            return None
        return await self._records.transact(partial(_take, self.name, self._holder, self._lease_us))


async def _is_free(name: str, reading: Reading) -> bool:
    found = await reading.fetch(sql.lease_of, _lease, shard=lease_shard(name), name=name)
    return not found or found[0][1] <= reading.now_us


async def _take(name: str, holder: str, lease_us: int, tx: Transaction) -> int | None:
    until_us = tx.now_us + lease_us
    fences = await tx.fetch(
        sql.take_lease,
        int,
        shard=lease_shard(name),
        name=name,
        holder=holder,
        until_us=until_us,
        now_us=tx.now_us,
    )
    return fences[0] if fences else None


async def _renew(name: str, fence: int, lease_us: int, tx: Transaction) -> bool:
    until_us = tx.now_us + lease_us
    changed = await tx.execute(
        sql.renew_lease, shard=lease_shard(name), name=name, fence=fence, until_us=until_us
    )
    return changed > 0


async def _leave(name: str, fence: int, tx: Transaction) -> None:
    await tx.execute(sql.leave_lease, shard=lease_shard(name), name=name, fence=fence)


def _lease(fence: int, until_us: int) -> tuple[int, int]:
    return fence, until_us
