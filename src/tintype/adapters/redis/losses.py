"""Notices that a server may have lost what it had acknowledged: a failover, or a restart from an older copy.

Replication is not waited for, so the last writes to a master that dies may be gone. A server that takes its place
has another replication id.
"""

from collections.abc import Sequence

from tintype.adapters.redis.connection import Command, RedisConnection
from tintype.kernel.clock import SECOND_US, Clock

AT_RISK_US = 60 * SECOND_US  # More than a replica lags or a master writes after it was cut off, with room.


class Losses:
    """Compares the replication ids of all masters with those seen before."""

    def __init__(self, connection: RedisConnection, keys: Sequence[str], clock: Clock) -> None:
        self._connection = connection
        self._keys = keys
        self._clock = clock
        self._known: frozenset[str] = frozenset()
        self._whole_us = 0
        self._since_us: int | None = None

    async def since_us(self) -> int | None:
        """Since when writes may be lost, at least a minute ago; None when all is whole. Raises Gone."""
        now_us = self._clock.now_us()
        found = await self._ids()
        if found - self._known:
            whole_us = self._whole_us or now_us
            since_us = whole_us - AT_RISK_US
            self._since_us = since_us if self._since_us is None else min(since_us, self._since_us)
        self._known = found
        self._whole_us = now_us
        return self._since_us

    def forget(self) -> None:
        """What was lost has been made good."""
        self._since_us = None

    async def _ids(self) -> frozenset[str]:
        keys = await self._connection.primaries(self._keys)
        answers = await self._connection.ask([Command(key, ("INFO", "replication")) for key in keys])
        ids: set[str] = set()
        for answer in answers:
            if isinstance(answer, Exception):
                raise answer
            ids.add(_id(answer))
        return frozenset(ids)


def _id(answer: object) -> str:
    found = answer.get("master_replid") if isinstance(answer, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return str(found)  # pyright: ignore[reportUnknownArgumentType]
