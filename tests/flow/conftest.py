from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.ground import Ground, ground_in


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    async with ground_in(tmp_path) as ground:
        yield ground
