"""The log of facts. Consumers keep their own place; delivery is at least once."""

from typing import Protocol

from tintype.kernel.events import Recorded


class LogReading(Protocol):
    """Facts in the order of their commit (within an owner's shard; embedded: over all)."""

    def head(self) -> int:
        """The seq of the newest committed event, at the price of one memory read."""
        ...

    def is_fresh(self) -> bool:
        """False when for a second nothing has been heard of the log, so that `head` may be old. One memory read."""
        ...

    async def refresh(self) -> None:
        """Ask the store itself, so that `head` is of now. Raises Unavailable when it does not answer."""
        ...

    async def after(self, seq: int, limit: int) -> list[Recorded]:
        """At most `limit` events after a place, oldest first."""
        ...

    async def wait(self, seq: int, timeout_s: float) -> None:
        """Return when the head may have passed `seq`, at the latest after the time limit."""
        ...


class EventLog(LogReading, Protocol):
    """The log with the places of its consumers."""

    async def position(self, consumer: str) -> int:
        """The place a consumer has come to; 0 for one that has never run."""
        ...

    async def advance(self, consumer: str, seq: int, *, fence: int = 0) -> bool:
        """Note durably that a consumer is done with everything up to `seq`; never backwards.

        False, and nothing is noted, when a newer fence has been noted: another has taken this consumer over.
        """
        ...

    async def bury(self, consumer: str, recorded: Recorded, error: str) -> None:
        """Put an event that keeps failing where it can be seen and replayed."""
        ...

    async def prune(self, before_us: int) -> int:
        """Forget events older than a time that every consumer is past; how many. The newest one always stays."""
        ...
