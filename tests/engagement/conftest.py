from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.engagement.site import Site
from tests.ground import ground_in


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with ground_in(tmp_path) as ground:
        site = Site(ground)
        yield site
        await site.likes.close()
