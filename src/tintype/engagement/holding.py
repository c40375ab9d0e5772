"""Whether a comment is shown at once or waits for the author of the post."""

from collections.abc import Sequence
from functools import cache

import msgspec
import regex

from tintype.engagement import store
from tintype.engagement.model import (
    WORDS_BYTES_MAX,
    WORDS_MAX,
    Choices,
    CommentsFrom,
    Conversation,
    Held,
)
from tintype.engagement.store import sql
from tintype.graph import EdgeKind, edges, restricted_by
from tintype.kernel.ids import AccountId, PostId
from tintype.kernel.problems import Forbidden, Invalid
from tintype.kernel.text import LABEL, clean, folded
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading
from tintype.posts import PostHead


async def admit(reading: Reading, viewer: Viewer, head: PostHead, text: str) -> Held:
    """Why a comment of the viewer on a post waits, or that it does not. Raises Forbidden where none are taken."""
    conversation = await conversation_of(reading, head.id)
    if conversation.comments_from is CommentsFrom.NOBODY:
        raise Forbidden("This post takes no comments.", code="comments_off")
    if viewer.account_id == head.author_id:
        return Held.NOT
    if conversation.comments_from is CommentsFrom.FOLLOWERS and not await edges.contains(
        reading, viewer.account_id, EdgeKind.FOLLOW, [head.author_id]
    ):
        raise Forbidden("Only followers can comment on this post.", code="comments_of_followers")
    return await why_held(reading, viewer.account_id, head.author_id, text, conversation)


async def why_held(
    reading: Reading, author_id: AccountId, owner_id: AccountId, text: str, conversation: Conversation
) -> Held:
    """Why words of somebody wait for the author of a post, or that they do not."""
    if author_id == owner_id:
        return Held.NOT
    if await restricted_by(reading, owner_id, [author_id]):
        return Held.RESTRICTED
    if has_word(text, (await choices_of(reading, [owner_id]))[owner_id].words):
        return Held.WORDS
    return Held.APPROVAL if conversation.approves else Held.NOT


async def conversation_of(reading: Reading, post_id: PostId) -> Conversation:
    """How a post is talked about."""
    return (await store.tallies(reading, [post_id]))[post_id].conversation


async def choices_of(reading: Reading, account_ids: Sequence[AccountId]) -> dict[AccountId, Choices]:
    """What accounts have chosen; those that have chosen nothing are there too."""
    rows = await reading.fetch(sql.choices, _choices, account_ids=list(account_ids))
    return {account_id: Choices() for account_id in account_ids} | dict(rows)


def checked_words(words: Sequence[str]) -> tuple[str, ...]:
    """Words and phrases as they are kept: cleaned, folded, each once. Raises Invalid."""
    if len(words) > WORDS_MAX:
        raise Invalid(f"At most {WORDS_MAX} words can be held back.", fields={"words": ["too_many"]})
    # Cleaned before it is measured: what is too long is refused, and what says nothing is left out.
    found = dict.fromkeys(_spaced(clean(word, LABEL, "words")).strip() or folded(word) for word in words)
    kept = tuple(word for word in found if word.strip())
    if sum(len(word.encode()) for word in kept) > WORDS_BYTES_MAX:
        raise Invalid("These are too many words.", fields={"words": ["too_long"]})
    return kept


def has_word(text: str, words: Sequence[str]) -> bool:
    """Whether a text has one of some kept words, as words of their own and in any case.

    Scripts that write no blanks between words, and signs that are no words, are found anywhere.
    """
    if not words:
        return False
    plain, spaced = folded(text), _spaced(text)
    return any(
        (f" {word} " in spaced) if _is_spaced_script(word) else (word in plain or word in spaced)
        for word in words
    )


def _spaced(text: str) -> str:
    """The words of a text with one blank around each."""
    return f" {' '.join(_words().findall(folded(text)))} "


def _is_spaced_script(word: str) -> bool:
    return bool(_words().search(word)) and not _unspaced().search(word)


@cache
def _words() -> "regex.Pattern[str]":
    return regex.compile(r"[\p{L}\p{M}\p{N}_]+")


@cache
def _unspaced() -> "regex.Pattern[str]":
    return regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")


def _choices(
    account_id: AccountId, words: str, hides_own_likes: int, hides_all_likes: int
) -> tuple[AccountId, Choices]:
    kept = msgspec.json.decode(words, type=tuple[str, ...])
    return account_id, Choices(kept, bool(hides_own_likes), bool(hides_all_likes))
