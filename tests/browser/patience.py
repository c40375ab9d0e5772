"""How long is waited, and for what: always until something is so, never for a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from playwright.async_api import Page, Route

# A limit, and no time that is waited: a machine that others use as well takes as long as it takes.
PATIENCE_MS = 60_000
# For what many files, a film or a long way need.
LONG_MS = 180_000
LOOK_AGAIN_S = 0.1
# So long a page that is wrong is given to do what it is not to do.
SOON_S = 1


async def until(
    holds: Callable[[], Awaitable[bool]],
    what: str,
    *,
    within_ms: int = PATIENCE_MS,
    again_s: float = LOOK_AGAIN_S,
) -> None:
    """Asks again and again; `what` says what never came to be."""
    try:
        async with asyncio.timeout(within_ms / 1000):
            while not await holds():  # noqa: ASYNC110 - what is asked is a page, which sets no event
                await asyncio.sleep(again_s)
    except TimeoutError as error:
        raise AssertionError(f"never so: {what}") from error


async def held_up(page: Page, address: str) -> asyncio.Event:
    """What the page asks of an address waits from now on, until the event is set."""
    is_free = asyncio.Event()

    async def wait(route: Route) -> None:
        await is_free.wait()
        await route.continue_()

    await page.route(address, wait)
    return is_free


async def answered_late(page: Page, address: str) -> tuple[asyncio.Event, asyncio.Event]:
    """The server answers, which sets the first event, and the page hears of it when the second is set."""
    is_answered, is_free = asyncio.Event(), asyncio.Event()

    async def wait(route: Route) -> None:
        answer = await route.fetch()
        is_answered.set()
        await is_free.wait()
        await route.fulfill(response=answer)

    await page.route(address, wait)
    return is_answered, is_free
