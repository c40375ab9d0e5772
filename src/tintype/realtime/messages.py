"""What is said over the socket, and to whom: visibility is asked at delivery, not at subscription."""

from collections.abc import Callable, Sequence

import msgspec

from tintype.feed import PostNew
from tintype.graph import EdgeKind, edges
from tintype.kernel.ids import AccountId, MediaId, OrderId, PostId
from tintype.kernel.viewer import ANONYMOUS, Viewer
from tintype.media import MediaUrls
from tintype.ports.records import Reading, Records
from tintype.posts import seen_pairs, visible_posts
from tintype.profiles import UserShort, short_users
from tintype.realtime.hub import Hub


class PostNewMessage(msgspec.Struct, tag_field="type", tag="post.new"):
    """A post has arrived in the receiver's home feed. `seq` is where to resume from."""

    seq: int
    post_id: str
    order_id: str
    author: UserShort


class MediaProgress(msgspec.Struct, frozen=True):
    """How far a picture has come, as the worker tells it. `done` and `steps` count renditions."""

    media_id: MediaId
    owner_id: AccountId
    state: str
    done: int = 0
    steps: int = 0


class MediaProgressMessage(msgspec.Struct, tag_field="type", tag="media.progress"):
    """A picture of the receiver's own is being made, is ready or has failed."""

    media_id: str
    state: str
    done: int
    steps: int


async def deliver_posts(records: Records, hub: Hub, urls: MediaUrls, message: bytes) -> int:
    """Tell the connected followers of an author that a post has arrived; how many sockets took it."""
    new = msgspec.json.decode(message, type=PostNew)
    if not hub.connected:
        return 0
    connected = hub.connected

    async def body(reading: Reading) -> tuple[list[AccountId], bytes]:
        receivers = await _receivers(reading, new, connected)
        text = await post_new(reading, new, urls) if receivers else b""
        return receivers if text else [], text

    receivers, text = await records.look(body)
    return hub.deliver(receivers, text)


async def _receivers(reading: Reading, new: PostNew, connected: Sequence[AccountId]) -> list[AccountId]:
    """The author, and those followers who have not muted the author and may see the post."""
    followers = await edges.sources_in(reading, new.author_id, EdgeKind.FOLLOW, connected)
    muting = await edges.sources_in(reading, new.author_id, EdgeKind.MUTE, followers)
    post_id = PostId(new.post_id)
    pairs = [(id, post_id) for id in connected if id in followers - muting or id == new.author_id]
    seen = await seen_pairs(reading, pairs)
    return [id for id, _ in pairs if (id, post_id) in seen]


async def post_new(reading: Reading, new: PostNew, urls: MediaUrls) -> bytes:
    """The message of one post that its receivers may see, or nothing when it is gone again."""
    author_id = AccountId(new.author_id)
    as_author = Viewer(author_id, ANONYMOUS.session_id)
    posts = await visible_posts(reading, as_author, [PostId(new.post_id)])
    people = await short_users(reading, [author_id], urls)
    if not posts or author_id not in people:
        return b""
    order_id = OrderId(new.order_id)
    return msgspec.json.encode(PostNewMessage(new.seq, str(new.post_id), str(order_id), people[author_id]))


def deliver_media_progress(hub: Hub) -> Callable[[bytes], None]:
    """Tell owners how far their pictures have come."""

    def deliver(message: bytes) -> None:
        progress = msgspec.json.decode(message, type=MediaProgress)
        text = MediaProgressMessage(str(progress.media_id), progress.state, progress.done, progress.steps)
        hub.deliver([progress.owner_id], msgspec.json.encode(text))

    return deliver
