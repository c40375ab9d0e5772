"""What FTS5 is asked, put together: whatever somebody typed stays a word and is never an operator."""

from collections.abc import Iterable


def quoted(words: str) -> str:
    """Words one behind the other, as a phrase."""
    return '"' + words.replace('"', '""') + '"'


def any_of(words: Iterable[str]) -> str:
    """One of some words."""
    return "(" + " OR ".join(map(quoted, sorted(words))) + ")"


def all_of(parts: Iterable[str]) -> str:
    """All of some parts."""
    return " AND ".join(parts)
