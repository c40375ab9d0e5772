"""A site that looks at its pictures."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.likeness.pictures import needs_model
from tests.world import Clocked, World, world_in
from tintype.kernel.clock import ManualClock, SystemClock
from tintype.media.making.pool import MediaPool
from tintype.settings import MediaSettings

LOOKING = MediaSettings(likeness="on")


@pytest.fixture
async def seeing(tmp_path: Path, media_pool: MediaPool) -> AsyncIterator[World]:
    """An empty site with the model."""
    needs_model()
    async with world_in(tmp_path / "data", media_pool, media=LOOKING) as world:
        yield world


@pytest.fixture
async def seeing_later(tmp_path: Path, media_pool: MediaPool) -> AsyncIterator[Clocked]:
    """The same with a clock of ours."""
    needs_model()
    clock = ManualClock(SystemClock().now_us())
    async with world_in(tmp_path / "data", media_pool, clock=clock, media=LOOKING) as world:
        yield world, clock
