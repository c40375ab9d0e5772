"""How often what was asked for was at hand."""

from collections.abc import Callable

AT_ONCE = 64
Tell = Callable[[int, int], None]
"""Takes how many were found and how many missed since it was last told."""


class Tally:
    """Lookups of one cache in this process, by one thread.

    Passed on some at a time: a counter that processes share costs a microsecond.
    """

    __slots__ = ("_found", "_missed", "_tell")

    def __init__(self) -> None:
        self._found = self._missed = 0
        self._tell: Tell | None = None

    def tell(self, tell: Tell) -> None:
        """Whom to tell from now on."""
        self._tell = tell

    def add(self, found: int, missed: int) -> None:
        """Count lookups."""
        self._found += found
        self._missed += missed
        if self._tell is not None and self._found + self._missed >= AT_ONCE:
            found, missed, self._found, self._missed = self._found, self._missed, 0, 0
            self._tell(found, missed)
