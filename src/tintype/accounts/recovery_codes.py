"""Recovery codes: ten ways in without the phone, each good once, shown once."""

from collections.abc import Sequence
from secrets import choice
from typing import Final

CODES: Final = 10
CHARACTERS: Final = 10  # Of 31: 49 bits, against ten tries in a quarter of an hour.
ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # Without what is misread on paper: 0 o, 1 i l.


def fresh() -> list[str]:
    """Ten new codes, as they are shown: `k7m2p-9xw4t`."""
    return [_shown([choice(ALPHABET) for _ in range(CHARACTERS)]) for _ in range(CODES)]


def read(written: str) -> str | None:
    """The ten characters of a code as somebody types it, or None for what is none."""
    code = "".join(letter for letter in written.lower() if letter not in " -")
    return code if len(code) == CHARACTERS and set(code) <= set(ALPHABET) else None


def _shown(letters: Sequence[str]) -> str:
    half = CHARACTERS // 2
    return f"{''.join(letters[:half])}-{''.join(letters[half:])}"
