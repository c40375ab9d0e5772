"""Pictures are looked at once a post shows them, and again when they are made anew."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from tintype.flow import Consumer
from tintype.kernel.events import Recorded
from tintype.kernel.ids import MediaId, PostId, shard_of
from tintype.media import MediaRekeyed, ask_to_liken, vectors_of
from tintype.ports.records import Reading, Records, Transaction
from tintype.posts import PostPublished, heads_with_media, posts_of

LINGER_S = 0.5  # Nobody waits: an import of a hundred posts is asked for together.


@dataclass(frozen=True, slots=True)
class Keeping:
    """Asks for the jobs. `is_on`: whether this site looks at pictures."""

    records: Records
    is_on: bool

    def consumer(self) -> Consumer:
        """The place of likeness in the log."""
        kinds = frozenset({PostPublished.kind, MediaRekeyed.kind})
        return Consumer("likeness", kinds, self.on_event, self.on_events, linger_s=LINGER_S)

    async def on_event(self, recorded: Recorded) -> None:
        await self.on_events([recorded])

    async def on_events(self, batch: Sequence[Recorded]) -> None:
        """Ask for everything that a batch is about, each once."""
        if not self.is_on:
            return
        events = [recorded.event for recorded in batch]
        posts = {event.post_id for event in events if isinstance(event, PostPublished)}
        # With a new address it may be another picture: which of both it is, the event does not say.
        moved = {event.media_id for event in events if isinstance(event, MediaRekeyed)}
        wanted = await self.records.look(lambda reading: _wanted(reading, posts, moved))
        for _, some in groupby(sorted(wanted, key=shard_of), key=shard_of):
            await self.records.transact(lambda tx, ids=list(some): _ask(tx, ids))


async def _ask(tx: Transaction, media_ids: Sequence[MediaId]) -> None:
    for media_id in media_ids:
        await tx.enqueue(ask_to_liken(media_id))


async def _wanted(reading: Reading, post_ids: Collection[PostId], moved: Collection[MediaId]) -> set[MediaId]:
    """Of published posts what nobody has looked at, and of what moved what a published post shows."""
    posts = await posts_of(reading, list(post_ids))
    carried = {item.media_id for post in posts.values() if post.is_published for item in post.media}
    shown = {id for id, head in await heads_with_media(reading, list(moved)) if head.is_published}
    return (carried - (await vectors_of(reading, carried)).keys()) | shown
