"""Sites inside this process: their records, use cases and worker, without HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from tintype.settings import Settings, StorageSettings
from tintype.site import Worker, open_worker


def settings_for(data: Path, ring_dir: Path | None = None) -> Settings:
    """The settings of a site that lives in a folder, its feeds perhaps in another."""
    return replace(Settings(), storage=StorageSettings(data=data, ring_dir=ring_dir))


@asynccontextmanager
async def opened_worker(data: Path, ring_dir: Path | None = None) -> AsyncIterator[Worker]:
    """The worker of a site: everything but HTTP. It does nothing until it is run."""
    async with open_worker(settings_for(data, ring_dir)) as worker:
        yield worker
