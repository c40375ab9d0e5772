"""What is noted about a medium beyond its sizes: how its owner wants it made, and what was made of it.

Both are JSON in the row. Fields are only ever added, each with a default, so that older rows stay readable.
"""

from typing import Final, Literal

import msgspec

from tintype.media.edit import Edit

Colours = Literal["srgb", "p3"]


class Wishes(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the owner wants a medium made and shown. The sandbox is told as well.

    colours: what the pixels of the renditions are in; p3 only where the photo has more colours than sRGB.
    shows_camera: whether others are told what it was taken with. edit: what is changed of the original.
    """

    colours: Colours = "srgb"
    shows_camera: bool = False
    edit: Edit | None = None

    @property
    def of_pixels(self) -> "Wishes":
        """Those that take another look at the original; the others only change what is told of it."""
        return msgspec.structs.replace(self, shows_camera=False)


class Made(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was made of a medium beyond the ladder of sizes.

    by: the wishes about pixels that it was made by. whole: the size of the original, upright, where an edit made
    another photo of it.
    """

    by: Wishes = Wishes()
    whole: tuple[int, int] | None = None


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
