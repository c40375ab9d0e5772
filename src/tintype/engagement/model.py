"""What is true of likes, saves and comments."""

from dataclasses import dataclass, field
from enum import IntEnum

from tintype.kernel.clock import MINUTE_US
from tintype.kernel.ids import AccountId, CommentId, PostId

LIKERS_SHOWN = 3  # On a card: "ana, ben, cem and 40 others".
EDIT_WINDOW_US = (
    15 * MINUTE_US
)  # A slip of the pen is mended by then; later, people have answered what was said.
PINS_MAX = 3  # As posts on a profile: more would be a second list above the list.
WORDS_MAX = 200  # Each comment is held against all of them.
WORDS_BYTES_MAX = 32_000  # Of all words together, as the row keeps them.
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


class Held(IntEnum):
    """Why a comment waits for the author of the post; numbers as the records keep them."""

    NOT = 0
    APPROVAL = 1
    WORDS = 2
    RESTRICTED = 3
    TAKEN_BACK = 4

    @property
    def word(self) -> str:
        """As the API spells it to the author of the post: `approval`, `words`, `restricted`, `taken_back`."""
        return self.name.lower()


class CommentsFrom(IntEnum):
    """Who may comment on a post, of those who may see it. Its author always may, unless nobody does."""

    EVERYONE = 1
    FOLLOWERS = 2
    NOBODY = 3

    @property
    def word(self) -> str:
        """As the API spells it: `everyone`, `followers`, `nobody`."""
        return self.name.lower()


COMMENTS_FROM = {one.word: one for one in CommentsFrom}


@dataclass(frozen=True, slots=True)
class Conversation:
    """How a post is talked about, as its author has it."""

    comments_from: CommentsFrom = CommentsFrom.EVERYONE
    approves: bool = False
    hides_likes: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What an account has chosen for all its posts, and (`hides_all_likes`) for all it looks at. Words are folded."""

    words: tuple[str, ...] = ()
    hides_own_likes: bool = False
    hides_all_likes: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted of a post's comments, and how it is talked about."""

    comments: int = 0
    conversation: Conversation = field(default_factory=Conversation)


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment. `owner_id` is the author of the post; `root_id` and `parent_id` are 0 at the top.

    One that is held waits, seen by its author alone.
    """

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
    held: Held = Held.NOT
    edited_us: int | None = None
    pinned_us: int | None = None

    @property
    def thread_id(self) -> CommentId:
        """The top comment that answers to this one hang from."""
        return self.root_id or self.id

    @property
    def above(self) -> list[CommentId]:
        """The comments that count this one: what it answers, and the top of its thread."""
        return sorted({self.root_id, self.parent_id} - {CommentId(0)})
