"""Small messages to every process of the site, best effort: a hint or a live event, never the truth."""

from collections.abc import Callable
from typing import Protocol

MESSAGE_BYTES_MAX = 32 * 1024  # A Unix datagram and a Redis message carry this without trouble.


class Broadcast(Protocol):
    """Publish and subscribe by topic over all processes, the sender's own included."""

    async def publish(self, topic: str, message: bytes) -> None:
        """Hand a message to every process; one that does not keep up loses it, counted."""
        ...

    def send_now(self, topic: str, message: bytes) -> None:
        """`publish` without waiting, for hints: what cannot be handed over at once may be lost."""
        ...

    def subscribe(self, topic: str, receive: Callable[[bytes], None]) -> Callable[[], None]:
        """Call `receive` on this process's event loop for each message; returns the way to stop."""
        ...
