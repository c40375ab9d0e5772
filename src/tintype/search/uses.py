"""Everything of search that one process uses, over its stores."""

from dataclasses import dataclass

from tintype.feed import Proposals
from tintype.kernel.pages import Cursors
from tintype.media import MediaUrls
from tintype.ports.records import Records
from tintype.ports.search_index import SearchIndex
from tintype.search.keeping import Keeping
from tintype.search.places.finding import PlaceFinding
from tintype.search.places.routes import PlaceRoutes
from tintype.search.rebuilding import Rebuilding
from tintype.search.routes import SearchRoutes
from tintype.search.searching import Searching
from tintype.search.trends import TrendCounting, TrendRoutes


@dataclass(frozen=True, slots=True)
class SearchUses:
    """Finding, and keeping what finds."""

    records: Records
    index: SearchIndex

    @property
    def keeping(self) -> Keeping:
        return Keeping(self.records, self.index)

    @property
    def rebuilding(self) -> Rebuilding:
        return Rebuilding(self.records, self.index)

    @property
    def trend_counting(self) -> TrendCounting:
        return TrendCounting(self.records)

    @property
    def trends(self) -> TrendRoutes:
        """What trends, over HTTP."""
        return TrendRoutes(self.records)

    def routes(self, proposals: Proposals, cursors: Cursors, urls: MediaUrls) -> SearchRoutes:
        """What is answered over HTTP."""
        places = PlaceFinding(self.records, self.index, urls)
        searching = Searching(self.records, self.index, proposals, cursors, urls, places)
        return SearchRoutes(searching, PlaceRoutes(places))
