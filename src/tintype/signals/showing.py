"""What is known of somebody, for their own eyes."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from tintype.graph import reachable
from tintype.kernel.clock import rfc3339
from tintype.kernel.ids import AccountId
from tintype.kernel.viewer import Viewer, known
from tintype.media import MediaUrls
from tintype.ports.records import Reading, Records
from tintype.profiles import short_users
from tintype.signals import store
from tintype.signals.model import Action, Shows, Taste
from tintype.signals.shapes import Near, Preference, Signals
from tintype.signals.tasting import taste_of

NEAR_MAX: Final = 10


@dataclass(frozen=True, slots=True)
class Showing:
    """The page on which people see what orders their feed. `days_kept`: as the operator chose."""

    records: Records
    urls: MediaUrls
    days_kept: int

    async def show(self, viewer: Viewer) -> Signals:
        """All of it; people who are hidden from the viewer by now are left out."""
        viewer_id = known(viewer)

        async def body(reading: Reading) -> Signals:
            taste = await taste_of(reading, viewer_id, reading.now_us)
            wishes = await store.wishes_of(reading, viewer_id)
            nearest = _nearest(taste)
            named = {wish.author_id for wish in wishes} | {author_id for author_id, _ in nearest}
            told = await reachable(reading, viewer, named)
            users = await short_users(reading, told, self.urls)
            return Signals(
                not (await store.viewing_of(reading, viewer_id)).is_off,
                self.days_kept,
                [
                    Preference(
                        users[wish.author_id],
                        "more" if wish.shows is Shows.MORE else "less",
                        rfc3339(wish.at_us),
                    )
                    for wish in wishes
                    if wish.author_id in users
                ],
                [
                    Near(users[author_id], action.name.lower())
                    for author_id, action in nearest
                    if author_id in users
                ],
                len(taste.hidden),
            )

        return await self.records.look(body)


def _nearest(taste: Taste) -> list[tuple[AccountId, Action]]:
    """Those whom the viewer is nearest to, and what that comes from most."""
    first = np.argsort(-taste.strengths, kind="stable")[:NEAR_MAX]
    authors, reasons = taste.authors[first].tolist(), taste.reasons[first].tolist()
    return [(AccountId(id), Action(reason)) for id, reason in zip(authors, reasons, strict=True)]
