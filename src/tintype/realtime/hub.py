"""The sockets of one process: who is connected, and what waits to be sent to them."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from tintype.accounts import AccountHidden, SessionEnded
from tintype.flow import LogTail
from tintype.kernel.events import Recorded
from tintype.kernel.ids import AccountId, SessionId

WAITING_MAX = 64  # A reader this far behind is sent back to its cursor: it reloads instead of catching up.
SOCKETS_OF_ONE_MAX = 16
CLOSE_SESSION_ENDED = 4401
CLOSE_TOO_SLOW = 4408
CLOSE_TOO_MANY = 4429
CLOSE_GOING_AWAY = 1012


@dataclass(eq=False, slots=True)
class Socket:
    """One open connection. The writer task takes from `waiting`; a number in it is a close code."""

    account_id: AccountId
    session_id: SessionId
    waiting: "asyncio.Queue[bytes | int]" = field(default_factory=lambda: asyncio.Queue(WAITING_MAX))

    def send(self, message: bytes) -> bool:
        """Queue a message; False when the reader is too slow, and then it is closed."""
        try:
            self.waiting.put_nowait(message)
        except asyncio.QueueFull:
            self.close(CLOSE_TOO_SLOW)
            return False
        return True

    def close(self, code: int) -> None:
        """End the connection; what still waits is dropped."""
        while not self.waiting.empty():
            self.waiting.get_nowait()
        self.waiting.put_nowait(code)


class Hub:
    """Sockets by account, bounded per account."""

    def __init__(self) -> None:
        # The sockets of one account in the order they came in.
        self._sockets: dict[AccountId, dict[Socket, None]] = {}
        self.too_slow = 0

    def listen(self, tail: LogTail) -> None:
        """A session that ends takes its sockets with it; so does an account that is hidden, of tokens too."""
        tail.subscribe([SessionEnded.kind], self._on_session_ended, self._close_all)
        tail.subscribe([AccountHidden.kind], self._on_account_hidden, self._close_all)

    @property
    def connected(self) -> list[AccountId]:
        """Everybody with a socket in this process."""
        return list(self._sockets)

    @property
    def count(self) -> int:
        """How many sockets there are."""
        return sum(map(len, self._sockets.values()))

    def add(self, socket: Socket) -> None:
        """Take a socket in; the oldest of an account with too many goes."""
        sockets = self._sockets.setdefault(socket.account_id, {})
        if len(sockets) >= SOCKETS_OF_ONE_MAX:
            # Out at once: one whose client does not listen may take long to end.
            oldest = next(iter(sockets))
            oldest.close(CLOSE_TOO_MANY)
            del sockets[oldest]
        sockets[socket] = None

    def remove(self, socket: Socket) -> None:
        """Forget a socket that is closed. Safe to run twice."""
        sockets = self._sockets.get(socket.account_id, {})
        sockets.pop(socket, None)
        if not sockets:
            self._sockets.pop(socket.account_id, None)

    def deliver(self, account_ids: Iterable[AccountId], message: bytes) -> int:
        """Queue a message for every socket of these accounts; how many took it."""
        delivered = 0
        for account_id in account_ids:
            for socket in list(self._sockets.get(account_id, ())):
                if socket.send(message):
                    delivered += 1
                else:
                    self.too_slow += 1
        return delivered

    def shut(self) -> None:
        """Send everybody away: the process is stopping, and clients come back to another one."""
        self._close(CLOSE_GOING_AWAY)

    def _close_all(self) -> None:
        # The tail has lost the thread: a session may have ended unheard, so every client has to come in anew.
        self._close(CLOSE_GOING_AWAY)

    def _close(self, code: int) -> None:
        for sockets in self._sockets.values():
            for socket in sockets:
                socket.close(code)

    def _on_account_hidden(self, recorded: Recorded) -> None:
        if isinstance(recorded.event, AccountHidden):
            for socket in list(self._sockets.get(recorded.event.account_id, ())):
                socket.close(CLOSE_SESSION_ENDED)

    def _on_session_ended(self, recorded: Recorded) -> None:
        if isinstance(recorded.event, SessionEnded):
            for socket in list(self._sockets.get(recorded.event.account_id, ())):
                if socket.session_id == recorded.event.session_id:
                    socket.close(CLOSE_SESSION_ENDED)
