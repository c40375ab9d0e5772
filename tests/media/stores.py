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

SECRET = bytes(64)


@dataclass(frozen=True)
class Store:
    """A store, what takes its tickets where it has no address of its own, and the names of all that is in it."""

    blobs: BlobStore
    tickets: Tickets | None
    stored: Callable[[], list[str]]


@asynccontextmanager
async def embedded_store(folder: Path, clock: ManualClock) -> AsyncIterator[Store]:
    """A folder."""
    root = folder / "blobs"
    blobs = EmbeddedBlobStore(root, upload_url="http://localhost:8000/blobs", secret=SECRET, clock=clock)

    def stored() -> list[str]:
        # What was given up may still be on its way out in a thread.
        blobs._threads.submit(int).result()
        files = (each for each in root.rglob("*") if each.is_file() and each.parent.name != "incoming")
        return sorted(each.name.replace("~", "/") for each in files)

    yield Store(blobs, blobs, stored)
    blobs.close()


@asynccontextmanager
async def s3_store(folder: Path, clock: ManualClock) -> AsyncIterator[Store]:
    """A bucket. Its server has a clock of its own, with which ours has to agree."""
    clock.advance(max(0, SystemClock().now_us() - clock.now_us()))
    blobs = await S3BlobStore.connect(s3_url(), clock=clock, origin=ORIGIN)
    prefix = blobs._location.prefix

    def stored() -> list[str]:
        listed = obstore.list(blobs._store, prefix).collect()
        return sorted(each["path"].removeprefix(prefix) for each in listed)

    yield Store(blobs, None, stored)
    blobs.close()


Opener = Callable[[Path, ManualClock], AbstractAsyncContextManager[Store]]
STORES: dict[str, Opener] = {"embedded": embedded_store, **({"s3": s3_store} if s3_makers() else {})}
