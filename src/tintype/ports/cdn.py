"""A content network in front of the site that keeps copies of public photos."""

from collections.abc import Sequence
from typing import Protocol


class Cdn(Protocol):
    """Somebody else's cache, which does as it is told and may be away."""

    async def forget(self, paths: Sequence[str]) -> None:
        """Let copies of these addresses go (`/m/{key}/large.avif`); what it does not have is no error.

        Safe to run twice. Raises Unavailable when any of them may still be kept.
        """
        ...
