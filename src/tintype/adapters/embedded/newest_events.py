"""The newest events of the log, in memory that all processes of a site share: who follows it needs no look at the rows.

Nobody locks. A slot carries a checksum: what is being written over, and what a writer that was killed behind its commit
did not come to write, is read as nothing, and the rows are asked.
"""

import mmap
import struct
from collections.abc import Sequence
from zlib import crc32

SLOT_BYTES = 512  # An event with few people in it is 100 to 250 bytes; a larger one is read from the rows.
SLOTS = 4096  # Two seconds of 2,000 events: beyond these a reader is so far behind that looking costs little.
RING_BYTES = SLOT_BYTES * SLOTS
_GUARD = struct.Struct("<IH")  # Checksum and length of what follows.
_HEAD = struct.Struct("<QqHB")  # Place in the log, when (us), shard, length of the kind.
_ROOM = SLOT_BYTES - _GUARD.size

Fact = tuple[int, str, int, bytes]
"""(shard, kind, at_us, body), as a transaction publishes it."""
Row = tuple[int, int, str, int, bytes]
"""(seq, shard, kind, at_us, body), as the log has it."""


class NewestEvents:
    """A ring of slots. One process writes at a time: whoever holds the write lock."""

    def __init__(self, memory: mmap.mmap) -> None:
        self._memory = memory

    def keep(self, last: int, facts: Sequence[Fact]) -> None:
        """Note what has been committed, before the head of the log is raised to `last`, the place of the last one."""
        first = last - len(facts) + 1
        for seq, (shard, kind, at_us, body) in enumerate(facts, first):
            name = kind.encode()
            event = _HEAD.pack(seq, at_us, shard, len(name)) + name + body
            if len(event) <= _ROOM:
                place = _place(seq)
                slot = _GUARD.pack(crc32(event), len(event)) + event
                self._memory[place : place + len(slot)] = slot

    def after(self, seq: int, last: int) -> list[Row] | None:
        """Every event behind one place up to another; None when one of them is not here. 3 µs each."""
        found: list[Row] = []
        for wanted in range(seq + 1, last + 1):
            place = _place(wanted)
            checksum, length = _GUARD.unpack_from(self._memory, place)
            event = self._memory[place + _GUARD.size : place + _GUARD.size + min(length, _ROOM)]
            if length < _HEAD.size or crc32(event) != checksum:
                return None
            its_seq, at_us, shard, named = _HEAD.unpack_from(event)
            if its_seq != wanted:
                return None
            body = _HEAD.size + named
            found.append((wanted, shard, event[_HEAD.size : body].decode(), at_us, event[body:]))
        return found

    def clear(self) -> None:
        """Forget everything."""
        self._memory[:] = bytes(RING_BYTES)


def _place(seq: int) -> int:
    return seq % SLOTS * SLOT_BYTES
