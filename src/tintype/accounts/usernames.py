"""Usernames: which are allowed, and which two look the same.

A name is one to thirty letters, digits, `_` and `.` of one script (Chinese, Japanese and Korean may add Latin
letters), a dot only between other characters. It is shown as its owner writes it, found whatever its case, and
unique by look: two names clash when the skeletons of UTS #39 are equal as written or in lower case. So `paypaI`
with a capital i, `рaypal` with a Cyrillic letter and `paypa1` are all taken when `paypal` is.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import cast
from unicodedata import normalize

import regex

from tintype.kernel.ids import shard_of_text
from tintype.kernel.problems import Invalid
from tintype.kernel.text import USERNAME, folded, graphemes

CHARACTERS_MAX = 60  # Thirty graphemes of a script with vowel signs.
_ROUNDS_MAX = 4  # Of folding and mapping; two are the most that any character of Unicode 17 needs.

RESERVED = """
abuse account accounts admin administration administrator all anonymous api app billing bot contact
deleted everyone explore feed guest hello help here home hostmaster info legal login logout mail me
media mod moderation moderator moderators mods news noreply notifications nobody null official
operator owner postmaster press privacy register root search security self service settings signin
signup site staff status stories superuser support sysadmin system team terms tintype trust
undefined unknown user users verified webmaster www
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """What an account takes with its name. `folded` is how the name is found; empty for a look alone."""

    skeleton: str
    folded: str

    @property
    def shard(self) -> int:
        return shard_of_claim(self.skeleton)


def username(written: str, field: str = "username") -> str:
    """The name as it is kept. Raises Invalid: required, too_long, characters, dots, mixed_scripts, reserved."""
    if len(written) > CHARACTERS_MAX * 4:
        raise Invalid(fields={field: ["too_long"]})
    name = normalize("NFC", written.strip())
    code = _flaw(name)
    if code is not None:
        raise Invalid(_SENTENCES[code], fields={field: [code]})
    return name


def is_name(written: str) -> bool:
    """Whether anybody can be called this: what cannot is nobody, without a look at the rows."""
    return len(written) <= CHARACTERS_MAX * 4 and _flaw(normalize("NFC", written)) in {None, "reserved"}


def claims_of(name: str) -> tuple[Claim, ...]:
    """What a name takes: how it is found with how that looks, then how it looks as written where this differs."""
    plain = folded(name)
    by_name, as_written = skeleton(plain), skeleton(name)
    first = Claim(by_name, plain)
    return (first,) if as_written == by_name else (first, Claim(as_written, ""))


def skeleton(name: str) -> str:
    """Equal for names that look alike: UTS #39 section 4 on top of folding, and one underscore for several."""
    name = regex.sub("_+", "_", name)
    for _ in range(_ROUNDS_MAX):
        mapped = "".join(map(_prototype, normalize("NFD", name)))
        settled = normalize("NFD", normalize("NFKC", mapped).casefold())
        if settled == name:
            break
        name = settled
    return name


def shard_of_claim(claimed: str) -> int:
    """Where a claim lives: the same for everybody who wants the same."""
    return shard_of_text(claimed)


def _flaw(name: str) -> str | None:
    if not name:
        return "required"
    if not (_ascii_name if name.isascii() else _allowed()).fullmatch(name) or normalize("NFKC", name) != name:
        return "characters"
    if len(name) > CHARACTERS_MAX or graphemes(name) > USERNAME.graphemes:
        return "too_long"
    if name[0] == "." or name[-1] == "." or ".." in name:
        return "dots"
    if not name.strip("_."):
        return "characters"
    if not name.isascii() and not _one_script().fullmatch(name):
        return "mixed_scripts"
    return "reserved" if _is_reserved(name) else None


_SENTENCES = {
    "required": "Choose a username.",
    "characters": "A username has letters, digits, underscores and dots only.",
    "too_long": f"A username has at most {USERNAME.graphemes} characters.",
    "dots": "A dot stands between other characters, one at a time.",
    "mixed_scripts": "A username is written in one alphabet.",
    "reserved": "This name is kept for the people who run the site.",
}


def _is_reserved(name: str) -> bool:
    return any(claim.skeleton.replace("_", "").replace(".", "") in _reserved() for claim in claims_of(name))


@cache
def _reserved() -> frozenset[str]:
    return frozenset(map(skeleton, RESERVED.split()))


#: What UTS #39 says of the characters of plain names, so that most processes never load the table.
ASCII_PROTOTYPES = {"0": "O", "1": "l", "I": "l", "m": "rn"}


def _prototype(character: str) -> str:
    if character.isascii():
        return ASCII_PROTOTYPES.get(character, character)
    return prototypes().get(character, character)


@cache
def prototypes() -> Mapping[str, str]:
    """Characters that look like another, with the one that stands for all of them: 15 ms and 400 KB, once.

    The table lists for each character those it is confused with. One that has a single partner gives way to it;
    between two that only have each other the smaller stands.
    """
    text = resources.files("confusable_homoglyphs").joinpath("confusables.json").read_text(encoding="utf-8")
    table = cast("dict[str, list[dict[str, str]]]", json.loads(text))
    found: dict[str, str] = {}
    for character, partners in table.items():
        if len(character) != 1 or len(partners) != 1:
            continue
        partner = partners[0]["c"]
        if len(table.get(partner, ())) > 1 or partner < character:
            found[character] = partner.strip("\u200e")
    return found


_ascii_name = regex.compile(r"[A-Za-z0-9_.]+")

# Those in everyday use: UAX #31, table 5.
_SCRIPTS = """
Latin Greek Cyrillic Armenian Hebrew Arabic Thaana Devanagari Bengali Gurmukhi Gujarati Oriya Tamil
Telugu Kannada Malayalam Sinhala Thai Lao Tibetan Myanmar Georgian Ethiopic Khmer Hangul Han
Hiragana Katakana Bopomofo
"""
_TOGETHER = "Latin Han Hiragana Katakana Hangul Bopomofo"


@cache
def _allowed() -> "regex.Pattern[str]":
    scripts = "".join(rf"\p{{Script={script}}}" for script in _SCRIPTS.split())
    return regex.compile(rf"(?V1)(?:[[\p{{L}}\p{{M}}]&&[{scripts}]]|[ー0-9_.])+")


@cache
def _one_script() -> "regex.Pattern[str]":
    east = "ー" + "".join(rf"\p{{Script={script}}}" for script in _TOGETHER.split())
    others = [rf"\p{{Script={script}}}" for script in _SCRIPTS.split()]
    return regex.compile("|".join(rf"[{letters}0-9_.]+" for letters in [east, *others]))
