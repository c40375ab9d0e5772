"""A cache that all nodes share. Without Redis it is empty, and nobody notices more than that."""

import random
from collections.abc import Mapping, Sequence

import structlog

from tintype.adapters.redis.connection import Command, Gone, RedisConnection

log = structlog.get_logger("tintype.redis")

JITTER = 0.1


class RedisCache:
    """Bounded by the server's `maxmemory`, which should go with a policy of evicting what has an expiry."""

    def __init__(self, connection: RedisConnection, rng: random.Random) -> None:
        self.failures = 0  # Commands that had no answer, or were refused, as a full server does.
        self._connection = connection
        self._rng = rng

    async def get(self, keys: Sequence[str]) -> dict[str, bytes]:
        """See the port."""
        names = list(dict.fromkeys(keys))
        answers = await self._ask([Command(self._key(name), ("GET", self._key(name))) for name in names])
        return {
            name: answer for name, answer in zip(names, answers, strict=True) if isinstance(answer, bytes)
        }

    async def put(self, items: Mapping[str, bytes], ttl_s: float) -> None:
        """See the port."""
        await self._ask(
            [
                Command(self._key(name), ("SET", self._key(name), value, "PX", self._ms(ttl_s)))
                for name, value in items.items()
            ]
        )

    async def drop(self, keys: Sequence[str]) -> None:
        """See the port."""
        await self._ask([Command(self._key(name), ("UNLINK", self._key(name))) for name in keys])

    async def _ask(self, commands: Sequence[Command]) -> list[object]:
        answers = await self._connection.ask(commands) if commands else []
        failed = [answer for answer in answers if isinstance(answer, Exception)]
        # That Redis is gone is logged once, by the connection.
        if failed and not self.failures and not isinstance(failed[0], Gone):
            log.warning("redis refuses what the cache asks", error=repr(failed[0]))
        self.failures += len(failed)
        return answers

    def _key(self, name: str) -> str:
        return self._connection.key(f"cache:{name}")

    def _ms(self, ttl_s: float) -> int:
        return max(1, round(1000 * ttl_s * self._rng.uniform(1 - JITTER, 1 + JITTER)))
