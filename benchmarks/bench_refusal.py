"""What it costs to say no: CPU of a 429 beside a feed page, a post and a like that are served, from the same server."""

import random
from collections.abc import Sequence
from pathlib import Path

import httpx

from benchmarks import load
from benchmarks.bench_feed import HOME
from benchmarks.bench_likes import fresh_pairs, like
from benchmarks.load import Expected, Request
from benchmarks.population import Town
from benchmarks.results import Results
from benchmarks.server import Server, serving

SECONDS = 5
POSTS = 2_000
LIKERS = 2_000
LIKES = 150_000
REFUSED_IN_A_ROW = 1_000  # By every process: a new connection goes to whichever takes it first.
TRIES_MAX = 200


def measure(results: Results, folder: Path, town: Town, runs: int) -> None:
    """Served, refused, served …; CPU microseconds for each, and what part of it a refusal is."""
    tokens = dict(town.readers[:LIKERS])
    posts = [
        Request(f"/v1/posts/{post}", token)
        for post, (_, token) in zip(town.posts[-POSTS:], town.readers, strict=False)
    ]
    pages = [Request(HOME, token) for _, token in town.readers[1:]]
    greedy = Request(HOME, town.readers[0][1])
    with serving(folder) as server:
        for served in (pages, posts):
            cpu_us(server, served, Expected())
        for _ in range(runs):
            page_us, post_us = (cpu_us(server, served, Expected()) for served in (pages, posts))
            pairs = fresh_pairs(town, random.Random(len(results.table())), LIKERS)
            likes = [like(tokens, *next(pairs)) for _ in range(LIKES)]
            like_us = cpu_us(server, likes, Expected(status=204))
            use_up(server, greedy)
            refused_us = cpu_us(server, [greedy], Expected(status=429))
            results.add("refusal_cpu_us", refused_us)
            results.add("refusal_to_feed_cpu", refused_us / page_us)
            results.add("refusal_to_post_cpu", refused_us / post_us)
            results.add("refusal_to_like_cpu", refused_us / like_us)


def cpu_us(server: Server, requests: Sequence[Request], expected: Expected) -> float:
    """CPU microseconds of the whole server for each request."""
    before = server.cpu_s()
    done = load.run(server.url, requests, expected, seconds=SECONDS)
    return (server.cpu_s() - before) / done.requests * 1e6


def use_up(server: Server, request: Request) -> None:
    """Ask until every process refuses. What is asked for within the minute stays refused."""
    headers = {"authorization": f"Bearer {request.token}"}
    refused = 0
    for _ in range(TRIES_MAX):
        with httpx.Client(base_url=server.url, timeout=30) as client:
            answers = [client.get(request.path, headers=headers).status_code for _ in range(100)]
        refused = refused + len(answers) if set(answers) == {429} else 0
        if refused >= REFUSED_IN_A_ROW:
            return
    raise AssertionError("nobody is refused")
