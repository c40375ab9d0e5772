"""Pictures drawn in other processes, kept in a folder until they are no longer needed."""

import asyncio
import ctypes
import multiprocessing
import os
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

from tintype.demo.people import Person
from tintype.demo.pictures.avatars import avatar
from tintype.demo.pictures.catalogue import Picture, jpeg_of
from tintype.demo.pictures.finish import JPEG_QUALITY

AVATAR_SEED = 10_060
# glibc gives large arrays back to the kernel after every step of a picture, and the kernel clears their pages again:
# a quarter of the time. 32 MB is the highest threshold it takes (malloc/malloc.c, HEAP_MAX_SIZE / 2).
_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1
KEPT_BYTES = 32 << 20
NICE = 15


class Darkroom:
    """Draws on every core but never more pictures ahead than are waited for."""

    def __init__(self, pool: ProcessPoolExecutor, folder: Path) -> None:
        self._pool = pool
        self._folder = folder

    async def picture(self, number: int, picture: Picture) -> bytes:
        """The JPEG of a picture; number names its file, so that a second run finds it."""
        return await self._kept(f"{number:04d}.jpg", jpeg_of, picture)

    async def avatar(self, number: int, person: Person) -> bytes:
        """The JPEG of somebody's face."""
        return await self._kept(f"face-{number:02d}.jpg", face_of, number, person.avatar)

    async def _kept(self, name: str, draw: Callable[..., bytes], *what: object) -> bytes:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, kept, self._folder / name, draw, *what)


@asynccontextmanager
async def open_darkroom(folder: Path, processes: int | None = None) -> AsyncGenerator[Darkroom]:
    """A darkroom that keeps its pictures in a folder; its processes end with it."""
    count = processes or len(os.sched_getaffinity(0))
    # Spawned: this process has threads.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=begin)
    try:
        yield Darkroom(pool, folder)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def kept(path: Path, draw: Callable[..., bytes], *what: object) -> bytes:
    """What is in a file, drawn first if there is none."""
    if path.exists():
        return path.read_bytes()
    data = draw(*what)
    # Renamed into place: a picture that is there is whole.
    part = path.with_suffix(".part")
    part.write_bytes(data)
    part.replace(path)
    return data


def face_of(number: int, style: str) -> bytes:
    out = BytesIO()
    avatar(AVATAR_SEED + 7 * number, style).save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue()


def begin() -> None:
    """What a process does before its first picture: step behind the media pool, keep memory."""
    # The pool gives each photo a time limit and runs at 10; whoever draws must never make it miss that.
    os.nice(NICE)
    # Does nothing where there is no glibc.
    tune = getattr(ctypes.CDLL(None), "mallopt", None)
    if tune is not None:
        tune(_MMAP_THRESHOLD, KEPT_BYTES)
        tune(_TRIM_THRESHOLD, 8 * KEPT_BYTES)
