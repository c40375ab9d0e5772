"""What there is in a bucket, a page after the other."""

from collections.abc import AsyncIterator
from typing import Final

import obstore
from obstore.store import S3Store

from tintype.adapters.s3.asking import asking
from tintype.kernel.clock import SECOND_US
from tintype.ports.blob_listing import StoredBlob
from tintype.ports.blob_store import BadKey, check_key

_AT_ONCE: Final = 1000  # what a bucket answers at once


async def listed(store: S3Store, own: str, prefix: str) -> AsyncIterator[list[StoredBlob]]:
    """The blobs below our own prefix whose keys begin so; names that are none of ours are passed over."""
    # The client asks for whole folders only.
    folder = f"{own}{prefix.rpartition('/')[0]}".rstrip("/")
    with asking():
        pages = obstore.list(store, folder or None, chunk_size=_AT_ONCE)  # pyright: ignore[reportUnknownMemberType]
        async for some in pages:
            found = [
                StoredBlob(
                    each["path"].removeprefix(own),
                    each["size"],
                    int(each["last_modified"].timestamp() * SECOND_US),
                )
                for each in some
            ]
            yield [each for each in found if each.key.startswith(prefix) and _is_ours(each.key)]


def _is_ours(key: str) -> bool:
    try:
        check_key(key)
    except BadKey:
        return False
    return True
