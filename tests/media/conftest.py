from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.ground import Ground
from tests.media import photos
from tests.media.studio import Studio, studio_on
from tintype.media import MediaPool


@pytest.fixture
async def studio(tmp_path: Path, ground: Ground, media_pool: MediaPool) -> AsyncIterator[Studio]:
    studio = studio_on(ground, tmp_path, media_pool)
    yield studio
    studio.close()


@pytest.fixture(scope="session")
def jpeg() -> bytes:
    return photos.with_secrets()
