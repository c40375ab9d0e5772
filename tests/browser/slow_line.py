"""A line on which answers take their time and change their order, to find what a fast one hides."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from random import Random

from playwright.async_api import BrowserContext, Error, Route

# The longest that a change and a question wait, in seconds: TINTYPE_SLOW_LINE=2.5,1.5.
CHANGES_S, QUESTIONS_S = (float(longest) for longest in os.environ.get("TINTYPE_SLOW_LINE", "0,0").split(","))
# A photo goes in many parts.
OF_A_PART = 0.1


async def slow_line(context: BrowserContext, chance: Random) -> None:
    """What the app asks waits for a while of its own before it is sent on."""
    if not CHANGES_S + QUESTIONS_S:
        return

    async def wait(route: Route) -> None:
        longest = QUESTIONS_S if route.request.method in {"GET", "HEAD"} else CHANGES_S
        if "/v1/uploads" in route.request.url:
            longest *= OF_A_PART
        await asyncio.sleep(chance.uniform(0, longest))
        # Whoever asked may have gone.
        with suppress(Error):
            await route.fallback()

    await context.route("**/v1/**", wait)
