"""Passwords that a guesser tries first.

A list of thousands of passwords is mostly some hundred words with a number behind, walks over the keyboard and
repetitions. Rules say that in a fraction of the space, and also catch next year's list.
"""

from functools import cache
from importlib import resources

import regex

AFFIX_CHARACTERS_MAX = 5  # A year, `123`, `!!`: what people add when a site asks for more.
DIGITS_ONLY_MIN = 12  # Below, a number is a date or a telephone number.
WALK_PIECES_MAX = 4
_WALK_MIN = 3

_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiop[]",
    "qwertzuiopü",
    "azertyuiop",
    "asdfghjkl;'",
    "qsdfghjklm",
    "zxcvbnm,./",
    "yxcvbnm",
    "!@#$%^&*()_+",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "zaq12wsxcde34rfvbgt56yhnmju78ik",
    "zaq1xsw2cde3vfr4bgt5nhy6mju7",
    "!qaz@wsx#edc$rfv",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "q2w3e4r5t6y7u8i9o0",
    "a1s2d3f4g5h6j7k8l9",
    "z1x2c3v4b5n6m7",
    "a1b2c3d4e5f6g7h8i9j0",
    "147258369",
    "741852963",
    "159753",
    "159357",
    "14789632",
    "qweasdzxc",
    "qweasd",
    "asdzxc",
    "123qwe123qwe",
    "qwe123qwe123",
    "123asd",
    "asd123",
    "123abc",
    "abc123abc123",
)
_REPEATED = regex.compile(r"(.{1,5}?)\1+.{0,2}", regex.DOTALL)
_LOOKS = (str.maketrans("013457@$!8", "oleastasib"), str.maketrans("013457@$!8", "oieastasib"))


def is_common(password: str) -> bool:
    """Whether a password is a common word with little added, a walk over the keyboard, a number or a repetition."""
    plain = password.casefold().replace(" ", "")
    if plain.isdecimal() and len(plain) < DIGITS_ONLY_MIN:
        return True
    return bool(_REPEATED.fullmatch(plain)) or _is_walk(plain) or _is_word(plain)


def _is_word(plain: str) -> bool:
    """A listed word, alone or twice, after taking away what stands around it or for its letters."""
    for text in {plain, *(plain.translate(look) for look in _LOOKS)}:
        for core in _cores(plain, text):
            half = core[: len(core) // 2]
            if core in _words() or (half * 2 == core and half in _words()):
                return True
    return False


def _cores(plain: str, text: str) -> list[str]:
    """What may be the word in a text: all of it, and it without digits and signs at its ends."""
    start, end = 0, len(plain)
    while start < end and start < AFFIX_CHARACTERS_MAX and not plain[start].isalpha():
        start += 1
    while end > start and len(plain) - end < AFFIX_CHARACTERS_MAX and not plain[end - 1].isalpha():
        end -= 1
    return [text, text[start:end], text[start:], text[:end]]


def _is_walk(plain: str) -> bool:
    """Whether a password is nothing but a few walks along rows, columns or the alphabet."""
    place = pieces = 0
    while place < len(plain) and pieces < WALK_PIECES_MAX:
        end = _walk_end(plain, place)
        if end - place < _WALK_MIN:
            return False
        place, pieces = end, pieces + 1
    return place == len(plain)


def _walk_end(plain: str, start: int) -> int:
    end = start + 1
    while end < len(plain) and any(plain[start : end + 1] in walk for walk in _walks()):
        end += 1
    return end


@cache
def _walks() -> tuple[str, ...]:
    return (*_ROWS, *(row[::-1] for row in _ROWS))


@cache
def _words() -> frozenset[str]:
    text = resources.files(__package__ or "").joinpath("common_words.txt").read_text(encoding="utf-8")
    return frozenset(text.split())
