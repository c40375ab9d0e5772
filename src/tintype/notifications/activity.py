"""What somebody did themselves, for their own eyes: a list kept from the log, and checked whenever it is read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from tintype.engagement import (
    CommentAdded,
    CommentDeleted,
    CommentLiked,
    CommentRow,
    CommentUnliked,
    Liked,
    Saved,
    Unliked,
    Unsaved,
    live_comments,
    shown_comments,
)
from tintype.flow import Consumer
from tintype.kernel.events import Event, Recorded
from tintype.kernel.ids import AccountId, CommentId, PostId, shard_of
from tintype.kernel.pages import Page, Place, page_of
from tintype.kernel.sql import Queries
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Reading, Records, Transaction
from tintype.posts import Post, visible_posts

sql = Queries(__package__ or "", "activity.sql")
LINGER_S = 0.25  # A list of what one did oneself, looked at now and then.
ROUNDS_MAX = 10  # Of refilling a page of what is hidden or gone.


class ActKind(IntEnum):
    """What one can do, as the records keep it."""

    LIKE = 1
    COMMENT = 2
    SAVE = 3
    COMMENT_LIKE = 4

    @property
    def word(self) -> str:
        """As the API spells it: `comment_like`."""
        return self.name.lower()


ACTS = {kind.word: kind for kind in ActKind}
_OF_COMMENTS = frozenset({ActKind.COMMENT, ActKind.COMMENT_LIKE})


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that `actor_id` did; `subject_id` is the post, or the comment that was made or liked."""

    actor_id: AccountId
    kind: ActKind
    subject_id: int
    post_id: PostId
    at_us: int


@dataclass(frozen=True, slots=True)
class ShownAct:
    """An act with what it was about, as far as the actor may see that."""

    act: Act
    post: Post
    comment: CommentRow | None


@dataclass(frozen=True, slots=True)
class Activity:
    """Keeps the lists. A batch may be handled again: for each thing the last word of the log holds."""

    records: Records

    def consumer(self) -> Consumer:
        """The place of activity in the log."""
        events = (
            Liked,
            Unliked,
            CommentAdded,
            CommentDeleted,
            CommentLiked,
            CommentUnliked,
            Saved,
            Unsaved,
        )
        kinds = frozenset(event.kind for event in events)
        return Consumer("activity", kinds, self.on_event, self.on_events, linger_s=LINGER_S)

    async def on_event(self, recorded: Recorded) -> None:
        """One fact by itself."""
        await self.on_events([recorded])

    async def on_events(self, batch: Sequence[Recorded]) -> None:
        """Many facts in their order, in one transaction."""
        last: dict[tuple[AccountId, ActKind, int], tuple[Act, bool]] = {}
        for one in batch:
            if one.event is not None:
                for act, is_done in _acts_of(one.event, one.at_us):
                    last[act.actor_id, act.kind, act.subject_id] = act, is_done
        done = sorted(_row(act) for act, is_done in last.values() if is_done)
        undone = sorted(_row(act)[:4] for act, is_done in last.values() if not is_done)

        async def body(tx: Transaction) -> None:
            if done:
                await tx.execute(sql.put_acts, acts=done)
            if undone:
                await tx.execute(sql.forget_acts, acts=undone)

        await self.records.transact(body)


async def activity_page(
    reading: Reading, viewer: Viewer, kind: ActKind | None, place: Place, limit: int
) -> Page[ShownAct]:
    """What the viewer did, newest first, as far as it is still there to be seen; a page may be short."""
    actor_id = known(viewer)
    found: list[ShownAct] = []
    rest: Place | None = place
    for _ in range(ROUNDS_MAX):
        assert rest is not None
        page = page_of(await _newest(reading, actor_id, kind, rest, limit + 1), limit, _place)
        found += await _shown(reading, viewer, page.items)
        rest = page.next
        if rest is None or len(found) >= limit:
            break
    if len(found) > limit:
        return Page(found[:limit], _place(found[limit - 1].act))
    return Page(found, rest)


async def _newest(
    reading: Reading, actor_id: AccountId, kind: ActKind | None, place: Place, limit: int
) -> list[Act]:
    query = sql.newest_acts if kind is None else sql.newest_acts_of_kind
    of_kind = {} if kind is None else {"kind": int(kind)}

    def row(kind: int, subject_id: int, post_id: PostId, at_us: int) -> Act:
        return Act(actor_id, ActKind(kind), subject_id, post_id, at_us)

    return await reading.fetch(
        query,
        row,
        shard=shard_of(actor_id),
        actor_id=actor_id,
        at_us=place.at,
        id=place.id,
        limit=limit,
        **of_kind,
    )


async def _shown(reading: Reading, viewer: Viewer, acts: Sequence[Act]) -> list[ShownAct]:
    posts = await visible_posts(reading, viewer, sorted({act.post_id for act in acts})) if acts else {}
    ids = [CommentId(act.subject_id) for act in acts if act.kind in _OF_COMMENTS]
    rows = list((await live_comments(reading, ids)).values()) if ids else []
    comments = {row.id: row for row in (await shown_comments(reading, viewer, rows) if rows else [])}
    said = {act: comments.get(CommentId(act.subject_id)) for act in acts if act.kind in _OF_COMMENTS}
    return [
        ShownAct(act, posts[act.post_id], said.get(act))
        for act in acts
        if act.post_id in posts and (act.kind not in _OF_COMMENTS or said[act] is not None)
    ]


def _acts_of(event: Event, at_us: int) -> Iterator[tuple[Act, bool]]:
    """What an event says its actor did, or did no longer."""
    match event:
        case Liked(liker_id=actor_id, post_id=post_id) | Unliked(liker_id=actor_id, post_id=post_id):
            yield Act(actor_id, ActKind.LIKE, post_id, post_id, at_us), isinstance(event, Liked)
        case Saved(saver_id=actor_id, post_id=post_id) | Unsaved(saver_id=actor_id, post_id=post_id):
            yield Act(actor_id, ActKind.SAVE, post_id, post_id, at_us), isinstance(event, Saved)
        case CommentAdded(author_id=actor_id) | CommentDeleted(author_id=actor_id):
            act = Act(actor_id, ActKind.COMMENT, event.comment_id, event.post_id, at_us)
            yield act, isinstance(event, CommentAdded)
        case CommentLiked(liker_id=actor_id) | CommentUnliked(liker_id=actor_id):
            act = Act(actor_id, ActKind.COMMENT_LIKE, event.comment_id, event.post_id, at_us)
            yield act, isinstance(event, CommentLiked)
        case _:
            return


def _row(act: Act) -> tuple[int, ...]:
    return shard_of(act.actor_id), act.actor_id, int(act.kind), act.subject_id, act.post_id, act.at_us


def _place(act: Act) -> Place:
    return Place(act.at_us, act.subject_id)
