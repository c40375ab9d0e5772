"""Who listens to which messages in this process, whatever brings them here."""

import asyncio
from collections.abc import Callable

Receive = Callable[[bytes], None]


class Receivers:
    """Receivers by topic. For the loop that made it."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._by_topic: dict[str, list[Receive]] = {}

    def add(self, topic: str, receive: Receive) -> Callable[[], None]:
        """Have the messages of a topic; what it gives ends that, and may be called twice."""
        receivers = self._by_topic.setdefault(topic, [])
        receivers.append(receive)

        def stop() -> None:
            if receive in receivers:
                receivers.remove(receive)

        return stop

    def deliver(self, topic: str, message: bytes) -> None:
        """Hand a message to everybody who has asked for it, soon."""
        for receive in self._by_topic.get(topic, []):
            # Not called from here: an error in one receiver is the loop's to report, and not the publisher's.
            self._loop.call_soon(receive, message)
