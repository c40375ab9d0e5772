"""Notifications as the API spells them."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from tintype.kernel.clock import rfc3339
from tintype.kernel.ids import AccountId
from tintype.kernel.viewer import Viewer
from tintype.media import MediaShort, MediaUrls
from tintype.notifications.model import NoticeKind
from tintype.notifications.showing import ShownLine
from tintype.notifications.subscriptions import Subscription
from tintype.notifications.wishes import Channel, From, Wishes
from tintype.ports.records import Reading
from tintype.posts import Post, covers
from tintype.profiles import UserShort, users_for

KindWord = Literal[
    "like", "comment", "reply", "mention", "tag", "follow", "request", "accepted", "comment_like"
]
FromWord = Literal["everyone", "following", "off"]
DigestWord = Literal["off", "daily", "weekly"]


class PostGlance(msgspec.Struct, frozen=True, omit_defaults=True):
    """A post beside what is told of it; `media` is the first of it."""

    id: str
    media: MediaShort | UnsetType = UNSET


class CommentGlance(msgspec.Struct, frozen=True):
    """A comment beside what is told of it."""

    id: str
    text: str


class Notification(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What others did with something of the viewer's on one day: `count` people, the newest of whom are `people`.

    `is_muted`: the viewer hears no more of this post.
    """

    id: str
    kind: KindWord
    at: str
    people: list[UserShort]
    count: int
    is_unread: bool
    post: PostGlance | UnsetType = UNSET
    comment: CommentGlance | UnsetType = UNSET
    is_muted: bool = False


class NotificationPage(msgspec.Struct, frozen=True):
    """Notifications, newest first; `unread` counts all that are, 100 at most."""

    items: list[Notification]
    next: str | None
    unread: int


class Unread(msgspec.Struct, frozen=True):
    """How many notifications have not been read, 100 at most."""

    unread: int


class ReadUpTo(msgspec.Struct, forbid_unknown_fields=True):
    """`PUT /v1/notifications/read`: the `at` of the newest that has been seen."""

    until: str


class KindChoice(msgspec.Struct, frozen=True):
    """Whose doings are told where. What is off for the page is off everywhere."""

    page: FromWord
    push: FromWord
    email: FromWord


class Device(msgspec.Struct, frozen=True, omit_defaults=True):
    """A browser that is told while no page is open. `current`: the one that asks."""

    id: str
    created_at: str
    agent: str | UnsetType = UNSET
    current: bool = False


class NotificationSettings(msgspec.Struct, frozen=True):
    """What the viewer is told of and where. `push_key` is the `applicationServerKey` of subscriptions."""

    kinds: dict[str, KindChoice]
    digest: DigestWord
    push_key: str
    devices: list[Device]


class KindChange(msgspec.Struct, forbid_unknown_fields=True):
    """What is absent stays."""

    page: FromWord | UnsetType = UNSET
    push: FromWord | UnsetType = UNSET
    email: FromWord | UnsetType = UNSET


class NotificationChanges(msgspec.Struct, forbid_unknown_fields=True):
    """`PATCH /v1/notifications/settings`: kinds by name; what is absent stays."""

    kinds: dict[str, KindChange] | UnsetType = UNSET
    digest: DigestWord | UnsetType = UNSET


class PushKeys(msgspec.Struct):
    """As `PushSubscription.toJSON()` has them, in base64url."""

    p256dh: str
    auth: str


class NewSubscription(msgspec.Struct, rename={"expiration_time": "expirationTime"}):
    """`POST /v1/push-subscriptions`: what `PushSubscription.toJSON()` gives."""

    endpoint: str
    keys: PushKeys
    expiration_time: float | None = None


class SubscriptionMade(msgspec.Struct, frozen=True):
    """What a browser's subscription is called from now on; its address is never told again."""

    id: str


class Muted(msgspec.Struct, frozen=True):
    """Whether the viewer hears no more of a post."""

    muted: bool


async def notification_shapes(
    reading: Reading,
    viewer: Viewer,
    lines: Sequence[ShownLine],
    urls: MediaUrls,
    *,
    seen_us: int,
    quiet: set[tuple[AccountId, int]],
) -> list[Notification]:
    """Lines as the API spells them, in their order."""
    if not lines:
        return []
    ids = {person.id for line in lines for person in line.people}
    users = await users_for(reading, viewer, ids, urls)
    glances = await glances_of(reading, [line.post for line in lines if line.post is not None], urls)
    return [
        Notification(
            id=str(line.line.id),
            kind=_word(line.line.kind),
            at=rfc3339(line.line.newest_us),
            people=[users[person.id] for person in line.people if person.id in users],
            count=line.n,
            is_unread=line.line.newest_us > seen_us,
            post=UNSET if line.post is None else glances[line.post.id],
            comment=UNSET if line.comment is None else CommentGlance(str(line.comment.id), line.comment.text),
            is_muted=line.post is not None and (viewer.account_id, line.post.id) in quiet,
        )
        for line in lines
    ]


async def glances_of(reading: Reading, posts: Sequence[Post], urls: MediaUrls) -> dict[int, PostGlance]:
    """Posts by id with the first of their media."""
    pictures = await covers(reading, posts, urls)
    return {post.id: PostGlance(str(post.id), pictures.get(post.id, UNSET)) for post in posts}


def settings_shape(
    wishes: Wishes, push_key: str, subscriptions: Sequence[Subscription], session_id: int
) -> NotificationSettings:
    """Everything somebody has chosen."""
    return NotificationSettings(
        kinds={
            kind.word: KindChoice(
                page=_from(wishes.of(kind, Channel.PAGE)),
                push=_from(wishes.of(kind, Channel.PUSH)),
                email=_from(wishes.of(kind, Channel.EMAIL)),
            )
            for kind in NoticeKind
        },
        digest=wishes.digest.word,  # type: ignore[arg-type]
        push_key=push_key,
        devices=[
            Device(str(one.id), rfc3339(one.created_us), one.agent or UNSET, one.session_id == session_id)
            for one in subscriptions
        ],
    )


def _word(kind: NoticeKind) -> KindWord:
    return kind.word  # type: ignore[return-value]


def _from(chosen: From) -> FromWord:
    return chosen.value
