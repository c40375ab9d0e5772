"""Likes: at the port by 64 callers in one process, and through HTTP by 64 connections. Every like is a new one."""

import asyncio
import random
import time
from collections.abc import Iterator
from pathlib import Path

import apsw

from benchmarks import load
from benchmarks.load import Expected, Request
from benchmarks.population import Town, viewer
from benchmarks.results import Results
from benchmarks.server import serving
from benchmarks.sites import settings_for
from tintype.engagement import Likes
from tintype.graph import EdgeKind
from tintype.kernel.ids import PostId
from tintype.wiring import Adapters, open_adapters

CALLERS = 64
LIKES = 30_000
SECONDS = 5
REQUESTS = 150_000
LIKERS = 2_000  # Through HTTP. Each likes several posts, as people do, so most sessions are known.
MISCOUNTED = """
SELECT count(*) FROM counts AS c
WHERE c.kind = :kind AND c.n <> (
  SELECT count(*) FROM edges AS e WHERE e.shard = c.shard AND e.src = c.node AND e.kind = c.kind)
"""

BEHIND = """
SELECT coalesce((SELECT max(seq) FROM outbox), 0) > coalesce(
  (SELECT seq FROM consumers WHERE consumer = 'notifications'), 0)
"""
TOLD_S_MAX = 120


async def measure_port(results: Results, folder: Path, town: Town, runs: int) -> None:
    """Likes a second through the use case; all of them durable, evented and counted."""
    adapters = await open_adapters(settings_for(folder), writes_feeds=False)
    try:
        pairs = fresh_pairs(town, random.Random(time.time_ns()))
        for _ in range(runs):
            await one_run(results, adapters, pairs)
    finally:
        await adapters.close()
    check_counts(folder)


async def one_run(results: Results, adapters: Adapters, pairs: Iterator[tuple[int, int]]) -> None:
    likes = Likes(adapters.records)
    mine = [next(pairs) for _ in range(LIKES)]

    async def caller(at: int) -> int:
        answers = [await likes.like(viewer(reader), PostId(post)) for reader, post in mine[at::CALLERS]]
        return answers.count(True)

    began, began_cpu = time.perf_counter(), time.process_time()
    new = sum(await asyncio.gather(*(caller(at) for at in range(CALLERS))))
    seconds, cpu_s = time.perf_counter() - began, time.process_time() - began_cpu
    await likes.close()
    assert new > LIKES * 0.8, f"only {new} of {LIKES} likes were new"
    results.add("likes_per_s", new / seconds)
    results.add("like_cpu_us", cpu_s / new * 1e6)


def measure_http(results: Results, folder: Path, town: Town, runs: int) -> None:
    """Likes a second as clients send them, each with the token of another reader."""
    tokens = dict(town.readers[:LIKERS])
    with serving(folder) as server:
        for _ in range(runs):
            until_told(folder)
            pairs = fresh_pairs(town, random.Random(time.time_ns()), LIKERS)
            requests = [like(tokens, *next(pairs)) for _ in range(REQUESTS)]
            before = server.cpu_s()
            done = load.run(server.url, requests, Expected(status=204), seconds=SECONDS)
            results.add("likes_http_per_s", done.per_s)
            results.add("like_http_cpu_us", (server.cpu_s() - before) / done.requests * 1e6)
    check_counts(folder)


def until_told(folder: Path) -> None:
    """Wait until everybody has been told of all likes so far: what is measured next has the worker to itself."""
    database = apsw.Connection(str(folder / "tintype.db"), flags=apsw.SQLITE_OPEN_READONLY)
    until = time.monotonic() + TOLD_S_MAX
    while database.execute(BEHIND).fetchall() == [(1,)]:
        assert time.monotonic() < until, f"notifications are still behind after {TOLD_S_MAX} s"
        time.sleep(0.1)
    database.close()


def like(tokens: dict[int, str], reader: int, post: int) -> Request:
    """One like as a request."""
    return Request(f"/v1/posts/{post}/like", tokens[reader], "PUT")


def fresh_pairs(town: Town, rng: random.Random, likers: int = 0) -> Iterator[tuple[int, int]]:
    """Some readers (0: all) with posts: of so many pairs hardly one is drawn twice. Newer posts are liked more."""
    readers = town.readers[:likers] if likers else town.readers
    while True:
        post = town.posts[-1 - int(len(town.posts) * rng.random() ** 2)]
        yield rng.choice(readers)[0], post


def check_counts(folder: Path) -> None:
    """Every like counter equals the recount of its rows."""
    database = apsw.Connection(str(folder / "tintype.db"), flags=apsw.SQLITE_OPEN_READONLY)
    for kind in (EdgeKind.LIKE, EdgeKind.LIKED_BY):
        ((wrong,),) = database.execute(MISCOUNTED, {"kind": int(kind)})
        assert wrong == 0, f"{wrong} counters of {kind.name} are not what is there"
    database.close()
