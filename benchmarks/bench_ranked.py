"""The ranked home feed through HTTP: first pages, each the beginning of a session, and those that follow."""

import random
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import httpx

from benchmarks.bench_feed import HOME, START, one_run, warmed
from benchmarks.load import Expected, Request
from benchmarks.population import Town
from benchmarks.progress import counted
from benchmarks.results import Results
from benchmarks.server import Server, serving

RANKED = "/v1/timelines/home?order=ranked"
SESSIONS = 3_000  # Readers whose sessions are read on: as many as are begun within a second or two.


def measure(results: Results, folder: Path, town: Town, runs: int) -> None:
    """Latest, ranked, following, latest …: figures per request and their ratios in one run."""
    rng = random.Random(5)
    readers = list(town.readers)
    rng.shuffle(readers)
    latest = [Request(HOME, token) for _, token in readers]
    ranked = [Request(RANKED, token) for _, token in readers]
    with serving(folder) as server:
        expected = Expected(start=START, length_min=1_000)
        warmed(server, latest, expected)
        cold = warmed(server, ranked, expected)
        results.add("ranked_cold_reads_per_s", cold[0][0])
        results.add("ranked_cold_cpu_us", cold[0][1])
        following = sessions(server, [token for _, token in readers[:SESSIONS]])
        one_run(server, following, expected)
        for _ in range(runs):
            latest_per_s, latest_cpu_us = one_run(server, latest, expected)
            kept, anew = orders(server)
            per_s, cpu_us = one_run(server, ranked, expected)
            kept, anew = (after - before for after, before in zip(orders(server), (kept, anew), strict=True))
            following = sessions(server, [token for _, token in readers[:SESSIONS]])
            next_per_s, next_cpu_us = one_run(server, following, expected)
            results.add("ranked_first_reads_per_s", per_s)
            results.add("ranked_first_cpu_us", cpu_us)
            results.add("ranked_orders_anew", anew / (kept + anew))
            results.add("ranked_next_reads_per_s", next_per_s)
            results.add("ranked_next_cpu_us", next_cpu_us)
            results.add("ranked_next_to_latest", next_per_s / latest_per_s)
            results.add("ranked_first_to_latest_cpu", cpu_us / latest_cpu_us)
        results.add("rss_mb_under_ranked_load", server.pss_mb())


def orders(server: Server) -> tuple[float, float]:
    """How many orders were as they had last been worked out, and how many were worked out."""
    text = httpx.get(f"{server.url}/metrics", timeout=30).text
    asked = r'^tintype_cache_lookups_total\{cache="orders",found="(yes|no)"\} (\S+)$'
    found = dict(re.findall(asked, text, re.MULTILINE))
    return float(found["yes"]), float(found["no"])


def sessions(server: Server, tokens: Sequence[str]) -> list[Request]:
    """The second page of a session of each reader."""
    requests: list[Request] = []
    with httpx.Client(base_url=server.url, timeout=30) as client:
        for token in counted("sessions", tokens):
            page = client.get(RANKED, headers={"Authorization": f"Bearer {token}"}).raise_for_status().json()
            assert len({card["id"] for card in page["items"]}) == 20, "a page has 20 different cards"
            cursor = quote(page["next"])
            requests.append(Request(f"/v1/timelines/home?cursor={cursor}", token))
    return requests
