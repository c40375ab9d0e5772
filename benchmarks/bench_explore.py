"""Exploring on the measured site: all pools made, sessions begun, pages read on, and people suggested.

Beside it a site of a million posts: the making by the command that an operator gives, and pages through HTTP.
"""

import asyncio
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import apsw
import psutil

from benchmarks.bench_feed import one_run
from benchmarks.large_town import Large, large_town
from benchmarks.load import Expected, Request
from benchmarks.population import Town, signed_in, viewer
from benchmarks.process_tree import own_mb
from benchmarks.progress import say
from benchmarks.results import Results
from benchmarks.server import Server, serving
from benchmarks.sites import opened_worker
from tintype.explore import authors_liked
from tintype.explore.gathering import active_people
from tintype.graph import MostFollowed, Suggestions
from tintype.kernel.ids import SHARDS, AccountId, shard_of

EXPLORE = "/v1/explore?limit=30"
SESSIONS = 300
COMING_BACK = 200
OPENING = 1_000  # More than can be answered in a run: none of them is a second page.
EXPECTED = Expected(start='{"items":[{', length_min=1_000)
SMALL = Large(people=5_000, active=1_000, authors=1_000, posts=50_000, likes=150_000)


def measure(results: Results, folder: Path, town: Town, runs: int) -> None:
    """In one process; then through HTTP, where 200 people open sessions and come back to them within a minute."""
    _here_today(folder, town)
    asyncio.run(_inside(results, folder, town, runs))
    with serving(folder) as server:
        _coming_back(results, "explore", server, town.readers[:COMING_BACK], runs)


def measure_large(results: Results, folder: Path, runs: int, *, is_small: bool) -> None:
    """Everybody's pools by `tintype explore build`, then pages through HTTP: first ones of people who have not been
    here for an hour, and those of 200 who come back.
    """
    large = SMALL if is_small else Large()
    large_town(folder, large)
    _build(results, folder)
    readers = asyncio.run(_some_signed_in(folder, large, OPENING * runs))
    with serving(folder) as server:
        for run in range(runs):
            some = readers[run::runs]
            per_s, cpu_us = one_run(server, [Request(EXPLORE, token) for _, token in some], EXPECTED)
            results.add("explore_large_opened_per_s", per_s)
            results.add("explore_large_opened_cpu_us", cpu_us)
        _coming_back(results, "explore_large", server, readers[:COMING_BACK], runs)
        results.add("explore_large_rss_mb", server.pss_mb())
    _count_pools(results, folder, large)


def _coming_back(
    results: Results, name: str, server: Server, readers: Sequence[tuple[int, str]], runs: int
) -> None:
    requests = [Request(EXPLORE, token) for _, token in readers]
    one_run(server, requests, EXPECTED)
    for _ in range(runs):
        per_s, cpu_us = one_run(server, requests, EXPECTED)
        results.add(f"{name}_pages_per_s", per_s)
        results.add(f"{name}_page_cpu_us", cpu_us)


def _build(results: Results, folder: Path) -> None:
    """How long it takes, of what CPU, in how much memory."""
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


async def _some_signed_in(folder: Path, large: Large, most: int) -> list[tuple[int, str]]:
    """People who were here, in no order, with a token of each."""
    async with opened_worker(folder) as worker:
        ids = await active_people(worker.adapters.records, range(SHARDS), large.active)
        random.Random(time.time_ns()).shuffle(ids)
        return await signed_in(worker, ids[:most])


def _count_pools(results: Results, folder: Path, large: Large) -> None:
    """Everybody who was here has one; how large each is."""
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
