"""One feed built anew from the records, for readers who follow five hundred: what somebody who returns waits for."""

import asyncio
import time
from pathlib import Path
from statistics import median

from benchmarks.population import Sizes, town_in
from benchmarks.results import Results
from benchmarks.sites import opened_worker
from tintype.graph import EdgeKind, edges
from tintype.kernel.ids import AccountId
from tintype.kernel.pages import TOP

# Of 830 choices among 1,000, the popular ones more often, about 500 are different.
TOWN = Sizes(readers=60, authors=1_000, posts=20_000, following=830, likes=0, comments=0)


def measure(results: Results, folder: Path, runs: int) -> None:
    """`rebuild_ms`, the whole of it through the fan-out; `rebuild_cpu_ms`, what of it is CPU of this process."""
    asyncio.run(_measure(results, folder, runs))


async def _measure(results: Results, folder: Path, runs: int) -> None:
    town = await town_in(folder, TOWN)
    readers = [AccountId(id) for id, _ in town.readers]
    async with opened_worker(folder) as worker:
        records, fanout, feeds = worker.adapters.records, worker.subjects.feed.fanout, worker.adapters.feeds
        counts = await records.look(lambda reading: edges.counts(reading, readers, [EdgeKind.FOLLOW]))
        results.fact("rebuild", f"of readers who follow {median(counts.values()):,.0f} (median)")
        for _ in range(runs):
            wall_ms: list[float] = []
            cpu_ms: list[float] = []
            for reader in readers:
                await feeds.forget([reader])
                began, spent = time.perf_counter(), time.process_time()
                await fanout.rebuild(reader)
                wall_ms.append((time.perf_counter() - began) * 1000)
                cpu_ms.append((time.process_time() - spent) * 1000)
                assert len(await feeds.newest(reader, 500, TOP.at) or []) == 500
            results.add("rebuild_ms", median(wall_ms))
            results.add("rebuild_cpu_ms", median(cpu_ms))
