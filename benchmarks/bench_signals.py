"""What signals cost: a report of twenty posts, a like that is added up behind the log, a taste that is read."""

import asyncio
import random
import time
from pathlib import Path

from benchmarks.population import Town, viewer
from benchmarks.results import Results
from benchmarks.sites import settings_for
from tintype.engagement import Liked, Likes
from tintype.kernel.ids import AccountId, PostId
from tintype.ports.records import Reading
from tintype.signals import Action, ImpressionsNoted, taste_of
from tintype.signals.counting import Counting
from tintype.signals.model import Item
from tintype.signals.noting import Impressions
from tintype.wiring import Adapters, open_adapters

CALLERS = 64
REPORTS = 3_000
ITEMS = 20
LIKES = 10_000
LIKERS = 2_000  # Each likes several posts, as people do.
BATCH = 500  # As consumers take them.
TASTES = 5_000
FACTS_MAX = 50_000
FACTS_MIN = 1_000


async def measure(results: Results, folder: Path, town: Town, runs: int) -> None:
    """CPU of this process alone, all its threads: the writer's and the readers' are among them."""
    adapters = await open_adapters(settings_for(folder), writes_feeds=False)
    rng = random.Random(time.time_ns())
    try:
        for _ in range(runs):
            at = adapters.events.head()
            await like(adapters, town, rng)
            results.add("signals_like_cpu_us", await counted(adapters, at, Liked.kind))
            at = adapters.events.head()
            results.add("impressions_report_cpu_us", await report(adapters, town, rng))
            results.add("signals_report_cpu_us", await counted(adapters, at, ImpressionsNoted.kind))
            results.add("taste_cpu_us", await tastes(adapters, town, rng))
    finally:
        await adapters.close()


async def like(adapters: Adapters, town: Town, rng: random.Random) -> None:
    """Likes that the consumer has not heard of yet."""
    use = Likes(adapters.records)
    pairs = [(rng.choice(town.readers[:LIKERS])[0], rng.choice(town.posts)) for _ in range(LIKES)]

    async def caller(mine: list[tuple[int, int]]) -> None:
        for reader, post in mine:
            await use.like(viewer(reader), PostId(post))

    await asyncio.gather(*(caller(pairs[one::CALLERS]) for one in range(CALLERS)))
    await use.close()


async def report(adapters: Adapters, town: Town, rng: random.Random) -> float:
    """CPU of one report of twenty posts, by many at once."""
    impressions = Impressions(adapters.records)
    share = REPORTS // CALLERS

    async def caller() -> None:
        for _ in range(share):
            reader, _ = rng.choice(town.readers)
            posts = rng.sample(town.posts, ITEMS)
            await impressions.note(viewer(reader), [Item(PostId(post), Action.IMPRESSION) for post in posts])

    began = time.process_time()
    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return (time.process_time() - began) / (share * CALLERS) * 1e6


async def counted(adapters: Adapters, at: int, kind: str) -> float:
    """CPU of adding up one fact, in batches as consumers take them, read from the log before."""
    await adapters.events.refresh()
    facts = [one for one in await adapters.events.after(at, FACTS_MAX) if one.kind == kind]
    assert len(facts) > FACTS_MIN, f"only {len(facts)} facts of kind {kind}"
    counting = Counting(adapters.records)
    began = time.process_time()
    for start in range(0, len(facts), BATCH):
        await counting.on_events(facts[start : start + BATCH])
    return (time.process_time() - began) / len(facts) * 1e6


async def tastes(adapters: Adapters, town: Town, rng: random.Random) -> float:
    """CPU of reading one taste of those who have liked."""
    ids = [AccountId(rng.choice(town.readers[:LIKERS])[0]) for _ in range(TASTES)]
    now_us = adapters.clock.now_us()

    async def body(reading: Reading) -> int:
        return sum([len((await taste_of(reading, id, now_us)).authors) for id in ids])

    began = time.process_time()
    known = await adapters.records.look(body)
    assert known > TASTES, "hardly anybody is near to anybody"
    return (time.process_time() - began) / TASTES * 1e6
