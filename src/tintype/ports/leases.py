"""Leases: what only one process of a site may do at a time, and the fence that tells the present holder from the last.

A holder that was paused for longer than its lease does not know that it has lost it. So every taking raises a number,
the fence, and what is written under a lease names it: the store refuses a fence that is no longer the newest.
"""

from typing import Protocol

LEASE_S = 6.0  # A killed holder is followed this much later; renewing every third of it bears two lost tries.


class Tenure(Protocol):
    """One process's hold on one name."""

    async def hold(self) -> int | None:
        """The fence while this process holds the name, else None. Takes what is free and renews what is due."""
        ...

    async def keep(self) -> None:
        """Renew what is held until cancelled, beside work that takes longer than a lease."""
        ...

    async def leave(self) -> None:
        """Give the name back, so that the next holder need not wait. Safe to run twice, and without a store."""
        ...


class Leases(Protocol):
    """The leases of one site, for one process."""

    def tenure(self, name: str, lease_s: float = LEASE_S) -> Tenure:
        """A hold on a name, not taken yet. A name always comes with the same `lease_s`."""
        ...
