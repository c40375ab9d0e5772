"""How people are named beside posts, as bytes: kept per process, dropped by the log's tail."""

from collections.abc import Iterable, Mapping

from tintype.feed.marks import Marks
from tintype.kernel.ids import AccountId

PEOPLE_MAX = 100_000  # About 25 MB.
AGE_S_MAX = 300.0  # The net under lost events; addresses of pictures hold longer.


class PeopleCache:
    """The short form of active accounts as JSON; empty bytes for those that are not shown to anybody.

    As with cards, what was read before an event about somebody must not be kept: `mark` is taken before the
    snapshot.
    """

    def __init__(self) -> None:
        self._names: dict[AccountId, tuple[bytes, float]] = {}
        self._marks = Marks()

    def known(self, ids: Iterable[AccountId], now_s: float) -> dict[AccountId, bytes]:
        """Those of many people whose names are at hand."""
        found: dict[AccountId, bytes] = {}
        for id in ids:
            kept = self._names.get(id)
            if kept is not None and kept[1] > now_s:
                found[id] = kept[0]
        return found

    def mark(self) -> int:
        """The present moment in events, for `keep`."""
        return self._marks.mark()

    def keep(self, names: Mapping[AccountId, bytes], mark: int, now_s: float) -> None:
        """Remember names read from a snapshot taken after `mark`."""
        if len(self._names) + len(names) > PEOPLE_MAX:
            self._names.clear()
        for id, name in names.items():
            if not self._marks.is_since(mark, id):
                self._names[id] = name, now_s + AGE_S_MAX

    def drop(self, id: AccountId) -> None:
        """Somebody's name, picture or standing has changed."""
        self._marks.touch(id)
        self._names.pop(id, None)

    def clear(self) -> None:
        """Forget everything: the tail has lost the thread."""
        self._marks.touch_all()
        self._names.clear()
