from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.ground import Ground
from tests.media import photos
from tests.media.stores import STORES
from tests.media.studio import Studio, studio_on
from tintype.media import MediaPool


@pytest.fixture(params=STORES.values(), ids=STORES)
async def studio(
    request: pytest.FixtureRequest, tmp_path: Path, ground: Ground, media_pool: MediaPool
) -> AsyncIterator[Studio]:
    async with request.param(tmp_path, ground.clock) as store:
        studio = studio_on(ground, store, tmp_path, media_pool)
        yield studio
        studio.close()


@pytest.fixture(scope="session")
def jpeg() -> bytes:
    return photos.with_secrets()
