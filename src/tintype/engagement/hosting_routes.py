"""What the author of a post does about its conversation, over HTTP."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from tintype.engagement.holding import choices_of, conversation_of
from tintype.engagement.hosting import Hosting
from tintype.engagement.hosting_shapes import (
    ConversationIn,
    ConversationOfPost,
    EngagementChoices,
    EngagementChoicesIn,
    HeldPage,
    choices_change,
    choices_shape,
    conversation_change,
    conversation_shape,
    held_comment,
)
from tintype.engagement.shapes import comment_shapes
from tintype.engagement.threads import held_page
from tintype.kernel.access import Access, Route, reading, writing
from tintype.kernel.ids import CommentId, PostId, parse_id
from tintype.kernel.pages import LIMIT_DEFAULT, Cursors, limit_of
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.media import MediaUrls
from tintype.ports.records import Reading, Records
from tintype.posts import visible_heads


@dataclass(frozen=True, slots=True)
class HostingRoutes:
    """Everything here may be sent twice; the second time changes nothing."""

    records: Records
    hosting: Hosting
    cursors: Cursors
    urls: MediaUrls

    async def show_conversation(self, viewer: Viewer, post_id: str) -> ConversationOfPost:
        async def body(reading: Reading) -> ConversationOfPost:
            post = PostId(parse_id(post_id))
            head = (await visible_heads(reading, viewer, [post])).get(post)
            if head is None or head.author_id != viewer.account_id:
                raise NotFound
            return conversation_shape(await conversation_of(reading, post))

        return await self.hosting.records.look(body)

    async def change_conversation(
        self, viewer: Viewer, post_id: str, data: ConversationIn
    ) -> ConversationOfPost:
        change = conversation_change(data)
        return conversation_shape(await self.hosting.change(viewer, PostId(parse_id(post_id)), change))

    async def show_choices(self, viewer: Viewer) -> EngagementChoices:
        async def body(reading: Reading) -> EngagementChoices:
            return choices_shape((await choices_of(reading, [known(viewer)]))[viewer.account_id])

        return await self.records.look(body)

    async def choose(self, viewer: Viewer, data: EngagementChoicesIn) -> EngagementChoices:
        return choices_shape(await self.hosting.choose(viewer, choices_change(data)))

    async def list_held(
        self, viewer: Viewer, limit: int = LIMIT_DEFAULT, cursor: str | None = None
    ) -> HeldPage:
        kind = f"held:{viewer.account_id}"
        place, most = self.cursors.decode(kind, cursor), limit_of(limit)

        async def body(reading: Reading) -> HeldPage:
            page = await held_page(reading, viewer, place, most)
            shapes = await comment_shapes(reading, page.items, self.urls, viewer=viewer)
            items = [held_comment(shapes[row.id], row) for row in page.items if row.id in shapes]
            return HeldPage(items, page.next and self.cursors.encode(kind, page.next))

        return await self.records.look(body)

    async def approve(self, viewer: Viewer, comment_id: str) -> None:
        await self.hosting.approve(viewer, _comment(comment_id))

    async def hold(self, viewer: Viewer, comment_id: str) -> None:
        await self.hosting.hold(viewer, _comment(comment_id))

    async def pin(self, viewer: Viewer, comment_id: str) -> None:
        await self.hosting.pin(viewer, _comment(comment_id))

    async def unpin(self, viewer: Viewer, comment_id: str) -> None:
        await self.hosting.unpin(viewer, _comment(comment_id))

    def routes(self) -> list[Route]:
        post, comment = "/v1/posts/{post_id}", "/v1/comments/{comment_id}"
        write = partial(writing, tag="engagement")
        shown = partial(writing, tag="engagement", status=200)
        return [
            own(f"{post}/conversation", self.show_conversation, "Who may comment on an own post"),
            shown("PATCH", f"{post}/conversation", self.change_conversation, "Decide who may comment"),
            own("/v1/me/engagement", self.show_choices, "What holds for all own posts"),
            shown("PATCH", "/v1/me/engagement", self.choose, "Choose words to hold back, and hidden numbers"),
            own("/v1/me/held-comments", self.list_held, "Comments that wait for the viewer"),
            write("PUT", f"{comment}/approval", self.approve, "Let a comment through under an own post"),
            write("DELETE", f"{comment}/approval", self.hold, "Take approval of a comment back"),
            write("PUT", f"{comment}/pin", self.pin, "Let a comment stand first under an own post"),
            write("DELETE", f"{comment}/pin", self.unpin, "Let a comment stand where it was said"),
        ]


def own(path: str, handler: Callable[..., Any], summary: str, *, tag: str = "engagement") -> Route:
    """A route by which members read what is their own."""
    return replace(reading(path, handler, summary, tag=tag), access=Access.MEMBER)


def _comment(comment_id: str) -> CommentId:
    return CommentId(parse_id(comment_id))
