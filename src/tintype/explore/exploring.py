"""Pages of posts by people whom one does not follow."""

from dataclasses import dataclass

import msgspec
import numpy as np

from tintype.explore.model import SESSION
from tintype.explore.opening import Opening
from tintype.explore.rules import explored
from tintype.explore.sessions import PAST_MAX, Session, Sessions
from tintype.feed import Proposals
from tintype.kernel.ids import AccountId, OrderId
from tintype.kernel.pages import TOP, Cursors, Place
from tintype.kernel.viewer import Viewer

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Exploring:
    """What a session names is only ever a proposal: each page is decided about from the records."""

    proposals: Proposals
    opening: Opening
    sessions: Sessions
    cursors: Cursors

    async def page(self, viewer: Viewer, *, limit: int, cursor: str | None) -> bytes:
        """The best first, or what follows, as JSON. When a session ends the next begins, as long as there is more."""
        place = self.cursors.decode(_kind(viewer.account_id), cursor)
        session, start = await self._place(viewer, place)
        orders = [OrderId(one) for one in session.orders[start:].tolist()]
        items, looked_at = await self.proposals.first(viewer, orders, limit, rule=explored)
        start += looked_at
        has_more = start < len(session) or (
            len(session) == SESSION and len(session.past) < PAST_MAX and bool(items)
        )
        cursor = None
        if has_more:
            cursor = self.cursors.encode(_kind(viewer.account_id), Place(session.id, start))
        return b'{"items":[' + b",".join(items) + b'],"next":' + _encode(cursor) + b"}"

    async def _place(self, viewer: Viewer, place: Place) -> tuple[Session, int]:
        """The session that a place is in, and where; a new one where there is none."""
        viewer_id = viewer.account_id
        past = np.zeros(0, np.int64)
        if place == TOP:
            going_on = await self.sessions.going_on(viewer_id, self.opening.clock.now_us())
            # A short one is made anew each time: it costs little, and what has just come out is missed in it.
            if going_on is not None and len(going_on) == SESSION:
                return going_on, 0
        else:
            found = await self.sessions.find(viewer_id, place.at)
            if found is not None and place.id < len(found):
                return found, place.id
            if found is not None:
                past = np.concatenate([found.past, found.orders])
        session = await self.opening.begin(viewer, past)
        await self.sessions.keep(viewer_id, session)
        return session, 0


def _kind(viewer_id: AccountId) -> str:
    return f"explore:{viewer_id}"
