"""When it was that something happened to whom: what was read before that must not be kept after it."""

KEYS_MAX = 100_000


class Marks:
    """A clock of events. All methods run on the event loop.

    Keys are ids; what can happen to one in a second way has the same id below zero. When too many have been touched,
    they are forgotten, and something may have happened to any.
    """

    def __init__(self) -> None:
        self._clock = 0
        self._floor = 0
        self._touched: dict[int, int] = {}

    def mark(self) -> int:
        """The present moment, to be taken before a snapshot."""
        return self._clock

    def touch(self, key: int) -> None:
        """Something has happened to this one."""
        self._clock += 1
        if len(self._touched) >= KEYS_MAX:
            self._touched.clear()
            self._floor = self._clock
        self._touched[key] = self._clock

    def touch_all(self) -> None:
        """Something may have happened to any."""
        self._clock += 1
        self._floor = self._clock
        self._touched.clear()

    def is_since(self, mark: int, *keys: int) -> bool:
        """Whether something has happened to any of these since a moment, as far as anybody knows."""
        return mark < self._floor or any(self._touched.get(key, 0) > mark for key in keys)
