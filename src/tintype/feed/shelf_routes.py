"""HTTP for what authors keep to themselves: drafts, scheduled, archived and deleted posts; and for pins."""

from dataclasses import dataclass

from tintype.feed.shapes import CardPage
from tintype.feed.timelines import Timelines
from tintype.kernel.access import Access, Rate, Route, writing
from tintype.kernel.ids import PostId, parse_id
from tintype.kernel.pages import LIMIT_DEFAULT, limit_of
from tintype.kernel.problems import Invalid
from tintype.kernel.viewer import Scope, Viewer
from tintype.posts import Posts, PostState

SHELVES = {
    "draft": PostState.DRAFT,
    "scheduled": PostState.SCHEDULED,
    "archived": PostState.ARCHIVED,
    "removed": PostState.REMOVED,
}


@dataclass(frozen=True, slots=True)
class ShelfRoutes:
    """Handlers for one's own posts that others do not see, and for the way there and back."""

    posts: Posts
    timelines: Timelines

    def routes(self) -> list[Route]:
        post = "/v1/posts/{post_id}"
        return [
            Route(
                "GET",
                "/v1/me/posts",
                self.shelf,
                Access.MEMBER,
                Scope.READ,
                Rate.READ,
                summary="One's own drafts, scheduled, archived or deleted posts",
                tag="posts",
            ),
            writing(
                "DELETE", "/v1/me/posts/{post_id}", self.forget, "Let a deleted post go for good", tag="posts"
            ),
            writing("DELETE", f"{post}/removal", self.restore, "Undo the deletion of a post", tag="posts"),
            writing("PUT", f"{post}/archive", self.archive, "Hide a post from everybody else", tag="posts"),
            writing(
                "DELETE", f"{post}/archive", self.unarchive, "Bring a post back to its place", tag="posts"
            ),
            writing(
                "PUT", f"{post}/pin", self.pin, "Put a post first on one's page, three at most", tag="posts"
            ),
            writing("DELETE", f"{post}/pin", self.unpin, "Unpin a post", tag="posts"),
        ]

    async def shelf(
        self, viewer: Viewer, shelf: str, limit: int = LIMIT_DEFAULT, cursor: str | None = None
    ) -> CardPage:
        if shelf not in SHELVES:
            raise Invalid(f"shelf is {' or '.join(SHELVES)}.", fields={"shelf": ["unknown"]})
        return await self.timelines.shelf(viewer, SHELVES[shelf], limit=limit_of(limit), cursor=cursor)

    async def forget(self, viewer: Viewer, post_id: str) -> None:
        await self.posts.forget(viewer, PostId(parse_id(post_id)))

    async def restore(self, viewer: Viewer, post_id: str) -> None:
        await self.posts.restore(viewer, PostId(parse_id(post_id)))

    async def archive(self, viewer: Viewer, post_id: str) -> None:
        await self.posts.archive(viewer, PostId(parse_id(post_id)), wish=True)

    async def unarchive(self, viewer: Viewer, post_id: str) -> None:
        await self.posts.archive(viewer, PostId(parse_id(post_id)), wish=False)

    async def pin(self, viewer: Viewer, post_id: str) -> None:
        await self.posts.pin(viewer, PostId(parse_id(post_id)), wish=True)

    async def unpin(self, viewer: Viewer, post_id: str) -> None:
        await self.posts.pin(viewer, PostId(parse_id(post_id)), wish=False)
