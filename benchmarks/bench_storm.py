"""What others feel while photos pour in: home pages beside 200 uploads, good photos beside 1,000 of poison."""

import asyncio
import json
import multiprocessing
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median

import httpx

from benchmarks import sources
from benchmarks.bench_photos import pictures, state_of
from benchmarks.poison import POISON
from benchmarks.population import Sizes, Town, town_in
from benchmarks.progress import say
from benchmarks.results import Results
from benchmarks.server import Server, serving

SIZES = Sizes(readers=200, authors=60, posts=1_500, following=30, likes=2_000, comments=500)
PAGES_PER_S, QUIET_S, CALM_S = 100, 10, 2
UPLOADS, UPLOADERS, AT_ONCE = 200, 4, 8
POISONED, POISONERS, GOOD, GOOD_PEOPLE = 1_000, 10, 360, 40
POLL_S = 0.025  # one viewer may ask 3,000 times a minute
DONE_S_MAX = 300.0


def measure(results: Results, folder: Path, runs: int, *, is_small: bool = False) -> None:
    """Quiet and storm in turns. `runs` times; the poison once, for it takes its time."""
    town = asyncio.run(town_in(folder / "storm", SIZES))
    try:
        photos = sources.twelve_megapixels()
    except sources.NoPhotos as missing:
        say(f"storm takes drawn photos: {missing}")
        photos = tuple(islice(pictures(), 3))
    with serving(folder / "storm") as server:
        asyncio.run(_warmed(server, town, photos))
        for _ in range(runs):
            asyncio.run(pages(results, server, town, photos, UPLOADS // 2 if is_small else UPLOADS))
        asyncio.run(poisoned(results, server, town, photos, part=20 if is_small else 1))


async def _warmed(server: Server, town: Town, photos: Sequence[bytes]) -> None:
    async with client_of(server, town.authors[-1][1]) as client:
        await ready_ms(client, photos[0])
    await steady(server, town, 3)


# ------------------------------------------------------------------------------------------------- pages beside uploads


async def pages(results: Results, server: Server, town: Town, photos: Sequence[bytes], uploads: int) -> None:
    """The 99th percentile of home pages asked for at an even pace: quiet, then while uploads pour in."""
    quiet = await steady(server, town, QUIET_S)
    people = [token for _, token in town.authors[:UPLOADERS]]
    spawning = multiprocessing.get_context("spawn")
    with tempfile.NamedTemporaryFile() as file:
        # Not as an argument: megabytes in the pipe to a child that fails to start would be waited for for ever.
        pickle.dump(photos, file)
        file.flush()
        storm = spawning.Process(target=_upload_apart, args=(server, people, file.name, uploads))
        storm.start()
        try:
            await asyncio.sleep(CALM_S)
            busy = await steady(server, town, QUIET_S)
            assert storm.is_alive(), "the storm was over before it was measured"
            await asyncio.to_thread(storm.join)
            assert storm.exitcode == 0, "not every photo became ready"
        finally:
            storm.kill()
    results.add("quiet_p99_ms", quiet["p99_ms"])
    results.add("storm_p99_ms", busy["p99_ms"])
    results.add("storm_p50_ms", busy["p50_ms"])
    results.add("storm_p99_to_quiet", busy["p99_ms"] / quiet["p99_ms"])


def _upload_apart(server: Server, people: Sequence[str], file: str, count: int) -> None:
    """In a process behind everything else: those who upload have computers of their own."""
    with open(file, "rb") as kept:
        photos: Sequence[bytes] = pickle.load(kept)
    os.nice(15)
    asyncio.run(uploaded(server, people, photos, count))


async def uploaded(server: Server, people: Sequence[str], photos: Sequence[bytes], count: int) -> None:
    """So many photos of several people, eight on their way at a time; each of them is ready in the end."""
    gate = asyncio.Semaphore(AT_ONCE)
    clients = [client_of(server, token) for token in people]

    async def one(client: httpx.AsyncClient, photo: bytes, number: int) -> str:
        async with gate:
            return await uploading(client, photo + number.to_bytes(4))

    work = zip(range(count), cycle(clients), cycle(photos), strict=False)
    ids = await asyncio.gather(*(one(client, photo, number) for number, client, photo in work))
    async with asyncio.timeout(DONE_S_MAX):
        for client, media_id in zip(cycle(clients), ids, strict=False):
            while (state := await state_of(client, media_id)) != "ready":
                assert state != "failed", media_id
                await asyncio.sleep(0.2)
    for client in clients:
        await client.aclose()


async def steady(server: Server, town: Town, seconds: float) -> dict[str, float]:
    """What benchmarks.steady says of home pages."""
    with tempfile.NamedTemporaryFile("w", suffix=".requests") as file:
        file.writelines(
            f"GET\t/v1/timelines/home?limit=20&order=latest\t{token}\t\n" for _, token in town.readers
        )
        file.flush()
        command = [
            sys.executable,
            "-m",
            "benchmarks.steady",
            server.url,
            file.name,
            f"{PAGES_PER_S}",
            f"{seconds}",
        ]
        process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
        said, _ = await process.communicate()
    told = json.loads(said.decode().partition("RESULT ")[2])
    assert not told["bad"], told
    return told


# ------------------------------------------------------------------------------------------- good photos beside poison


async def poisoned(
    results: Results, server: Server, town: Town, photos: Sequence[bytes], *, part: int
) -> None:
    """From the start of an upload until the photo is ready, one after another: quiet, then behind poison.

    About as many of each, so that one photo in a hundred is as rare in both. `part`: 1 is all, 20 a twentieth.
    """
    count = POISONED // part
    # Several people in turn: one who sends so many would be told to wait.
    people = [client_of(server, token) for _, token in town.authors[-GOOD_PEOPLE:]]
    good = cycle(people)
    quiet = sorted(
        [await ready_ms(next(good), photos[0] + b"q%d" % number) for number in range(GOOD // part)]
    )
    began = time.perf_counter()
    storm = asyncio.create_task(poison(server, town, count))
    await asyncio.sleep(CALM_S)
    busy: list[float] = []
    while not storm.done():
        busy.append(await ready_ms(next(good), photos[0] + b"b%d" % len(busy)))
    refused, failed = await storm
    for client in people:
        await client.aclose()
    busy.sort()
    assert refused + failed == count
    results.fact(
        "poison",
        f"{count:,} files in {time.perf_counter() - began:.0f} s: {refused} refused, {failed} failed",
    )
    for name, found in (("quiet", quiet), ("poison", busy)):
        results.fact(
            f"good photos, {name}",
            f"{len(found)}, median {median(found):.0f} ms, 99th percentile {_p99(found):.0f}",
        )
    results.add("poison_p50_to_quiet", median(busy) / median(quiet))
    results.add("poison_p99_to_quiet", _p99(busy) / _p99(quiet))


async def poison(server: Server, town: Town, count: int) -> tuple[int, int]:
    """Files that break decoders, of several people: how many were refused at the door, and how many failed later."""
    clients = [client_of(server, token) for _, token in town.authors[:POISONERS]]
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(client: httpx.AsyncClient, number: int) -> tuple[httpx.AsyncClient, str]:
        kind = POISON[number % len(POISON)]
        async with gate:
            return client, await uploading(client, kind(number), is_poison=True)

    work = zip(range(count), cycle(clients), strict=False)
    taken = [each for each in await asyncio.gather(*(one(client, n) for n, client in work)) if each[1]]
    async with asyncio.timeout(DONE_S_MAX):
        for client, media_id in taken:
            while (state := await state_of(client, media_id)) != "failed":
                assert state != "ready", "this file is no poison"
                await asyncio.sleep(0.2)
    for client in clients:
        await client.aclose()
    return count - len(taken), len(taken)


async def ready_ms(client: httpx.AsyncClient, photo: bytes) -> float:
    """How long one good photo takes."""
    began = time.perf_counter()
    await ready(client, photo)
    return (time.perf_counter() - began) * 1000


async def ready(client: httpx.AsyncClient, photo: bytes) -> str:
    """The id of one good photo, once it can be shown."""
    media_id = await uploading(client, photo)
    async with asyncio.timeout(DONE_S_MAX):
        while await state_of(client, media_id) != "ready":  # noqa: ASYNC110 (as a client waits)
            await asyncio.sleep(POLL_S)
    return media_id


async def uploading(client: httpx.AsyncClient, photo: bytes, *, is_poison: bool = False) -> str:
    """The id of what was taken, or nothing for poison that was refused. Waits where one person sends too much."""
    while True:
        answer = await client.post("/v1/media", files={"file": ("a.jpg", photo, "image/jpeg")})
        if answer.status_code == 429:
            await asyncio.sleep(float(answer.headers["retry-after"]))
        elif is_poison and answer.status_code in {413, 415, 422}:
            return ""
        else:
            return answer.raise_for_status().json()["id"]


def _p99(found: Sequence[float]) -> float:
    return sorted(found)[min(len(found) - 1, len(found) * 99 // 100)]


def client_of(server: Server, token: str) -> httpx.AsyncClient:
    """A program that acts for somebody."""
    return httpx.AsyncClient(base_url=server.url, headers={"Authorization": f"Bearer {token}"}, timeout=120)
