"""A site whose clock is ours."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.world import World, world_in
from tintype.kernel.clock import ManualClock, SystemClock
from tintype.media.making.pool import MediaPool

Clocked = tuple[World, ManualClock]


@pytest.fixture
async def clocked(tmp_path: Path, media_pool: MediaPool) -> AsyncIterator[Clocked]:
    clock = ManualClock(SystemClock().now_us())
    async with world_in(tmp_path / "data", media_pool, clock=clock) as world:
        yield world, clock
