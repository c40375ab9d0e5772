"""Whom to follow next: the most followed accounts that the viewer may see and does not know yet."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from tintype.graph import edges, store
from tintype.graph.model import EdgeKind
from tintype.graph.visibility import visible
from tintype.kernel.ids import AccountId
from tintype.kernel.viewer import Viewer
from tintype.ports.cache import Cache
from tintype.ports.records import Reading, Records

CANDIDATES = 200  # Somebody who follows all of the 200 most followed has found their way.
CANDIDATES_TTL_S = 300.0
_CANDIDATES_KEY = "graph.most_followed"
_KNOWN = (EdgeKind.FOLLOW, EdgeKind.REQUEST, EdgeKind.MUTE)


@dataclass(frozen=True, slots=True)
class MostFollowed:
    """The site's most followed accounts: the same for everybody, so remembered for five minutes."""

    records: Records
    cache: Cache

    async def ids(self) -> list[AccountId]:
        """At most 200, most followed first. A site that has fewer is small, and asks anew each time."""
        cached = (await self.cache.get([_CANDIDATES_KEY])).get(_CANDIDATES_KEY)
        if cached is not None:
            return [AccountId(id) for id in array("q", cached)]
        ids = await self.records.look(lambda reading: store.most_followed(reading, CANDIDATES))
        if len(ids) == CANDIDATES:
            await self.cache.put({_CANDIDATES_KEY: array("q", ids).tobytes()}, CANDIDATES_TTL_S)
        return ids


async def suggestions(
    reading: Reading, viewer: Viewer, candidates: Sequence[AccountId], limit: int
) -> list[AccountId]:
    """Those of the candidates whom the viewer may see, without the viewer's own and known ones."""
    seen = await visible(reading, viewer, candidates)
    tied = await edges.ties(reading, viewer.account_id, _KNOWN, candidates) if viewer.is_known else {}
    strangers = seen - tied.keys() - {viewer.account_id}
    return [account_id for account_id in candidates if account_id in strangers][:limit]
