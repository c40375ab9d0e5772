"""Exploring on the measured site: all pools made, sessions begun, pages read on, and people suggested.

Beside it the making alone, of a million posts, by the command that an operator gives.
"""

import asyncio
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import apsw
import psutil

from benchmarks.bench_feed import one_run
from benchmarks.large_town import Large, large_town
from benchmarks.load import Expected, Request
from benchmarks.population import Town, viewer
from benchmarks.process_tree import own_mb
from benchmarks.progress import say
from benchmarks.results import Results
from benchmarks.server import serving
from benchmarks.sites import opened_worker
from tintype.explore import authors_liked
from tintype.graph import MostFollowed, Suggestions
from tintype.kernel.ids import AccountId, shard_of

EXPLORE = "/v1/explore?limit=30"
SESSIONS = 300
COMING_BACK = 200
START = '{"items":[{'
SMALL = Large(people=5_000, active=1_000, authors=1_000, posts=50_000, likes=150_000)


def measure(results: Results, folder: Path, town: Town, runs: int) -> None:
    """In one process; then through HTTP, where 200 people open sessions and come back to them within a minute."""
    _here_today(folder, town)
    asyncio.run(_inside(results, folder, town, runs))
    with serving(folder) as server:
        requests = [Request(EXPLORE, token) for _, token in town.readers[:COMING_BACK]]
        expected = Expected(start=START, length_min=1_000)
        one_run(server, requests, expected)
        for _ in range(runs):
            per_s, cpu_us = one_run(server, requests, expected)
            results.add("explore_pages_per_s", per_s)
            results.add("explore_page_cpu_us", cpu_us)


def measure_large(results: Results, folder: Path, *, is_small: bool) -> None:
    """Everybody's pools by `tintype explore build`: how long, of what CPU, in how much memory, how large each is."""
    large = SMALL if is_small else Large()
    large_town(folder, large)
    began = time.perf_counter()
    command = [sys.executable, "-m", "tintype", "explore", "build", "--data", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak_mb = 0.0
    while True:
        peak_mb = max(peak_mb, own_mb(process.pid))
        ended, status, used = os.wait4(process.pid, os.WNOHANG)
        if ended:
            break
        time.sleep(0.1)
    assert not status, "the making failed"
    results.add("explore_large_build_s", time.perf_counter() - began)
    results.add("explore_large_cpu_s", used.ru_utime + used.ru_stime)
    results.add("explore_large_peak_mb", peak_mb)
    database = apsw.Connection(str(folder / "tintype.db"))
    pools = database.execute("SELECT length(entries) + length(leanings) FROM explore_pools").fetchall()
    database.close()
    assert len(pools) == large.active
    results.add("explore_pool_bytes", sum(int(str(size)) for (size,) in pools) / len(pools))
    results.fact("explore_large", f"{len(pools):,} pools of {large.posts:,} posts, {large.likes:,} likes")


def _here_today(folder: Path, town: Town) -> None:
    """Pools are made for who has been here within thirty days."""
    database = apsw.Connection(str(folder / "tintype.db"))
    with database:
        database.executemany(
            "INSERT OR IGNORE INTO classes (shard, account_id, reader, seen_us) VALUES (?, ?, 0, 1)",
            ((shard_of(AccountId(id)), id) for id, _ in town.readers),
        )
    database.close()


async def _inside(results: Results, folder: Path, town: Town, runs: int) -> None:
    async with opened_worker(folder) as worker:
        subjects, adapters = worker.subjects, worker.adapters
        before = psutil.Process().memory_info().rss
        spent, began = time.process_time(), time.perf_counter()
        made = await subjects.explore.building.all()
        results.add("explore_build_s", time.perf_counter() - began)
        results.add("explore_build_cpu_s", time.process_time() - spent)
        results.add("explore_build_mb", (psutil.Process().memory_info().rss - before) / 1e6)
        results.fact("explore", f"{made:,} pools of {len(town.posts):,} posts")
        say(f"  {made:,} pools")
        routes = subjects.explore.routes(
            subjects.feed.proposals, adapters.sessions, adapters.cursors, subjects.feed.ranker
        )
        suggested = Suggestions(
            adapters.records, adapters.cache, MostFollowed(adapters.records, adapters.cache), authors_liked
        )
        readers = random.Random(time.time_ns()).sample(town.readers, SESSIONS * runs)
        for run in range(runs):
            some = [viewer(id) for id, _ in readers[run * SESSIONS : (run + 1) * SESSIONS]]
            first, following, people = list[float](), list[float](), list[float]()
            for one in some:
                at = time.perf_counter()
                page = await routes.exploring.page(one, limit=30, cursor=None)
                first.append(time.perf_counter() - at)
                at = time.perf_counter()
                await routes.exploring.page(one, limit=30, cursor=json.loads(page)["next"])
                following.append(time.perf_counter() - at)
                at = time.perf_counter()
                await suggested.candidates(one)
                people.append(time.perf_counter() - at)
            results.add("explore_begin_ms", median(first) * 1000)
            results.add("explore_next_ms", median(following) * 1000)
            results.add("people_suggested_per_s", 1 / median(people))
