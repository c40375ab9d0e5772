"""What this process is putting together at the moment, so that many who miss the same thing wait for one of them.

Who has waited looks again whether it is there: what an event has made old meanwhile was not kept, and is read anew.
"""

import asyncio
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from typing import Generic, TypeVar

Key = TypeVar("Key")
# Of things that cannot be kept, because they change all the time, each then reads its own.
ROUNDS_MAX = 2


class Filling(Generic[Key]):
    """Things under way, by key. All methods run on the event loop.

    Whoever has begun one waits for nobody, so that no two wait for each other.
    """

    def __init__(self) -> None:
        self._under_way: dict[Key, asyncio.Future[None]] = {}

    async def others(self, missing: Callable[[], Iterable[Key]]) -> bool:
        """Wait while others fill what is missing, at most twice; whether anybody did."""
        for waited in range(ROUNDS_MAX):
            if not self._under_way:
                return waited > 0
            theirs = {self._under_way[key] for key in missing() if key in self._under_way}
            if not theirs:
                return waited > 0
            await asyncio.wait(theirs)
        return True

    @contextmanager
    def begin(self, keys: Iterable[Key]) -> Generator[None]:
        """Fill these in the block, and let those who wait look: also when it fails or is cancelled."""
        mine = set(keys) - self._under_way.keys()
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._under_way.update(dict.fromkeys(mine, done))
        try:
            yield
        finally:
            for key in mine:
                del self._under_way[key]
            done.set_result(None)
