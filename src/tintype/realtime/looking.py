"""Who looks at which post just now. They hear that it has changed, and ask for it again as anybody would.

The message carries nothing but the post, so what each may see of it stays with the questions that know. Everything here
is of one process and forgotten with its sockets.
"""

import asyncio
from collections.abc import Iterable

import msgspec
import structlog

from tintype.engagement import CommentAdded, CommentDeleted, CommentEdited, Liked, Unliked
from tintype.flow import LogTail
from tintype.graph import hidden_pairs
from tintype.kernel.events import Recorded
from tintype.kernel.ids import AccountId, PostId, parse_id
from tintype.kernel.problems import NotFound, Problem
from tintype.ports.records import Reading, Records
from tintype.posts import seen_pairs
from tintype.realtime.hub import Socket

log = structlog.get_logger("tintype.realtime")

LOOKERS_MAX = 128  # Sockets per post and process: beyond these a post moves too fast for anybody to follow.
CHARACTERS_MAX = 128  # Of one message from a client.
PAUSE_S = 1.0  # At most one message a second and post.
ACTORS_MAX = 8  # Of one message; where more have acted, it says nothing about any one of them.


class Look(msgspec.Struct, tag_field="type", tag="look"):
    """What a client says: the post that it shows now, or none."""

    post_id: str | None = None


class PostChangedMessage(msgspec.Struct, tag_field="type", tag="post.changed"):
    """Somebody has liked a post that the receiver looks at, or said something there, or taken it back."""

    post_id: str


class Looking:
    """The posts that are looked at, and what is due to be told of them."""

    def __init__(self, records: Records, *, pause_s: float = PAUSE_S) -> None:
        self._records = records
        self._pause_s = pause_s
        self._lookers: dict[PostId, dict[Socket, None]] = {}
        self._at: dict[Socket, PostId] = {}
        self._due: dict[PostId, set[AccountId]] = {}
        self._telling: dict[PostId, asyncio.Task[None]] = {}

    def listen(self, tail: LogTail) -> None:
        """Hear of what changes under posts. What is missed costs nothing but a number that is a little old."""
        kinds = [one.kind for one in (Liked, Unliked, CommentAdded, CommentDeleted, CommentEdited)]
        tail.subscribe(kinds, self._on_change, self._due.clear)

    @property
    def count(self) -> int:
        """How many sockets look at something."""
        return len(self._at)

    def hear(self, socket: Socket, text: str) -> None:
        """Take what a client says. What is no such message is passed over."""
        if len(text) > CHARACTERS_MAX:
            return
        try:
            look = msgspec.json.decode(text, type=Look)
            post_id = None if look.post_id is None else PostId(parse_id(look.post_id))
        except (msgspec.DecodeError, NotFound):
            return
        self.leave(socket)
        if post_id is None or len(self._lookers.get(post_id, ())) >= LOOKERS_MAX:
            return
        self._lookers.setdefault(post_id, {})[socket] = None
        self._at[socket] = post_id

    def leave(self, socket: Socket) -> None:
        """A socket looks at nothing any more. Safe to run twice."""
        post_id = self._at.pop(socket, None)
        if post_id is None:
            return
        lookers = self._lookers[post_id]
        del lookers[socket]
        if not lookers:
            del self._lookers[post_id]

    def _on_change(self, recorded: Recorded) -> None:
        match recorded.event:
            case Liked() | Unliked() as one:
                post_id, actor_id = one.post_id, one.liker_id
            case CommentEdited(is_held=True):
                return
            case CommentAdded() | CommentEdited() | CommentDeleted() as one:
                post_id, actor_id = one.post_id, one.author_id
            case _:
                return
        if post_id not in self._lookers:
            return
        self._due.setdefault(post_id, set()).add(actor_id)
        if post_id not in self._telling:
            self._telling[post_id] = asyncio.get_running_loop().create_task(self._tell(post_id))

    async def _tell(self, post_id: PostId) -> None:
        try:
            while actors := self._due.pop(post_id, None):
                await self._tell_once(post_id, actors)
                await asyncio.sleep(self._pause_s)
        except Problem:
            # The records are busy: whoever looks has a number that is a little old, and hears of the next change.
            log.info("lookers were not told", post_id=post_id)
        finally:
            del self._telling[post_id]

    async def _tell_once(self, post_id: PostId, actors: Iterable[AccountId]) -> None:
        lookers = {socket.account_id for socket in self._lookers.get(post_id, ())}
        if not lookers:
            return
        told = await self._records.look(lambda reading: _told(reading, post_id, lookers, list(actors)))
        message = msgspec.json.encode(PostChangedMessage(str(post_id)))
        for socket in list(self._lookers.get(post_id, ())):
            if socket.account_id in told:
                socket.send(message)


async def _told(
    reading: Reading, post_id: PostId, lookers: set[AccountId], actors: list[AccountId]
) -> set[AccountId]:
    """Those who may still see the post, and at least one of whom it is about."""
    seen = await seen_pairs(reading, [(looker, post_id) for looker in lookers])
    may_see = {looker for looker, _ in seen}
    if len(actors) > ACTORS_MAX:
        return may_see
    hidden = await hidden_pairs(reading, {(looker, actor) for looker in may_see for actor in actors})
    return {looker for looker in may_see if any((looker, actor) not in hidden for actor in actors)}
