"""What is noted about a medium beyond its sizes: how its owner wants it made, and what was made of it.

Both are JSON in the row. Fields are only ever added, each with a default, so that older rows stay readable.
"""

from typing import Final, Literal

import msgspec

Colours = Literal["srgb", "p3"]


class Wishes(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the owner wants a medium made and shown. The sandbox is told as well.

    colours: what the pixels of the renditions are in; p3 only where the photo has more colours than sRGB.
    """

    colours: Colours = "srgb"


class Made(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was made of a medium beyond the ladder of sizes."""


AS_USUAL: Final = Wishes()
NOTHING_MORE: Final = Made()


def read_wishes(text: str | None) -> Wishes:
    return AS_USUAL if text is None else msgspec.json.decode(text, type=Wishes)


def read_made(text: str | None) -> Made:
    return NOTHING_MORE if text is None else msgspec.json.decode(text, type=Made)


def written(value: Wishes | Made) -> str | None:
    """As a column keeps it: nothing where everything is as usual."""
    text = msgspec.json.encode(value).decode()
    return None if text == "{}" else text
