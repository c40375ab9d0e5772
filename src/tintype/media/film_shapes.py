"""What the API says of a video beside its poster."""

from typing import Any

import msgspec
from msgspec import UNSET

from tintype.media.film_made import Film
from tintype.media.made import Made


class MediaCaption(msgspec.Struct, frozen=True):
    """Words to a video in one language, as WebVTT at `url`."""

    language: str
    label: str
    url: str


def film_fields(key: str, made: Made, query: str) -> dict[str, Any]:
    """`query` goes behind every address. Nothing of what is no video."""
    film = made.film
    if film is None:
        return {}
    return {
        "duration_ms": film.duration_ms,
        "has_sound": film.has_sound,
        "is_loop": film.is_loop or UNSET,
        "stream": f"/m/{key}/stream.m3u8{query}",
        "preview": f"/m/{key}/preview.mp4{query}" if film.preview else UNSET,
        "captions": [
            MediaCaption(each.language, each.label, f"/m/{key}/captions.{each.language.lower()}.vtt{query}")
            for each in made.captions
        ]
        or UNSET,
    }


def is_given_up(film: Film | None) -> bool:
    """Whether it plays, but not in every size that it should have."""
    return film is not None and film.gave_up
