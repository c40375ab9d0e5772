"""What a letter says, before it has a look: from the words of its template, or made by whoever knows more.

The words are in `words/en.toml`, a table for each template: `subject`, `lines`, and where there is something to do
`action` (what the button says) with `path` (where it leads on this site). `{name}` stands for an argument.
"""

import tomllib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from tintype.kernel.ids import AccountId
from tintype.ports.records import Reading

LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of several that a letter lists; `path` is where it leads on this site."""

    text: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter without its look. Plain texts: whatever has a meaning in HTML is escaped later.

    `to` is an address other than the account's own. `is_for_unproven`: goes out although nobody has confirmed the
    account's address yet, as a letter that asks for this must. `unsubscribe` is a path.
    """

    subject: str
    lines: tuple[str, ...]
    items: tuple[Item, ...] = ()
    action: str = ""
    path: str = ""
    small: str = ""
    to: str = ""
    is_for_unproven: bool = False
    unsubscribe: str = ""


Compose = Callable[[Reading, AccountId, Mapping[str, int | str]], Awaitable[Draft | None]]
"""Writes a letter when it is sent, from what is true by then; None: there is nothing to say any more."""


class UnknownTemplate(KeyError):
    """Nobody has written words for this."""


def draft_of(template: str, values: Mapping[str, int | str], *, language: str = LANGUAGE) -> Draft:
    """The draft of a template's words, with values for what they leave open. Raises UnknownTemplate, KeyError."""
    words = _words(language).get(template)
    if words is None:
        raise UnknownTemplate(template)
    return Draft(
        subject=str(words["subject"]).format_map(values),
        lines=tuple(str(line).format_map(values) for line in words["lines"]),
        action=str(words.get("action", "")),
        path=str(words.get("path", "")).format_map(values),
        small=str(words.get("small", "")).format_map(values),
        is_for_unproven=bool(words.get("is_for_unproven", False)),
    )


@cache
def _words(language: str) -> Mapping[str, Mapping[str, Any]]:
    folder = resources.files(__package__ or "").joinpath("words")
    return tomllib.loads(folder.joinpath(f"{language}.toml").read_text(encoding="utf-8"))
