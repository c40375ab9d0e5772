"""The blob stores that the media subject is tested on."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import obstore

from tests.contracts.s3_adapters import ORIGIN, s3_makers, s3_url
from tintype.adapters.embedded.blob_store import EmbeddedBlobStore
from tintype.adapters.s3.blob_store import S3BlobStore
from tintype.kernel.clock import ManualClock, SystemClock
from tintype.ports.blob_store import BlobStore, Tickets
from tintype.ports.part_store import UploadStore

SECRET = bytes(64)


@dataclass(frozen=True)
class Store:
    """A store, and what takes its tickets where it has no address of its own."""

    blobs: UploadStore
    tickets: Tickets | None


def names_in(blobs: BlobStore) -> list[str]:
    """The names of all blobs of a store."""
    if isinstance(blobs, S3BlobStore):
        prefix = blobs._location.prefix
        return sorted(
            each["path"].removeprefix(prefix) for each in obstore.list(blobs._store, prefix).collect()
        )
    assert isinstance(blobs, EmbeddedBlobStore)
    # What was given up may still be on its way out in a thread.
    blobs._threads.submit(int).result()
    files = (each for each in blobs._root.rglob("*") if each.is_file() and "incoming" not in each.parts)
    return sorted(each.name.replace("~", "/") for each in files)


@asynccontextmanager
async def embedded_store(folder: Path, clock: ManualClock) -> AsyncIterator[Store]:
    """A folder."""
    url = "http://localhost:8000/blobs"
    blobs = EmbeddedBlobStore(folder / "blobs", upload_url=url, secret=SECRET, clock=clock)
    yield Store(blobs, blobs)
    blobs.close()


@asynccontextmanager
async def s3_store(folder: Path, clock: ManualClock) -> AsyncIterator[Store]:
    """A bucket. Its server has a clock of its own, with which ours has to agree."""
    clock.advance(max(0, SystemClock().now_us() - clock.now_us()))
    blobs = await S3BlobStore.connect(s3_url(), clock=clock, origin=ORIGIN)
    yield Store(blobs, None)
    blobs.close()


Opener = Callable[[Path, ManualClock], AbstractAsyncContextManager[Store]]
STORES: dict[str, Opener] = {"embedded": embedded_store, **({"s3": s3_store} if s3_makers() else {})}
