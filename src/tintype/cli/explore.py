"""`tintype explore build`: what each person may be shown of those they do not follow, made now."""

from __future__ import annotations

import argparse
import asyncio
import sys

from tintype.cli.progress import Line
from tintype.settings import Settings


def run(settings: Settings, given: argparse.Namespace) -> int:
    """Make every pool, beside a running site as well."""
    from tintype.kernel.problems import CannotStart, Problem

    assert given.act == "build"
    try:
        made = asyncio.run(_built(settings))
    except (Problem, CannotStart) as problem:
        print(f"tintype: {problem}", file=sys.stderr)
        return 1
    print(f"Everybody who was here within 30 days has what to explore: {made:,} people.")
    return 0


async def _built(settings: Settings) -> int:
    from tintype.explore import ExploreUses
    from tintype.wiring import open_adapters

    adapters = await open_adapters(settings, writes_feeds=False)
    try:
        uses = ExploreUses(adapters.records, adapters.clock, settings.explore)
        return await uses.building.all(Line("Exploring"))
    finally:
        await adapters.close()
