"""What people write: cleaned once at the door, bounded in graphemes and bytes; its hashtags and mentions.

Everything here is linear in the length of the text, and the bound on bytes is checked first of all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from unicodedata import normalize

import regex

from tintype.kernel.problems import Invalid


@dataclass(frozen=True, slots=True)
class TextLimit:
    """How long a text may be; `bytes` counts UTF-8. Line breaks stay with `has_lines`, else become blanks."""

    graphemes: int
    bytes: int
    has_lines: bool = False


# Eight bytes per grapheme leave room for a text of emoji with skin tones; a family of four alone has 25.
USERNAME = TextLimit(30, 240)
EMAIL = TextLimit(254, 254)
NAME = TextLimit(64, 512)
BIO = TextLimit(500, 4_000, has_lines=True)
TITLE = TextLimit(200, 1_600)
CAPTION = TextLimit(2_200, 17_600, has_lines=True)
COMMENT = TextLimit(2_200, 17_600, has_lines=True)
ALT = TextLimit(1_500, 12_000, has_lines=True)
PLACE_NAME = TextLimit(100, 800)
LABEL = TextLimit(64, 512)

TAG_CHARACTERS_MAX = 100
TAGS_MAX = 30  # As many as the field's largest network takes; more is read as text.
MENTIONS_MAX = 20  # Each one may notify a person.
MARKS_MAX = 5  # Hebrew with vowels and cantillation needs four on one letter; a tower is no word.
GRAPHEME_CHARACTERS_MAX = 32  # The longest emoji of Unicode 17 has ten; a chain of thousands is no picture.
BLANK_LINES_MAX = 2


def clean(text: str, limit: TextLimit, field: str, *, required: bool = False) -> str:
    """The text as it is stored and shown: NFC, trimmed, without what is invisible or turns text around.

    Line breaks become `\\n`, or blanks where a text has one line. Raises Invalid with a code for the field:
    `too_long`, `characters` (controls, lone surrogates, noncharacters), `required`.
    """
    if len(text) > limit.bytes:
        raise _refused(field, "too_long")
    if not text.isascii():
        text = _without_tricks(text, field)
    text = _lines(text) if limit.has_lines else " ".join(_LINE_BREAK.sub(" ", text).split())
    if _CONTROL.search(text):
        raise _refused(field, "characters")
    if required and not text:
        raise _refused(field, "required")
    if len(text.encode()) > limit.bytes or _length(text, field) > limit.graphemes:
        raise _refused(field, "too_long")
    return text


def every(*checks: Callable[[], str]) -> list[str]:
    """What all checks give. Where some refuse, one Invalid names every field, so that a form is corrected once."""
    found: list[str] = []
    refused: list[Invalid] = []
    for check in checks:
        try:
            found.append(check())
        except Invalid as problem:
            refused.append(problem)
    if refused:
        fields = {name: codes for problem in refused for name, codes in problem.fields.items()}
        raise Invalid(" ".join(problem.detail for problem in refused if problem.detail), fields=fields)
    return found


def graphemes(text: str) -> int:
    """How many characters a person counts: extended grapheme clusters of UAX #29."""
    return len(text) if text.isascii() else sum(1 for _ in _grapheme().finditer(text))


def folded(text: str) -> str:
    """Equal for texts that differ in case, width or composition only: NFKC, case-folded."""
    return normalize("NFKC", normalize("NFKC", text).casefold())


def hashtags(text: str) -> tuple[str, ...]:
    """The tags of a text, folded, each once, in order, at most 30; each has a letter and ≤ 100 characters."""
    if "#" not in text and "＃" not in text:
        return ()
    found: dict[str, None] = {}
    for match in _tag().finditer(text):
        tag = match[1].rstrip("\u200c")
        if len(tag) <= TAG_CHARACTERS_MAX and _letter().search(tag):
            found.setdefault(folded(tag))
        if len(found) == TAGS_MAX:
            break
    return tuple(found)


def mentions(text: str) -> tuple[str, ...]:
    """The usernames a text mentions as `@name`, as written, each once in any case, in order, at most 20."""
    if "@" not in text:
        return ()
    found: dict[str, str] = {}
    for match in _mention().finditer(text):
        if len(match[1]) <= USERNAME.graphemes:
            found.setdefault(folded(match[1]), match[1])
        if len(found) == MENTIONS_MAX:
            break
    return tuple(found.values())


# C0 and C1 without tab and line breaks, which are blanks by now; noncharacters.
_CONTROL = regex.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_LINE_BREAK = regex.compile(r"\r\n|[\n\v\f\r\x85\u2028\u2029]")
_BLANKS = regex.compile(r"[ \t\u3000\xa0]+\n")
_BLANK_LINES = regex.compile(rf"\n{{{BLANK_LINES_MAX + 2},}}")


def _lines(text: str) -> str:
    text = _BLANKS.sub("\n", _LINE_BREAK.sub("\n", text).replace("\t", " "))
    return _BLANK_LINES.sub("\n" * (BLANK_LINES_MAX + 1), text).strip()


def _without_tricks(text: str, field: str) -> str:
    if _astray().search(text):
        raise _refused(field, "characters")
    # Twice, because what is stripped may have kept a letter and its accent apart.
    text = _invisible().sub("", normalize("NFC", text))
    text = _loose_joiner().sub("", text)
    text = normalize("NFC", _mark_tower().sub(r"\1", text))
    return text if _visible().search(text) else ""


def _length(text: str, field: str) -> int:
    if text.isascii():
        return len(text)
    count = 0
    for match in _grapheme().finditer(text):
        count += 1
        if match.end() - match.start() > GRAPHEME_CHARACTERS_MAX:
            raise _refused(field, "characters")
    return count


def _refused(field: str, code: str) -> Invalid:
    return Invalid(fields={field: [code]})


# Patterns over Unicode properties take milliseconds to compile, so each waits for a text that needs it.


@cache
def _grapheme() -> "regex.Pattern[str]":
    return regex.compile(r"\X")


@cache
def _letter() -> "regex.Pattern[str]":
    return regex.compile(r"\p{L}")


@cache
def _astray() -> "regex.Pattern[str]":
    """Lone surrogates, and the two noncharacters at the end of every plane."""
    ends = "".join(f"\\U{plane:04x}fffe\\U{plane:04x}ffff" for plane in range(17))
    return regex.compile(rf"[\ud800-\udfff{ends}]")


@cache
def _invisible() -> "regex.Pattern[str]":
    """Everything that is drawn as nothing or turns text around, but for the cases where it has a meaning.

    Kept: joiners (looked at apart), direction marks of Arabic and Hebrew, variation selectors, those of
    Mongolian, and the tag characters of a flag such as Scotland's.
    """
    kept = r"\u200c-\u200f\u061c\ufe00-\ufe0f\u180b-\u180d\u180f\U000e0020-\U000e007f"
    return regex.compile(
        rf"(?V1)[[\p{{Default_Ignorable_Code_Point}}\ufff9-\ufffc]--[{kept}]]"
        r"|(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0020-\U000e007f]+"
        r"|(?<=^|[\s\ufe00-\ufe0f])[\ufe00-\ufe0f]+"
    )


@cache
def _visible() -> "regex.Pattern[str]":
    """Something that is drawn: direction marks, joiners and blanks alone (Braille's among them) are no text."""
    return regex.compile(r"[^\s\p{Z}\p{Default_Ignorable_Code_Point}\u2800]")


@cache
def _loose_joiner() -> "regex.Pattern[str]":
    """A joiner with nothing to join; inside a word or an emoji it is part of the spelling."""
    joined = r"\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}\U000e007f"
    return regex.compile(
        rf"(?<![{joined}])[\u200c\u200d]+|[\u200c\u200d]+(?![{joined}\u200c\u200d])|[\u200c\u200d]{{2,}}"
    )


@cache
def _mark_tower() -> "regex.Pattern[str]":
    return regex.compile(rf"([\p{{Mn}}\p{{Me}}]{{{MARKS_MAX}}})[\p{{Mn}}\p{{Me}}]+")


@cache
def _tag() -> "regex.Pattern[str]":
    # Not after a word, a slash or an ampersand: the tail of a URL and an HTML entity are no tags.
    word = r"\p{L}\p{M}\p{N}_"
    return regex.compile(rf"(?<![{word}/&#＃@])[#＃]([{word}][{word}\u200c]*+)(?![#＃])")


@cache
def _mention() -> "regex.Pattern[str]":
    # Not inside an e-mail address, and not the first half of a @name@host.
    word = r"\p{L}\p{M}\p{N}_"
    return regex.compile(rf"(?<![{word}.@/+-])@([{word}]++(?:\.[{word}]++)*+)(?!@)")
