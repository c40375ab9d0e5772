"""What a person may see of their lines: asked of the records each time, whatever was true when they were told."""

from collections.abc import Sequence
from dataclasses import dataclass

from tintype.accounts import Person, people
from tintype.engagement import CommentRow, live_comments, shown_comments
from tintype.graph import reachable
from tintype.kernel.ids import AccountId, CommentId
from tintype.kernel.pages import Page, Place
from tintype.kernel.viewer import Viewer, known
from tintype.notifications import store
from tintype.notifications.facts import BY_POST, UNDER_A_COMMENT, names
from tintype.notifications.model import UNREAD_MAX, Line, Notice, NoticeKind
from tintype.ports.records import Reading
from tintype.posts import Post, visible_posts

NAMED_MAX = 3  # People of one line that a page shows: "ana, ben and 12 others".
LOOKED_AT = 8  # Of the newest of a line, for when some of them are hidden.
ROUNDS_MAX = 10  # Of refilling a page whose lines are hidden.


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line as its owner sees it. `people` are the newest who are not hidden, `n` all of them.

    `comment` is what was said, or the comment that is liked.
    """

    line: Line
    people: tuple[Person, ...]
    n: int
    post: Post | None
    comment: CommentRow | None


@dataclass(frozen=True, slots=True)
class _Around:
    """What the lines of one person are about, as far as they may see it."""

    owner_id: AccountId
    people: dict[AccountId, Person]
    posts: dict[int, Post]
    comments: dict[int, CommentRow]

    def has(self, notice: Notice) -> bool:
        """Whether a notice still says something that its owner may see."""
        if notice.actor_id not in self.people:
            return False
        if notice.post_id and notice.post_id not in self.posts:
            return False
        if notice.kind in UNDER_A_COMMENT and notice.subject_id not in self.comments:
            return False
        if notice.about_id:
            return notice.about_id in self.comments
        return notice.kind not in BY_POST or names(self.posts[notice.post_id], notice.kind, self.owner_id)


async def list_page(reading: Reading, viewer: Viewer, place: Place, limit: int) -> Page[ShownLine]:
    """The viewer's lines, newest first; a page may be short where many are hidden."""
    owner_id = known(viewer)
    found: list[ShownLine] = []
    rest: Place | None = place
    for _ in range(ROUNDS_MAX):
        assert rest is not None
        lines = await store.lines_before(reading, owner_id, rest, limit + 1)
        found += await shown_lines(reading, viewer, lines)
        rest = _place(lines[-1]) if len(lines) > limit else None
        if rest is None or len(found) > limit:
            break
    if len(found) > limit:
        return Page(found[:limit], _place(found[limit - 1].line))
    return Page(found, rest)


async def unread_of(reading: Reading, viewer: Viewer) -> int:
    """How many lines have grown since the viewer last read them, 100 at most; what is hidden does not count."""
    owner_id = known(viewer)
    seen_us = (await store.wishes_of(reading, [owner_id]))[owner_id].seen_us
    lines = await store.lines_since(reading, owner_id, seen_us, UNREAD_MAX)
    return len(await shown_lines(reading, viewer, lines))


async def shown_lines(reading: Reading, viewer: Viewer, lines: Sequence[Line]) -> list[ShownLine]:
    """Those of many lines of the viewer's that say something they may see, in their order."""
    if not lines:
        return []
    newest = await store.newest_notices(reading, viewer.account_id, [line.group for line in lines], LOOKED_AT)
    around = await _around(reading, viewer, [notice for some in newest.values() for notice in some])
    shown = [_shown(line, newest.get(line.group, []), around) for line in lines]
    return [line for line in shown if line is not None]


def _shown(line: Line, newest: Sequence[Notice], around: _Around) -> ShownLine | None:
    seen = [notice for notice in newest if around.has(notice)]
    if not seen:
        return None
    names = list(dict.fromkeys(notice.actor_id for notice in seen))
    hidden = {notice.actor_id for notice in newest}.difference(names)
    comment_id = line.subject_id if line.kind is NoticeKind.COMMENT_LIKE else seen[0].about_id
    return ShownLine(
        line,
        tuple(around.people[actor_id] for actor_id in names[:NAMED_MAX]),
        max(len(names), line.n - len(hidden)),
        around.posts.get(line.post_id),
        around.comments.get(comment_id),
    )


async def _around(reading: Reading, viewer: Viewer, notices: Sequence[Notice]) -> _Around:
    actors = {notice.actor_id for notice in notices}
    seen = await reachable(reading, viewer, actors)
    post_ids = sorted({notice.post_id for notice in notices if notice.post_id})
    posts = await visible_posts(reading, viewer, post_ids) if post_ids else {}
    comment_ids = {notice.about_id for notice in notices if notice.about_id}
    comment_ids |= {CommentId(one.subject_id) for one in notices if one.kind in UNDER_A_COMMENT}
    rows = list((await live_comments(reading, comment_ids)).values()) if comment_ids else []
    comments = await shown_comments(reading, viewer, rows) if rows else []
    return _Around(
        viewer.account_id,
        await people(reading, seen) if seen else {},
        {post_id: post for post_id, post in posts.items() if post.is_published},
        {row.id: row for row in comments},
    )


def _place(line: Line) -> Place:
    return Place(line.newest_us, line.id)
