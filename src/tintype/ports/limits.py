"""How often is too often."""

from typing import Protocol


class Limits(Protocol):
    """Counts in fixed windows."""

    def allow(self, key: str, most: int, window_s: int) -> int:
        """0 when this call is within `most` per window, else the seconds to wait. This process's share."""
        ...

    async def count(self, key: str, window_s: int) -> int:
        """Count one call exactly over all processes; how many there are in this window now, this one included."""
        ...

    async def reset(self, key: str) -> None:
        """Forget the counts of a key, as after a successful sign-in."""
        ...

    async def sweep(self, before_us: int) -> int:
        """Remove counts of windows that started before a time; how many. For the worker."""
        ...
