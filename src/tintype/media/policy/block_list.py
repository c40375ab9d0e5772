"""Whether a picture is one that is not shown here: the same bytes, or the same to the eye in any orientation.

The pHashes of the list are kept in memory (8 bytes each) and caught up with before each look; comparing a picture
with 100,000 of them takes less time than one more question to the records. What is found is asked for again, so
that an entry that was taken back blocks nothing.
"""

from typing import Final

import numpy as np

from tintype.kernel.clock import MINUTE_US
from tintype.media.policy import policy_store
from tintype.media.policy.near_copies import near
from tintype.media.policy.policy_store import Looks
from tintype.ports.records import Reading, Records

# Clocks of several nodes differ, and a body that has begun may commit after one that began later.
_SKEW_US: Final = MINUTE_US


class BlockList:
    """The list, as one process looks at it."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._names: list[str] = []
        self._known: set[str] = set()
        self._phashes = np.zeros(0, np.uint64)
        self._until_us = 0

    async def find(self, looks: Looks) -> str | None:
        """The name of the entry that blocks this picture, as the list is at this moment; None for most."""
        exact = looks.sha256.hex()
        since_us = max(0, self._until_us - _SKEW_US)

        async def body(reading: Reading) -> tuple[bool, list[tuple[str, int]], int]:
            is_there = await policy_store.blocked_hash(reading, exact) is not None
            rows = await policy_store.blocked_since(reading, since_us) if looks.turns else []
            return is_there, rows, reading.now_us

        is_there, rows, now_us = await self._records.look(body)
        if is_there:
            return exact
        if not looks.turns:
            return None
        self._learn(rows, now_us)
        return await self._still_there([self._names[at] for at in near(looks.turns, self._phashes)])

    def _learn(self, rows: list[tuple[str, int]], now_us: int) -> None:
        fresh = {name: phash for name, phash in rows if name not in self._known}
        self._until_us = max(self._until_us, now_us)
        if fresh:
            self._known |= fresh.keys()
            self._names += fresh
            self._phashes = np.concatenate([self._phashes, np.array(list(fresh.values()), np.uint64)])

    async def _still_there(self, names: list[str]) -> str | None:
        async def body(reading: Reading) -> str | None:
            for name in names:
                if await policy_store.blocked_hash(reading, name):
                    return name
            return None

        return await self._records.look(body) if names else None
