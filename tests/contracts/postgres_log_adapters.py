"""Two processes of one site on PostgreSQL, and the hands to hurt them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.contracts.blobs import NOON_US
from tests.contracts.postgres_adapters import fresh_database, has_postgres, postgres_records
from tests.contracts.processes import Process, Site
from tintype.adapters.postgres.node import PostgresNode
from tintype.kernel.clock import ManualClock


@dataclass(frozen=True, slots=True)
class PostgresSite(Site):
    """The same, with what only PostgreSQL has."""

    nodes: list[PostgresNode] = field(default_factory=list[PostgresNode])
    url: str = ""


def log_makers() -> dict[str, Any]:
    """The makers of a site, where there is a server."""
    return {"postgres": postgres_site} if has_postgres() else {}


@asynccontextmanager
async def postgres_site(_folder: Path) -> AsyncIterator[PostgresSite]:
    clock = ManualClock(NOON_US)
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(fresh_database())
        nodes: list[PostgresNode] = []
        for seed in (7, 8):
            records = await stack.enter_async_context(postgres_records(url, clock, seed=seed))
            node = PostgresNode(records, url, clock, holder=f"process {seed}")
            await node.open()
            stack.push_async_callback(node.close)
            nodes.append(node)
        yield PostgresSite(*(process_of(node) for node in nodes), clock, nodes, url)


def process_of(node: PostgresNode) -> Process:
    async def carry() -> None:
        while await node.relay.step():
            pass
        await node.events.refresh()

    return Process(node.records, node.events, node.jobs, node.leases, carry)
