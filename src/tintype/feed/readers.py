"""Who reads: what ranking needs to know of viewers, and which posts there are for them, as one process knows it."""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tintype.feed.marks import Marks
from tintype.feed.sessions import Order
from tintype.graph import EdgeKind, edges
from tintype.kernel.ids import AccountId
from tintype.ports.records import Reading
from tintype.ranking import Outlook, Reader, Why, half_life_us, kind_factors
from tintype.signals import Action, Taste, taste_of

READERS_MAX = 25_000  # 250 MB in each process.
AGE_S_MAX = 300.0  # Affinity ages by hours; who follows back and what older records hold is asked again.

_WHYS = {
    Action.LIKE: Why.LIKED,
    Action.COMMENT: Why.COMMENTED,
    Action.SAVE: Why.SAVED,
    Action.SHARE: Why.SHARED,
    Action.PROFILE: Why.VISITED,
}
_NONE = np.empty(0, np.int64)
#: `Why` by `Action`.
BY_ACTION = np.asarray([_WHYS.get(action, Why.FOLLOWED) for action in Action], np.uint8)


@dataclass(slots=True)
class KnownReader:
    """One viewer, in 10 KB. `places` are those of their newest 500 in `Traits`, within one `era`, when their row had
    `version`; what these are to them (`look`, `whys`, `usual`), as the traits were at `batch`, is good for as long as
    the numbers of each. Below `floor` the records go on, unless it is 0. `pulled` came from famous authors, `older`
    from the records.
    """

    reader: Reader
    version: int
    places: NDArray[np.int32]
    era: int
    batch: int
    look: Outlook
    whys: NDArray[np.uint8]
    usual: float
    fresh_until_us: int
    floor: int
    pulled: NDArray[np.int64]
    older: NDArray[np.int64]
    following: frozenset[AccountId]
    pulled_at: int
    stale_s: float
    taste_at: int
    """When it was that their taste was read: see `Readers.has_acted`."""
    order: Order | None = None
    """As it was last worked out from `look`."""


class Readers:
    """Viewers of this process. Of one who likes or looks the taste is read anew, one who follows … is forgotten."""

    def __init__(self) -> None:
        self._known: dict[AccountId, KnownReader] = {}
        self._marks = Marks()
        """Of viewers; and of their taste, by minus the viewer."""

    def get(self, viewer_id: AccountId) -> KnownReader | None:
        """A viewer, if there is nothing newer to be read."""
        known = self._known.get(viewer_id)
        return None if known is None or known.stale_s < time.monotonic() else known

    def mark(self) -> int:
        """The present moment in events, for `keep`."""
        return self._marks.mark()

    def keep(self, viewer_id: AccountId, known: KnownReader, mark: int) -> None:
        """Remember a viewer as they were in a snapshot taken after `mark`, unless something has happened since."""
        if self._marks.is_since(mark, viewer_id):
            return
        self._known[viewer_id] = known
        if len(self._known) > READERS_MAX:
            del self._known[next(iter(self._known))]

    def has_acted(self, viewer_id: AccountId, mark: int) -> bool:
        """Whether a viewer has liked, looked … since a moment: what was read of their taste before is old."""
        return self._marks.is_since(mark, -viewer_id)

    def acted(self, viewer_id: AccountId) -> None:
        """They have liked, saved, looked at something: who follows them and whom they follow is as it was."""
        self._marks.touch(-viewer_id)

    def drop(self, viewer_id: AccountId) -> None:
        """They have done something, or something was done to them."""
        self._marks.touch(viewer_id)
        self._known.pop(viewer_id, None)

    def clear(self) -> None:
        """Forget everybody: the tail has lost the thread."""
        self._marks.touch_all()
        self._known.clear()


async def reader_of(
    reading: Reading, viewer_id: AccountId, now_us: int, authors: NDArray[np.int64]
) -> Reader:
    """What ranking needs to know of a viewer who is to be shown posts by these authors."""
    return await reader_with(reading, viewer_id, await taste_of(reading, viewer_id, now_us), authors)


async def reader_with(
    reading: Reading, viewer_id: AccountId, taste: Taste, authors: NDArray[np.int64]
) -> Reader:
    """The same, of whom the taste is known already."""
    back = await edges.contains(reading, viewer_id, EdgeKind.FOLLOWED_BY, {int(one) for one in authors})
    return _reader(viewer_id, taste, mutual=np.sort(np.fromiter(back, np.int64, len(back))))


def with_taste(reader: Reader, taste: Taste) -> Reader:
    """The same viewer, whose taste has changed."""
    return _reader(AccountId(reader.id), taste, mutual=reader.mutual, topical=reader.topical)


def _reader(
    viewer_id: AccountId, taste: Taste, *, mutual: NDArray[np.int64], topical: NDArray[np.int64] = _NONE
) -> Reader:
    return Reader(
        id=viewer_id,
        authors=taste.authors,
        strengths=taste.strengths,
        reasons=taste.reasons,
        mutual=mutual,
        kinds=kind_factors({kind: (float(row[0]), float(row[1])) for kind, row in enumerate(taste.kinds)}),
        less={int(author): since_us for author, since_us in taste.less.items()},
        more=frozenset(taste.more),
        seen=taste.seen,
        frontier=taste.frontier,
        half_life_us=half_life_us(taste.visit_gap_us),
        topical=topical,
    )
