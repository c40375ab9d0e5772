"""Who is to be told of a fact, if it is still true: pure."""

from collections.abc import Iterable, Iterator

from tintype.engagement import (
    CommentAdded,
    CommentDeleted,
    CommentHeld,
    CommentLiked,
    CommentUnliked,
    Gone,
    Liked,
    Unliked,
)
from tintype.graph import (
    Followed,
    FollowRequestAnswered,
    FollowRequested,
    FollowRequestWithdrawn,
    Unfollowed,
)
from tintype.kernel.events import Event, Recorded
from tintype.kernel.ids import AccountId, CommentId, PostId
from tintype.notifications.model import Notice, NoticeKind
from tintype.posts import PartnerNamed, PersonTagged, Post, TagAnswered

NOBODY, NOTHING, NO_POST = AccountId(0), CommentId(0), PostId(0)
BY_POST = frozenset({NoticeKind.MENTION, NoticeKind.TAG})
UNDER_A_COMMENT = frozenset({NoticeKind.REPLY, NoticeKind.COMMENT_LIKE})
KINDS_HEARD: frozenset[str] = frozenset(
    event.kind
    for event in (
        Liked,
        Unliked,
        CommentAdded,
        CommentDeleted,
        CommentHeld,
        CommentLiked,
        CommentUnliked,
        Followed,
        Unfollowed,
        FollowRequested,
        FollowRequestAnswered,
        FollowRequestWithdrawn,
        PersonTagged,
        PartnerNamed,
        TagAnswered,
    )
)


def notices_of(recorded: Iterable[Recorded]) -> Iterator[Notice]:
    """The notices that facts are about, whether they make or unmake them: what is true is looked up."""
    for one in recorded:
        if one.event is not None:
            yield from _of(one.event, one.at_us)


def notices_of_post(post: Post, at_us: int) -> Iterator[Notice]:
    """Those named in a caption."""
    for mention in post.mentions:
        yield Notice(mention.account_id, NoticeKind.MENTION, post.id, post.author_id, NOTHING, post.id, at_us)


def names(post: Post, kind: NoticeKind, account_id: AccountId) -> bool:
    """Whether a post names somebody by now: in its caption, or in a picture or as partner."""
    if kind is NoticeKind.TAG:
        return any(one.account_id == account_id and one.is_active for one in post.people)
    return any(mention.account_id == account_id for mention in post.mentions)


def _of(event: Event, at_us: int) -> Iterator[Notice]:
    match event:
        case (
            Liked(liker_id=actor_id, post_id=post_id, owner_id=owner_id)
            | Unliked(liker_id=actor_id, post_id=post_id, owner_id=owner_id)
        ):
            yield Notice(owner_id, NoticeKind.LIKE, post_id, actor_id, NOTHING, post_id, at_us)
        case CommentAdded(is_quiet=False):
            yield from _of_comment(event, at_us)
        case CommentDeleted() | CommentHeld():
            for one in event.gone or (Gone(event.comment_id, event.author_id),):
                yield from _of_gone(event, one, at_us)
        case (
            CommentLiked(liker_id=actor_id, comment_id=comment_id)
            | CommentUnliked(liker_id=actor_id, comment_id=comment_id)
        ):
            kind = NoticeKind.COMMENT_LIKE
            yield Notice(event.author_id, kind, comment_id, actor_id, NOTHING, event.post_id, at_us)
        case (
            PersonTagged(account_id=owner_id)
            | PartnerNamed(account_id=owner_id)
            # A no takes back what was told; a yes is no news to whoever said it.
            | TagAnswered(account_id=owner_id, is_shown=False)
        ):
            yield Notice(
                owner_id, NoticeKind.TAG, event.post_id, event.author_id, NOTHING, event.post_id, at_us
            )
        case _:
            yield from _of_tie(event, at_us)


def _of_gone(event: CommentDeleted | CommentHeld, gone: Gone, at_us: int) -> Iterator[Notice]:
    """Everybody a comment had concerned, but for who was answered: that is whose the answered comment is."""
    told = [(event.owner_id, NoticeKind.COMMENT), (event.owner_id, NoticeKind.MENTION)]
    told += [(account_id, NoticeKind.MENTION) for account_id in gone.mentioned_ids]
    for owner_id, kind in dict.fromkeys(told):
        yield Notice(owner_id, kind, event.post_id, gone.author_id, gone.comment_id, event.post_id, at_us)


def _of_tie(event: Event, at_us: int) -> Iterator[Notice]:
    match event:
        case Followed(follower_id=follower_id, followed_id=followed_id, is_quiet=False):
            yield _tie(followed_id, NoticeKind.FOLLOW, follower_id, at_us)
        case Unfollowed(follower_id=follower_id, followed_id=followed_id):
            yield _tie(followed_id, NoticeKind.FOLLOW, follower_id, at_us)
            yield _tie(follower_id, NoticeKind.ACCEPTED, followed_id, at_us)
        case (
            FollowRequested(follower_id=follower_id, followed_id=followed_id)
            | FollowRequestWithdrawn(follower_id=follower_id, followed_id=followed_id)
        ):
            yield _tie(followed_id, NoticeKind.REQUEST, follower_id, at_us)
        case FollowRequestAnswered(owner_id=owner_id, follower_id=follower_id, is_accepted=is_accepted):
            yield _tie(owner_id, NoticeKind.REQUEST, follower_id, at_us)
            if is_accepted:
                yield _tie(follower_id, NoticeKind.ACCEPTED, owner_id, at_us)
        case _:
            return


def _of_comment(event: CommentAdded, at_us: int) -> Iterator[Notice]:
    """Everybody a comment concerns, each once: who is answered, who is named, whose post it is."""
    told = {NOBODY, event.author_id}
    concerned = [(event.parent_author_id, NoticeKind.REPLY)]
    concerned += [(account_id, NoticeKind.MENTION) for account_id in event.mentioned_ids]
    concerned += [(event.owner_id, NoticeKind.COMMENT)]
    for owner_id, kind in concerned:
        if owner_id not in told:
            told.add(owner_id)
            subject_id = event.parent_id if kind is NoticeKind.REPLY else event.post_id
            yield Notice(owner_id, kind, subject_id, event.author_id, event.comment_id, event.post_id, at_us)


def _tie(owner_id: AccountId, kind: NoticeKind, actor_id: AccountId, at_us: int) -> Notice:
    return Notice(owner_id, kind, 0, actor_id, NOTHING, NO_POST, at_us)
