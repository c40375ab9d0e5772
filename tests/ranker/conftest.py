from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.ground import ground_in
from tests.ranker.site import Town
from tintype.adapters.embedded.blob_store import EmbeddedBlobStore
from tintype.ranker import Models, Needs
from tintype.ranking.learned import Growth

NEEDS = Needs(looks=300, days=3, tested=50, settled_us=0)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """A town in which nothing has happened yet."""
    async with ground_in(tmp_path) as ground:
        town = await Town.of(ground, viewers=12, authors=6)
        yield town
        await town.site.likes.close()


@pytest.fixture
def models(town: Town, tmp_path: Path) -> Models:
    """Its models."""
    ground = town.site.ground
    blobs = EmbeddedBlobStore(
        tmp_path / "blobs", upload_url="http://localhost/blobs", secret=b"s" * 32, clock=ground.clock
    )
    return Models(
        ground.records,
        ground.log,
        blobs,
        ground.clock,
        needs=NEEDS,
        growth=Growth(trees=10, rows_in_leaf_min=20),
    )
