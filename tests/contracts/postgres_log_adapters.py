"""Two processes of one site on PostgreSQL, put together as the site's own are, and the hands to hurt them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.contracts.blobs import NOON_US
from tests.contracts.ends import Counters
from tests.contracts.postgres_adapters import fresh_database, has_postgres, postgres_records
from tests.contracts.processes import Process, Site, nothing
from tintype.adapters.postgres.event_log import PostgresEventLog
from tintype.adapters.postgres.records import PostgresRecords
from tintype.adapters.postgres.relay import Relay
from tintype.adapters.rows.limits import RowLimits
from tintype.flow import LogTail
from tintype.kernel.clock import Clock, ManualClock
from tintype.ports.jobs import Jobs
from tintype.ports.leases import Leases
from tintype.settings import Settings, StorageSettings
from tintype.wiring.postgres import open_records


@dataclass(frozen=True, slots=True)
class Node:
    """What one process has of PostgreSQL, each by its own type."""

    records: PostgresRecords
    events: PostgresEventLog
    jobs: Jobs
    leases: Leases
    relay: Relay
    tail: LogTail


@dataclass(frozen=True, slots=True)
class PostgresSite(Site):
    """The same, with what only PostgreSQL has."""

    nodes: list[Node] = field(default_factory=list[Node])
    url: str = ""


def log_makers() -> dict[str, Any]:
    """The makers of a site, where there is a server."""
    return {"postgres": postgres_site} if has_postgres() else {}


def limit_makers() -> dict[str, Any]:
    """The makers of limits in rows, where there is a server."""
    return {"postgres": postgres_counters} if has_postgres() else {}


@asynccontextmanager
async def postgres_counters(_folder: Path) -> AsyncIterator[Counters]:
    clock = ManualClock(NOON_US)
    async with (
        fresh_database() as url,
        postgres_records(url, clock) as one,
        postgres_records(url, clock, seed=8) as other,
    ):
        limits = [RowLimits(records, clock, processes=2) for records in (one, other)]
        yield Counters(limits[0], limits[1], clock, nothing)


@asynccontextmanager
async def postgres_site(folder: Path) -> AsyncIterator[PostgresSite]:
    clock = ManualClock(NOON_US)
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(fresh_database())
        nodes = [await stack.enter_async_context(node_on(url, folder, clock)) for _ in range(2)]
        one, other = (process_of(node) for node in nodes)
        yield PostgresSite(one, other, clock, nodes, url)


@asynccontextmanager
async def node_on(url: str, folder: Path, clock: Clock) -> AsyncIterator[Node]:
    """One process; its tail hears of its commits, but does not follow the log by itself."""
    settings = Settings(storage=StorageSettings(data=folder, records=url))
    async with AsyncExitStack() as stack:
        part = await open_records(settings, clock, b"s" * 64, stack)
        tail = LogTail(part.events)
        part.attach(tail)
        (relay,) = part.errands
        assert isinstance(relay, Relay)
        assert isinstance(part.records, PostgresRecords)
        assert isinstance(part.events, PostgresEventLog)
        yield Node(part.records, part.events, part.jobs, part.leases, relay, tail)


def process_of(node: Node) -> Process:
    async def carry() -> None:
        while await node.relay.step():
            pass
        await node.events.refresh()

    return Process(node.records, node.events, node.jobs, node.leases, carry)
