"""A cache in this process: the least recently used goes first, everything expires."""

import random
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence

ENTRY_BYTES = 250  # What an entry costs beside its key and value: the node, a tuple, two objects' headers.
JITTER = 0.1


class EmbeddedCache:
    """At most `bytes_max` in memory. `now_s` is a clock that never runs backwards."""

    def __init__(self, bytes_max: int, now_s: Callable[[], float], rng: random.Random) -> None:
        self._bytes_max = bytes_max
        self._now_s = now_s
        self._rng = rng
        self._bytes = 0
        self._entries: OrderedDict[str, tuple[float, bytes]] = OrderedDict()

    async def get(self, keys: Sequence[str]) -> dict[str, bytes]:
        """See the port."""
        now_s = self._now_s()
        found: dict[str, bytes] = {}
        for key in keys:
            entry = self._entries.get(key)
            if entry is None:
                continue
            if entry[0] <= now_s:
                self._remove(key)
                continue
            self._entries.move_to_end(key)
            found[key] = entry[1]
        return found

    async def put(self, items: Mapping[str, bytes], ttl_s: float) -> None:
        """See the port."""
        now_s = self._now_s()
        for key, value in items.items():
            self._remove(key)
            until_s = now_s + ttl_s * self._rng.uniform(1 - JITTER, 1 + JITTER)
            self._entries[key] = (until_s, value)
            self._bytes += _cost(key, value)
        while self._bytes > self._bytes_max:
            self._remove(next(iter(self._entries)))

    async def drop(self, keys: Sequence[str]) -> None:
        """See the port."""
        for key in keys:
            self._remove(key)

    def _remove(self, key: str) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._bytes -= _cost(key, entry[1])


def _cost(key: str, value: bytes) -> int:
    return len(key) + len(value) + ENTRY_BYTES
