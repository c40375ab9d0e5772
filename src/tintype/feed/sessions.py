"""The order in which somebody reads their feed, fixed when they open it: pages of one session hold no post twice."""

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tintype.kernel.ids import AccountId
from tintype.ports.cache import Cache
from tintype.ranking import Candidates, Line

TTL_S = 4 * 3600.0  # Who goes on reading after a meal finds their place.
_HEAD = struct.Struct("<BqHH")
VERSION = 1


@dataclass(frozen=True, slots=True)
class Session:
    """`entries` are order ids, best first; a negative one is folded up behind the nearest positive one before it.

    `whys` holds a `Why` for each. The first `unseen` entries had not been seen when it began. Below `floor` the records
    go on, newest first.
    """

    id: int
    entries: NDArray[np.int64]
    whys: bytes
    unseen: int
    floor: int

    def __len__(self) -> int:
        return len(self.entries)


def begun(id: int, posts: Candidates, line: Line, whys: NDArray[np.uint8], floor: int) -> Session:
    """A line with what is folded up laid out behind its heads."""
    indexes = [*line.heads]
    signs = np.ones(len(posts), np.int64)
    for head, behind in line.folded.items():
        at = indexes.index(head) + 1
        indexes[at:at] = behind
        signs[behind] = -1
    chosen = np.asarray(indexes, np.intp)
    entries = (posts.orders * signs)[chosen]
    folded = sum(map(len, line.folded.values()))
    # All that is folded up is unseen.
    return Session(id, entries, whys[chosen].tobytes(), line.unseen + folded, floor)


class Sessions:
    """Sessions of all readers, where every process finds them. They may be lost: then a new one begins."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    async def keep(self, viewer_id: AccountId, session: Session) -> None:
        """Remember a session for four hours."""
        head = _HEAD.pack(VERSION, session.floor, session.unseen, len(session))
        value = head + session.entries.astype("<i8").tobytes() + session.whys
        await self._cache.put({_key(viewer_id, session.id): value}, TTL_S)

    async def find(self, viewer_id: AccountId, id: int) -> Session | None:
        """A viewer's session, if it is still known."""
        key = _key(viewer_id, id)
        value = (await self._cache.get([key])).get(key)
        if value is None or value[0] != VERSION:
            return None
        _, floor, unseen, n = _HEAD.unpack_from(value)
        entries = np.frombuffer(value, "<i8", n, _HEAD.size)
        return Session(id, entries, value[_HEAD.size + 8 * n :], unseen, floor)


def _key(viewer_id: AccountId, id: int) -> str:
    return f"feed.session:{viewer_id}:{id}"
