from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.ground import ground_in
from tests.signals.site import SignalSite


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[SignalSite]:
    async with ground_in(tmp_path) as ground:
        site = SignalSite(ground)
        yield site
        await site.likes.close()
