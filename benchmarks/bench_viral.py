"""A post goes viral: 50,000 people like it and 10,000 comment on it within a minute, while others read their feeds."""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import apsw
import httpx

from benchmarks.bench_storm import QUIET_S, steady
from benchmarks.population import Sizes, Town, town_in
from benchmarks.progress import say
from benchmarks.results import Results
from benchmarks.server import Server, serving
from tintype.graph import EdgeKind

OTHERS = 1_000  # A tenth of them warm the site; half of the rest read while all is quiet, the others beside the likes.
WARMING = OTHERS // 10
LIKES, COMMENTS, WITHIN_S = 50_000, 10_000, 60.0
SIZES = Sizes(readers=OTHERS + LIKES, authors=30, posts=600, following=10, likes=2_000, comments=300)
SMALL = Sizes(readers=OTHERS + 1_000, authors=30, posts=600, following=10, likes=2_000, comments=300)
CALM_S = 2.0


def measure(results: Results, folder: Path, *, is_small: bool = False) -> None:
    """Once, for whoever likes a post has liked it. The small one has a fiftieth of everything, in six seconds less."""
    sizes = SMALL if is_small else SIZES
    town = asyncio.run(town_in(folder, sizes))
    likers = town.readers[OTHERS:]
    talkers = likers[: len(likers) // 5]
    post = _fresh(folder, town, {id for id, _ in likers})
    within_s = WITHIN_S if not is_small else QUIET_S + 2 * CALM_S
    with serving(folder) as server:
        asyncio.run(steady(server, replace(town, readers=town.readers[:WARMING]), 3))
        before = _counts(server, post, town.readers[0][1])
        asyncio.run(_storm(results, server, town, list(_lines(post, likers, talkers)), within_s))
        after = _counts(server, post, town.readers[0][1])
    assert after["likes"] - before["likes"] == len(likers), (before, after)
    assert after["comments"] - before["comments"] == len(talkers), (before, after)
    _check(folder, post)


async def _storm(results: Results, server: Server, town: Town, lines: Sequence[str], within_s: float) -> None:
    """Like is compared with like: as many pages, of people of whom the site knows as little."""
    others = town.readers[WARMING:OTHERS]
    seconds, half = within_s - 2 * CALM_S, len(others) // 2
    say(f"others read for {seconds:.0f} s while all is quiet")
    quiet = await steady(server, replace(town, readers=others[:half]), seconds)
    with tempfile.NamedTemporaryFile("w", suffix=".requests") as file:
        file.writelines(lines)
        file.flush()
        say(f"{len(lines):,} likes and comments in {within_s:.0f} s")
        # Behind everything else: those who like have computers of their own, as those who upload have.
        command = ["nice", "-n15", sys.executable, "-m", "benchmarks.steady", server.url, file.name]
        began, cpu_s = time.perf_counter(), server.cpu_s()
        storm = await asyncio.create_subprocess_exec(
            *command, f"{len(lines) / within_s}", f"{within_s}", stdout=subprocess.PIPE
        )
        await asyncio.sleep(CALM_S)
        busy = await steady(server, replace(town, readers=others[half:]), seconds)
        said, _ = await storm.communicate()
    took_s = time.perf_counter() - began
    told = json.loads(said.decode().partition("RESULT ")[2])
    assert not told["bad"], told
    results.add("viral_quiet_p99_ms", quiet["p99_ms"])
    results.add("viral_p99_ms", busy["p99_ms"])
    results.add("viral_p99_to_quiet", busy["p99_ms"] / quiet["p99_ms"])
    results.add("viral_write_p99_ms", told["p99_ms"])
    results.add("viral_s", took_s)
    results.add("viral_cpu_us", (server.cpu_s() - cpu_s) / len(lines) * 1e6)


def _lines(post: int, likers: Sequence[tuple[int, str]], talkers: Sequence[tuple[int, str]]) -> Iterator[str]:
    """As requests, each of another person; a comment between every five likes."""
    body = json.dumps({"text": "What a light!"})
    saying = iter(talkers)
    for number, (_, token) in enumerate(likers):
        yield f"PUT\t/v1/posts/{post}/like\t{token}\t\n"
        if number % 5 == 4 and (talker := next(saying, None)) is not None:
            yield f"POST\t/v1/posts/{post}/comments\t{talker[1]}\t{body}\n"


def _fresh(folder: Path, town: Town, likers: set[int]) -> int:
    """The newest post that none of these people likes, for a kept town may have been measured before."""
    database = _opened(folder)
    for post in reversed(town.posts):
        rows = database.execute("SELECT dst FROM edges WHERE src = ? AND kind = ?", (post, EdgeKind.LIKED_BY))
        if likers.isdisjoint(liker for (liker,) in rows):
            return post
    raise AssertionError("every post has been measured; take another folder")


def _counts(server: Server, post: int, token: str) -> dict[str, int]:
    headers = {"Authorization": f"Bearer {token}"}
    return (
        httpx.get(f"{server.url}/v1/posts/{post}", headers=headers, timeout=30)
        .raise_for_status()
        .json()["counts"]
    )


def _check(folder: Path, post: int) -> None:
    """Both counters of the post equal a recount of its rows."""
    database = _opened(folder)
    ((said, real),) = database.execute(
        "SELECT c.n, (SELECT count(*) FROM edges AS e WHERE e.shard = c.shard AND e.src = c.node AND e.kind = c.kind)"
        " FROM counts AS c WHERE c.node = ? AND c.kind = ?",
        (post, EdgeKind.LIKED_BY),
    )
    assert said == real, (said, real)
    ((said, real),) = database.execute(
        "SELECT t.n, (SELECT count(*) FROM comments AS c WHERE c.shard = t.shard AND c.post_id = t.post_id"
        " AND c.state = 0) FROM comment_totals AS t WHERE t.post_id = ?",
        (post,),
    )
    assert said == real, (said, real)


def _opened(folder: Path) -> apsw.Connection:
    return apsw.Connection(str(folder / "tintype.db"), flags=apsw.SQLITE_OPEN_READONLY)
