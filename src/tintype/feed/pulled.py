"""Posts of famous authors: pushed to nobody, pulled by their followers from one list per author, which all share."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import neg

from tintype.graph import EdgeKind, edges, pulled
from tintype.kernel.ids import AccountId, OrderId
from tintype.kernel.pages import TOP
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading
from tintype.posts import recent_orders

LISTS_MAX = 20_000  # About 20 MB in each process.
KEPT = 100  # Five pages of nobody else's posts. Who reads further asks the records.
ASKED_MAX = (
    500  # Famous authors that are looked up among those one follows; if there are more, the other way round.
)


@dataclass(slots=True)
class Found:
    """What was read for one page, to be kept after it. `following`: the famous ones whom its viewer follows."""

    authors: frozenset[AccountId] | None = None
    following: frozenset[AccountId] | None = None
    lists: dict[AccountId, Sequence[OrderId]] = field(default_factory=dict[AccountId, Sequence[OrderId]])


class Pulled:
    """Who is famous, and their newest posts, as one process knows them from the log's tail.

    What was read from a snapshot that is older than an event about it must not be kept: see `CardCache`.
    """

    def __init__(self) -> None:
        self._authors: frozenset[AccountId] | None = None
        self._lists: dict[AccountId, array[int]] = {}
        self._clock = 0
        self._floor = 0
        self._touched: dict[AccountId, int] = {}

    async def newest(
        self, reading: Reading, viewer: Viewer, before: int, limit: int, found: Found
    ) -> list[OrderId]:
        """The newest posts of famous authors whom the viewer follows below an order id, at most `limit`."""
        authors = self._authors
        if authors is None:
            authors = found.authors = await pulled(reading)
        if not authors:
            return []
        # A page that is refilled comes here again.
        if found.following is None:
            found.following = await _followed(reading, viewer.account_id, authors)
        orders: list[OrderId] = []
        deep: list[AccountId] = []
        for author_id in found.following:
            kept = await self._list(reading, author_id, found)
            start = bisect_right(kept, -before, key=neg)
            theirs = kept[start : start + limit]
            orders += map(OrderId, theirs)
            # A list that is cut off says nothing of what lies behind its end.
            if len(kept) == KEPT and len(theirs) < limit:
                deep.append(author_id)
        orders += await recent_orders(reading, deep, before, limit)
        return sorted(set(orders), reverse=True)[:limit]

    def mark(self) -> int:
        """The present moment in events, for `keep`."""
        return self._clock

    def keep(self, found: Found, mark: int) -> None:
        """Remember what was read in a snapshot taken after `mark`."""
        if mark < self._floor:
            return
        if found.authors is not None:
            self._authors = found.authors
        for author_id, orders in found.lists.items():
            if self._touched.get(author_id, 0) <= mark:
                self._lists[author_id] = array("q", orders)
        while len(self._lists) > LISTS_MAX:
            del self._lists[next(iter(self._lists))]

    def has_changed(self, authors: Iterable[AccountId], mark: int) -> bool:
        """Whether any of these has posted since a moment."""
        return mark < self._floor or any(self._touched.get(one, 0) > mark for one in authors)

    def posted(self, author_id: AccountId) -> None:
        """Their list has one more."""
        if self._authors is None or author_id in self._authors:
            self._clock += 1
            self._touched[author_id] = self._clock
            self._lists.pop(author_id, None)
            if len(self._touched) > LISTS_MAX:
                self.clear()

    def clear(self) -> None:
        """Who is famous has changed, or the tail has lost the thread."""
        self._clock += 1
        self._floor = self._clock
        self._authors = None
        self._lists.clear()
        self._touched.clear()

    async def _list(self, reading: Reading, author_id: AccountId, found: Found) -> Sequence[int]:
        kept = self._lists.get(author_id)
        if kept is None:
            kept = found.lists.get(author_id)
        if kept is None:
            kept = found.lists[author_id] = await recent_orders(reading, [author_id], TOP.at, KEPT)
        return kept


async def _followed(
    reading: Reading, viewer_id: AccountId, authors: frozenset[AccountId]
) -> frozenset[AccountId]:
    if len(authors) <= ASKED_MAX:
        followed = await edges.contains(reading, viewer_id, EdgeKind.FOLLOW, authors)
        return frozenset(map(AccountId, followed))
    return authors.intersection(map(AccountId, await edges.all_of(reading, viewer_id, {EdgeKind.FOLLOW})))


def merged(pushed: Sequence[int], pulled: Sequence[int]) -> list[OrderId]:
    """Both, newest first; what was pushed before its author became famous is in both."""
    orders = sorted({*pushed, *pulled}, reverse=True) if pulled else pushed
    return [OrderId(order) for order in orders]
