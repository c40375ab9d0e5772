"""How the author of a post has its conversation, as the API spells it."""

from collections.abc import Sequence

import msgspec
from msgspec import UNSET, UnsetType

from tintype.engagement.hosting import ChoicesChange, ConversationChange
from tintype.engagement.model import COMMENTS_FROM, Choices, CommentRow, CommentsFrom, Conversation
from tintype.engagement.shapes import Comment
from tintype.kernel.problems import Invalid


class ConversationOfPost(msgspec.Struct, frozen=True):
    """Who may comment (`everyone`, `followers`, `nobody`), whether comments wait, whether likes are counted aloud."""

    comments_from: str
    approves: bool
    hides_likes: bool


class ConversationIn(msgspec.Struct, forbid_unknown_fields=True):
    """What is absent stays."""

    comments_from: str | UnsetType = UNSET
    approves: bool | UnsetType = UNSET
    hides_likes: bool | UnsetType = UNSET


class EngagementChoices(msgspec.Struct, frozen=True):
    """What holds for all own posts: comments with these words wait, numbers of likes are hidden from others.

    `hides_all_likes`: the viewer is told no numbers of likes at all.
    """

    words: list[str]
    hides_own_likes: bool
    hides_all_likes: bool


class EngagementChoicesIn(msgspec.Struct, forbid_unknown_fields=True):
    """What is absent stays; `words` are replaced as a whole."""

    words: list[str] | UnsetType = UNSET
    hides_own_likes: bool | UnsetType = UNSET
    hides_all_likes: bool | UnsetType = UNSET


class HeldComment(Comment, frozen=True, omit_defaults=True, kw_only=True):
    """A comment that waits under the viewer's post `post_id`: approval, words, restricted, or taken_back."""

    post_id: str
    reason: str


class HeldPage(msgspec.Struct, frozen=True):
    """What waits for the viewer, newest first; `next` may stand after a short page."""

    items: list[HeldComment]
    next: str | None


def conversation_shape(conversation: Conversation) -> ConversationOfPost:
    """A conversation as it is answered."""
    return ConversationOfPost(
        conversation.comments_from.word, conversation.approves, conversation.hides_likes
    )


def choices_shape(choices: Choices) -> EngagementChoices:
    """Choices as they are answered."""
    return EngagementChoices(list(choices.words), choices.hides_own_likes, choices.hides_all_likes)


def conversation_change(data: ConversationIn) -> ConversationChange:
    """What somebody wants of a conversation. Raises Invalid."""
    return ConversationChange(_comments_from(data.comments_from), data.approves, data.hides_likes)


def choices_change(data: EngagementChoicesIn) -> ChoicesChange:
    """What somebody chooses."""
    words: Sequence[str] | UnsetType = data.words
    return ChoicesChange(words, data.hides_own_likes, data.hides_all_likes)


def held_comment(comment: Comment, row: CommentRow) -> HeldComment:
    """A comment with where and why it waits."""
    fields = {name: getattr(comment, name) for name in comment.__struct_fields__}
    return HeldComment(**fields, post_id=str(row.post_id), reason=row.held.word)


def _comments_from(word: str | UnsetType) -> CommentsFrom | UnsetType:
    if word is UNSET:
        return UNSET
    if word not in COMMENTS_FROM:
        allowed = " or ".join(COMMENTS_FROM)
        raise Invalid(f"comments_from is {allowed}.", fields={"comments_from": ["unknown"]})
    return COMMENTS_FROM[word]
