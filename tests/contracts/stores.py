"""Records as two processes of one site have them, on each engine."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.contracts.blobs import NOON_US
from tests.contracts.embedded_records import embedded_records
from tests.contracts.postgres_adapters import fresh_database, has_postgres, postgres_records
from tests.ground import Ground
from tintype.adapters.embedded.records import EmbeddedRecords
from tintype.adapters.postgres.records import PostgresRecords
from tintype.kernel.clock import ManualClock
from tintype.kernel.sql import Query


def query(text: str) -> Query:
    """A query of a test's own."""
    return Query("tests", text, text)


@dataclass(frozen=True, slots=True)
class Store:
    """The records of two processes and their clock. `pause` is a query that takes a third of a second."""

    one: EmbeddedRecords | PostgresRecords
    other: EmbeddedRecords | PostgresRecords
    clock: ManualClock
    pause: Query

    @property
    def both(self) -> tuple[EmbeddedRecords | PostgresRecords, EmbeddedRecords | PostgresRecords]:
        return self.one, self.other

    def grounds(self) -> tuple[Ground, Ground]:
        """The same with hands to put people there."""
        return Ground(self.one, self.clock), Ground(self.other, self.clock)

    async def rows(self, text: str) -> list[tuple[Any, ...]]:
        """The rows of any query."""
        return await self.one.look(lambda reading: reading.fetch(query(text), lambda *row: row))

    async def run(self, text: str, **arguments: Any) -> int:
        """Run any statement; how many rows it changed."""
        return await self.one.transact(lambda tx: tx.execute(query(text), **arguments))


Maker = Callable[[Path], AbstractAsyncContextManager[Store]]


def store_makers() -> dict[str, Maker]:
    """One maker for each engine there is."""
    found: dict[str, Maker] = {"embedded": embedded_store}
    if has_postgres():
        found["postgres"] = postgres_store
    return found


@asynccontextmanager
async def embedded_store(folder: Path) -> AsyncIterator[Store]:
    clock = ManualClock(NOON_US)
    slow = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT max(i) FROM n"
    async with embedded_records(folder, clock, 7, 8) as (_, (one, other)):
        yield Store(one, other, clock, query(slow))


@asynccontextmanager
async def postgres_store(_folder: Path) -> AsyncIterator[Store]:
    clock = ManualClock(NOON_US)
    async with (
        fresh_database() as url,
        postgres_records(url, clock, seed=7) as one,
        postgres_records(url, clock, seed=8) as other,
    ):
        yield Store(one, other, clock, query("SELECT pg_sleep(0.3) IS NULL"))
