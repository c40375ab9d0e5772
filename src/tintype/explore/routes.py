"""Exploring over HTTP."""

from dataclasses import dataclass
from typing import Any

from litestar import Response

from tintype.explore.exploring import Exploring
from tintype.feed import CardPage
from tintype.kernel.access import Route, reading, writing
from tintype.kernel.ids import PostId, parse_id
from tintype.kernel.pages import LIMIT_DEFAULT, limit_of
from tintype.kernel.viewer import Viewer
from tintype.signals import Hiding

TAG = "discovery"


@dataclass(frozen=True, slots=True)
class ExploreRoutes:
    """What one finds without having looked for it."""

    exploring: Exploring
    hiding: Hiding

    def routes(self) -> list[Route]:
        unwanted = "/v1/explore/{post_id}/not-interested"
        return [
            reading("/v1/explore", self.explore, "Posts by people whom one does not follow", tag=TAG),
            writing("PUT", unwanted, self.turn_away, "See fewer posts like this one", tag=TAG),
            writing("DELETE", unwanted, self.turn_back, "Be shown posts like it again", tag=TAG),
        ]

    async def explore(
        self, viewer: Viewer, limit: int = LIMIT_DEFAULT, cursor: str | None = None
    ) -> Response[CardPage]:
        """Public posts, not seen in 30 days; what is marked sensitive is for those who have chosen to find it."""
        body: Any = await self.exploring.page(viewer, limit=limit_of(limit), cursor=cursor)
        return Response(body, media_type="application/json")

    async def turn_away(self, viewer: Viewer, post_id: str) -> None:
        """The post is not shown to the viewer again, here or at home; its author and its topic less."""
        await self.hiding.hide(viewer, PostId(parse_id(post_id)))

    async def turn_back(self, viewer: Viewer, post_id: str) -> None:
        await self.hiding.unhide(viewer, PostId(parse_id(post_id)))
