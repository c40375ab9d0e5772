"""A body cut into parts as S3 takes them. What waits for a slow sender waits on disk: hundreds of them at five MiB
each would fill the memory.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from tempfile import TemporaryFile
from typing import IO

from tintype.adapters.bodies import Tally, blocks
from tintype.kernel.problems import TooLarge, Unavailable

PART_BYTES = 5 << 20  # S3 takes no smaller parts, except the last.
INLINE_BYTES_MAX = 256 << 10  # A quarter of a millisecond, no more than the way to a thread and back.


async def parts(body: AsyncIterator[bytes] | bytes, tally: Tally, bytes_max: int) -> AsyncGenerator[bytes]:
    """At least one part; only the last is smaller than 5 MiB. Raises TooLarge, and what the body raises."""
    if isinstance(body, bytes):
        if len(body) > bytes_max:
            raise TooLarge
        for start in range(0, max(1, len(body)), PART_BYTES):
            part = body[start : start + PART_BYTES]
            await _count(tally, part)
            yield part
        return
    with TemporaryFile() as waiting:
        async for block in blocks(body):
            if tally.size + len(block) > bytes_max:
                raise TooLarge
            await _count(tally, block)
            if await _on_disk(waiting, block) >= PART_BYTES:
                yield await asyncio.to_thread(_taken, waiting)
        yield await asyncio.to_thread(_taken, waiting)


async def _count(tally: Tally, block: bytes | memoryview) -> None:
    if len(block) <= INLINE_BYTES_MAX:
        tally.add(block)
    else:
        await asyncio.to_thread(tally.add, block)


async def _on_disk(waiting: IO[bytes], block: bytes | memoryview) -> int:
    """How many bytes wait, this block with them."""
    try:
        await asyncio.to_thread(waiting.write, block)
    except OSError as error:
        raise Unavailable("There is no room for what is being uploaded.") from error
    return waiting.tell()


def _taken(waiting: IO[bytes]) -> bytes:
    waiting.seek(0)
    part = waiting.read()
    waiting.seek(0)
    waiting.truncate()
    return part
