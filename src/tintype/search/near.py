"""Names that are nearly what somebody typed: one letter more, less, another, or two the wrong way round.

Two words with at most one such slip share a form: the word, or what is left of it without one letter (SymSpell, Garbe
2012). So the index is asked for a few exact forms, and what it finds is looked at here.
"""

from collections.abc import Iterable

NEAR_FROM = 4  # Letters: of three, one more or less is another name.
NEAR_TO = 24  # Longer names are kept without their forms: nobody types them to the end.


def forms_of(word: str) -> set[str]:
    """A word, and what is left of it without each one of its letters; nothing for words too short or too long."""
    if not NEAR_FROM - 1 <= len(word) <= NEAR_TO:
        return set()
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def is_near(typed: str, word: str) -> bool:
    """Whether one slip at most lies between two words; neighbours in the wrong order are one slip."""
    if abs(len(typed) - len(word)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(word)) and typed[start] == word[start]:
        start += 1
    a, b = typed[start:], word[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
    return a[1:] == b if len(a) > len(b) else a == b[1:]


def is_near_any(typed: str, words: Iterable[str]) -> bool:
    """Whether a word is near one of some."""
    return any(is_near(typed, word) for word in words)
