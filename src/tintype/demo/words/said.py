"""What is said about a motif."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """place is a group of places; shows describes the picture for those who cannot see it."""

    place: str
    shows: str
    tags: tuple[str, ...]
    titles: tuple[str, ...]
    captions: tuple[str, ...]


def said(place: str, shows: str, tags: str, titles: str, captions: str) -> Words:
    """Words from texts: tags divided by blanks, titles by bars, captions by lines."""
    return Words(
        place=place,
        shows=shows,
        tags=tuple(tags.split()),
        titles=tuple(part.strip() for part in titles.split("|")),
        captions=tuple(line.strip() for line in captions.strip().splitlines()),
    )
