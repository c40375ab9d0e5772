"""Reading comments: the top ones of a post, the thread below one, what waits for its author."""

from collections.abc import Sequence

from tintype.engagement import store
from tintype.engagement.card_parts import shown
from tintype.engagement.model import CommentRow
from tintype.graph import EdgeKind, edges
from tintype.kernel.ids import CommentId, PostId
from tintype.kernel.pages import TOP, Page, Place, page_of
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Reading
from tintype.posts import visible_heads


async def top_page(
    reading: Reading, viewer: Viewer, post_id: PostId, before: Place, limit: int
) -> Page[CommentRow]:
    """Top comments of a post: what the viewer waits with, the pinned ones, then newest first. Raises NotFound.

    The first two are on the first page, beyond its limit; a page may be short of those not shown.
    """
    if post_id not in await visible_heads(reading, viewer, [post_id]):
        raise NotFound
    page = page_of(await store.newest_comments(reading, post_id, before.at, limit + 1), limit, _place)
    rows = page.items
    if before == TOP:
        rows = [*await store.pinned_comments(reading, post_id), *rows]
    found = await shown(reading, viewer, rows)
    if before == TOP and viewer.is_known:
        waiting = await store.waiting_of(reading, viewer.account_id, [post_id])
        found = [*(row for row in reversed(waiting) if not row.root_id), *found]
    return Page(found, page.next)


async def replies_page(
    reading: Reading, viewer: Viewer, parent: tuple[PostId, CommentId], after: Place, limit: int
) -> Page[CommentRow]:
    """The whole thread below a top comment of a post, oldest first; below another one its direct answers.

    What the viewer waits with is at the end, beyond the limit. Raises NotFound.
    """
    post_id, parent_id = parent
    row = await shown_one(reading, viewer, parent_id)
    if row.post_id != post_id:
        raise NotFound
    start = 0 if after == TOP else after.at
    page = page_of(await store.replies_in(reading, row, start, limit + 1), limit, _place)
    rows = await shown(reading, viewer, page.items)
    if page.next is None and viewer.is_known:
        waiting = await store.waiting_of(reading, viewer.account_id, [post_id])
        rows += [reply for reply in waiting if reply.root_id == row.thread_id]
    # A direct answer is looked for in its thread: threads are read one page at a time, and deep ones are rare.
    return Page([reply for reply in rows if not row.root_id or reply.parent_id == parent_id], page.next)


async def held_page(reading: Reading, viewer: Viewer, before: Place, limit: int) -> Page[CommentRow]:
    """What waits for the viewer under all own posts that are there, newest first; a page may be short."""
    rows = await store.held_comments(reading, known(viewer), before.at, limit + 1)
    page = page_of(rows, limit, _place)
    posts = await visible_heads(reading, viewer, list({row.post_id for row in page.items}))
    waiting = [row for row in page.items if row.post_id in posts]
    return Page(await shown(reading, viewer, waiting), page.next)


async def liked_among(reading: Reading, viewer: Viewer, ids: Sequence[CommentId]) -> set[int]:
    """Which of many comments the viewer likes."""
    if not viewer.is_known:
        return set()
    return await edges.contains(reading, viewer.account_id, EdgeKind.COMMENT_LIKE, ids)


async def live_or_waiting(reading: Reading, comment_id: CommentId) -> CommentRow:
    """A comment whoever asks. Raises NotFound."""
    row = await store.comment_or_held(reading, comment_id)
    if row is None:
        raise NotFound
    return row


async def shown_one(reading: Reading, viewer: Viewer, comment_id: CommentId) -> CommentRow:
    """A comment that the viewer is shown. Raises NotFound."""
    row = await live_or_waiting(reading, comment_id)
    if row.held and row.author_id != viewer.account_id:
        raise NotFound
    if row.post_id not in await visible_heads(reading, viewer, [row.post_id]):
        raise NotFound
    if not await shown(reading, viewer, [row]):
        raise NotFound
    return row


def _place(row: CommentRow) -> Place:
    return Place(row.id)
