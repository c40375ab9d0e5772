"""What readers feel of writes: home pages under load, quiet, then beside 1,000 likes and 20 posts a second.

Pages are read at a quarter of the rate this machine gives, and a hundred a second more at an even pace, each timed from
when it was due: those are the figures.
"""

import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from pathlib import Path

from PIL import Image

from benchmarks import load
from benchmarks.bench_feed import HOME, START, one_run, warmed
from benchmarks.bench_likes import LIKERS, fresh_pairs, like
from benchmarks.bench_storm import client_of, ready, steady
from benchmarks.load import Expected, Request
from benchmarks.population import Town
from benchmarks.progress import counted, say
from benchmarks.results import Results
from benchmarks.server import Server, serving

LIKES_PER_S, POSTS_PER_S, AUTHORS = 1_000, 20, 60
WRITERS = 128  # Connections: each waits for the commit that it shares with others.
PART = 0.25  # A thousand likes a second take two thirds of a core.
SECONDS, CALM_S = 10, 2


def measure(results: Results, folder: Path, town: Town, runs: int) -> None:
    """Quiet and busy in turns; the 99th percentile of both, and their ratio."""
    if load.tool() != "wrk":
        say("writes are left out: an even load of pages needs wrk")
        return
    rng = random.Random(time.time_ns())
    requests = [Request(HOME, token) for _, token in town.readers]
    expected = Expected(start=START, length_min=1_000)
    with serving(folder) as server:
        warmed(server, requests, expected)
        most_per_s, _ = one_run(server, requests, expected)
        photos = asyncio.run(_photos(server, town))
        pairs = fresh_pairs(town, rng, LIKERS)
        for _ in range(runs):
            writes = list(
                islice(_writes(town, pairs, photos), (LIKES_PER_S + POSTS_PER_S) * (SECONDS + 2 * CALM_S))
            )
            asyncio.run(_both(results, server, town, requests, most_per_s * PART, writes))


async def _both(  # noqa: PLR0917 — who reads, how much, and what is written beside it
    results: Results,
    server: Server,
    town: Town,
    requests: list[Request],
    pages_per_s: float,
    writes: list[str],
) -> None:
    quiet, _ = await _read(server, town, requests, pages_per_s)
    with tempfile.NamedTemporaryFile("w", suffix=".requests") as file:
        file.writelines(writes)
        file.flush()
        command = [sys.executable, "-m", "benchmarks.steady", server.url, file.name]
        pace = [f"{LIKES_PER_S + POSTS_PER_S}", f"{SECONDS + 2 * CALM_S}", f"{WRITERS}"]
        writing = await asyncio.create_subprocess_exec(*command, *pace, stdout=subprocess.PIPE)
        await asyncio.sleep(CALM_S)
        busy, read_per_s = await _read(server, town, requests, pages_per_s)
        said, _ = await writing.communicate()
    told = json.loads(said.decode().partition("RESULT ")[2])
    assert not told["bad"], told
    results.add("writes_pages_per_s", read_per_s)
    results.add("writes_quiet_p99_ms", quiet["p99_ms"])
    results.add("writes_p99_ms", busy["p99_ms"])
    results.add("writes_p99_to_quiet", busy["p99_ms"] / quiet["p99_ms"])
    results.add("writes_write_p99_ms", told["p99_ms"])


async def _read(
    server: Server, town: Town, requests: list[Request], per_s: float
) -> tuple[dict[str, float], float]:
    """What a hundred pages a second at an even pace take beside so many others; how many those were."""
    others = asyncio.to_thread(
        load.run, server.url, requests, Expected(), seconds=SECONDS, pause_ms=1000 * load.CONNECTIONS / per_s
    )
    probed, done = await asyncio.gather(steady(server, town, SECONDS), others)
    return probed, done.per_s


async def _photos(server: Server, town: Town) -> list[tuple[str, str]]:
    """A photo of each of some authors, which they post again and again: (token, media id)."""
    found: list[tuple[str, str]] = []
    for number, (_, token) in enumerate(counted("photos", town.authors[:AUTHORS])):
        file = BytesIO()
        Image.new("RGB", (640, 480), (4 * number, 90, 160)).save(file, "JPEG")
        async with client_of(server, token) as client:
            found.append((token, await ready(client, file.getvalue())))
    return found


def _writes(town: Town, pairs: Iterator[tuple[int, int]], photos: list[tuple[str, str]]) -> Iterator[str]:
    tokens = dict(town.readers[:LIKERS])
    rng = random.Random(3)
    while True:
        for _ in range(LIKES_PER_S // POSTS_PER_S):
            yield like(tokens, *next(pairs)).line + "\n"
        token, media_id = rng.choice(photos)
        yield Request("/v1/posts", token, "POST", json.dumps({"media": [media_id]})).line + "\n"
