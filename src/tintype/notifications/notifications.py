"""Everything about notifications, built over what one process has."""

from collections.abc import Mapping
from dataclasses import dataclass

from tintype.flow import Chore, Consumer, JobHandler
from tintype.kernel.clock import HOUR_US, SECOND_US, Clock
from tintype.kernel.pages import Cursors
from tintype.mail import Compose
from tintype.media import MediaUrls
from tintype.notifications.activity import Activity
from tintype.notifications.choosing import Choosing
from tintype.notifications.digest import DIGEST, EVERY_S, Digests
from tintype.notifications.ending import EndingRoutes
from tintype.notifications.pushing import PUSH, Pushing
from tintype.notifications.routes import NotificationRoutes
from tintype.notifications.subscriptions import Subscriptions
from tintype.notifications.sweeping import sweep
from tintype.notifications.telling import Telling
from tintype.ports.broadcast import Broadcast
from tintype.ports.push import Push
from tintype.ports.records import Records


@dataclass(frozen=True, slots=True)
class Notifications:
    """What the processes of a site need of this subject."""

    records: Records
    clock: Clock
    broadcast: Broadcast
    push: Push
    digests: Digests

    def routes(self, cursors: Cursors, urls: MediaUrls) -> list[NotificationRoutes | EndingRoutes]:
        """What is answered over HTTP."""
        choosing = Choosing(self.records, self.broadcast)
        subscriptions = Subscriptions(self.records, self.push)
        return [
            NotificationRoutes(self.records, choosing, subscriptions, cursors, urls),
            EndingRoutes(choosing, self.digests),
        ]

    def consumers(self) -> list[Consumer]:
        """What follows the log."""
        return [
            Telling(self.records, self.broadcast).consumer(),
            Activity(self.records).consumer(),
            Subscriptions(self.records, self.push).consumer(),
        ]

    def handlers(self) -> Mapping[str, JobHandler]:
        """What jobs are done here."""
        return {PUSH: Pushing(self.records, self.push).handle}

    def composers(self) -> Mapping[str, Compose]:
        """Which letters are written here."""
        return {DIGEST: self.digests.write}

    def chores(self) -> list[Chore]:
        """What is done now and then."""

        async def forget() -> int:
            return await sweep(self.records, self.clock)

        return [
            Chore("notifications.digest", EVERY_S, self.digests.ask),
            Chore("notifications.sweep", HOUR_US / SECOND_US, forget),
        ]
