"""Blobs from one store to another: what is there with the right size is passed over, what was put is read back."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from tintype.kernel.problems import CannotStart
from tintype.ports.blob_store import BlobStore

BYTES_MAX = 5 << 40
Progress = Callable[[str, int, int], None]


def keys_in(root: Path) -> list[str]:
    """Every key of an embedded blob store, sorted: docs in adapters/embedded/blob_files.py."""
    return sorted(path.name.replace("~", "/") for path in root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"))


async def copy_blobs(source: BlobStore, target: BlobStore, keys: list[str], progress: Progress) -> int:
    """Bring over what is missing; how many blobs there are. Raises CannotStart when one reads back otherwise."""
    for done, key in enumerate(keys, 1):
        size = await source.size(key)
        if size is not None and await target.size(key) != size:
            sent = await target.put(key, await source.open(key), bytes_max=BYTES_MAX)
            if await _sha256(target, key) != sent.sha256:
                raise CannotStart(
                    f"{key} does not read back as it was put. Look at the blob store, then move again."
                )
        progress("photos", done, len(keys))
    return len(keys)


async def _sha256(store: BlobStore, key: str) -> bytes:
    digest = hashlib.sha256()
    async for block in await store.open(key):
        digest.update(block)
    return digest.digest()
