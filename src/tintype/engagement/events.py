"""What people do with posts. Recorded under the shard of the post; saving, which is nobody else's, of the saver."""

from tintype.kernel.events import Event, fact
from tintype.kernel.ids import AccountId, CommentId, PostId


@fact("liked.1")
class Liked(Event, frozen=True):
    """Somebody likes a post."""

    liker_id: AccountId
    post_id: PostId
    owner_id: AccountId


@fact("unliked.1")
class Unliked(Event, frozen=True):
    """A like is taken back."""

    liker_id: AccountId
    post_id: PostId
    owner_id: AccountId


@fact("saved.1")
class Saved(Event, frozen=True):
    """Somebody keeps a post for later."""

    saver_id: AccountId
    post_id: PostId
    owner_id: AccountId


@fact("unsaved.1")
class Unsaved(Event, frozen=True):
    """A post is no longer kept."""

    saver_id: AccountId
    post_id: PostId
    owner_id: AccountId


@fact("comment_added.1")
class CommentAdded(Event, frozen=True):
    """A comment on a post, or an answer (`parent_id` is not 0) to `parent_author_id`."""

    comment_id: CommentId
    post_id: PostId
    owner_id: AccountId
    author_id: AccountId
    parent_id: CommentId = CommentId(0)
    parent_author_id: AccountId = AccountId(0)
    mentioned_ids: tuple[AccountId, ...] = ()


@fact("comment_deleted.1")
class CommentDeleted(Event, frozen=True):
    """A comment is gone, and with a top comment its thread: `removed` in all."""

    comment_id: CommentId
    post_id: PostId
    owner_id: AccountId
    author_id: AccountId
    by_id: AccountId
    removed: int = 1


@fact("comment_liked.1")
class CommentLiked(Event, frozen=True):
    """Somebody likes a comment."""

    liker_id: AccountId
    comment_id: CommentId
    post_id: PostId
    author_id: AccountId


@fact("comment_unliked.1")
class CommentUnliked(Event, frozen=True):
    """A like of a comment is taken back."""

    liker_id: AccountId
    comment_id: CommentId
    post_id: PostId
    author_id: AccountId
