"""Home feeds of the same town on PostgreSQL and Redis.

python scripts/engines.py run -- .venv/bin/python -m benchmarks --only middle
"""

import asyncio
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from benchmarks.bench_feed import check_samples, one_run, prepared, warmed
from benchmarks.load import Expected
from benchmarks.population import Town
from benchmarks.progress import counted, say
from benchmarks.results import Results
from benchmarks.server import serving
from benchmarks.sites import settings_for
from tintype.kernel.ids import AccountId
from tintype.settings import Settings, to_environment
from tintype.site import open_worker
from tintype.wiring.moving import move_site

STORES = ("TINTYPE_TEST_POSTGRES", "TINTYPE_TEST_REDIS")


def measure(results: Results, folder: Path, town: Town, runs: int) -> None:
    """Move the town, build its feeds, then read them as bench_feed does. CPU is that of our own processes."""
    missing = [variable for variable in STORES if variable not in os.environ]
    if missing:
        say(f"middle needs {' and '.join(missing)}: python scripts/engines.py run -- python -m benchmarks …")
        return
    with database() as records, tempfile.TemporaryDirectory(prefix="tintype-bench-") as data:
        settings = asyncio.run(moved(folder, Path(data), records, town))
        with serving(Path(data), to_environment(settings)) as server:
            requests, size = prepared(server, town)
            expected = Expected(start='{"items":[{', length_min=size // 3)
            cold = warmed(server, requests, expected)
            results.add("middle_feed_cold_reads_per_s", cold[0][0])
            results.add("middle_feed_cold_cpu_us", cold[0][1])
            for _ in range(runs):
                read(results, server_run=one_run(server, requests, expected))
            check_samples(server, requests)


def read(results: Results, *, server_run: tuple[float, float]) -> None:
    """One run's figures."""
    results.add("middle_feed_reads_per_s", server_run[0])
    results.add("middle_feed_cpu_us", server_run[1])


async def moved(folder: Path, data: Path, records: str, town: Town) -> Settings:
    """The town on the servers, with every feed built there."""
    (data / "secret").write_bytes((folder / "secret").read_bytes())
    redis = f"{os.environ['TINTYPE_TEST_REDIS']}?prefix=bench{secrets.token_hex(4)}:"
    here = settings_for(folder)
    await move_site(replace(here, storage=replace(here.storage, records=records)), lambda *_: None)
    there = settings_for(data)
    settings = replace(there, storage=replace(there.storage, records=records, redis=redis))
    async with open_worker(settings) as worker:
        fanout = worker.subjects.feed.fanout
        for start in counted("feeds", range(0, len(town.readers), 100)):
            some = town.readers[start : start + 100]
            await asyncio.gather(*(fanout.rebuild(AccountId(reader)) for reader, _ in some))
    return settings


@contextmanager
def database() -> Iterator[str]:
    """A database of its own on the server that is there."""
    name = f"bench_{secrets.token_hex(6)}"
    asyncio.run(told(f"CREATE DATABASE {name}"))
    try:
        yield urlsplit(os.environ["TINTYPE_TEST_POSTGRES"])._replace(path=f"/{name}").geturl()
    finally:
        asyncio.run(told(f"DROP DATABASE {name} WITH (FORCE)"))


async def told(statement: str) -> None:
    """One statement to the server."""
    connection = await asyncpg.connect(os.environ["TINTYPE_TEST_POSTGRES"])
    await connection.execute(statement)
    await connection.close()
