"""HTTP for posts and timelines: everything that answers with cards."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response
from msgspec import UNSET

from tintype.feed.choices import Choice, Choices, order_of
from tintype.feed.create import publish
from tintype.feed.drafting import changes_of, comments_from_of, draft_of
from tintype.feed.hot import HotHome
from tintype.feed.people_in_posts import PeopleInPosts
from tintype.feed.people_routes import PeopleRoutes
from tintype.feed.shapes import (
    Card,
    CardPage,
    HomeChanges,
    HomeChoices,
    HomePage,
    NewPost,
    PostChanges,
)
from tintype.feed.shelf_routes import ShelfRoutes
from tintype.feed.timelines import Timelines
from tintype.kernel.access import Access, Asgi, Rate, Route
from tintype.kernel.ids import PostId, parse_id
from tintype.kernel.pages import LIMIT_DEFAULT, limit_of
from tintype.kernel.problems import PreconditionFailed
from tintype.kernel.viewer import Scope, Viewer
from tintype.posts import Posts

MULTIPART_BYTES_MAX = 20 * 50_000_000 + 1_000_000  # 20 photos of 50 MB and the fields between them.


@dataclass(frozen=True, slots=True)
class FeedRoutes:
    """Handlers of cards. `create_raw` takes a post as JSON or as one multipart request with its files."""

    hot: HotHome
    choices: Choices
    timelines: Timelines
    posts: Posts
    create_raw: Asgi | None = None

    def routes(self) -> list[Route]:
        read = (Scope.READ, Rate.READ)
        write = (Access.MEMBER, Scope.WRITE, Rate.WRITE)
        return [
            *self._home_routes(),
            Route(
                "POST",
                "/v1/posts",
                self.create,
                *write,
                status=201,
                accepts=("application/json", "multipart/form-data"),
                body_bytes_max=MULTIPART_BYTES_MAX,
                raw=self.create_raw,
                is_repeatable=True,
                summary="Publish a post of 1 to 20 photos",
            ),
            Route("GET", "/v1/posts/{post_id}", self.show, Access.PUBLIC, *read, summary="One post"),
            Route("PATCH", "/v1/posts/{post_id}", self.edit, *write, summary="Edit the words of a post"),
            Route("DELETE", "/v1/posts/{post_id}", self.delete, *write, status=204, summary="Delete a post"),
            Route(
                "GET",
                "/v1/users/{user_id}/posts",
                self.of_author,
                Access.PUBLIC,
                *read,
                summary="An author's posts, newest first",
            ),
            Route(
                "GET", "/v1/me/saved", self.saved, Access.MEMBER, *read, summary="What the viewer has kept"
            ),
            *ShelfRoutes(self.posts, self.timelines).routes(),
            *PeopleRoutes(self.posts, PeopleInPosts(self.timelines)).routes(),
        ]

    def _home_routes(self) -> list[Route]:
        read = (Scope.READ, Rate.READ)
        write = (Access.MEMBER, Scope.WRITE, Rate.WRITE)
        return [
            Route(
                "GET",
                "/v1/timelines/home",
                self.show_home,
                Access.MEMBER,
                *read,
                raw=self.hot,
                summary="The home feed: posts of followed accounts and one's own, ranked or latest first",
            ),
            Route(
                "GET",
                "/v1/me/home",
                self.show_choices,
                Access.MEMBER,
                *read,
                summary="The order in which the viewer reads their home feed",
            ),
            Route("PUT", "/v1/me/home", self.choose, *write, summary="Read the home feed in another order"),
        ]

    async def show_home(
        self,
        viewer: Viewer,
        limit: int = LIMIT_DEFAULT,
        cursor: str | None = None,
        order: str | None = None,
    ) -> Response[HomePage]:
        """The same bytes as the raw route gives, through the framework: for the description and the tests."""
        asked = self.hot.parse(viewer.account_id, str(limit), cursor, order)
        body: Any = await self.hot.page(viewer, asked)
        return Response(body, media_type="application/json", headers={"cache-control": "private, no-store"})

    async def show_choices(self, viewer: Viewer) -> HomeChoices:
        return _choices(await self.choices.of(viewer))

    async def choose(self, viewer: Viewer, data: HomeChanges) -> HomeChoices:
        order = None if data.order is UNSET else order_of(data.order)
        hides_seen = None if data.hides_seen is UNSET else data.hides_seen
        return _choices(await self.choices.choose(viewer, order=order, hides_seen=hides_seen))

    async def create(self, viewer: Viewer, data: NewPost) -> Card:
        """Answers at once; others see the post when all of its photos are ready."""
        comments_from = comments_from_of(data.comments_from)
        post = await publish(self.posts, viewer, draft_of(data), comments_from)
        return await self.timelines.post(viewer, post.id)

    async def show(self, viewer: Viewer, post_id: str) -> Response[Card]:
        card = await self.timelines.post(viewer, PostId(parse_id(post_id)))
        return with_etag(card)

    async def edit(
        self, viewer: Viewer, post_id: str, data: PostChanges, request: Request[Any, Any, Any]
    ) -> Response[Card]:
        version = version_of(request.headers.get("if-match"))
        post = await self.posts.edit(viewer, PostId(parse_id(post_id)), changes_of(data), version=version)
        return with_etag(await self.timelines.post(viewer, post.id))

    async def delete(self, viewer: Viewer, post_id: str) -> None:
        await self.posts.delete(viewer, PostId(parse_id(post_id)))

    async def of_author(
        self,
        viewer: Viewer,
        user_id: str,
        limit: int = LIMIT_DEFAULT,
        cursor: str | None = None,
        commented_by: str | None = None,
    ) -> CardPage:
        """All of them, or with `commented_by` (an id, or @ and a username) those under which somebody has commented."""
        author_id = await self.timelines.account_of(user_id)
        if commented_by is not None:
            who_id = await self.timelines.account_of(commented_by)
            return await self.timelines.commented_by(
                viewer, author_id, who_id, limit=limit_of(limit), cursor=cursor
            )
        return await self.timelines.of_author(viewer, author_id, limit=limit_of(limit), cursor=cursor)

    async def saved(self, viewer: Viewer, limit: int = LIMIT_DEFAULT, cursor: str | None = None) -> CardPage:
        return await self.timelines.saved(viewer, limit=limit_of(limit), cursor=cursor)


def version_of(if_match: str | None) -> int | None:
    """The version an edit was made on, from If-Match. Raises PreconditionFailed for a tag that is not ours."""
    if if_match is None or if_match == "*":
        return None
    text = if_match.strip('"')
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise PreconditionFailed("This If-Match is not an ETag of this post.")
    return int(text)


def with_etag(card: Card) -> Response[Card]:
    """A card under its version, for optimistic edits."""
    headers = {"etag": f'"{card.version}"', "cache-control": "private, no-store"}
    return Response(card, headers=headers)


def _choices(choice: Choice) -> HomeChoices:
    return HomeChoices(choice.order.word, choice.hides_seen)
