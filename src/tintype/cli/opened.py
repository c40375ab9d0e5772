"""A site's stores, opened for one command."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tintype.settings import Settings

if TYPE_CHECKING:
    from tintype.wiring import Adapters


@asynccontextmanager
async def opened(settings: Settings, *, writes_feeds: bool = False) -> AsyncGenerator[Adapters]:
    """Works beside a running site, which hears of every change at once, unless this process writes the feeds."""
    from tintype.wiring import open_adapters

    adapters = await open_adapters(settings, writes_feeds=writes_feeds)
    try:
        yield adapters
    finally:
        await adapters.close()
