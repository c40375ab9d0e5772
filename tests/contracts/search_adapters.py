"""The search index of each engine, as a new site has it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from tests.contracts.blobs import NOON_US
from tests.contracts.postgres_adapters import fresh_database, has_postgres, postgres_records
from tests.schema import lay_schema
from tintype.adapters.embedded.search_index import EmbeddedSearchIndex, prepare_index
from tintype.adapters.postgres.search_index import PostgresSearchIndex
from tintype.kernel.clock import ManualClock
from tintype.ports.search_index import SearchIndex

Maker = Callable[[Path], AbstractAsyncContextManager[SearchIndex]]


def index_makers() -> dict[str, Maker]:
    """One maker for each engine there is."""
    found: dict[str, Maker] = {"embedded": embedded_index}
    if has_postgres():
        found["postgres"] = postgres_index
    return found


@asynccontextmanager
async def embedded_index(folder: Path) -> AsyncIterator[SearchIndex]:
    lay_schema(folder / "tintype.db")
    prepare_index(folder / "search.db", folder / "tintype.db")
    index = EmbeddedSearchIndex(folder / "search.db")
    yield index
    await index.close()


@asynccontextmanager
async def postgres_index(folder: Path) -> AsyncIterator[SearchIndex]:
    async with fresh_database() as url, postgres_records(url, ManualClock(NOON_US)) as records:
        yield PostgresSearchIndex(records)
