"""Two processes of one site: each with its own records, log, jobs and leases over the same store."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.contracts.blobs import NOON_US
from tests.contracts.embedded_records import embedded_records
from tintype.adapters.embedded.event_log import EmbeddedEventLog
from tintype.adapters.embedded.jobs import EmbeddedJobs
from tintype.adapters.rows.leases import RowLeases
from tintype.graph import Followed
from tintype.kernel.clock import ManualClock
from tintype.kernel.events import Recorded
from tintype.kernel.ids import AccountId
from tintype.kernel.sql import Query
from tintype.ports.event_log import EventLog
from tintype.ports.jobs import Jobs
from tintype.ports.leases import Leases
from tintype.ports.records import Records, Transaction


async def nothing() -> None:
    """Where what is committed is in the log at once."""


@dataclass(frozen=True, slots=True)
class Process:
    """One process. `carry` brings into the log what is committed so far, and its head to this process."""

    records: Records
    log: EventLog
    jobs: Jobs
    leases: Leases
    carry: Callable[[], Awaitable[None]] = nothing

    async def publish(self, *numbers: int, shard: int = 1) -> None:
        """Facts that say their number, in one transaction."""

        async def body(tx: Transaction) -> None:
            for number in numbers:
                await tx.publish(Followed(AccountId(number), AccountId(2), tx.now_us), shard=shard)

        await self.records.transact(body)

    async def rows(self, text: str) -> list[tuple[Any, ...]]:
        """The rows of any query."""
        return await self.records.look(
            lambda reading: reading.fetch(Query("tests", text, text), lambda *row: row)
        )


@dataclass(frozen=True, slots=True)
class Site:
    """Two processes and the clock of both."""

    one: Process
    other: Process
    clock: ManualClock


def number_of(recorded: Recorded) -> int:
    """The number a fact was published with."""
    assert isinstance(recorded.event, Followed)
    return recorded.event.follower_id


@asynccontextmanager
async def embedded_site(folder: Path) -> AsyncIterator[Site]:
    clock = ManualClock(NOON_US)
    async with embedded_records(folder, clock, 7, 8) as (words, both):
        one, other = (
            Process(
                records,
                EmbeddedEventLog(records, words),
                EmbeddedJobs(records),
                RowLeases(records, clock, holder=f"process {number}"),
            )
            for number, records in enumerate(both)
        )
        yield Site(one, other, clock)
