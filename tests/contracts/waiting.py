"""Waiting for something with a limit, instead of sleeping."""

import asyncio
import time
from collections.abc import Callable

WAIT_S_MAX = 60.0


async def until(true: Callable[[], bool], what: str) -> None:
    """Let the loop run until something holds; fail loudly when it does not come."""
    stop_s = time.monotonic() + WAIT_S_MAX
    while not true():
        assert time.monotonic() < stop_s, f"waited too long for {what}"
        await asyncio.sleep(0)


def fail_loudly(error: BaseException) -> None:
    raise AssertionError("the records gave up") from error
