"""Everything about signals, built over what one process has."""

from dataclasses import dataclass

from tintype.flow import Chore, Consumer
from tintype.kernel.clock import HOUR_US, SECOND_US, Clock
from tintype.media import MediaUrls
from tintype.ports.records import Records
from tintype.signals.counting import Counting
from tintype.signals.hiding import Hiding
from tintype.signals.noting import Impressions
from tintype.signals.routes import SignalRoutes
from tintype.signals.showing import Showing
from tintype.signals.sweeping import Sweeping
from tintype.signals.wishing import Wishing


@dataclass(frozen=True, slots=True)
class Signals:
    """What the processes of a site need of this subject. `days_kept`: how long it is known who was shown what."""

    records: Records
    clock: Clock
    days_kept: int

    def routes(self, urls: MediaUrls) -> list[SignalRoutes]:
        """What is answered over HTTP."""
        showing = Showing(self.records, urls, self.days_kept)
        return [SignalRoutes(Impressions(self.records), Hiding(self.records), Wishing(self.records), showing)]

    def consumers(self) -> list[Consumer]:
        """What follows the log."""
        return [Counting(self.records).consumer()]

    def chores(self) -> list[Chore]:
        """What is done now and then."""
        sweeping = Sweeping(self.records, self.clock, self.days_kept)
        return [Chore("signals.sweep", HOUR_US / SECOND_US, sweeping.sweep)]
