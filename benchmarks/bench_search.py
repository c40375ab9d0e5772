"""The search index with a million posts: putting them in, asking it; and whole searches on the measured site.

The index alone is as large as asked for. A whole search then looks at a window of sixty posts in the records, whatever
the size of the site; what that costs is measured on a town that has records.
"""

import asyncio
import itertools
import random
import shutil
import time
from collections.abc import Awaitable, Callable, Sequence
from io import BytesIO
from pathlib import Path
from statistics import median

import httpx
import numpy as np
import psutil
from PIL import Image

from benchmarks.bench_storm import client_of, ready
from benchmarks.population import Town, viewer
from benchmarks.progress import say
from benchmarks.results import Results
from benchmarks.server import Server, serving
from benchmarks.sites import opened_worker
from tintype.accounts import Person
from tintype.adapters.embedded.schema import apply_migrations
from tintype.adapters.embedded.search_index import EmbeddedSearchIndex, prepare_index
from tintype.kernel.ids import AccountId, OrderId, PostId, compose
from tintype.ports.search_index import NamesAsked, PostsAsked, PostWords
from tintype.posts import Audience, Post, PostState
from tintype.search.asking import asked_for
from tintype.search.matching import entry_of
from tintype.search.people import name_of
from tintype.search.searching import wish_of

START_US = 1_700_000_000_000_000
AT_ONCE = 500  # As the consumer takes them.
WORDS = 40_000
WORDS_OF_POST = 14
SEED = 7
ASKED = 2_000
PAGES = 300
FRESH, FRESH_S_MAX = 30, 30.0
SYLLABLES = [
    a + b for a, b in itertools.product("bdfghklmnprstvz", ("a", "e", "i", "o", "u", "an", "er", "il"))
]


def measure(results: Results, folder: Path, town: Town, runs: int, *, is_small: bool) -> None:
    """CPU of this process and what a caller waits for, one after another."""
    index = folder / "search"
    shutil.rmtree(index, ignore_errors=True)
    index.mkdir(parents=True)
    apply_migrations(index / "tintype.db", START_US)
    prepare_index(index / "search.db", index / "tintype.db")
    asyncio.run(_index(results, index, runs, 20_000 if is_small else 1_000_000))
    asyncio.run(_site(results, folder / "town", town, runs))
    with serving(folder / "town") as server:
        asyncio.run(_found_after(results, server, town))


async def _index(results: Results, folder: Path, runs: int, posts: int) -> None:
    index = EmbeddedSearchIndex(folder / "search.db")
    rng = np.random.default_rng(SEED)
    names = vocabulary()
    before = psutil.Process().memory_info().rss
    taken = 0.0
    for at in range(0, posts, AT_ONCE):
        texts = texts_of(rng, names, AT_ONCE)
        began = time.perf_counter()
        await index.put_posts([entry(at + number, text) for number, text in enumerate(texts)])
        taken += time.perf_counter() - began
        if at % 100_000 == 0:
            say(f"  {at:,} posts")
    results.add("search_index_posts_per_s", posts / taken)
    people = posts // 10
    for at in range(0, people, AT_ONCE):
        await index.put_people([name_of(person(at + number, names)) for number in range(AT_ONCE)])
    size = size_of(folder)
    results.fact("search index", f"{posts:,} posts, {people:,} people, {size / posts:,.0f} bytes a post")
    for _ in range(runs):
        await _ask(results, index, names)
    results.add("search_rss_mb", (psutil.Process().memory_info().rss - before) / 1e6)
    await index.close()


async def _ask(results: Results, index: EmbeddedSearchIndex, names: Sequence[str]) -> None:
    rng = random.Random(SEED)
    frequent, seldom = names[:50], names[200:5_000]

    async def posts(text: str) -> None:
        asked = asked_for(text)
        await index.posts(PostsAsked(stems=[word.stems for word in asked.words]), 60)

    kinds: dict[str, Callable[[], Awaitable[object]]] = {
        "search_index_one_frequent_ms": lambda: posts(rng.choice(frequent)),
        "search_index_two_frequent_ms": lambda: posts(" ".join(rng.sample(frequent, 2))),
        "search_index_seldom_ms": lambda: posts(rng.choice(seldom)),
        "search_index_two_seldom_ms": lambda: posts(" ".join(rng.sample(seldom, 2))),
        "suggest_index_people_ms": lambda: index.people(NamesAsked(starts=[rng.choice(seldom)[:3]]), 40),
        "suggest_index_tags_ms": lambda: index.tags(rng.choice(seldom)[:2], 16),
    }
    for figure, ask in kinds.items():
        results.add(figure, await _median_ms(ask, ASKED // len(kinds)))


async def _site(results: Results, folder: Path, town: Town, runs: int) -> None:
    async with opened_worker(folder) as worker:
        subjects = worker.subjects
        began = time.perf_counter()
        filled = await subjects.search.rebuilding.all()
        results.add("search_rebuild_posts_per_s", filled / (time.perf_counter() - began))
        searching = subjects.search.routes(
            subjects.feed.proposals, worker.adapters.cursors, subjects.urls
        ).searching
        rng = random.Random(SEED)
        words = [
            "harbour",
            "walked fox",
            '"first light"',
            "#morning",
            "market plums",
            "häuser",
            "朝の散歩",
            "soup",
        ]

        async def page() -> None:
            wish = wish_of(rng.choice(words), "posts", sensitive=False)
            await searching.page(viewer(rng.choice(town.readers)[0]), wish, limit=20, cursor=None)

        async def suggestion() -> None:
            await searching.suggest(
                viewer(rng.choice(town.readers)[0]), rng.choice(["re", "read", "aut", "#mo"])
            )

        for _ in range(runs):
            spent, began = time.process_time(), time.perf_counter()
            results.add("search_page_ms", await _median_ms(page, PAGES))
            results.add("searches_per_s", PAGES / (time.perf_counter() - began))
            results.add("search_page_cpu_ms", (time.process_time() - spent) * 1000 / PAGES)
            results.add("suggest_ms", await _median_ms(suggestion, PAGES))


async def _found_after(results: Results, server: Server, town: Town) -> None:
    """From the answer that a post is published to the first search of somebody else that finds it, through HTTP."""
    rng = random.Random(time.time_ns())
    file = BytesIO()
    Image.new("RGB", (640, 480), (rng.randrange(256), 90, 160)).save(file, "JPEG")
    async with (
        client_of(server, town.authors[0][1]) as author,
        client_of(server, town.readers[0][1]) as reader,
    ):
        media_id = await ready(author, file.getvalue())
        for _ in range(FRESH):
            word = "".join(rng.choices(SYLLABLES, k=8))
            said = await author.post("/v1/posts", json={"media": [media_id], "caption": word})
            assert said.json()["state"] == "published", said.text
            began = time.perf_counter()
            while not await _is_found(reader, word):
                await asyncio.sleep(0.005)
                assert time.perf_counter() - began < FRESH_S_MAX, "a published post is not found"
            results.add("search_found_after_ms", (time.perf_counter() - began) * 1000)


async def _is_found(client: httpx.AsyncClient, word: str) -> bool:
    found = await client.get("/v1/search", params={"keyword": word, "kind": "posts"})
    return bool(found.raise_for_status().json()["items"])


async def _median_ms(ask: Callable[[], Awaitable[object]], times: int) -> float:
    taken: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        await ask()
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)


def size_of(folder: Path) -> int:
    """Bytes of the index, what is not checkpointed yet included."""
    return sum(path.stat().st_size for path in folder.glob("search.db*"))


def vocabulary() -> list[str]:
    """Words of two to four syllables, each once."""
    rng = random.Random(SEED)
    found: dict[str, None] = {}
    while len(found) < WORDS:
        found.setdefault("".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))))
    return list(found)


def texts_of(rng: np.random.Generator, names: Sequence[str], n: int) -> list[str]:
    """Captions whose words are as frequent as Zipf found."""
    drawn = np.minimum(rng.zipf(1.15, size=(n, WORDS_OF_POST)) - 1, len(names) - 1)
    return [" ".join(names[at] for at in row) for row in drawn]


def entry(number: int, text: str) -> PostWords:
    """A post that has only what is searched for, as the consumer gives it to the index."""
    order_id = OrderId(compose(START_US + number * 1_000_000, number % 4096, 0))
    author_id = AccountId(compose(START_US, number % 1_000, 0))
    post = Post(
        PostId(order_id),
        order_id,
        author_id,
        PostState.PUBLISHED,
        None,
        text,
        None,
        Audience.EVERYONE,
        START_US,
        START_US,
        None,
        1,
        tags=(text.split(maxsplit=1)[0],),
    )
    return entry_of(post, {})


def person(number: int, names: Sequence[str]) -> Person:
    first, last = names[number % 997], names[number % len(names)]
    return Person(
        AccountId(compose(START_US + number * 1_000, number % 4096, 1)),
        f"{first}.{last}",
        f"{first} {last}".title(),
        False,
        None,
    )
