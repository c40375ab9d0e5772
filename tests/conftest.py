"""What every test may ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    import apsw

    from tests.ground import Ground
    from tests.world import Clocked, World
    from tintype.media.making.pool import MediaPool


# A machine that has others to serve is slow at times: how long something may take is measured, never tested.
settings.register_profile("untimed", settings(deadline=None, suppress_health_check=[HealthCheck.too_slow]))
settings.load_profile("untimed")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes name no test: an archive holds the hour it was made, and processes must name alike."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
async def media_pool() -> AsyncIterator[MediaPool]:
    """One sandboxed pool for the whole run: starting it takes longer than a test."""
    from tintype.media.making.pool import MediaPool

    async with MediaPool(1) as pool:
        yield pool


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> apsw.Connection:
    """Every table and no row: enough to ask which way a query goes."""
    import apsw

    from tests.schema import lay_schema

    path = tmp_path_factory.mktemp("database") / "tintype.db"
    lay_schema(path)
    return apsw.Connection(str(path))


@pytest.fixture
async def world(tmp_path: Path, media_pool: MediaPool) -> AsyncIterator[World]:
    """An empty site."""
    from tests.world import world_in

    async with world_in(tmp_path / "data", media_pool) as world:
        yield world


@pytest.fixture
async def clocked(tmp_path: Path, media_pool: MediaPool) -> AsyncIterator[Clocked]:
    """An empty site whose clock is ours."""
    from tests.world import world_in
    from tintype.kernel.clock import ManualClock, SystemClock

    clock = ManualClock(SystemClock().now_us())
    async with world_in(tmp_path / "data", media_pool, clock=clock) as world:
        yield world, clock


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    """Real records without the API."""
    from tests.ground import ground_in

    async with ground_in(tmp_path) as ground:
        yield ground
