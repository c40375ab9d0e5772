"""What a child does with a film. Pure: a file and an order in, frames of `outcome` out as they are made.

Looking gives what the film is, its poster in every size of a photo, and the film itself, cut for streaming, where every
player takes it as it is. Making rungs decodes it once for all of them.
"""

# PyAV's types leave open whose packets they are.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import errno
import io
import struct
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final

import msgspec
from av.error import FFmpegError
from av.packet import Packet

from tintype.media import outcome
from tintype.media.films.avc import NotAvc
from tintype.media.films.boxes import refuse_boxes
from tintype.media.films.gifs import read_gif
from tintype.media.films.model import FILM_DAMAGED, FIRST_RUNG, FilmOrder, rung_size
from tintype.media.films.pictures import Upright
from tintype.media.films.poster import poster_of
from tintype.media.films.rungs import MadeRung, PassedRung, Preview, Tell
from tintype.media.films.sound import Sound
from tintype.media.films.source import Refused, Source, clip_of, open_film
from tintype.media.made import AS_USUAL
from tintype.media.model import ANY_SIZE, HEAVY, FilmFormat, Refusal
from tintype.media.pictures import pixels
from tintype.media.pictures.decode import Picture
from tintype.media.pictures.facts import Facts
from tintype.media.sniff import HEAD_BYTES, sniff

_STEPS: Final = 100
# Of the pictures of a film, how many may be broken: the last one of a recording that was cut off often is.
_BROKEN_SHARE_MAX: Final = 0.02
_BROKEN_FREE: Final = 2


def work(file: BinaryIO, order: bytes, tell: Tell) -> None:
    """Does what the order says; everything is told, refusals too."""
    wanted = msgspec.json.decode(order, type=FilmOrder)
    try:
        refusal = _done(file, wanted, tell)
    except Refused as refused:
        refusal = refused.refusal
    except MemoryError:
        refusal = HEAVY
    except (FFmpegError, NotAvc, struct.error) as error:
        refusal = HEAVY if getattr(error, "errno", 0) == errno.ENOMEM else FILM_DAMAGED
    tell(*(outcome.frames(refusal) if refusal else [outcome.frame(outcome.DONE, b"")]))


def _done(file: BinaryIO, order: FilmOrder, tell: Tell) -> Refusal | None:
    count = file.seek(0, io.SEEK_END)
    file.seek(0)
    sniffed = sniff(file.read(HEAD_BYTES), count, ANY_SIZE)
    if isinstance(sniffed, Refusal):
        return sniffed
    is_gif = sniffed.format is FilmFormat.GIF
    if is_gif:
        read = read_gif(file)
        if isinstance(read, Refusal):
            return read
        if read.frames == 1:
            return _told_still(file, tell)
    elif refusal := refuse_boxes(file, count):
        return refusal
    file.seek(0)
    source = open_film(file, is_gif=is_gif)
    if order.task == "look":
        _look(source, tell)
    else:
        _make(source, order, tell)
    return None


def _told_still(file: BinaryIO, tell: Tell) -> Refusal | None:
    """A GIF that does not move is a photo after all."""
    rendered = pixels.render(file, AS_USUAL, lambda _stage: None)
    if isinstance(rendered, Refusal):
        return rendered
    tell(*outcome.frames(rendered))
    return None


def _look(source: Source, tell: Tell) -> None:
    image, poster_ms = poster_of(source)
    clip = clip_of(source, poster_ms)
    tell(outcome.frame(outcome.CLIP, msgspec.json.encode(clip)))
    picture = Picture(image, clip.width, clip.height, Facts())
    tell(*outcome.frames(pixels.of_film(picture)))
    if clip.fits:
        sound = Sound(source) if source.sound else None
        rung = PassedRung(source, sound, 0, tell)
        for packet in _told(source, tell):
            if packet.stream is source.picture:
                rung.pass_on(packet)
            elif sound is not None:
                for heard in sound.packets(packet):
                    rung.hear(heard)
        for heard in sound.rest() if sound else ():
            rung.hear(heard)
        rung.close()


def _make(source: Source, order: FilmOrder, tell: Tell) -> None:
    """Every rung from the one above it; the largest from the decoded picture."""
    ladder = _Ladder(source, order, tell)
    for packet in _told(source, tell):
        if packet.stream is source.picture:
            ladder.show(packet)
        else:
            ladder.hear(packet)
        if ladder.is_done:
            break
    ladder.close()


class _Ladder:
    """The rungs that are made together, the largest first, and the preview."""

    def __init__(self, source: Source, order: FilmOrder, tell: Tell) -> None:
        names = sorted(order.rungs, key=int, reverse=True)
        self._tell = tell
        self._sound = Sound(source) if source.sound and names else None
        self._rungs = [
            MadeRung(name, source, self._sound, place=order.rungs.index(name), tell=tell) for name in names
        ]
        size = self._rungs[0].size if names else rung_size(*source.shape, FIRST_RUNG)
        self._upright = Upright(source, size)
        self._preview = Preview(source, size, order.preview_ms) if order.preview_ms >= 0 else None
        self._broken_max = _BROKEN_FREE + _BROKEN_SHARE_MAX * source.survey.frames
        self._broken = 0
        self.is_done = False

    def hear(self, packet: Packet[Any]) -> None:
        if self._sound is not None:
            self._share(self._sound.packets(packet))

    def show(self, packet: Packet[Any]) -> None:
        try:
            pictures = self._upright.pictures(packet)
        except FFmpegError:
            self._broken += 1
            if self._broken > self._broken_max:
                raise
            return
        for picture in pictures:
            if self._preview is not None:
                self._preview.show(picture)
            smaller = picture
            for rung in self._rungs:
                smaller = rung.show(smaller)
            if not self._rungs and self._preview is not None:
                self.is_done = picture.time >= self._preview.end_s

    def close(self) -> None:
        if self._sound is not None:
            self._share(self._sound.rest())
        for rung in self._rungs:
            rung.close()
        if self._preview is not None:
            self._tell(outcome.frame(outcome.PREVIEW, self._preview.close()))

    def _share(self, heard: Iterable[Packet[Any]]) -> None:
        for packet in heard:
            for rung in self._rungs:
                rung.hear(packet)


def _told(source: Source, tell: Tell) -> Iterator[Packet[Any]]:
    """The packets of a film, telling in hundredths how far they are."""
    said = 0
    length = max(0.001, source.survey.end - source.survey.start)
    for packet in source.packets():
        if packet.stream is source.picture and packet.pts is not None:
            at = float(packet.pts * packet.time_base) - source.survey.start
            step = min(_STEPS - 1, int(_STEPS * at / length))
            if step > said:
                said = step
                tell(outcome.frame(outcome.STEP, bytes([step])))
        yield packet
