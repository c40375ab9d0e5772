"""A cache that all processes of a machine share: slots of one size in a sparse file.

Nobody locks. A slot carries a digest of its key and value, so what two processes wrote over each other is read as
nothing. What keys say before their last colon has two places: the third of somebody's keys takes that of the first. So
memory that was touched once is touched again.
"""

import mmap
import os
import struct
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

from tintype.kernel.clock import SECOND_US, Clock

SLOT_BYTES = 5 << 10
SLOTS = 32_768  # 160 MB at most, on a disk that has them: a site with more readers at a time has Redis.
_HEAD = struct.Struct("<8s8sqI")  # Key, digest, when it expires (us), length.
_PLACES = struct.Struct(">II")
VALUE_BYTES_MAX = SLOT_BYTES - _HEAD.size
_FREE = (b"", b"", 0, 0)
PART_BYTES = 200 * SLOT_BYTES  # Taken from the disk at a time.


class SharedSlots:
    """Values of at most 5 KB less 28 bytes; larger ones are not kept. Safe with any number of processes."""

    def __init__(self, path: Path, clock: Clock, slots: int = SLOTS) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        os.ftruncate(self._file, max(os.fstat(self._file).st_size, slots * SLOT_BYTES))
        self._map = mmap.mmap(self._file, slots * SLOT_BYTES)
        self._clock = clock
        self._slots = slots
        self._allocated: set[int] = set()

    async def get(self, keys: Sequence[str]) -> dict[str, bytes]:
        """See the port. 5 µs a key."""
        found = {key: self._value(key) for key in keys}
        return {key: value for key, value in found.items() if value is not None}

    async def put(self, items: Mapping[str, bytes], ttl_s: float) -> None:
        """See the port. What a full disk does not take is not kept."""
        until_us = self._clock.now_us() + int(ttl_s * SECOND_US)
        for key, value in items.items():
            if len(value) <= VALUE_BYTES_MAX:
                name = _name(key)
                self._write(self._place(key, name), (name, _digest(name, value), until_us, len(value)), value)

    async def drop(self, keys: Sequence[str]) -> None:
        """See the port."""
        for key in keys:
            for place in self._places(key):
                if self._head(place)[0] == _name(key):
                    self._write(place, _FREE)

    def close(self) -> None:
        """Let go of the file."""
        self._map.close()
        os.close(self._file)

    def _value(self, key: str) -> bytes | None:
        name, now_us = _name(key), self._clock.now_us()
        for place in self._places(key):
            found, digest, until_us, length = self._head(place)
            if found != name or length > VALUE_BYTES_MAX:
                continue
            value = self._map[place + _HEAD.size : place + _HEAD.size + length]
            if until_us > now_us and digest == _digest(name, value):
                return value
        return None

    def _place(self, key: str, name: bytes) -> int:
        """Where a key is kept, or else what expires first."""
        one, other = self._places(key)
        (one_name, _, one_us, _), (other_name, _, other_us, _) = self._head(one), self._head(other)
        if one_name == name:
            return one
        return other if other_name == name or other_us < one_us else one

    def _places(self, key: str) -> tuple[int, int]:
        one, other = _PLACES.unpack(_name(key.rpartition(":")[0] or key))
        return one % self._slots * SLOT_BYTES, other % self._slots * SLOT_BYTES

    def _head(self, place: int) -> tuple[bytes, bytes, int, int]:
        return _HEAD.unpack_from(self._map, place)

    def _write(self, place: int, head: tuple[bytes, bytes, int, int], value: bytes = b"") -> None:
        if self._has_room(place):
            _HEAD.pack_into(self._map, place, *head)
            start = place + _HEAD.size
            self._map[start : start + len(value)] = value

    def _has_room(self, place: int) -> bool:
        """Whether the disk holds the part of the file around a place: a hole that cannot be filled ends the process.

        Fails open: a cache may forget anything, and a full disk is told of where something is lost by it.
        """
        part = place // PART_BYTES
        if part not in self._allocated:
            try:
                length = min(PART_BYTES, self._slots * SLOT_BYTES - part * PART_BYTES)
                os.posix_fallocate(self._file, part * PART_BYTES, length)
            except OSError:
                return False
            self._allocated.add(part)
        return True


def _name(key: str) -> bytes:
    return blake2b(key.encode(), digest_size=8).digest()


def _digest(name: bytes, value: bytes) -> bytes:
    return blake2b(value, key=name, digest_size=8).digest()
