"""What happens to posts."""

from tintype.kernel.events import Event, fact
from tintype.kernel.ids import AccountId, OrderId, PostId


@fact("post_published.1")
class PostPublished(Event, frozen=True):
    """A post can be seen by others from now on; imports carry their true, older time.

    is_quiet: it was brought here from elsewhere: it is in its place, and nobody is told. is_return: it was here before
    and has come back, so that nobody is told a second time.
    """

    post_id: PostId
    order_id: OrderId
    author_id: AccountId
    published_us: int
    is_quiet: bool = False
    is_return: bool = False


@fact("post_edited.1")
class PostEdited(Event, frozen=True):
    """Words, place, alt texts or audience of a post have changed; `order_id` 0 while it is pending."""

    post_id: PostId
    order_id: OrderId
    author_id: AccountId


@fact("post_withdrawn.1")
class PostWithdrawn(Event, frozen=True):
    """A post can be seen by its author alone again: archived, or some photo of it may not be shown."""

    post_id: PostId
    order_id: OrderId
    author_id: AccountId


@fact("post_deleted.1")
class PostDeleted(Event, frozen=True):
    """A post is gone for everybody; `order_id` 0 if it was never published. Its author may undo this for a while."""

    post_id: PostId
    order_id: OrderId
    author_id: AccountId


@fact("post_restored.1")
class PostRestored(Event, frozen=True):
    """A deleted post is its author's again, where it was: published, in the archive, or waiting for its media."""

    post_id: PostId
    order_id: OrderId
    author_id: AccountId
    at_us: int


@fact("post_forgotten.1")
class PostForgotten(Event, frozen=True):
    """A deleted post cannot come back: its words are erased, and what hangs on it can go."""

    post_id: PostId
    order_id: OrderId
    author_id: AccountId


@fact("person_tagged.1")
class PersonTagged(Event, frozen=True):
    """Somebody is tagged in a picture of a published post. `is_waiting`: it is shown once they say yes."""

    post_id: PostId
    order_id: OrderId
    author_id: AccountId
    account_id: AccountId
    is_waiting: bool = False


@fact("partner_named.1")
class PartnerNamed(Event, frozen=True):
    """Somebody is named as the paying partner of a published post, which is shown once they say yes."""

    post_id: PostId
    order_id: OrderId
    author_id: AccountId
    account_id: AccountId
    is_waiting: bool = True


@fact("tag_answered.1")
class TagAnswered(Event, frozen=True):
    """Who is named in a post, in a picture or as partner, has said whether that may be shown."""

    post_id: PostId
    order_id: OrderId
    author_id: AccountId
    account_id: AccountId
    is_shown: bool


@fact("tag_followed.1")
class TagFollowed(Event, frozen=True):
    """Posts with a hashtag join somebody's home feed from now on."""

    account_id: AccountId
    tag: str
    at_us: int


@fact("tag_unfollowed.1")
class TagUnfollowed(Event, frozen=True):
    """Posts with a hashtag are in somebody's home feed no longer, unless they follow who posts them."""

    account_id: AccountId
    tag: str
    at_us: int
