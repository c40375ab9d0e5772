"""Somebody's browser, told of something while no page of the site is open in it."""

from dataclasses import dataclass
from typing import Protocol

PAYLOAD_BYTES_MAX = 3_900  # Push services take 4,096 encrypted bytes: RFC 8291 section 4.


@dataclass(frozen=True, slots=True)
class PushAddress:
    """Where a browser is told and how nobody on the way reads it: its service's URL, its point on P-256 (65 bytes,
    uncompressed), and the secret (16 bytes) it shares with this site.
    """

    endpoint: str
    key: bytes
    auth: bytes


class PushGone(Exception):
    """The browser no longer listens there: the address is worth nothing any more."""


class PushRefused(Exception):
    """The service will not take this message, now or later."""


class Push(Protocol):
    """The push services of browsers' makers, which may be slow or away."""

    @property
    def public_key(self) -> str:
        """What browsers know this site by: its point on P-256 in base64url. The same for ever."""
        ...

    def flaw_of(self, address: PushAddress) -> str | None:
        """What is wrong with an address that nobody could be told at, as a code; None when nothing is."""
        ...

    async def send(self, address: PushAddress, payload: bytes, *, topic: str, ttl_s: int) -> None:
        """Hand a message of at most 3,900 bytes over, encrypted for this browser alone.

        A later one with the same `topic` (32 characters of base64url at most) takes the place of one that waits.
        Raises PushGone, PushRefused, Unavailable.
        """
        ...
