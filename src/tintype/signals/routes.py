"""What people let their feeds know, over HTTP."""

from dataclasses import dataclass, replace
from functools import partial

from tintype.kernel.access import Access, Rate, Route, reading, writing
from tintype.kernel.ids import AccountId, PostId, parse_id
from tintype.kernel.viewer import Viewer
from tintype.signals.hiding import Hiding
from tintype.signals.noting import Impressions
from tintype.signals.shapes import (
    SHOWS,
    SURFACES,
    NewImpressions,
    NewPreference,
    Signals,
    SignalsIn,
    items_of,
)
from tintype.signals.showing import Showing
from tintype.signals.wishing import Wishing

TAG = "signals"


@dataclass(frozen=True, slots=True)
class SignalRoutes:
    """Everything here is between the viewer and the site, and may be sent twice."""

    impressions: Impressions
    hiding: Hiding
    wishing: Wishing
    showing: Showing

    async def note(self, viewer: Viewer, data: NewImpressions) -> None:
        await self.impressions.note(viewer, items_of(data), SURFACES[data.surface])

    async def hide(self, viewer: Viewer, post_id: str) -> None:
        await self.hiding.hide(viewer, PostId(parse_id(post_id)))

    async def unhide(self, viewer: Viewer, post_id: str) -> None:
        await self.hiding.unhide(viewer, PostId(parse_id(post_id)))

    async def prefer(self, viewer: Viewer, user_id: str, data: NewPreference) -> None:
        await self.wishing.prefer(viewer, AccountId(parse_id(user_id)), SHOWS[data.show])

    async def take_back(self, viewer: Viewer, user_id: str) -> None:
        await self.wishing.take_back(viewer, AccountId(parse_id(user_id)))

    async def show(self, viewer: Viewer) -> Signals:
        return await self.showing.show(viewer)

    async def choose(self, viewer: Viewer, data: SignalsIn) -> Signals:
        await self.wishing.choose(viewer, is_personal=data.personal)
        return await self.showing.show(viewer)

    async def unhide_all(self, viewer: Viewer) -> None:
        await self.hiding.unhide_all(viewer)

    def routes(self) -> list[Route]:
        write = partial(writing, tag=TAG)
        hide, preference = "/v1/posts/{post_id}/hide", "/v1/users/{user_id}/preference"
        mine = "/v1/me/signals"
        note = write("POST", "/v1/impressions", self.note, "Report which posts were shown, and looked at")
        return [
            # Every open page reports, also of those who have not confirmed their address: it changes their feed alone.
            replace(note, rate=Rate.SIGNALS, body_bytes_max=32 * 1024, for_limited=True),
            write("PUT", hide, self.hide, "No longer be shown a post at home"),
            write("DELETE", hide, self.unhide, "Be shown a post at home again"),
            write("DELETE", "/v1/me/hidden-posts", self.unhide_all, "Be shown everything at home again"),
            write("PUT", preference, self.prefer, "See more or less of somebody's posts"),
            write("DELETE", preference, self.take_back, "See as much of somebody as of anybody"),
            replace(
                reading(mine, self.show, "What decides what one sees first", tag=TAG), access=Access.MEMBER
            ),
            write("PATCH", mine, self.choose, "Let the site learn from what one does, or not", status=200),
        ]
