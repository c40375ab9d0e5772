"""Which bytes stand behind the address of a film's file: playlists from its row, parts of the file of a rung."""

import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from tintype.kernel.problems import NotFound
from tintype.media.delivery.playlists import master_playlist, rung_playlist
from tintype.media.film_files import caption_blob, preview_blob, rung_blob
from tintype.media.film_made import Film
from tintype.media.rows import MediaRow

_PLAYLIST: Final = "application/vnd.apple.mpegurl"
_SEGMENT: Final = "video/iso.segment"
_FILM: Final = "video/mp4"
_WORDS: Final = "text/vtt; charset=utf-8"
_RUNG: Final = re.compile(r"(source|360|540|720|1080)(?:\.m3u8|-(init)\.mp4|-([0-9]{1,4})\.m4s)", re.ASCII)
_CAPTION: Final = re.compile(r"captions\.([a-z0-9-]{2,35})\.vtt", re.ASCII)
STREAM: Final = "stream.m3u8"
PREVIEW_FILE: Final = "preview.mp4"


@dataclass(frozen=True, slots=True)
class StreamFile:
    """A part of a blob, or words of our own. `may_grow`: it may say something else in a minute."""

    mime: str
    tag: str
    blob: str = ""
    start: int = 0
    size: int = 0
    body: bytes | None = None
    may_grow: bool = False


def is_stream_file(file: str) -> bool:
    """Whether an address is one of a film's, of whatever is there."""
    return file in (STREAM, PREVIEW_FILE) or bool(_RUNG.fullmatch(file) or _CAPTION.fullmatch(file))


def stream_file(row: MediaRow, file: str, query: str) -> StreamFile:
    """What answers for a film's file; `query` is put behind the addresses in playlists. Raises NotFound."""
    film = row.made.film
    if film is None:
        raise NotFound
    if file == STREAM:
        return _text(master_playlist(film, query), may_grow=not film.is_whole)
    if file == PREVIEW_FILE:
        if not film.preview:
            raise NotFound
        return StreamFile(_FILM, f"preview-{film.preview}", preview_blob(row.key), 0, film.preview)
    if caption := _CAPTION.fullmatch(file):
        return _caption(row, caption[1])
    return _of_rung(row.key, film, file, query)


def _of_rung(key: str, film: Film, file: str, query: str) -> StreamFile:
    named = _RUNG.fullmatch(file)
    rung = film.rung(named[1]) if named else None
    if named is None or rung is None:
        raise NotFound
    if named[2]:
        return StreamFile(_FILM, f"{rung.name}-init-{rung.head}", rung_blob(key, rung.name), 0, rung.head)
    if not named[3]:
        return _text(rung_playlist(rung, query))
    try:
        start, end = rung.place(int(named[3]))
    except IndexError:
        raise NotFound from None
    tag = f"{rung.name}-{start}-{end}"
    return StreamFile(_SEGMENT, tag, rung_blob(key, rung.name), start, end - start)


def _caption(row: MediaRow, language: str) -> StreamFile:
    for each in row.made.captions:
        if each.language.lower() == language:
            blob = caption_blob(row.key, each)
            # Words are put right now and then, at the same address.
            return StreamFile(_WORDS, f"{language}-{each.mark}", blob, 0, each.bytes, may_grow=True)
    raise NotFound


def _text(words: str, *, may_grow: bool = False) -> StreamFile:
    body = words.encode()
    tag = blake2b(body, digest_size=8).hexdigest()
    return StreamFile(_PLAYLIST, tag, size=len(body), body=body, may_grow=may_grow)
