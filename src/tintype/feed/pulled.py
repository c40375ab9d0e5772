"""Posts of famous authors: pushed to nobody, pulled by their followers from one list per author, which all share.

Readers who follow very many pull those who are far from them as well: see `far.py`.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import neg

from tintype.feed.far import far_of, far_readers
from tintype.feed.marks import Marks
from tintype.feed.tagged import FoundTags, Tagged
from tintype.graph import EdgeKind, edges, pulled
from tintype.kernel.ids import AccountId, OrderId
from tintype.kernel.pages import TOP
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading
from tintype.posts import recent_orders

LISTS_MAX = 20_000  # About 20 MB in each process.
KEPT = 100  # Five pages of nobody else's posts. Who reads further asks the records.
FAR = 0  # Beside the authors' ids in the marks: that who pulls far ones has changed. No id is 0.
# Famous authors that are looked up among those one follows; if there are more, the other way round.
ASKED_MAX = 500


@dataclass(slots=True)
class Found:
    """What was read for one page, to be kept after it. `following`: everybody whose posts its viewer pulls.

    `far`: those of them who are not famous.
    """

    authors: frozenset[AccountId] | None = None
    far_readers: frozenset[AccountId] | None = None
    following: frozenset[AccountId] | None = None
    far: frozenset[AccountId] = frozenset()
    lists: dict[AccountId, Sequence[OrderId]] = field(default_factory=dict[AccountId, Sequence[OrderId]])
    tags: FoundTags = field(default_factory=FoundTags)


class Pulled:
    """Who is famous, their newest posts, and who pulls others too, as one process knows it from the log's tail.

    What was read from a snapshot that is older than an event about it must not be kept: see `CardCache`.
    """

    def __init__(self) -> None:
        self._authors: frozenset[AccountId] | None = None
        self._far_readers: frozenset[AccountId] | None = None
        self._lists: dict[AccountId, array[int]] = {}
        self._marks = Marks()
        self.tagged = Tagged()

    async def newest(
        self, reading: Reading, viewer: Viewer, before: int, limit: int, found: Found
    ) -> list[OrderId]:
        """The newest posts of authors whom the viewer pulls below an order id, at most `limit`."""
        # A page that is refilled comes here again.
        if found.following is None:
            found.following = await self._following(reading, viewer.account_id, found)
        if not found.following:
            return []
        orders: list[OrderId] = []
        deep = [*found.far]
        for author_id in found.following - found.far:
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
        return self._marks.mark()

    def keep(self, found: Found, mark: int) -> None:
        """Remember what was read in a snapshot taken after `mark`."""
        if self._marks.is_since(mark):
            return
        if found.authors is not None:
            self._authors = found.authors
        if found.far_readers is not None and not self._marks.is_since(mark, FAR):
            self._far_readers = found.far_readers
        for author_id, orders in found.lists.items():
            if not self._marks.is_since(mark, author_id):
                self._lists[author_id] = array("q", orders)
        while len(self._lists) > LISTS_MAX:
            del self._lists[next(iter(self._lists))]

    def has_changed(self, authors: Iterable[AccountId], mark: int) -> bool:
        """Whether any of these has posted since a moment."""
        return self._marks.is_since(mark, *authors)

    def posted(self, author_id: AccountId) -> None:
        """Their list, if there is one, has one more."""
        self._marks.touch(author_id)
        self._lists.pop(author_id, None)

    def chosen(self) -> None:
        """A reader who follows very many pulls others than before, or nobody any more."""
        self._marks.touch(FAR)
        self._far_readers = None

    def clear(self) -> None:
        """Who is famous has changed, or the tail has lost the thread."""
        self._marks.touch_all()
        self._far_readers = None
        self._authors = None
        self._lists.clear()

    async def _following(self, reading: Reading, viewer_id: AccountId, found: Found) -> frozenset[AccountId]:
        authors, readers = self._authors, self._far_readers
        if authors is None:
            authors = found.authors = await pulled(reading)
        if readers is None:
            readers = found.far_readers = await far_readers(reading)
        if viewer_id in readers:
            found.far = await far_of(reading, viewer_id) - authors
        famous = await _followed(reading, viewer_id, authors) if authors else frozenset[AccountId]()
        return famous | found.far if found.far else famous

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
