"""Photos and films as descriptors: what a sandboxed child is given to read."""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

Photo = Path | bytes | int
"""A file by its path, its bytes, or a descriptor open for reading that stays the caller's."""

NO_SANDBOX: Final = (
    "This kernel has neither Landlock nor seccomp: photos and videos are refused. See --unsafe-media."
)


class UnsafeMachine(Exception):
    """This kernel gives no sandbox, and nobody said that this is acceptable."""


@asynccontextmanager
async def opened(photo: Photo) -> AsyncGenerator[int]:
    """A descriptor to read it by."""
    if isinstance(photo, int):
        yield photo
        return
    if isinstance(photo, bytes):
        fd = await asyncio.to_thread(_memory_file, photo)
    else:
        fd = await asyncio.to_thread(_file, photo)
    try:
        yield fd
    finally:
        os.close(fd)


def _file(path: Path) -> int:
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)


def _memory_file(data: bytes) -> int:
    """The bytes as a file that can only be read: the child must not change what a second try would read."""
    fd = os.memfd_create("photo", os.MFD_CLOEXEC)
    try:
        with open(fd, "wb", closefd=False) as file:
            file.write(data)
        return os.open(f"/proc/self/fd/{fd}", os.O_RDONLY | os.O_CLOEXEC)
    finally:
        os.close(fd)
