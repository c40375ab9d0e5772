"""Likes, comments and saves over HTTP. The saved list is in feed, which makes cards."""

from dataclasses import dataclass, replace
from functools import partial

from tintype.engagement.comments import TOP_LEVEL, Comments, parent_gone
from tintype.engagement.likers import comment_likers_page, likers_page
from tintype.engagement.likes import Likes
from tintype.engagement.model import CommentRow
from tintype.engagement.saves import Saves
from tintype.engagement.shapes import (
    Comment,
    CommentChange,
    CommentPage,
    NewComment,
    NewShare,
    comment_shapes,
    new_comment_shape,
)
from tintype.engagement.shares import Shares
from tintype.engagement.threads import replies_page, top_page
from tintype.kernel.access import Daily, Route, reading, writing
from tintype.kernel.ids import AccountId, CommentId, PostId, parse_id
from tintype.kernel.pages import LIMIT_DEFAULT, Cursors, Page, limit_of
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer
from tintype.media import MediaUrls
from tintype.ports.records import Reading, Records
from tintype.profiles import UserPage, users_for


@dataclass(frozen=True, slots=True)
class EngagementRoutes:
    """Likes and saves may be sent twice; the second time changes nothing."""

    records: Records
    likes: Likes
    saves: Saves
    comments: Comments
    shares: Shares
    cursors: Cursors
    urls: MediaUrls

    async def like(self, viewer: Viewer, post_id: str) -> None:
        await self.likes.like(viewer, _post(post_id))

    async def unlike(self, viewer: Viewer, post_id: str) -> None:
        await self.likes.unlike(viewer, _post(post_id))

    async def likers(
        self, viewer: Viewer, post_id: str, limit: int = LIMIT_DEFAULT, cursor: str | None = None
    ) -> UserPage:
        kind, place = f"likers:{post_id}", self.cursors.decode(f"likers:{post_id}", cursor)

        async def body(reading: Reading) -> UserPage:
            page = await likers_page(reading, viewer, _post(post_id), place, limit_of(limit))
            return await self._people(reading, viewer, page, kind)

        return await self.records.look(body)

    async def comment_likers(
        self, viewer: Viewer, comment_id: str, limit: int = LIMIT_DEFAULT, cursor: str | None = None
    ) -> UserPage:
        kind = f"comment likers:{comment_id}"
        place = self.cursors.decode(kind, cursor)

        async def body(reading: Reading) -> UserPage:
            page = await comment_likers_page(reading, viewer, _comment(comment_id), place, limit_of(limit))
            return await self._people(reading, viewer, page, kind)

        return await self.records.look(body)

    async def share(self, viewer: Viewer, post_id: str, data: NewShare) -> None:
        await self.shares.share(viewer, _post(post_id), data.way)

    async def save(self, viewer: Viewer, post_id: str) -> None:
        await self.saves.save(viewer, _post(post_id))

    async def unsave(self, viewer: Viewer, post_id: str) -> None:
        await self.saves.unsave(viewer, _post(post_id))

    async def list_comments(
        self,
        viewer: Viewer,
        post_id: str,
        limit: int = LIMIT_DEFAULT,
        cursor: str | None = None,
        parent_id: str | None = None,
    ) -> CommentPage:
        kind = f"comments:{post_id}:{parent_id or ''}"
        place, most = self.cursors.decode(kind, cursor), limit_of(limit)
        top = _parent(parent_id)

        async def body(reading: Reading) -> CommentPage:
            if top == TOP_LEVEL:
                page = await top_page(reading, viewer, _post(post_id), place, most)
            else:
                page = await replies_page(reading, viewer, (_post(post_id), top), place, most)
            return await self._comment_page(reading, viewer, page, kind)

        return await self.records.look(body)

    async def comment(self, viewer: Viewer, post_id: str, data: NewComment) -> Comment:
        row = await self.comments.add(viewer, _post(post_id), data.text, parent_id=_parent(data.parent_id))
        return await self.records.glance(lambda reading: new_comment_shape(reading, row, self.urls, viewer))

    async def edit_comment(self, viewer: Viewer, comment_id: str, data: CommentChange) -> Comment:
        row = await self.comments.edit(viewer, _comment(comment_id), data.text)

        async def body(reading: Reading) -> Comment:
            return (await comment_shapes(reading, [row], self.urls, viewer=viewer))[row.id]

        return await self.records.glance(body)

    async def delete_comment(self, viewer: Viewer, comment_id: str) -> None:
        await self.comments.delete(viewer, _comment(comment_id))

    async def like_comment(self, viewer: Viewer, comment_id: str) -> None:
        await self.comments.like(viewer, _comment(comment_id))

    async def unlike_comment(self, viewer: Viewer, comment_id: str) -> None:
        await self.comments.unlike(viewer, _comment(comment_id))

    def routes(self) -> list[Route]:
        post, comment = "/v1/posts/{post_id}", "/v1/comments/{comment_id}"
        read, write = partial(reading, tag="engagement"), partial(writing, tag="engagement")
        return [
            replace(write("PUT", f"{post}/like", self.like, "Like a post"), daily=Daily.LIKES),
            write("DELETE", f"{post}/like", self.unlike, "Take a like back"),
            read(f"{post}/likes", self.likers, "Who likes a post: people one follows first"),
            write("PUT", f"{post}/save", self.save, "Keep a post for later"),
            write("DELETE", f"{post}/save", self.unsave, "No longer keep a post"),
            read(f"{post}/comments", self.list_comments, "Comments, newest first; of a thread, oldest first"),
            replace(
                write(
                    "POST",
                    f"{post}/comments",
                    self.comment,
                    "Comment on a post, or answer a comment",
                    status=201,
                ),
                is_repeatable=True,
                daily=Daily.COMMENTS,
            ),
            write("PATCH", comment, self.edit_comment, "Change an own comment within 15 minutes", status=200),
            write("DELETE", comment, self.delete_comment, "Delete an own comment, or one under an own post"),
            replace(write("PUT", f"{comment}/like", self.like_comment, "Like a comment"), daily=Daily.LIKES),
            write("DELETE", f"{comment}/like", self.unlike_comment, "Take a like of a comment back"),
            read(f"{comment}/likes", self.comment_likers, "Who likes a comment: people one follows first"),
            write("POST", f"{post}/share", self.share, "Note that a post has been passed on"),
        ]

    async def _people(self, reading: Reading, viewer: Viewer, page: Page[AccountId], kind: str) -> UserPage:
        people = await users_for(reading, viewer, page.items, self.urls)
        items = [people[account_id] for account_id in page.items if account_id in people]
        return UserPage(items, page.next and self.cursors.encode(kind, page.next))

    async def _comment_page(
        self, reading: Reading, viewer: Viewer, page: Page[CommentRow], kind: str
    ) -> CommentPage:
        shapes = await comment_shapes(reading, page.items, self.urls, viewer=viewer)
        items = [shapes[row.id] for row in page.items if row.id in shapes]
        return CommentPage(items, page.next and self.cursors.encode(kind, page.next))


def _post(post_id: str) -> PostId:
    return PostId(parse_id(post_id))


def _comment(comment_id: str) -> CommentId:
    return CommentId(parse_id(comment_id))


def _parent(parent_id: str | None) -> CommentId:
    """An id in a query or a body: one that cannot be is invalid, not missing."""
    if parent_id is None:
        return TOP_LEVEL
    try:
        return CommentId(parse_id(parent_id))
    except NotFound:
        raise parent_gone() from None
