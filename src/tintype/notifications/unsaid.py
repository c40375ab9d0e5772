"""What people were told of comments that are gone: of answers to them, of likes of them, of them as answers."""

from collections.abc import Sequence

from tintype.engagement import CommentDeleted, CommentHeld, live_comments
from tintype.kernel.events import Recorded
from tintype.kernel.ids import AccountId, CommentId
from tintype.notifications import store
from tintype.notifications.facts import UNDER_A_COMMENT
from tintype.notifications.model import Notice, NoticeKind
from tintype.ports.records import Reading

UNSAID_MAX = 1_000  # Notices under the comments of one batch. Reads show none of the rest: what they are about is gone.


async def unsaid(reading: Reading, batch: Sequence[Recorded]) -> list[Notice]:
    """The notices that the deletions and holdings of a batch may have made untrue, beyond what the facts name."""
    events = [(one.event, one.at_us) for one in batch if isinstance(one.event, CommentDeleted | CommentHeld)]
    if not events:
        return []
    authors = {gone.comment_id: gone.author_id for event, _ in events for gone in event.gone}
    answered = {gone.parent_id for event, _ in events for gone in event.gone if gone.parent_id}
    there = await live_comments(reading, answered - authors.keys())
    authors |= {row.id: row.author_id for row in there.values()}
    answers = [
        Notice(
            authors[gone.parent_id],
            NoticeKind.REPLY,
            gone.parent_id,
            gone.author_id,
            gone.comment_id,
            event.post_id,
            at_us,
        )
        for event, at_us in events
        for gone in event.gone
        if gone.parent_id in authors
    ]
    return [*answers, *await _under(reading, [event for event, _ in events])]


async def _under(reading: Reading, events: Sequence[CommentDeleted | CommentHeld]) -> list[Notice]:
    subjects: list[tuple[AccountId, NoticeKind, CommentId]] = [
        (gone.author_id, kind, gone.comment_id)
        for event in events
        # What is held may come back, with the likes that it had.
        if isinstance(event, CommentDeleted)
        for gone in event.gone
        for kind in sorted(UNDER_A_COMMENT)
    ]
    return await store.kept_about(reading, subjects, UNSAID_MAX)
