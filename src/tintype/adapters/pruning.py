"""What is old is deleted in small transactions, so that others write between them."""

from collections.abc import Awaitable, Callable
from typing import Final

PRUNE_MAX: Final = 5_000  # In one transaction: 10 ms of SQLite's writer.


async def pruned(delete_some: Callable[[int], Awaitable[int]], *, times_max: int) -> int:
    """Delete until there is less left than one go takes, or often enough: how many are gone.

    `delete_some` is told how many at most, and says how many it was.
    """
    total = 0
    for _ in range(times_max):
        some = await delete_some(PRUNE_MAX)
        total += some
        if some < PRUNE_MAX:
            break
    return total
