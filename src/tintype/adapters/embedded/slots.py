"""A cache that all processes of a machine share: slots of one size in a sparse file.

Nobody locks. A slot carries a digest of its key and value, so what two processes wrote over each other is read as
nothing. A key has two places; a third one that falls there takes the place of what expires first.
"""

import contextlib
import os
import struct
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

from tintype.kernel.clock import SECOND_US, Clock

SLOT_BYTES = 5 << 10
SLOTS = 32_768  # 160 MB at most, on a disk that has them: a site with more readers at a time has Redis.
_HEAD = struct.Struct("<8s8sqI")  # Key, digest, when it expires (us), length.
VALUE_BYTES_MAX = SLOT_BYTES - _HEAD.size
_FREE = (b"", b"", 0, 0)


class SharedSlots:
    """Values of at most 5 KB less 28 bytes; larger ones are not kept. Safe with any number of processes."""

    def __init__(self, path: Path, clock: Clock, slots: int = SLOTS) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._clock = clock
        self._slots = slots

    async def get(self, keys: Sequence[str]) -> dict[str, bytes]:
        """See the port. 5 µs a key: the file is in memory, or holds nothing that is waited for."""
        found = {key: self._value(key) for key in keys}
        return {key: value for key, value in found.items() if value is not None}

    async def put(self, items: Mapping[str, bytes], ttl_s: float) -> None:
        """See the port. What a full disk does not take is not kept."""
        until_us = self._clock.now_us() + int(ttl_s * SECOND_US)
        for key, value in items.items():
            if len(value) <= VALUE_BYTES_MAX:
                name = _name(key)
                head = _HEAD.pack(name, _digest(name, value), until_us, len(value))
                self._write(self._place(name), head + value)

    async def drop(self, keys: Sequence[str]) -> None:
        """See the port."""
        for name in map(_name, keys):
            for place in self._places(name):
                if self._head(place)[0] == name:
                    self._write(place, _HEAD.pack(*_FREE))

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)

    def _value(self, key: str) -> bytes | None:
        name, now_us = _name(key), self._clock.now_us()
        for place in self._places(name):
            slot = os.pread(self._file, SLOT_BYTES, place)
            if len(slot) < _HEAD.size:
                continue
            found, digest, until_us, length = _HEAD.unpack_from(slot)
            value = slot[_HEAD.size : _HEAD.size + length]
            if found == name and until_us > now_us and digest == _digest(name, value):
                return value
        return None

    def _place(self, name: bytes) -> int:
        """Where a key is kept, or else what expires first."""
        heads = {place: self._head(place) for place in self._places(name)}
        return min(heads, key=lambda place: (heads[place][0] != name, heads[place][2]))

    def _places(self, name: bytes) -> Iterator[int]:
        for half in (name[:4], name[4:]):
            yield int.from_bytes(half) % self._slots * SLOT_BYTES

    def _head(self, place: int) -> tuple[bytes, bytes, int, int]:
        head = os.pread(self._file, _HEAD.size, place)
        return _HEAD.unpack(head) if len(head) == _HEAD.size else _FREE

    def _write(self, place: int, slot: bytes) -> None:
        # Fails open: a cache may forget anything, and a full disk is told of where something is lost by it.
        with contextlib.suppress(OSError):
            os.pwrite(self._file, slot, place)


def _name(key: str) -> bytes:
    return blake2b(key.encode(), digest_size=8).digest()


def _digest(name: bytes, value: bytes) -> bytes:
    return blake2b(value, key=name, digest_size=8).digest()
