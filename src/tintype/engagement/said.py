"""What one person has said under another's posts, and under which of them."""

from collections.abc import Sequence

from tintype.engagement import store
from tintype.engagement.card_parts import shown
from tintype.engagement.model import CommentRow
from tintype.graph import reachable, visible
from tintype.kernel.ids import AccountId, CommentId, PostId, shard_of
from tintype.kernel.pages import Page, Place, page_of
from tintype.kernel.problems import NotFound
from tintype.kernel.sql import Queries, Query
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading
from tintype.posts import visible_heads

sql = Queries(__package__ or "", "said.sql")
_Said = tuple[CommentId, PostId]


async def said_page(
    reading: Reading, viewer: Viewer, author_id: AccountId, owner_id: AccountId, before: Place, *, limit: int
) -> Page[CommentRow]:
    """Comments of one under the posts of another that the viewer may see, newest first; a page may be short.

    Raises NotFound when one of them is hidden. Nothing of it is told of an owner whose content is not visible.
    """
    page = await _said(
        reading, sql.said, viewer, author_id=author_id, owner_id=owner_id, before=before, limit=limit
    )
    return Page(await _shown(reading, viewer, page.items), page.next)


async def commented_page(
    reading: Reading, viewer: Viewer, owner_id: AccountId, author_id: AccountId, before: Place, *, limit: int
) -> Page[PostId]:
    """Posts of one under which another has commented, where that was last first; a page may be short.

    Each is there once, for comments that the viewer is shown. Raises NotFound as `said_page` does.
    """
    page = await _said(
        reading, sql.said_under, viewer, author_id=author_id, owner_id=owner_id, before=before, limit=limit
    )
    return Page([row.post_id for row in await _shown(reading, viewer, page.items)], page.next)


async def _said(
    reading: Reading,
    query: Query,
    viewer: Viewer,
    *,
    author_id: AccountId,
    owner_id: AccountId,
    before: Place,
    limit: int,
) -> Page[_Said]:
    """A page of what was said, for the viewer or not: nothing where the owner shows the viewer nothing."""
    if not await _may_ask(reading, viewer, author_id, owner_id):
        return Page([], None)
    key = {"shard": shard_of(owner_id), "owner_id": owner_id, "author_id": author_id}
    said = await reading.fetch(query, _row, **key, before=before.at, limit=limit + 1)
    return page_of(said, limit, _place)


async def _may_ask(reading: Reading, viewer: Viewer, author_id: AccountId, owner_id: AccountId) -> bool:
    """Whether the owner shows the viewer anything. Raises NotFound for people that the viewer may not know of."""
    asked = {author_id, owner_id}
    if not asked <= await reachable(reading, viewer, asked):
        raise NotFound
    return owner_id in await visible(reading, viewer, [owner_id])


async def _shown(reading: Reading, viewer: Viewer, said: Sequence[_Said]) -> list[CommentRow]:
    posts = await visible_heads(reading, viewer, list({post_id for _, post_id in said}))
    ids = [comment_id for comment_id, post_id in said if post_id in posts]
    found = await store.comments_of(reading, ids) if ids else {}
    return await shown(reading, viewer, [found[id] for id in ids if id in found])


def _row(comment_id: CommentId, post_id: PostId) -> _Said:
    return comment_id, post_id


def _place(said: _Said) -> Place:
    return Place(said[0])
