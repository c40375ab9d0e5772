"""What is noted about a medium beyond its sizes: how its owner wants it made, and what was made of it.

Both are JSON in the row. Fields are only ever added, each with a default, so that older rows stay readable.
"""

from typing import Final, Literal

import msgspec

from tintype.media.edit import Edit
from tintype.media.film_made import Caption, Film
from tintype.media.model import RenditionType

Colours = Literal["srgb", "p3"]
# Raised with every change that makes files worth making anew: `tintype media reprocess --older-than-version`.
PIPELINE: Final = 1


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

    lens: str | None = None
    exposure: str | None = None
    """As in `Facts`."""
    could_be_wide: bool = False
    """Whether its file has more colours than sRGB."""
    extra: dict[str, tuple[int, ...]] = {}
    """What was asked for and made: the sizes in bytes by type, largest picture first."""
    asked: tuple[str, ...] = ()
    """The types that somebody has asked for; a job makes them once."""
    by: Wishes = Wishes()
    whole: tuple[int, int] | None = None
    score: float | None = None
    """How sure a classifier is that not everybody wants to see it, 0 to 1; None when none has looked."""
    sensitive: bool = False
    """Whether it is shown behind a blur."""
    version: int = 0
    """Of the pipeline that made it: `PIPELINE`."""
    film: Film | None = None
    """Of videos: what there is beside the poster, which the sizes are of."""
    captions: tuple[Caption, ...] = ()


class PhotoOrder(Wishes, frozen=True, omit_defaults=True):
    """What the sandbox is told of a photo: the wishes, and which files to make instead of the usual ones."""

    extra: Literal["webp", "fine"] | None = None


AS_USUAL: Final = Wishes()
USUAL: Final = (RenditionType.AVIF, RenditionType.JPEG)
NOTHING_MORE: Final = Made()


def read_wishes(text: str | None) -> Wishes:
    return AS_USUAL if text is None else msgspec.json.decode(text, type=Wishes)


def read_order(text: str) -> PhotoOrder:
    return msgspec.json.decode(text, type=PhotoOrder)


def order_of(wishes: Wishes, extra: RenditionType) -> PhotoOrder:
    """To make these files of a photo, as its owner wants it."""
    return msgspec.convert({**msgspec.structs.asdict(wishes), "extra": extra.value}, type=PhotoOrder)


def kinds_of(wishes: Wishes) -> tuple[RenditionType, ...]:
    """Which files of a photo are to be made, in every size."""
    extra = wishes.extra if isinstance(wishes, PhotoOrder) else None
    return USUAL if extra is None else (RenditionType(extra),)


def read_made(text: str | None) -> Made:
    return NOTHING_MORE if text is None else msgspec.json.decode(text, type=Made)


def written(value: Wishes | Made) -> str | None:
    """As a column keeps it: nothing where everything is as usual."""
    text = msgspec.json.encode(value).decode()
    return None if text == "{}" else text
