"""`tintype users classes`: how many people are here, and how often."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from typing import TYPE_CHECKING

from tintype.cli.opened import opened
from tintype.settings import Settings

if TYPE_CHECKING:
    from tintype.graph import ClassCounts

MEANT = {
    "active": "here within 30 days",
    "passive": "here within 180 days",
    "inactive": "longer ago",
    "famous": "authors whose posts are pulled by their followers: they have very many",
}


def run(settings: Settings, *, as_json: bool) -> int:
    """Print the counts. Works beside a running server."""
    counts = dataclasses.asdict(asyncio.run(_counts(settings)))
    if as_json:
        print(json.dumps(counts))
        return 0
    for name, n in counts.items():
        print(f"{name:<9} {n:>12,}  {MEANT[name]}")
    return 0


async def _counts(settings: Settings) -> ClassCounts:
    from tintype.graph import Classes

    async with opened(settings) as adapters:
        return await Classes(adapters.records, adapters.cache).counts()
