"""Blobs in a real bucket, each test under a prefix of its own."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from tests.contracts.blobs import Blobs, Put
from tests.contracts.waiting import WAIT_S_MAX
from tintype.adapters.s3.blob_store import S3BlobStore
from tintype.adapters.s3.location import parse_location
from tintype.kernel.clock import ManualClock, SystemClock

VARIABLE = "TINTYPE_TEST_S3"
ORIGIN = "https://photos.example"


def s3_makers() -> dict[str, Callable[[Path], AbstractAsyncContextManager[Any]]]:
    """The bucket where there is one, or where one must be."""
    wanted = VARIABLE in os.environ or os.environ.get("TINTYPE_TEST_ENGINES") == "1"
    return {"s3": s3_blobs} if wanted else {}


def s3_url() -> str:
    """The bucket with a prefix nobody else has."""
    parts = urlsplit(os.environ[VARIABLE])
    return parts._replace(path=f"{parts.path}/{uuid4().hex}").geturl()


@asynccontextmanager
async def s3_blobs(folder: Path) -> AsyncIterator[Blobs]:
    # Its own clock: what is too late is for the server to judge.
    clock = ManualClock(SystemClock().now_us())
    url = s3_url()
    store = await S3BlobStore.connect(url, clock=clock, origin=ORIGIN)
    yield Blobs(store, clock, takes, lambda other: S3BlobStore(parse_location(url), clock=other))
    store.close()


async def takes(put: Put) -> bool:
    """Whether the server stores what a client sends it."""
    headers = dict(put.headers)
    content: bytes | AsyncIterator[bytes] = put.body
    if put.is_chunked:
        del headers["content-length"]
        content = _unannounced(put.body)
    async with httpx.AsyncClient(timeout=WAIT_S_MAX) as client:
        answer = await client.request(put.method, put.url, headers=headers, content=content)
    return answer.status_code < 300


async def _unannounced(body: bytes) -> AsyncIterator[bytes]:
    yield body
