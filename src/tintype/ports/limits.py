"""How often is too often."""

from typing import Protocol


class Limits(Protocol):
    """Counts over the window that ends now, wherever it began: kernel/sliding.py. What is refused does not count."""

    def allow(self, key: str, most: int, window_s: int) -> int:
        """0 when this call is within `most` per window, else the seconds to wait. This process's share."""
        ...

    async def count(self, key: str, most: int, window_s: int, n: int = 1) -> int:
        """The same for `n` calls at once, exactly over all processes."""
        ...

    async def reset(self, key: str) -> None:
        """Forget the counts of a key, as after a successful sign-in."""
        ...

    async def sweep(self) -> int:
        """Remove counts that are past; how many. For the worker."""
        ...
