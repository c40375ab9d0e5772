"""The profile that the stories run on: stores of this machine, or real servers by TINTYPE_TEST_PROFILE=middle."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from tests.contracts.postgres_adapters import fresh_database
from tests.contracts.s3_adapters import s3_url
from tests.schema import lay_schema
from tintype.settings import StorageSettings

PROFILE = "TINTYPE_TEST_PROFILE"


def is_middle() -> bool:
    """Whether this run is one on real servers."""
    return os.environ.get(PROFILE) == "middle"


def redis_url() -> str:
    """The Redis of this run, single or cluster, under a prefix that nobody else has."""
    url = os.environ.get("TINTYPE_TEST_REDIS") or os.environ["TINTYPE_TEST_REDIS_CLUSTER"]
    return f"{url}?prefix={uuid4().hex[:12]}:"


@asynccontextmanager
async def storage_in(folder: Path) -> AsyncIterator[StorageSettings]:
    """Where a site of this run keeps everything; of its own, and gone at the end."""
    storage = StorageSettings(data=folder)
    if not is_middle():
        lay_schema(folder / "tintype.db")
        yield storage
        return
    async with fresh_database() as records:
        yield replace(storage, records=records, redis=redis_url(), blobs=s3_url())
