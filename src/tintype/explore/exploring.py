"""Pages of posts by people whom one does not follow."""

from dataclasses import dataclass

import numpy as np

from tintype.explore.model import SESSION
from tintype.explore.opening import Opening
from tintype.explore.rules import shown_to
from tintype.explore.sessions import PAST_MAX, Session, Sessions
from tintype.feed import Card, CardPage, Timelines
from tintype.kernel.ids import AccountId, OrderId
from tintype.kernel.pages import TOP, Cursors, Place
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading, Records
from tintype.posts import marked_among, posts_of

ROUNDS_MAX = 5  # Of filling up a page from which something had to be left out.


@dataclass(frozen=True, slots=True)
class Exploring:
    """What a session names is only ever a proposal: each page is decided about from the records."""

    records: Records
    timelines: Timelines
    opening: Opening
    sessions: Sessions
    cursors: Cursors

    async def page(self, viewer: Viewer, *, limit: int, cursor: str | None) -> CardPage:
        """The best first, or what follows. When a session ends the next begins, as long as there is more."""
        place = self.cursors.decode(_kind(viewer.account_id), cursor)
        session, start = await self._place(viewer, place)
        items: list[Card] = []
        for _ in range(ROUNDS_MAX):
            orders = [OrderId(one) for one in session.orders[start : start + limit - len(items)].tolist()]
            if not orders:
                break
            start += len(orders)
            items += await self.records.look(
                lambda reading, orders=orders: self._cards(reading, viewer, orders)
            )
            if len(items) == limit:
                break
        has_more = start < len(session) or (
            len(session) == SESSION and len(session.past) < PAST_MAX and bool(items)
        )
        kind = _kind(viewer.account_id)
        return CardPage(items, self.cursors.encode(kind, Place(session.id, start)) if has_more else None)

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

    async def _cards(self, reading: Reading, viewer: Viewer, orders: list[OrderId]) -> list[Card]:
        heads = await shown_to(reading, viewer, orders)
        posts = await posts_of(reading, [head.id for head in heads])
        # By its author, or by whoever has judged one of its pictures since the pool was made (AZ-29).
        marked = await marked_among(reading, list(posts.values()))
        unmarked = [post for post in posts.values() if post.id not in marked]
        return await self.timelines.dressed(reading, viewer, unmarked)


def _kind(viewer_id: AccountId) -> str:
    return f"explore:{viewer_id}"
