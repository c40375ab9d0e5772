"""Passwords that were in other sites' break-ins."""

from typing import Protocol


class Breached(Protocol):
    """A list of SHA-1 hashes that is looked into and never sent anything."""

    async def has(self, password: str) -> bool:
        """Whether a password is in the list. Raises Unavailable when it cannot be read."""
        ...
