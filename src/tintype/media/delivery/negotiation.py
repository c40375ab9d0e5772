"""Which type a client gets at an address without a suffix: the best of those that it names itself."""

from collections.abc import Iterable, Iterator
from typing import Final

from tintype.media.model import RenditionType

_ENTRIES_MAX: Final = 32  # browsers send eight


def preferred(accept: str, kinds: Iterable[RenditionType]) -> RenditionType:
    """The first of these types, best first, that an Accept header names; JPEG for whoever names none.

    `image/*` and `*/*` name nothing: many programs send them that cannot show AVIF.
    """
    named = frozenset(_named(accept))
    return next((kind for kind in kinds if kind.mime in named), RenditionType.JPEG)


def _named(accept: str) -> Iterator[str]:
    for entry in accept.lower().split(",", _ENTRIES_MAX)[:_ENTRIES_MAX]:
        mime, *parameters = (part.strip() for part in entry.split(";"))
        if not any(_is_no(parameter) for parameter in parameters):
            yield mime


def _is_no(parameter: str) -> bool:
    """`q=0` says no, in every spelling of nought."""
    name, _, value = parameter.partition("=")
    return name.strip() == "q" and not value.strip().strip("0.")
