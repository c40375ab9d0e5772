"""What is true of likes, saves and comments."""

from dataclasses import dataclass

from tintype.kernel.ids import AccountId, CommentId, PostId

LIKERS_SHOWN = 3  # On a card: "ana, ben, cem and 40 others".
NOBODY: frozenset[AccountId] = frozenset()


@dataclass(frozen=True, slots=True)
class Counts:
    """What a card counts. Exact: changed in the transaction of what is counted."""

    likes: int
    comments: int
    shares: int = 0


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody mentioned in a comment, as written then."""

    account_id: AccountId
    username: str


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A live comment. `owner_id` is the author of the post; `root_id` and `parent_id` are 0 at the top."""

    id: CommentId
    post_id: PostId
    owner_id: AccountId
    author_id: AccountId
    root_id: CommentId
    parent_id: CommentId
    text: str
    mentions: tuple[Named, ...]
    replies: int
    created_us: int

    @property
    def thread_id(self) -> CommentId:
        """The top comment that answers to this one hang from."""
        return self.root_id or self.id
