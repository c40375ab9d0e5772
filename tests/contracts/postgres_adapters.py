"""Databases of a real PostgreSQL for tests, each a copy of one that has the schema; and records in them."""

import asyncio
import os
import random
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from urllib.parse import urlsplit

import asyncpg

from tests.contracts.waiting import WAIT_S_MAX
from tintype.adapters.postgres.records import PostgresRecords
from tintype.adapters.postgres.schema import apply_migrations, migrations
from tintype.kernel.clock import Clock

VARIABLE = "TINTYPE_TEST_POSTGRES"
LOCK = 0x7465737473  # "tests": one process makes the template.


def has_postgres() -> bool:
    """Whether tests may use PostgreSQL; where engines are demanded they try, and fail loudly."""
    return VARIABLE in os.environ or os.environ.get("TINTYPE_TEST_ENGINES") == "1"


def server_url() -> str:
    """The server, as a superuser who may create databases."""
    url = os.environ.get(VARIABLE)
    assert url, f"{VARIABLE} is not set: run these tests by `make test-engines`"
    return url


def database_url(name: str) -> str:
    return urlsplit(server_url())._replace(path=f"/{name}").geturl()


@asynccontextmanager
async def fresh_database(*, schema: bool = True) -> AsyncIterator[str]:
    """The URL of a database nobody else uses, with the schema or empty; dropped at the end."""
    server = await asyncpg.connect(server_url())
    name = f"tintype_{secrets.token_hex(8)}"
    try:
        source = await _template(server) if schema else "template0"
        # A third faster than by the log, which is for databases larger than these.
        await server.execute(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY file_copy")
        try:
            yield database_url(name)
        finally:
            await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await server.close()


@asynccontextmanager
async def postgres_records(
    url: str, clock: Clock, *, seed: int = 3, options: str = ""
) -> AsyncIterator[PostgresRecords]:
    """Records on a database, closed at the end."""
    records = await PostgresRecords.open(url + options, clock=clock, rng=random.Random(seed))
    try:
        yield records
    finally:
        await records.close()


async def _template(server: asyncpg.Connection) -> str:
    """The database all others are copied from, made by whoever comes first; its name says its schema."""
    said = "".join(f"{each.name} {each.checksum} " for each in migrations())
    name = f"tintype_of_{sha256(said.encode()).hexdigest()[:16]}"
    await server.execute("SELECT pg_advisory_lock($1)", LOCK)
    try:
        if not await server.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            making = f"{name}_making"
            await server.execute(f"DROP DATABASE IF EXISTS {making}")
            await server.execute(f"CREATE DATABASE {making} TEMPLATE template0")
            await apply_migrations(database_url(making), 0)
            await _unused(server, making)
            await server.execute(f"ALTER DATABASE {making} RENAME TO {name}")
    finally:
        await server.execute("SELECT pg_advisory_unlock($1)", LOCK)
    return name


async def _unused(server: asyncpg.Connection, name: str) -> None:
    """A backend ends a moment after its connection is closed."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1"
    async with asyncio.timeout(WAIT_S_MAX):
        while await server.fetchval(query, name):
            await server.execute("SELECT pg_sleep(0.01)")
