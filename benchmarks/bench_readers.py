"""What a reader costs: memory of one who is here and of one who is away, and a read on sites of different sizes."""

import asyncio
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

import apsw

from benchmarks.bench_fanout import MEMORY, account_id, rings
from benchmarks.population import Sizes, Town, town_in, viewer
from benchmarks.progress import counted, say
from benchmarks.results import Results
from benchmarks.sites import opened_worker
from tintype.feed import Home
from tintype.kernel.ids import AccountId, OrderId, shard_of
from tintype.kernel.pages import TOP
from tintype.site import Worker

SIZES = (10_000, 100_000, 1_000_000)
TOWN = Sizes(readers=400, authors=200, posts=4_000, following=50, likes=4_000, comments=1_000)
FOLLOWS_OF_EACH = 5
ROUNDS = 5
AT_ONCE = 50_000
PAGE = 20


def measure(results: Results, folder: Path, largest: int) -> None:
    """`readers_read_us_…`: CPU of a page that is put together for one of 400 readers on a site of so many, cards being
    at hand; `readers_known_us_…` of one that is known."""
    asyncio.run(_measure(results, folder, largest))


async def _measure(results: Results, folder: Path, largest: int) -> None:
    town = await town_in(folder, TOWN)
    with tempfile.TemporaryDirectory(prefix="tintype-bench-", dir=MEMORY) as ring_dir:
        async with opened_worker(folder, Path(ring_dir)) as worker:
            there = 0
            for size in [size for size in SIZES if size <= largest]:
                await asyncio.to_thread(grow, worker, folder, range(there, size), town)
                there = size
                await read(results, worker, town, size)
            await memory(results, worker, Path(ring_dir), there)


def grow(worker: Worker, folder: Path, numbers: range, town: Town) -> None:
    """So many more accounts that follow some, each with a full row: straight into the tables, unlike other sites."""
    rng, authors = random.Random(3), [id for id, _ in town.authors]
    feeds, entries = rings(worker), [OrderId(order) for order in range(1, 501)]
    database = apsw.Connection(str(folder / "tintype.db"))
    database.set_busy_timeout(60_000)
    for start in counted("readers", range(numbers.start, numbers.stop, AT_ONCE)):
        ids = [account_id(at) for at in range(start, min(start + AT_ONCE, numbers.stop))]
        with database:
            database.executemany(
                "INSERT OR IGNORE INTO accounts (shard, id, username, email, password, created_us, changed_us)"
                " VALUES (?, ?, ?, '', '', 0, 0)",
                ((shard_of(id), id, f"reader{id}") for id in ids),
            )
            database.executemany(
                "INSERT OR IGNORE INTO classes (shard, account_id, reader, seen_us) VALUES (?, ?, 0, 1)",
                ((shard_of(id), id) for id in ids),
            )
            pairs = [(id, author) for id in ids for author in rng.sample(authors, FOLLOWS_OF_EACH)]
            ends = [(src, 1, dst) for src, dst in pairs] + [(dst, 2, src) for src, dst in pairs]
            database.executemany(
                "INSERT OR IGNORE INTO edges (shard, src, kind, dst, at_us) VALUES (?, ?, ?, ?, 1)",
                ((shard_of(src), src, kind, dst) for src, kind, dst in ends),
            )
        for id in ids:
            feeds._rewrite(id, entries)  # pyright: ignore[reportPrivateUsage]  # a thread's hop for each would be minutes
    database.close()


async def read(results: Results, worker: Worker, town: Town, size: int) -> None:
    """Pages of the town's readers, put together and known."""
    home = replace(worker.subjects.feed.home)
    readers = [AccountId(id) for id, _ in town.readers]
    for reader in readers:
        await worker.subjects.feed.fanout.rebuild(reader)
    await pages_us(home, readers)
    together: list[float] = []
    for _ in range(ROUNDS):
        home.pages.clear()
        together.append(await pages_us(home, readers))
    known = [await pages_us(home, readers) for _ in range(ROUNDS)]
    results.add(f"readers_read_us_{size}", min(together))
    results.add(f"readers_known_us_{size}", min(known))
    say(f"{size:,} users: {median(together):,.0f} µs put together, {median(known):,.1f} µs known")


async def pages_us(home: Home, readers: Sequence[AccountId]) -> float:
    """CPU of this process for a first page, in microseconds."""
    began = time.process_time()
    for reader in readers:
        page = await home.page(viewer(reader), PAGE, TOP.at)
        assert page.startswith(b'{"items":[{')
    return (time.process_time() - began) / len(readers) * 1e6


async def memory(results: Results, worker: Worker, ring_dir: Path, readers: int) -> None:
    """Bytes of the rings' files and of what each process keeps to find rows, before and after everybody goes away."""
    feeds = rings(worker)
    ordinals = feeds._ordinals  # pyright: ignore[reportPrivateUsage]
    found = ordinals._sorted.nbytes + ordinals._rows.nbytes  # pyright: ignore[reportPrivateUsage]
    active = allocated(ring_dir)
    results.add("reader_active_bytes", (active + found) / readers)
    ids = [account_id(at) for at in range(readers)]
    began = time.perf_counter()
    await feeds.forget(ids)
    results.fact("rows given back", f"{readers / (time.perf_counter() - began):,.0f}/s")
    results.add("reader_passive_bytes", (allocated(ring_dir) + found) / readers)


def allocated(folder: Path) -> int:
    return sum(file.stat().st_blocks * 512 for file in folder.rglob("*") if file.is_file())
