"""Whose token it is. An address that sends one worthless token after another is refused before a look at the rows."""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from tintype.accounts import network
from tintype.gateway.credentials import Credentials, SessionReader
from tintype.kernel.access import Message
from tintype.kernel.problems import TooMany
from tintype.kernel.viewer import ANONYMOUS, Viewer
from tintype.ports.limits import Limits

WORTHLESS_MAX: Final = (
    1200,
    60,
)  # A school whose hundred browsers all hold cookies of sessions that have ended.
ADDRESSES_MAX = 10_000


class Tokens:
    """Viewers by their tokens."""

    def __init__(
        self, sessions: SessionReader, limits: Limits, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._sessions = sessions
        self._limits = limits
        self._now_s = now_s
        self._refused: OrderedDict[str, float] = OrderedDict()
        """Until when an address may show no token that this process does not know."""

    async def viewer(self, credentials: Credentials, scope: Message) -> Viewer:
        """The viewer behind a token; anonymous without one, and for a cookie that has ended. Raises TooMany."""
        if not credentials.token:
            return ANONYMOUS
        known = self._sessions.cached(credentials.token)
        if known is not None:
            return known
        address = address_of(scope)
        self._check(address)
        viewer = await self._sessions.recognise(credentials.token)
        if viewer is None:
            self._note(address)
        return viewer or ANONYMOUS

    def _check(self, address: str) -> None:
        until_s = self._refused.get(address)
        if until_s is None:
            return
        left_s = until_s - self._now_s()
        if left_s <= 0:
            del self._refused[address]
            return
        raise TooMany(retry_after_s=int(left_s) + 1)

    def _note(self, address: str) -> None:
        wait_s = self._limits.allow(f"token:{address}", *WORTHLESS_MAX)
        if wait_s:
            self._refused[address] = self._now_s() + wait_s
            if len(self._refused) > ADDRESSES_MAX:
                self._refused.popitem(last=False)


def address_of(scope: Message) -> str:
    """What counts as the address of a request."""
    return network((scope.get("client") or ("",))[0])
