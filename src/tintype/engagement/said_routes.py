"""What one person has said under another's posts, over HTTP."""

from dataclasses import dataclass
from typing import Any

import msgspec

from tintype.engagement.said import said_page
from tintype.engagement.shapes import Comment, comment_shapes
from tintype.kernel.access import Route, reading
from tintype.kernel.pages import LIMIT_DEFAULT, Cursors, limit_of
from tintype.kernel.viewer import Viewer
from tintype.media import MediaUrls
from tintype.ports.records import Reading, Records
from tintype.profiles import found


class SaidComment(Comment, frozen=True, omit_defaults=True, kw_only=True):
    """A comment away from its post, which `post_id` names."""

    post_id: str


class SaidPage(msgspec.Struct, frozen=True):
    """Comments of one person, newest first; `next` may stand after a short page."""

    items: list[SaidComment]
    next: str | None


@dataclass(frozen=True, slots=True)
class SaidRoutes:
    """Each answer is one snapshot."""

    records: Records
    cursors: Cursors
    urls: MediaUrls

    async def said(
        self, viewer: Viewer, user_id: str, on: str, limit: int = LIMIT_DEFAULT, cursor: str | None = None
    ) -> SaidPage:
        """`user_id` and `on` name people by id or by @ and username: who said it, and under whose posts."""
        most = limit_of(limit)

        async def body(reading: Reading) -> SaidPage:
            author_id, owner_id = await found(reading, viewer, user_id), await found(reading, viewer, on)
            kind = f"said:{author_id}:{owner_id}"
            place = self.cursors.decode(kind, cursor)
            page = await said_page(reading, viewer, author_id, owner_id, place, limit=most)
            shapes = await comment_shapes(reading, page.items, self.urls, viewer=viewer)
            items = [
                SaidComment(**_fields(shapes[row.id]), post_id=str(row.post_id))
                for row in page.items
                if row.id in shapes
            ]
            return SaidPage(items, page.next and self.cursors.encode(kind, page.next))

        return await self.records.look(body)

    def routes(self) -> list[Route]:
        summary = "What somebody has said under another's posts"
        return [reading("/v1/users/{user_id}/comments", self.said, summary, tag="people")]


def _fields(comment: Comment) -> dict[str, Any]:
    return {name: getattr(comment, name) for name in comment.__struct_fields__}
