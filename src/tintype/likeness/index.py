"""What published pictures look like, as one process keeps it: filled once from the records, then by what happens.

Nothing of it is on a disk, so nothing of it outlives an erasure. It may be behind the records, or name a post that the
asker may not see: whoever asks looks at the records before anything is shown.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

import structlog

from tintype.flow import LogTail
from tintype.kernel.events import Recorded
from tintype.kernel.ids import MediaId, PostId
from tintype.kernel.problems import Unavailable
from tintype.likeness.vectors import Entry, Vectors
from tintype.media import MediaLikened, vectors_after, vectors_of
from tintype.ports.records import Reading, Records
from tintype.posts import (
    PostDeleted,
    PostForgotten,
    PostPublished,
    PostRestored,
    PostWithdrawn,
    heads_with_media,
    posts_of,
)

Result = TypeVar("Result")

BATCH: Final = 1_000
DIRTY_MAX: Final = 10_000  # Beyond this, filling it anew costs less.
AT_ONCE_MAX: Final = 1_000  # Vectors that are compared where they are: a third of a millisecond.
FILL_WAIT_S: Final = 1.0  # After that it answers with what there is by now.
_OF_POSTS = (PostPublished, PostWithdrawn, PostDeleted, PostRestored, PostForgotten)

log = structlog.get_logger("tintype.likeness")


class Index:
    """Asked from one event loop. Nothing is kept until somebody asks for the first time."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._vectors = Vectors()
        self._posts: set[PostId] = set()
        self._media: set[MediaId] = set()
        self._turn = asyncio.Lock()
        self._is_wanting = True
        self._filling: asyncio.Task[None] | None = None

    def listen(self, tail: LogTail) -> None:
        """Hear of what happens to posts and their pictures."""
        tail.subscribe([event.kind for event in (*_OF_POSTS, MediaLikened)], self.apply, self.forget)

    def apply(self, recorded: Recorded) -> None:
        """Note what has to be looked at again; safe to run twice."""
        if self._is_wanting:
            return  # It is filled anew before the next answer.
        match recorded.event:
            case MediaLikened(media_id=media_id):
                self._media.add(media_id)
            case (
                PostPublished(post_id=post_id)
                | PostWithdrawn(post_id=post_id)
                | PostDeleted(post_id=post_id)
                | PostRestored(post_id=post_id)
                | PostForgotten(post_id=post_id)
            ):
                self._posts.add(post_id)
            case _:
                pass
        if len(self._posts) + len(self._media) > DIRTY_MAX:
            self.forget()

    def forget(self) -> None:
        """Fill it anew before the next answer."""
        self._is_wanting = True
        self._posts.clear()
        self._media.clear()

    async def ask(self, question: Callable[[Vectors], Result]) -> Result:
        """The answer of one question to what is kept, once that is brought to what the records say."""
        if self._is_wanting or self._filling is not None:
            await self._fill_a_moment()
        async with self._turn:
            await self._settle()
            vectors = self._vectors
            if len(vectors) <= AT_ONCE_MAX:
                return question(vectors)
            # The loop goes on, and nothing is changed meanwhile.
            return await asyncio.to_thread(question, vectors)

    async def close(self) -> None:
        """Stop filling."""
        if self._filling is not None:
            self._filling.cancel()
            await asyncio.gather(self._filling, return_exceptions=True)

    async def _fill_a_moment(self) -> None:
        if self._filling is None:
            self._filling = asyncio.create_task(self._fill())
        await asyncio.wait([self._filling], timeout=FILL_WAIT_S)

    async def _fill(self) -> None:
        """Everything once. What happens from the first row on is noted: nothing between two batches is missed."""
        fresh, after = Vectors(), MediaId(0)
        self._is_wanting = False
        try:
            while True:
                rows = await self._records.look(lambda reading, after=after: _next(reading, after))
                fresh.put(rows.entries)
                if rows.last is None:
                    break
                after = rows.last
            self._vectors = fresh
        except Unavailable as error:
            self._is_wanting = True
            log.warning("likeness.not_filled", error=repr(error))
        finally:
            self._filling = None

    async def _settle(self) -> None:
        """Bring what has changed to what the records say."""
        if not (self._posts or self._media):
            return
        posts, media = set(self._posts), set(self._media)
        media.update(self._vectors.media_of(posts))
        entries = await self._records.look(lambda reading: _of_changed(reading, posts, media))
        self._vectors.drop(media)
        self._vectors.put(entries)
        self._posts -= posts
        self._media -= media


@dataclass(frozen=True, slots=True)
class _Rows:
    """Some entries; `last` is None where there are no more."""

    entries: list[Entry]
    last: MediaId | None


async def _next(reading: Reading, after: MediaId) -> _Rows:
    found = await vectors_after(reading, after, BATCH)
    return _Rows(await _shown(reading, dict(found)), found[-1][0] if len(found) == BATCH else None)


async def _of_changed(
    reading: Reading, post_ids: Collection[PostId], media_ids: Collection[MediaId]
) -> list[Entry]:
    posts = await posts_of(reading, list(post_ids))
    carried = {item.media_id for post in posts.values() for item in post.media}
    return await _shown(reading, await vectors_of(reading, carried.union(media_ids)))


async def _shown(reading: Reading, vectors: Mapping[MediaId, bytes]) -> list[Entry]:
    """Those pictures that a published post shows; of several posts the newest one."""
    uses = await heads_with_media(reading, list(vectors))
    shown = {
        media_id: head.id
        for media_id, head in sorted(uses, key=lambda use: use[1].order_id or 0)
        if head.is_published
    }
    return [(media_id, post_id, vectors[media_id]) for media_id, post_id in shown.items()]
