from collections.abc import AsyncIterator

import pytest

from tests.world import Person, World, world_in
from tintype.kernel.clock import MINUTE_US, ManualClock, SystemClock
from tintype.media.making.pool import MediaPool


@pytest.fixture(scope="module")
async def gallery(tmp_path_factory: pytest.TempPathFactory, media_pool: MediaPool) -> AsyncIterator[World]:
    """A site to upload to, all tests of a module the same, with a clock of its own."""
    clock = ManualClock(SystemClock().now_us())
    async with world_in(tmp_path_factory.mktemp("uploads") / "data", media_pool, clock=clock) as world:
        yield world


@pytest.fixture(scope="module")
async def ana(gallery: World) -> Person:
    return await gallery.person("ana")


@pytest.fixture(scope="module")
async def ben(gallery: World) -> Person:
    return await gallery.person("ben")


@pytest.fixture
def a_minute_passes(gallery: World) -> None:
    """One person uploads as often as a hundred."""
    clock = gallery.adapters.clock
    assert isinstance(clock, ManualClock)
    clock.advance(MINUTE_US)
