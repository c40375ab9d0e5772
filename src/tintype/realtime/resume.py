"""What a client has missed while it was away."""

from tintype.feed import PostNew
from tintype.graph import EdgeKind, edges, hidden_from
from tintype.kernel.events import Recorded
from tintype.kernel.viewer import Viewer
from tintype.media import MediaUrls
from tintype.ports.event_log import EventLog
from tintype.ports.records import Reading, Records
from tintype.posts import PostPublished, visible_heads
from tintype.realtime.messages import post_new

LOOK_BACK_MAX = 5_000  # Events; a client away for longer reloads its feed, which costs less.
MISSED_MAX = 20


async def missed(
    records: Records, events: EventLog, urls: MediaUrls, viewer: Viewer, after: int
) -> list[bytes]:
    """The post.new messages behind a seq, oldest first, at most 20; none when the client was away for too long."""
    if not 0 < events.head() - after <= LOOK_BACK_MAX:
        return []
    recorded = await events.after(after, LOOK_BACK_MAX)
    published = [
        (one, one.event)
        for one in recorded
        if isinstance(one.event, PostPublished) and not (one.event.is_quiet or one.event.is_return)
    ]

    async def body(reading: Reading) -> list[bytes]:
        authors = {event.author_id for _, event in published}
        followed = await edges.contains(reading, viewer.account_id, EdgeKind.FOLLOW, authors)
        hidden = await hidden_from(reading, viewer)
        theirs = [(one, event) for one, event in published if event.author_id in followed - hidden]
        seen = await visible_heads(reading, viewer, [event.post_id for _, event in theirs])
        mine = [_new(one, event) for one, event in theirs if event.post_id in seen]
        texts = [await post_new(reading, new, urls) for new in mine[-MISSED_MAX:]]
        return [text for text in texts if text]

    return await records.look(body) if published else []


def _new(recorded: Recorded, event: PostPublished) -> PostNew:
    return PostNew(recorded.seq, event.post_id, event.order_id, event.author_id)
