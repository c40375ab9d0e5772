"""The blobs of a folder, as they lie: two levels of folders, each listed at once."""

import os
from collections.abc import Iterator
from pathlib import Path

from tintype.ports.blob_listing import StoredBlob
from tintype.ports.blob_store import BadKey, check_key

_HEX = "0123456789abcdef"


def groups(root: Path) -> list[Path]:
    """The folders that blobs lie in."""
    return [inner for outer in _folders(root) for inner in _folders(outer)]


def blobs_in(folder: Path, prefix: str) -> list[StoredBlob]:
    """The blobs of one folder; files that are not ours are passed over."""
    return [blob for blob in _blobs(folder) if blob.key.startswith(prefix)]


def _folders(folder: Path) -> list[Path]:
    with os.scandir(folder) as entries:
        found = [entry for entry in entries if len(entry.name) == 2 and set(entry.name) <= set(_HEX)]
    return sorted(Path(entry.path) for entry in found if entry.is_dir(follow_symlinks=False))


def _blobs(folder: Path) -> Iterator[StoredBlob]:
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                key, found = check_key(entry.name.replace("~", "/")), entry.stat(follow_symlinks=False)
            except (BadKey, FileNotFoundError):
                continue  # somebody else's, or gone since
            yield StoredBlob(key, found.st_size, found.st_mtime_ns // 1000)
