"""Embedded records as processes of one site have them: one file, one shared word, a mint for each."""

import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from tests.contracts.waiting import fail_loudly
from tests.schema import lay_schema
from tintype.adapters.embedded.records import EmbeddedRecords
from tintype.adapters.embedded.words import SharedWords
from tintype.kernel.clock import ManualClock
from tintype.kernel.ids import IdMint


@asynccontextmanager
async def embedded_records(
    folder: Path, clock: ManualClock, *seeds: int
) -> AsyncIterator[tuple[SharedWords, list[EmbeddedRecords]]]:
    """The words of a site in this folder, and its records once for each seed; closed at the end."""
    path = folder / "tintype.db"
    lay_schema(path)
    async with AsyncExitStack() as stack:
        words = SharedWords(folder / "words")
        stack.callback(words.close)
        found: list[EmbeddedRecords] = []
        for seed in seeds:
            mint = IdMint(lambda: clock.now_us() // 1000, random.Random(seed))
            found.append(EmbeddedRecords(path, words, clock, mint, fail_loudly))
            stack.push_async_callback(found[-1].close)
        yield words, found
