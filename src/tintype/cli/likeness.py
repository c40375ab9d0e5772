"""`tintype rebuild likeness`: every picture that nobody has looked at is looked at, beside a running site as well."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from tintype.cli.opened import opened
from tintype.cli.progress import Line
from tintype.settings import Settings

if TYPE_CHECKING:
    from tintype.likeness import Filled


def fill(settings: Settings) -> int:
    """Look at what is missing; 1 where that cannot be done."""
    from tintype.wiring import has_vision

    if not has_vision() or settings.media.likeness == "off":
        print(
            "tintype: nothing looks at pictures: pip install 'tintype[vision]', and see TINTYPE_LIKENESS.",
            file=sys.stderr,
        )
        return 1
    found = asyncio.run(_filled(settings))
    print(f"Looked at {found.seen:,} pictures that nobody had looked at.")
    if found.failed:
        print(f"{found.failed:,} could not be looked at; the log says why. Run it again.", file=sys.stderr)
    return 1 if found.failed else 0


async def _filled(settings: Settings) -> Filled:
    from tintype.kernel.ids import SHARDS
    from tintype.likeness import Filling
    from tintype.media import Likening

    line = Line("Looking")
    async with opened(settings) as adapters:
        likening = Likening(adapters.records, adapters.blobs, adapters.vision)
        return await Filling(adapters.records, likening).all(lambda done: line("shards", done, SHARDS))
