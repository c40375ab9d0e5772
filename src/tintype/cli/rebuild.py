"""`tintype rebuild counters`: every number that is kept beside rows is compared with them, and mended."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from typing import TYPE_CHECKING

from tintype.cli.opened import opened
from tintype.cli.progress import Line
from tintype.settings import Settings

if TYPE_CHECKING:
    from tintype.flow import Difference

SHOWN_MAX = 20  # Of what differed; the rest is counted.


def run(settings: Settings, *, mends: bool) -> int:
    """Count anew, beside a running site as well; 1 when something differs and is not to be mended."""
    found = asyncio.run(_recounted(settings, mends=mends))
    for one in found[:SHOWN_MAX]:
        print(f"{one.what} of {one.node}: said {one.said:,}, {one.real:,} in the rows")
    if len(found) > SHOWN_MAX:
        print(f"… and {len(found) - SHOWN_MAX:,} more")
    if not found:
        print("Every number equals its rows.")
        return 0
    sorts = ", ".join(f"{n:,} of {what}" for what, n in sorted(Counter(one.what for one in found).items()))
    print(f"{len(found):,} numbers {'were wrong and are mended' if mends else 'differ'}: {sorts}.")
    if not mends:
        print("Mend them with: tintype rebuild counters", file=sys.stderr)
    return 0 if mends else 1


async def _recounted(settings: Settings, *, mends: bool) -> list[Difference]:
    from tintype.engagement.recount import COMMENT_TOTALS, THREADS
    from tintype.flow import recount
    from tintype.graph.recount import TieCounts
    from tintype.kernel.ids import SHARDS
    from tintype.posts.recount import POST_TOTALS

    line = Line("Counting" if mends else "Comparing")
    async with opened(settings) as adapters:
        counters = [TieCounts(), POST_TOTALS, COMMENT_TOTALS, THREADS]
        shards = range(SHARDS)
        return await recount(
            adapters.records, counters, shards, lambda done: line("numbers", done, SHARDS), mends=mends
        )
