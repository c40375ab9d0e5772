"""SQLite's FTS5 against tantivy: the same posts put in by the same batches, the same words asked for, in one run.

Both do what the port asks: what is put is durable and can be found when the call returns, and the newest posts with all
of some words come first. docs/decisions/0105 draws the conclusion.
"""

import asyncio
import random
import shutil
import sys
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks import tools
from benchmarks.bench_search import AT_ONCE, SEED, entry, size_of, texts_of, vocabulary
from benchmarks.progress import say
from benchmarks.results import Results
from tintype.adapters.embedded.schema import apply_migrations
from tintype.adapters.embedded.search_index import EmbeddedSearchIndex, prepare_index
from tintype.ports.search_index import PostsAsked, PostWords
from tintype.search.asking import asked_for

FOUND = 60  # A window of search.
ASKED = 500
HEAP_BYTES = 64 << 20
Asked = Sequence[Collection[str]]


class Fts5:
    """As the program uses it, without its threads."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        apply_migrations(folder / "tintype.db", 0)
        prepare_index(folder / "search.db", folder / "tintype.db")
        self._index = EmbeddedSearchIndex(folder / "search.db")
        self._loop = asyncio.new_event_loop()
        self._folder = folder

    def put(self, posts: Sequence[PostWords]) -> None:
        self._loop.run_until_complete(self._index.put_posts(posts))

    def find(self, stems: Asked) -> list[int]:
        return list(self._loop.run_until_complete(self._index.posts(PostsAsked(stems=stems), FOUND)))

    def bytes(self) -> int:
        return size_of(self._folder)

    def close(self) -> None:
        self._loop.run_until_complete(self._index.close())
        self._loop.close()


class Tantivy:
    """One field of words with their places, one of stems, one of facts, and the order id to order by."""

    def __init__(self, folder: Path) -> None:
        sys.path.append(str(tools.judge()))
        import tantivy  # pyright: ignore[reportMissingImports] — fetched by requirements-bench.lock

        folder.mkdir(parents=True)
        self._tantivy: Any = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("order_id", indexed=True, fast=True)
        builder.add_text_field("words", tokenizer_name="whitespace", index_option="position")
        builder.add_text_field("stems", tokenizer_name="whitespace", index_option="basic")
        builder.add_text_field("facts", tokenizer_name="whitespace", index_option="basic")
        self._schema = builder.build()
        self._index: Any = tantivy.Index(self._schema, path=str(folder))
        self._writer: Any = self._index.writer(HEAP_BYTES, 1)
        self._folder = folder

    def put(self, posts: Sequence[PostWords]) -> None:
        for post in posts:
            self._writer.delete_documents("order_id", post.order_id)
            document = self._tantivy.Document()
            document.add_unsigned("order_id", post.order_id)
            document.add_text("words", " ".join(post.words))
            document.add_text("stems", " ".join(post.stems))
            document.add_text("facts", f"by{post.author_id} open{int(post.is_open)} {' '.join(post.tags)}")
            self._writer.add_document(document)
        self._writer.commit()
        self._index.reload()

    def find(self, stems: Asked) -> list[int]:
        query, must = self._tantivy.Query, self._tantivy.Occur.Must
        words = [query.term_set_query(self._schema, "stems", list(forms)) for forms in stems]
        asked = query.boolean_query([(must, word) for word in words])
        found = self._index.searcher().search(asked, FOUND, count=False, order_by_field="order_id")
        return [order_id for order_id, _ in found.hits]

    def bytes(self) -> int:
        return sum(path.stat().st_size for path in self._folder.rglob("*") if path.is_file())

    def close(self) -> None:
        self._writer.wait_merging_threads()


def measure(results: Results, folder: Path, *, is_small: bool) -> None:
    """Each engine filled and asked in turn. Raises tools.Missing."""
    posts = 20_000 if is_small else 1_000_000
    names = vocabulary()
    found: list[list[list[int]]] = []
    for name, make in {"fts5": Fts5, "tantivy": Tantivy}.items():
        shutil.rmtree(folder / name, ignore_errors=True)
        engine = make(folder / name)
        rng = np.random.default_rng(SEED)
        taken = 0.0
        for at in range(0, posts, AT_ONCE):
            some = [entry(at + number, text) for number, text in enumerate(texts_of(rng, names, AT_ONCE))]
            began = time.perf_counter()
            engine.put(some)
            taken += time.perf_counter() - began
            if at % 100_000 == 0:
                say(f"  {name}: {at:,} posts")
        results.add(f"{name}_posts_per_s", posts / taken)
        results.add(f"{name}_bytes_per_post", engine.bytes() / posts)
        found.append(_ask(results, name, engine.find, names))
        engine.close()
    if found[0] != found[1]:
        raise AssertionError("The two engines did not find the same.")


def _ask(
    results: Results, name: str, find: Callable[[Asked], list[int]], names: Sequence[str]
) -> list[list[int]]:
    rng = random.Random(SEED)
    frequent, seldom = names[:50], names[200:5_000]
    kinds: dict[str, Callable[[], str]] = {
        "one_frequent": lambda: rng.choice(frequent),
        "two_frequent": lambda: " ".join(rng.sample(frequent, 2)),
        "seldom": lambda: rng.choice(seldom),
        "two_seldom": lambda: " ".join(rng.sample(seldom, 2)),
    }
    found: list[list[int]] = []
    for kind, text in kinds.items():
        asked = [[word.stems for word in asked_for(text()).words] for _ in range(ASKED)]
        taken: list[float] = []
        for stems in asked:
            began = time.perf_counter()
            found.append(find(stems))
            taken.append((time.perf_counter() - began) * 1000)
        results.add(f"{name}_{kind}_ms", median(taken))
    return found
