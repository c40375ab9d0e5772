"""The one route of posts that needs no card; the others are in `feed`."""

from dataclasses import dataclass

from tintype.kernel.access import Access, Rate, Route
from tintype.kernel.ids import PostId, parse_id
from tintype.kernel.viewer import Scope, Viewer
from tintype.posts.posts import Posts
from tintype.posts.shapes import PostHistory, history_of


@dataclass(frozen=True, slots=True)
class PostRoutes:
    """HTTP for the history of a post."""

    posts: Posts

    def routes(self) -> list[Route]:
        return [
            Route(
                "GET",
                "/v1/posts/{post_id}/history",
                self.history,
                Access.PUBLIC,
                Scope.READ,
                Rate.READ,
                summary="What a post said before its edits, newest first",
                tag="posts",
            )
        ]

    async def history(self, viewer: Viewer, post_id: str) -> PostHistory:
        return history_of(await self.posts.history(viewer, PostId(parse_id(post_id))))
