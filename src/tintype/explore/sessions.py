"""What somebody is shown while exploring, fixed when they open it: pages of one session hold no post twice."""

import struct
from dataclasses import dataclass

import numpy as np

from tintype.kernel.clock import MINUTE_US
from tintype.kernel.ids import AccountId, time_us_of
from tintype.ports.cache import Cache
from tintype.recommending import Indexes

TTL_S = 3600.0
RENEWED_US = MINUTE_US  # Who opens it again sooner finds it as it was; later there is something new.
PAST_MAX = 2_000  # Posts of one sitting that do not come again.
VERSION = 1
_HEAD = struct.Struct("<BHH")


@dataclass(frozen=True, slots=True)
class Session:
    """Order ids in the order they are shown; `past`: what was in the sessions before it, of one sitting."""

    id: int
    orders: Indexes
    past: Indexes

    def __len__(self) -> int:
        return len(self.orders)


class Sessions:
    """Sessions of all viewers, where every process finds them. They may be lost: then a new one begins.

    Strangers share one, for they are all shown the same.
    """

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    async def keep(self, viewer_id: AccountId, session: Session) -> None:
        """Remember a session for an hour, as the one that is going on."""
        past = session.past[-PAST_MAX:]
        head = _HEAD.pack(VERSION, len(session), len(past))
        value = head + session.orders.astype("<i8").tobytes() + past.astype("<i8").tobytes()
        now = session.id.to_bytes(8, "little")
        await self._cache.put({_key(viewer_id, session.id): value, _now(viewer_id): now}, TTL_S)

    async def find(self, viewer_id: AccountId, id: int) -> Session | None:
        """A viewer's session, if it is still known."""
        key = _key(viewer_id, id)
        value = (await self._cache.get([key])).get(key)
        if value is None or value[0] != VERSION:
            return None
        _, n, past = _HEAD.unpack_from(value)
        orders = np.frombuffer(value, "<i8", n + past, _HEAD.size)
        return Session(id, orders[:n], orders[n:])

    async def going_on(self, viewer_id: AccountId, now_us: int) -> Session | None:
        """The session that a viewer has opened within the last minute."""
        key = _now(viewer_id)
        value = (await self._cache.get([key])).get(key)
        id = int.from_bytes(value or b"", "little")
        if not id or not 0 <= now_us - time_us_of(id) < RENEWED_US:
            return None
        return await self.find(viewer_id, id)


def _key(viewer_id: AccountId, id: int) -> str:
    return f"explore.session:{viewer_id}:{id}"


def _now(viewer_id: AccountId) -> str:
    # What is before the last colon has two places: without one behind, all viewers shared them.
    return f"explore.now:{viewer_id}:"
