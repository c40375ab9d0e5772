"""`tintype rebuild search`: the index of posts and people made anew, beside a running site as well."""

from __future__ import annotations

import asyncio
import sys

from tintype.cli.progress import Line
from tintype.settings import Settings


def rebuild(settings: Settings) -> int:
    """Put everything into the index once more."""
    from tintype.kernel.problems import CannotStart, Problem

    try:
        posts = asyncio.run(_rebuilt(settings))
    except (Problem, CannotStart) as problem:
        print(f"tintype: {problem}", file=sys.stderr)
        return 1
    print(f"The index is filled: {posts:,} posts, and everybody who is here.")
    return 0


async def _rebuilt(settings: Settings) -> int:
    from tintype.kernel.ids import SHARDS
    from tintype.search import SearchUses
    from tintype.wiring import open_adapters

    adapters = await open_adapters(settings, writes_feeds=False)
    line = Line("Indexing")
    try:
        search = SearchUses(adapters.records, adapters.search)
        return await search.rebuilding.all(lambda done: line("shards", done, SHARDS))
    finally:
        await adapters.close()
