"""Messages to push services over HTTP, each in one bounded request."""

import asyncio
import os
from typing import Final

import httpcore
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from tintype.adapters.webpush import reaching
from tintype.adapters.webpush.encryption import AUTH_BYTES, SALT_BYTES, encrypted, read_point
from tintype.adapters.webpush.vapid import Vapid
from tintype.kernel.clock import SECOND_US, Clock
from tintype.kernel.problems import Unavailable
from tintype.ports.push import PAYLOAD_BYTES_MAX, PushAddress, PushGone, PushRefused

ANSWER_S_MAX: Final = 10.0
ANSWER_BYTES_MAX: Final = 4_096
ENDPOINT_CHARACTERS_MAX: Final = 2_048
_GONE: Final = frozenset({404, 410})
_LATER: Final = frozenset({408, 425, 429})
_SAID_MAX: Final = 200


class WebPush:
    """See ports/push.py. `inside` allows plain http and one's own network, for tests and closed networks."""

    def __init__(self, vapid: Vapid, clock: Clock, *, inside: bool = False) -> None:
        self._vapid = vapid
        self._clock = clock
        self._inside = inside

    @property
    def public_key(self) -> str:
        return self._vapid.public_key

    def flaw_of(self, address: PushAddress) -> str | None:
        if len(address.endpoint) > ENDPOINT_CHARACTERS_MAX:
            return "too_long"
        if not self._inside and (flaw := reaching.flaw_of(address.endpoint)):
            return flaw
        try:
            read_point(address.key)
        except ValueError:
            return "key"
        return None if len(address.auth) == AUTH_BYTES else "auth"

    async def send(self, address: PushAddress, payload: bytes, *, topic: str, ttl_s: int) -> None:
        assert len(payload) <= PAYLOAD_BYTES_MAX, len(payload)
        own, salt = generate_private_key(SECP256R1()), os.urandom(SALT_BYTES)
        body = encrypted(payload, address.key, address.auth, own=own, salt=salt)
        now_s = self._clock.now_us() // SECOND_US
        headers = {
            "authorization": self._vapid.authorization(address.endpoint, now_s),
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "topic": topic,
            "ttl": str(ttl_s),
            "urgency": "normal",
            "user-agent": "tintype",
        }
        status, said = await self._posted(address.endpoint, headers, body)
        if 200 <= status < 300:
            return
        if status in _GONE:
            raise PushGone(f"{status}")
        if status in _LATER or status >= 500:
            raise Unavailable(f"The push service answered {status}.")
        raise PushRefused(f"The push service answered {status} {said!r}.")

    async def _posted(self, endpoint: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """The status and the beginning of what was said. A redirect is an answer, and not followed."""
        network = reaching.GlobalNetwork(inside=self._inside)
        try:
            async with (
                asyncio.timeout(ANSWER_S_MAX),
                httpcore.AsyncConnectionPool(network_backend=network) as pool,
                pool.stream("POST", endpoint, headers=list(headers.items()), content=body) as answer,
            ):
                said = b""
                async for part in answer.aiter_stream():
                    said += part
                    if len(said) >= ANSWER_BYTES_MAX:
                        break
                return answer.status, said[:_SAID_MAX]
        except reaching.Unreachable as error:
            raise PushRefused(str(error)) from error
        except (
            httpcore.NetworkError,
            httpcore.ProtocolError,
            httpcore.TimeoutException,
            TimeoutError,
        ) as error:
            raise Unavailable(f"The push service does not answer: {type(error).__name__}.") from error
        except (httpcore.UnsupportedProtocol, UnicodeError) as error:
            raise PushRefused(f"{type(error).__name__}") from error
