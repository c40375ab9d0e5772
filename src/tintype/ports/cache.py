"""A cache that may forget anything at any time."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class Cache(Protocol):
    """Bytes by text key, with an expiry."""

    async def get(self, keys: Sequence[str]) -> dict[str, bytes]:
        """What is there of the asked keys."""
        ...

    async def put(self, items: Mapping[str, bytes], ttl_s: float) -> None:
        """Keep items for at most `ttl_s` seconds (± 10 %, so that they do not expire together)."""
        ...

    async def drop(self, keys: Sequence[str]) -> None:
        """Forget at once."""
        ...
