"""Leases of a site with one worker, whose lock on the data folder lets no second one start: everything is its own."""

from tintype.ports.leases import LEASE_S, Leases


class Alone:
    """See ports/leases.py, leases and tenure in one: always held, at no cost. Fence 0 is never checked."""

    def tenure(self, name: str, lease_s: float = LEASE_S) -> "Alone":
        return self

    async def hold(self) -> int | None:
        return 0

    async def keep(self) -> None:
        """Nothing runs out."""

    async def leave(self) -> None:
        """Nobody waits for it."""


ALONE: Leases = Alone()
