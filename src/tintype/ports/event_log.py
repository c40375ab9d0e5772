"""The log of facts. Consumers keep their own place; delivery is at least once."""

from typing import Protocol

from tintype.kernel.events import Recorded


class EventLog(Protocol):
    """Facts in the order of their commit (within an owner's shard; embedded: over all)."""

    def head(self) -> int:
        """The seq of the newest committed event, at the price of one memory read."""
        ...

    async def after(self, seq: int, limit: int) -> list[Recorded]:
        """At most `limit` events after a place, oldest first."""
        ...

    async def position(self, consumer: str) -> int:
        """The place a consumer has come to; 0 for one that has never run."""
        ...

    async def advance(self, consumer: str, seq: int) -> None:
        """Note durably that a consumer is done with everything up to `seq`."""
        ...

    async def bury(self, consumer: str, recorded: Recorded, error: str) -> None:
        """Put an event that keeps failing where it can be seen and replayed."""
        ...

    async def prune(self, before_us: int) -> int:
        """Forget events older than a time that every consumer is past; how many."""
        ...

    async def wait(self, seq: int, timeout_s: float) -> None:
        """Return when the head may have passed `seq`, at the latest after the time limit."""
        ...
