"""What people do with posts. Recorded under the shard of the post; saving, which is nobody else's, of the saver."""

from msgspec import Struct

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
    """A comment on a post, or an answer (`parent_id` is not 0) to `parent_author_id`.

    is_quiet: brought from elsewhere with its own, older time: nobody is told.
    """

    comment_id: CommentId
    post_id: PostId
    owner_id: AccountId
    author_id: AccountId
    parent_id: CommentId = CommentId(0)
    parent_author_id: AccountId = AccountId(0)
    mentioned_ids: tuple[AccountId, ...] = ()
    is_quiet: bool = False


class Gone(Struct, frozen=True, array_like=True):
    """A comment that is not there any more, and whom it had concerned."""

    comment_id: CommentId
    author_id: AccountId
    parent_id: CommentId = CommentId(0)
    mentioned_ids: tuple[AccountId, ...] = ()


@fact("comment_deleted.1")
class CommentDeleted(Event, frozen=True):
    """A comment is gone, and with a top comment its thread: `removed` in all. `gone` names it and the first answers."""

    comment_id: CommentId
    post_id: PostId
    owner_id: AccountId
    author_id: AccountId
    by_id: AccountId
    removed: int = 1
    gone: tuple[Gone, ...] = ()


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


@fact("comment_held.1")
class CommentHeld(Event, frozen=True):
    """A comment is seen by its author alone until the author of the post lets it through; then it is added (again).

    `reason`: approval, words, restricted, taken_back.
    """

    comment_id: CommentId
    post_id: PostId
    owner_id: AccountId
    author_id: AccountId
    reason: str
    gone: tuple[Gone, ...] = ()


@fact("comment_edited.1")
class CommentEdited(Event, frozen=True):
    """A comment says something else. `mentioned_ids` are named now and were not before."""

    comment_id: CommentId
    post_id: PostId
    owner_id: AccountId
    author_id: AccountId
    mentioned_ids: tuple[AccountId, ...] = ()
    is_held: bool = False


@fact("comment_pinned.1")
class CommentPinned(Event, frozen=True):
    """The author of a post lets a comment stand first."""

    comment_id: CommentId
    post_id: PostId
    owner_id: AccountId
    author_id: AccountId


@fact("comment_unpinned.1")
class CommentUnpinned(Event, frozen=True):
    """A comment stands where it was said again."""

    comment_id: CommentId
    post_id: PostId
    owner_id: AccountId
    author_id: AccountId


@fact("conversation_changed.1")
class ConversationChanged(Event, frozen=True):
    """Who may comment on a post, whether comments wait, or whether likes are counted aloud, is different."""

    post_id: PostId
    owner_id: AccountId


@fact("engagement_chosen.1")
class EngagementChosen(Event, frozen=True):
    """An account has chosen other words to hold back, or where it shows or sees numbers of likes."""

    account_id: AccountId


@fact("shared.1")
class Shared(Event, frozen=True):
    """Somebody has passed a post on for the first time. `way`: link or sheet."""

    sharer_id: AccountId
    post_id: PostId
    owner_id: AccountId
    way: str


@fact("collection_shared.1")
class CollectionShared(Event, frozen=True):
    """Somebody may look into a collection from now on, and fill it. `collection_id` is an id of its owner's shard."""

    collection_id: int
    owner_id: AccountId
    member_id: AccountId


@fact("collection_unshared.1")
class CollectionUnshared(Event, frozen=True):
    """A collection is no longer shared with somebody, whoever ended it."""

    collection_id: int
    owner_id: AccountId
    member_id: AccountId
