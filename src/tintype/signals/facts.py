"""What facts add to figures: pure."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from tintype.engagement import (
    CommentAdded,
    CommentDeleted,
    CommentHeld,
    Liked,
    Saved,
    Shared,
    Unliked,
    Unsaved,
)
from tintype.graph import Followed, Unfollowed
from tintype.kernel.events import Event, Recorded
from tintype.kernel.ids import PostId
from tintype.posts import PersonTagged, PostKind
from tintype.signals.events import ImpressionsNoted, PostHidden, PostUnhidden
from tintype.signals.model import Action, Surface
from tintype.signals.packing import DELTA, ITEM, NO_KIND

KINDS_HEARD: frozenset[str] = frozenset(
    event.kind
    for event in (
        Liked,
        Unliked,
        Saved,
        Unsaved,
        CommentAdded,
        CommentDeleted,
        CommentHeld,
        Shared,
        Followed,
        Unfollowed,
        PersonTagged,
        PostHidden,
        PostUnhidden,
        ImpressionsNoted,
    )
)
_TAKEN_BACK = "taken_back"
Change = tuple[int, int, int, Action, int]
"""Viewer, author, post, what was done, and 1 or −1."""


def liked_posts(batch: Iterable[Recorded]) -> set[PostId]:
    """The posts of whose kind more is liked, or less."""
    return {one.event.post_id for one in batch if isinstance(one.event, Liked | Unliked)}


def batches_of(batch: Iterable[Recorded]) -> list[int]:
    """The ids of the reports from home that facts are about."""
    return reports_from(batch, Surface.HOME)


def reports_from(batch: Iterable[Recorded], surface: Surface) -> list[int]:
    """The ids of the reports from one surface."""
    return [
        one.event.batch_id
        for one in batch
        if isinstance(one.event, ImpressionsNoted) and one.event.surface == surface and one.event.batch_id
    ]


def deltas_of(
    batch: Iterable[Recorded],
    kinds: Mapping[PostId, PostKind],
    reports: Mapping[int, NDArray[np.void]],
) -> NDArray[np.void]:
    """Rows of DELTA for all facts, in no order. What somebody does with their own posts is nothing."""
    parts: list[NDArray[np.void]] = []
    rows: list[tuple[int | float, ...]] = []
    for one in batch:
        if isinstance(one.event, ImpressionsNoted):
            if (report := reports.get(one.event.batch_id)) is not None:
                parts.append(_of_report(one, one.event, report))
        elif one.event is not None:
            for viewer, author, post, action, amount in _of(one.event):
                if viewer != author:
                    kind = int(kinds.get(PostId(post), NO_KIND))
                    rows.append((one.seq, one.at_us, viewer, author, post, action, kind, amount))
    return np.concatenate([np.array(rows, DELTA), *parts])


def _of_report(recorded: Recorded, event: ImpressionsNoted, report: NDArray[np.void]) -> NDArray[np.void]:
    assert report.dtype == ITEM
    found = np.zeros(len(report), DELTA)
    found["seq"], found["at_us"], found["viewer"] = recorded.seq, recorded.at_us, event.viewer_id
    for name in ("author", "post", "action", "kind"):
        found[name] = report[name]
    found["amount"] = np.where(report["action"] == Action.DWELL_MS, report["ms"], 1)
    return found


def _of(event: Event) -> Iterator[Change]:
    match event:
        case Liked():
            yield event.liker_id, event.owner_id, event.post_id, Action.LIKE, 1
        case Unliked():
            yield event.liker_id, event.owner_id, event.post_id, Action.LIKE, -1
        case Saved():
            yield event.saver_id, event.owner_id, event.post_id, Action.SAVE, 1
        case Unsaved():
            yield event.saver_id, event.owner_id, event.post_id, Action.SAVE, -1
        case CommentAdded(is_quiet=False):
            yield event.author_id, event.owner_id, event.post_id, Action.COMMENT, 1
        case CommentDeleted() | CommentHeld() if _was_counted(event):
            yield event.author_id, event.owner_id, event.post_id, Action.COMMENT, -1
        case Shared():
            yield event.sharer_id, event.owner_id, event.post_id, Action.SHARE, 1
        case Followed(is_quiet=False):
            yield event.follower_id, event.followed_id, 0, Action.FOLLOW, 1
        case Unfollowed():
            yield event.follower_id, event.followed_id, 0, Action.FOLLOW, -1
        case PersonTagged():
            # Both were there; what the post is worth to others is not changed by it.
            yield event.author_id, event.account_id, 0, Action.TAGGED, 1
            yield event.account_id, event.author_id, 0, Action.TAGGED, 1
        case PostHidden():
            yield event.viewer_id, event.owner_id, event.post_id, Action.HIDE, 1
        case PostUnhidden():
            yield event.viewer_id, event.owner_id, event.post_id, Action.HIDE, -1
        case _:
            pass


def _was_counted(event: CommentDeleted | CommentHeld) -> bool:
    """Whether a comment was there for all: what waits from the start was never added."""
    return not isinstance(event, CommentHeld) or event.reason == _TAKEN_BACK
