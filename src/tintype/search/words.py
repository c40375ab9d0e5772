"""Texts as the index has them: words folded, without accents, and what is left of them without their endings.

Nobody says in which language they write, and captions are too short to guess. So a word has the stems that Snowball's
algorithms for the large languages of its alphabet give it, and two words are one where they share a stem. What has no
spaces between words (Chinese, Japanese, Thai …) is cut into overlapping pairs of characters.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol, cast
from unicodedata import normalize

import regex

from tintype.kernel.text import folded

WORD_CHARACTERS_MAX = 64  # Longer is no word that anybody looks for.
STEMMED_FROM = 3  # Letters: of shorter words endings are all there is.
REMEMBERED = 20_000  # Words with their stems: 8 MB, and nine of ten words of what people write.
LATIN = ("english", "german", "french", "spanish", "italian", "portuguese")
CYRILLIC = ("russian",)
# Letters that are no letter with an accent to Unicode, but are typed as one.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_stemming = threading.Lock()  # Snowball's objects keep the word that they work on.


class Stemmer(Protocol):
    """What is used of Snowball, which carries no types."""

    def stemWord(self, word: str) -> str: ...  # noqa: N802 — its name there


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text. `stems` begin with the word itself."""

    plain: str
    stems: tuple[str, ...]


def words_of(text: str) -> list[Word]:
    """The words of a text in order; of writing without spaces every pair of neighbours."""
    return [word for run in runs_of(text) for word in run]


def runs_of(text: str) -> list[list[Word]]:
    """The same, but the pairs of one run of characters without spaces together; other words alone."""
    return [_run(match[0]) for match in _runs().finditer(folded(text)) if match[0].strip("_")]


def stems_of(words: Iterable[Word]) -> set[str]:
    """Everything by which some words are found."""
    return {stem for word in words for stem in word.stems}


def plain(text: str) -> str:
    """A text folded and without accents, as words are kept."""
    return _without_accents(folded(text))


def sought(word: Word) -> Word:
    """A word as it is looked for: a pair of characters is not any one of them."""
    return Word(word.plain, word.stems[:1]) if _paired().match(word.plain) else word


def _run(text: str) -> list[Word]:
    if not _paired().match(text):
        return [word_of(text)]
    letters = _without_accents(text)[: 10 * WORD_CHARACTERS_MAX]
    if len(letters) == 1:
        return [Word(letters, (letters,))]
    return [
        Word(letters[at : at + 2], (letters[at : at + 2], *letters[at : at + 2]))
        for at in range(len(letters) - 1)
    ]


@lru_cache(REMEMBERED)
def word_of(text: str) -> Word:
    """A folded word, with its stems."""
    text = text[:WORD_CHARACTERS_MAX]
    bare = _without_accents(text)
    found = dict.fromkeys([bare])
    if len(bare) >= STEMMED_FROM and not bare.isdigit():
        languages = LATIN if _latin().match(bare) else CYRILLIC if _cyrillic().match(bare) else ()
        for language in languages:
            # As it is written, for some endings are told by their accents, and as many people type it.
            for spelt in {text, bare}:
                found.setdefault(_without_accents(_stem(language, spelt)))
    return Word(bare, tuple(found))


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    bare = _accent().sub("", normalize("NFD", text))
    return normalize("NFC", bare).translate(_PLAIN).replace("\u200c", "").replace("\u200d", "")


def _stem(language: str, word: str) -> str:
    with _stemming:
        return _stemmer(language)(word) or word


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    import snowballstemmer  # pyright: ignore[reportMissingTypeStubs]

    made = cast("Callable[[str], Stemmer]", snowballstemmer.stemmer)  # pyright: ignore[reportUnknownMemberType]
    return made(language).stemWord


@cache
def _accent() -> "regex.Pattern[str]":
    # The block of accents alone: the vowel signs of Indic scripts are marks as well, and are letters.
    return regex.compile("[\u0300-\u036f]+")


_SPACELESS = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\u3005\u30fc"


@cache
def _paired() -> "regex.Pattern[str]":
    return regex.compile(rf"[{_SPACELESS}]")


@cache
def _runs() -> "regex.Pattern[str]":
    spaceless = rf"[{_SPACELESS}][{_SPACELESS}\p{{M}}]*+"
    first, then = r"[\p{L}\p{N}_]", r"[\p{L}\p{M}\p{N}_\u200c\u200d]"
    return regex.compile(rf"(?V1){spaceless}|[{first}--[{_SPACELESS}]][{then}--[{_SPACELESS}]]*+")


@cache
def _latin() -> "regex.Pattern[str]":
    return regex.compile(r"[\p{Latin}\p{M}\p{N}_]+$")


@cache
def _cyrillic() -> "regex.Pattern[str]":
    return regex.compile(r"[\p{Cyrillic}\p{M}\p{N}_]+$")
