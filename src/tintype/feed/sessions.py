"""The order in which somebody reads their feed, fixed when they open it: pages of one session hold no post twice."""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tintype.kernel.ids import AccountId
from tintype.ports.cache import Cache
from tintype.ranking import Line

TTL_S = 4 * 3600.0  # Who goes on reading after a meal finds their place.
_HEAD = struct.Struct("<BqHHH")
VERSION = 2
AT_ONCE = 40


@dataclass(frozen=True, slots=True)
class Session:
    """`entries` are order ids, best first; a negative one is folded up behind the nearest positive one before it.

    `whys` holds a `Why` for each. The first `unseen` entries had not been seen when it began. Below `floor` the records
    go on, newest first, unless it is 0. `hidden` posts are left out because they have been seen.
    """

    id: int
    entries: NDArray[np.int64]
    whys: bytes
    unseen: int
    floor: int
    hidden: int = 0

    def __len__(self) -> int:
        return len(self.entries)

    def entries_from(self, place: int) -> Iterator[int]:
        """The entries from a place on. A page needs few of them."""
        for start in range(place, len(self.entries), AT_ONCE):
            yield from self.entries[start : start + AT_ONCE].tolist()


@dataclass(frozen=True, slots=True)
class Order:
    """What a session is but for the ids, in 2 KB: which of some posts come, in which order, and why.

    `behind` says which are folded up behind the nearest before them that is not. The first `unseen` have not been seen.
    Until `until_us` the same posts come in the same order.
    """

    posts: NDArray[np.uint16]
    behind: NDArray[np.bool_]
    whys: bytes
    unseen: int
    until_us: int


def laid_out(line: Line, whys: NDArray[np.uint8]) -> Order:
    """A line with what is folded up laid out behind its heads. `whys` are of the posts it was made of."""
    posts, behind = _laid_out(line.heads, line.folded)
    # All that is folded up is unseen.
    unseen = line.unseen + len(posts) - len(line.heads)
    return Order(posts.astype(np.uint16), behind, whys.take(posts).tobytes(), unseen, line.until_us)


def begun(id: int, orders: NDArray[np.int64], order: Order, floor: int, *, hides_seen: bool) -> Session:
    """A session of posts by order id."""
    whole = len(order.posts)
    shown = order.unseen if hides_seen else whole
    entries = orders.take(order.posts[:shown].astype(np.intp))
    np.negative(entries, out=entries, where=order.behind[:shown])
    return Session(id, entries, order.whys[:shown], order.unseen, 0 if hides_seen else floor, whole - shown)


def _laid_out(
    heads: NDArray[np.intp], folded: Mapping[int, NDArray[np.intp]]
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Heads with what stands behind them, and which of all these do."""
    if not folded:
        return heads, np.zeros(len(heads), np.bool_)
    ends = sorted((int(np.argmax(heads == head)) + 1, head) for head in folded)
    parts: list[NDArray[np.intp]] = []
    is_behind = np.zeros(len(heads) + sum(map(len, folded.values())), np.bool_)
    start = added = 0
    for end, head in ends:
        behind = folded[head]
        parts += [heads[start:end], behind]
        is_behind[end + added : end + added + len(behind)] = True
        start, added = end, added + len(behind)
    return np.concatenate([*parts, heads[start:]]), is_behind


class Sessions:
    """Sessions of all readers, where every process finds them. They may be lost: then a new one begins."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    async def keep(self, viewer_id: AccountId, session: Session) -> None:
        """Remember a session for four hours."""
        head = _HEAD.pack(VERSION, session.floor, session.unseen, session.hidden, len(session))
        value = b"".join((head, session.entries.astype("<i8", copy=False).data, session.whys))
        await self._cache.put({_key(viewer_id, session.id): value}, TTL_S)

    async def find(self, viewer_id: AccountId, id: int) -> Session | None:
        """A viewer's session, if it is still known."""
        key = _key(viewer_id, id)
        value = (await self._cache.get([key])).get(key)
        if value is None or value[0] != VERSION:
            return None
        _, floor, unseen, hidden, n = _HEAD.unpack_from(value)
        entries = np.frombuffer(value, "<i8", n, _HEAD.size)
        return Session(id, entries, value[_HEAD.size + 8 * n :], unseen, floor, hidden)


def _key(viewer_id: AccountId, id: int) -> str:
    return f"feed.session:{viewer_id}:{id}"
