"""Home feeds of thousands of readers through HTTP, beside static bytes of the same size from the same server, and from
nginx where there is one.
"""

import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import quote

import httpx

import tintype
from benchmarks import load, nginx
from benchmarks.load import Expected, Request
from benchmarks.population import Town
from benchmarks.progress import counted, say
from benchmarks.results import Results
from benchmarks.server import Server, free_port, serving

HOME = "/v1/timelines/home?order=latest"
LATER_PAGES = 0.25
SECONDS = 5
START = '{"items":[{'
STATIC = "bench-static.bin"
SAMPLES = 300
WARMING_ROUNDS = 5  # Of all readers: with two processes hardly one is new to either afterwards.
WARMING_RUNS_MAX = 60


def measure(results: Results, folder: Path, town: Town, runs: int) -> None:
    """Feed, static, nginx, feed, static …; figures per request and their ratios."""
    with serving(folder) as server:
        requests, size = prepared(server, town)
    results.fact(
        "feed page",
        f"{size:,} bytes (median of pages of 20 cards), distinct readers: {len(town.readers):,}",
    )
    with static_file(size) as path, by_nginx(size) as front, serving(folder) as server:
        expected = Expected(start=START, length_min=size // 3)
        cold = warmed(server, requests, expected)
        told = ", ".join(f"{per_s:,.0f}" for per_s, _ in cold)
        results.fact("feed pages/s of the runs before, from cold caches on", told)
        results.add("feed_cold_reads_per_s", cold[0][0])
        results.add("feed_cold_cpu_us", cold[0][1])
        for _ in range(runs):
            per_s, cpu_us = one_run(server, requests, expected)
            results.add("feed_reads_per_s", per_s)
            results.add("feed_cpu_us", cpu_us)
            static_per_s, static_cpu_us = one_run(server, [Request(path)], Expected(length_min=size))
            results.add("static_reads_per_s", static_per_s)
            results.add("static_cpu_us", static_cpu_us)
            results.add("feed_to_static_cpu", cpu_us / static_cpu_us)
            if front is not None:
                done = load.run(front, [Request(path)], Expected(length_min=size), seconds=SECONDS)
                results.add("nginx_static_reads_per_s", done.per_s)
                results.add("feed_to_nginx_static", per_s / done.per_s)
        check_samples(server, requests)
        results.add("rss_mb_under_feed_load", server.pss_mb())


def one_run(server: Server, requests: Sequence[Request], expected: Expected) -> tuple[float, float]:
    """Requests a second, and CPU microseconds of the whole server for each."""
    before = server.cpu_s()
    done = load.run(server.url, requests, expected, seconds=SECONDS)
    return done.per_s, (server.cpu_s() - before) / done.requests * 1e6


def warmed(server: Server, requests: Sequence[Request], expected: Expected) -> list[tuple[float, float]]:
    """Load, run after run, until every reader has been at every process; (requests a second, CPU µs) of each run."""
    runs: list[tuple[float, float]] = []
    while sum(per_s for per_s, _ in runs) * SECONDS < WARMING_ROUNDS * len(requests):
        runs.append(one_run(server, requests, expected))
        assert len(runs) < WARMING_RUNS_MAX, "this machine is too busy to be measured"
    return runs


def prepared(server: Server, town: Town) -> tuple[list[Request], int]:
    """A request of every reader, and a page's size. One reader in four asks for the page after the first."""
    rng = random.Random(4)
    sizes: list[int] = []
    later = {token for _, token in town.readers if rng.random() < LATER_PAGES}
    requests = [Request(HOME, token) for _, token in town.readers if token not in later]
    with httpx.Client(base_url=server.url, timeout=30) as client:
        requests += [
            Request(f"{HOME}&cursor={quote(cursor_of(client, token, sizes))}", token)
            for token in counted("cursors", sorted(later))
        ]
    rng.shuffle(requests)
    return requests, int(median(sizes))


def cursor_of(client: httpx.Client, token: str, sizes: list[int]) -> str:
    """Where the second page of a reader starts, after a look at the first."""
    answer = client.get(HOME, headers={"Authorization": f"Bearer {token}"})
    answer.raise_for_status()
    sizes.append(len(answer.content))
    return answer.json()["next"]


def check_samples(server: Server, requests: Sequence[Request]) -> None:
    """Read some pages whole: 20 different cards each, newest first, with author, media and counts."""
    with httpx.Client(base_url=server.url, timeout=30) as client:
        for request in random.Random(9).sample(list(requests), SAMPLES):
            page = client.get(request.path, headers={"Authorization": f"Bearer {request.token}"}).json()
            check_page(page["items"])


def check_page(cards: list[dict[str, object]]) -> None:
    times = [str(card["created_at"]) for card in cards]
    assert len({card["id"] for card in cards}) == 20, "a page has 20 different cards"
    assert times == sorted(times, reverse=True), "newest first"
    for card in cards:
        assert card["author"], json.dumps(card)
        assert card["media"], json.dumps(card)
        assert "likes" in dict(card["counts"]), json.dumps(card)  # type: ignore[call-overload]


@contextmanager
def static_file(size: int) -> Iterator[str]:
    """A file among those of the web app, for as long as the block runs: its path in URLs."""
    folder = Path(tintype.__file__).parent / "ui"
    is_new = not folder.is_dir()
    folder.mkdir(exist_ok=True)
    file = folder / STATIC
    file.write_bytes(_bytes(size))
    try:
        yield f"/{file.name}"
    finally:
        file.unlink()
        if is_new:
            folder.rmdir()


@contextmanager
def by_nginx(size: int) -> Iterator[str | None]:
    """The address of an nginx that has the same file, or None and a word about it where there is none."""
    if nginx.PROGRAM is None:
        say("feeds are not compared with nginx: it is not on this machine")
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="tintype-bench-") as name:
        folder, port = Path(name), free_port()
        Path(folder, STATIC).write_bytes(_bytes(size))
        url = f"http://127.0.0.1:{port}"
        with nginx.running(folder, nginx.static_text(folder, port), url, f"/{STATIC}"):
            yield url


def _bytes(size: int) -> bytes:
    return random.Random(1).randbytes(size)
