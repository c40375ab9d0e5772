"""The routes of posts that need no card; the others are in `feed`."""

from dataclasses import dataclass
from typing import Final

from tintype.kernel.access import Access, Rate, Route, writing
from tintype.kernel.ids import PostId, parse_id
from tintype.kernel.viewer import Scope, Viewer
from tintype.posts.findable import Discovery
from tintype.posts.posts import Posts
from tintype.posts.shapes import DiscoveryChoices, PostHistory, history_of

MINE = "/v1/me/discovery"
_OWN: Final = (Access.MEMBER, Scope.READ, Rate.READ)


@dataclass(frozen=True, slots=True)
class PostRoutes:
    """HTTP for the history of a post, and for what somebody wants to find."""

    posts: Posts

    def routes(self) -> list[Route]:
        return [
            Route("GET", MINE, self.chosen, *_OWN, summary="What the viewer wants to find", tag="discovery"),
            writing("PUT", MINE, self.choose, "Find other things", tag="discovery", status=200),
            Route(
                "GET",
                "/v1/posts/{post_id}/history",
                self.history,
                Access.PUBLIC,
                Scope.READ,
                Rate.READ,
                summary="What a post said before its edits, newest first",
                tag="posts",
            ),
        ]

    async def history(self, viewer: Viewer, post_id: str) -> PostHistory:
        return history_of(await self.posts.history(viewer, PostId(parse_id(post_id))))

    async def chosen(self, viewer: Viewer) -> DiscoveryChoices:
        return DiscoveryChoices(await Discovery(self.posts.records).shows_sensitive(viewer))

    async def choose(self, viewer: Viewer, data: DiscoveryChoices) -> DiscoveryChoices:
        await Discovery(self.posts.records).choose(viewer, shows_sensitive=data.sensitive)
        return data
