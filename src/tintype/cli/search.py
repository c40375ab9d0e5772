"""`tintype rebuild search`: the index of posts and people made anew, beside a running site as well."""

from __future__ import annotations

import asyncio

from tintype.cli.opened import opened
from tintype.cli.progress import Line
from tintype.settings import Settings


def rebuild(settings: Settings) -> int:
    """Put everything into the index once more."""
    posts = asyncio.run(_rebuilt(settings))
    print(f"The index is filled: {posts:,} posts, and everybody who is here.")
    return 0


async def _rebuilt(settings: Settings) -> int:
    from tintype.kernel.ids import SHARDS
    from tintype.search import SearchUses

    line = Line("Indexing")
    async with opened(settings) as adapters:
        search = SearchUses(adapters.records, adapters.search)
        return await search.rebuilding.all(lambda done: line("shards", done, SHARDS))
