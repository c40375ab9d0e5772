"""How people are named beside posts, as bytes: kept per process, dropped by the log's tail."""

from collections.abc import Iterable, Mapping

from tintype.kernel.ids import AccountId

PEOPLE_MAX = 100_000  # About 25 MB.
AGE_S_MAX = 300.0  # The net under lost events; addresses of pictures hold longer.
MOVED_MAX = 100_000


class PeopleCache:
    """The short form of active accounts as JSON; empty bytes for those that are not shown to anybody.

    As with cards, what was read before an event about somebody must not be kept: `mark` is taken before the
    snapshot.
    """

    def __init__(self) -> None:
        self._names: dict[AccountId, tuple[bytes, float]] = {}
        self._touched: dict[AccountId, int] = {}
        self._clock = 0
        self._floor = 0

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
        return self._clock

    def keep(self, names: Mapping[AccountId, bytes], mark: int, now_s: float) -> None:
        """Remember names read from a snapshot taken after `mark`."""
        if mark < self._floor:
            return
        if len(self._names) + len(names) > PEOPLE_MAX:
            self._names.clear()
        for id, name in names.items():
            if self._touched.get(id, 0) <= mark:
                self._names[id] = name, now_s + AGE_S_MAX

    def drop(self, id: AccountId) -> None:
        """Somebody's name, picture or standing has changed."""
        self._clock += 1
        if len(self._touched) >= MOVED_MAX:
            self._touched.clear()
            self._floor = self._clock
        self._touched[id] = self._clock
        self._names.pop(id, None)

    def clear(self) -> None:
        """Forget everything: the tail has lost the thread."""
        self._clock += 1
        self._floor = self._clock
        self._names.clear()
        self._touched.clear()
