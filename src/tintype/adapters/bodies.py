"""Bodies on their way into a store: cut into blocks, and counted and hashed as they pass."""

from collections.abc import AsyncIterator
from hashlib import sha256

from tintype.ports.blob_store import HEAD_BYTES, Received

BLOCK_BYTES = 1 << 20  # One trip to a thread per MiB that comes in.


class Tally:
    """Size, SHA-256 and first bytes of what passes. `add` blocks for about a millisecond per MiB."""

    def __init__(self) -> None:
        self.size = 0
        self._head = b""
        self._hash = sha256()

    def add(self, block: bytes | memoryview) -> None:
        """Count one block."""
        self._hash.update(block)
        if len(self._head) < HEAD_BYTES:
            self._head += block[: HEAD_BYTES - len(self._head)]
        self.size += len(block)

    def received(self) -> Received:
        """What has passed so far."""
        return Received(self.size, self._hash.digest(), self._head)


async def blocks(body: AsyncIterator[bytes] | bytes) -> AsyncIterator[bytes | memoryview]:
    """The body in blocks of a MiB, of which only the last may be smaller or empty; at least one.

    A block lasts until the next one is asked for: what streams in goes through one buffer, filled in the small steps
    that it comes in. Joining what came would hold the loop up for a MiB at a time, in memory that is new each time.
    """
    if isinstance(body, bytes):
        for start in range(0, max(1, len(body)), BLOCK_BYTES):
            yield body[start : start + BLOCK_BYTES]
        return
    block = memoryview(bytearray(BLOCK_BYTES))
    size = 0
    async for chunk in body:
        rest = memoryview(chunk)
        while rest:
            step = rest[: BLOCK_BYTES - size]
            block[size : size + len(step)] = step
            size += len(step)
            rest = rest[len(step) :]
            if size == BLOCK_BYTES:
                yield block
                size = 0
    yield block[:size]
