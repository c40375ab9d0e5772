"""What happens to posts."""

from tintype.kernel.events import Event, fact
from tintype.kernel.ids import AccountId, OrderId, PostId


@fact("post_published.1")
class PostPublished(Event, frozen=True):
    """A post can be seen by others from now on; imports carry their true, older time."""

    post_id: PostId
    order_id: OrderId
    author_id: AccountId
    published_us: int


@fact("post_edited.1")
class PostEdited(Event, frozen=True):
    """Words, place, alt texts or audience of a post have changed; `order_id` 0 while it is pending."""

    post_id: PostId
    order_id: OrderId
    author_id: AccountId


@fact("post_withdrawn.1")
class PostWithdrawn(Event, frozen=True):
    """A post can be seen by its author alone again: some photo of it may not be shown."""

    post_id: PostId
    order_id: OrderId
    author_id: AccountId


@fact("post_deleted.1")
class PostDeleted(Event, frozen=True):
    """A post is gone for everybody; `order_id` 0 if it was never published."""

    post_id: PostId
    order_id: OrderId
    author_id: AccountId
