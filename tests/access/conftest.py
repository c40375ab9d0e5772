"""What several files of the matrix look at."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.access.stage import Stage, stage_in
from tintype.media.making.pool import MediaPool


@pytest.fixture(scope="session")
async def stage(tmp_path_factory: pytest.TempPathFactory, media_pool: MediaPool) -> AsyncIterator[Stage]:
    async with stage_in(tmp_path_factory.mktemp("stage"), media_pool) as stage:
        yield stage
