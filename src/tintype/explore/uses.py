"""Everything of exploring that one process uses, over its stores."""

from dataclasses import dataclass

from tintype.explore.building import Building
from tintype.explore.exploring import Exploring
from tintype.explore.keeping import Keeping
from tintype.explore.opening import Opening
from tintype.explore.routes import ExploreRoutes
from tintype.explore.sessions import Sessions
from tintype.feed import Proposals, Traits
from tintype.flow import Chore
from tintype.kernel.clock import Clock
from tintype.kernel.pages import Cursors
from tintype.ports.cache import Cache
from tintype.ports.records import Records
from tintype.ranker import Ranker
from tintype.settings import ExploreSettings
from tintype.signals import Hiding

LOOK_EVERY_S = 60.0  # Whether a making is due, or has broken off.


@dataclass(frozen=True, slots=True)
class ExploreUses:
    """Showing, and making what is shown."""

    records: Records
    clock: Clock
    chosen: ExploreSettings

    @property
    def building(self) -> Building:
        return Building(self.records, self.clock, self.chosen.pool, self.chosen.hours)

    @property
    def keeping(self) -> Keeping:
        return Keeping(self.records)

    def chores(self) -> list[Chore]:
        """What is done now and then."""
        return [Chore("explore.build", LOOK_EVERY_S, self.building.if_due)]

    def routes(
        self, proposals: Proposals, sessions: Cache, cursors: Cursors, ranker: Ranker
    ) -> ExploreRoutes:
        """What is answered over HTTP."""
        opening = Opening(self.records, Traits(), self.clock, ranker)
        exploring = Exploring(proposals, opening, Sessions(sessions), cursors)
        return ExploreRoutes(exploring, Hiding(self.records))
