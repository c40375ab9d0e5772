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

    def add(self, block: bytes) -> None:
        """Count one block."""
        self._hash.update(block)
        if len(self._head) < HEAD_BYTES:
            self._head += block[: HEAD_BYTES - len(self._head)]
        self.size += len(block)

    def received(self) -> Received:
        """What has passed so far."""
        return Received(self.size, self._hash.digest(), self._head)


async def blocks(body: AsyncIterator[bytes] | bytes) -> AsyncIterator[bytes]:
    """The body in blocks of about a MiB; at least one, and only the last may be smaller."""
    if isinstance(body, bytes):
        for start in range(0, max(1, len(body)), BLOCK_BYTES):
            yield body[start : start + BLOCK_BYTES]
        return
    waiting: list[bytes] = []
    size = 0
    async for chunk in body:
        waiting.append(chunk)
        size += len(chunk)
        if size >= BLOCK_BYTES:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)
