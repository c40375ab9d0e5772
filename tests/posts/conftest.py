from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.ground import ground_in
from tests.posts.site import Site


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with ground_in(tmp_path) as ground:
        yield Site(ground)
