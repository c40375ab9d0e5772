"""A film as it came in, opened by one named demuxer, with its facts. Runs only inside the sandbox.

Nothing guesses: no other format, protocol, codec or file can be reached from here, whatever the bytes say.
"""

# PyAV's types leave open whose packets they are.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, BinaryIO, Final, NoReturn

import av
from av.audio.stream import AudioStream
from av.codec.context import CodecContext
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from tintype.media.films.avc import NotAvc, bare_configuration
from tintype.media.films.model import (
    DURATION_MS_MAX,
    FILM_DAMAGED,
    FRAMES_PER_S_MAX,
    KEY_GAP_S_MAX,
    NO_PICTURE,
    PASSED_BITS_PER_S_MAX,
    TOO_LONG,
    TOO_SHORT,
    Clip,
    refuse_picture,
)
from tintype.media.model import Refusal

_PICTURES: Final = frozenset({"h264", "hevc", "gif"})
_SOUNDS: Final = frozenset(
    {"aac", "mp3", "alac", "opus", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_f32le"}
)
_CODECS: Final = ",".join(sorted(_PICTURES | _SOUNDS))
_READ_BYTES: Final = 1 << 18
_DURATION_MS_MIN: Final = 50
# What comes nearer than this to the picture before it is left out.
FRAME_S_MIN: Final = 0.9 / FRAMES_PER_S_MAX
_PASSED_PROFILES: Final = frozenset({"Constrained Baseline", "Baseline", "Main", "High"})
_PASSED_LEVEL_MAX: Final = 42
_BRIGHT: Final = frozenset(
    {16, 18}
)  # transfer characteristics of HDR: PQ and HLG, as ITU-T H.273 numbers them


class Refused(Exception):
    """This film is not taken."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence)
        self.refusal = refusal


@dataclass(slots=True)
class Survey:
    """What the packets of a film tell without a picture being decoded. Times in seconds."""

    start: float = 0.0
    end: float = 0.0
    frames: int = 0
    count: int = 0
    key_gap: float = 0.0
    is_orderly: bool = True
    sound_end: float = 0.0
    picture_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """An opened film: its picture, the sound that goes with it, and the first picture, decoded."""

    container: InputContainer
    picture: VideoStream
    sound: AudioStream | None
    first: VideoFrame
    turn: int  # degrees clockwise until it is upright: 0, 90, 180, 270
    survey: Survey
    is_loop: bool

    @property
    def shape(self) -> tuple[int, int]:
        """Width and height of the upright picture, its points made square."""
        ratio = self.picture.sample_aspect_ratio or Fraction(1)
        ratio = ratio if Fraction(1, 8) < ratio < 8 else Fraction(1)
        width, height = round(self.first.width * ratio), self.first.height
        return (height, width) if self.turn in (90, 270) else (width, height)

    def packets(self) -> Iterator[Packet[Any]]:
        """Every packet of picture and sound from the beginning, in the order of the file."""
        self.container.seek(0)
        streams = [self.picture, *([self.sound] if self.sound else [])]
        return self.container.demux(*streams)


def open_film(file: BinaryIO, *, is_gif: bool) -> Source:
    """Opens, surveys and decodes one picture. Raises Refused, and av.FFmpegError for what the library refuses."""
    container = av.open(
        file,
        "r",
        format="gif" if is_gif else "mov",
        buffer_size=_READ_BYTES,
        metadata_errors="replace",  # names in whatever encoding; they are not looked at
        container_options={
            "codec_whitelist": _CODECS,
            "format_whitelist": "mov,gif",
            "protocol_whitelist": "",
            "ignore_chapters": "1",
            "enable_drefs": "0",
            **({"min_delay": "2", "default_delay": "10"} if is_gif else {}),
        },
        io_open=_nothing_else,
    )
    picture, sound = _picture_of(container), _sound_of(container)
    said = picture.codec_context
    if said.width and said.height and (refusal := refuse_picture(said.width, said.height)):
        raise Refused(refusal)  # before one is decoded
    picture.codec_context.thread_count = 1
    survey = _surveyed(container, picture, sound)
    container.seek(0)
    first = _first_picture(container, picture)
    turn = -first.rotation % 360
    source = Source(container, picture, sound, first, turn if turn % 90 == 0 else 0, survey, is_gif)
    if refusal := _refusal(source):
        raise Refused(refusal)
    return source


def clip_of(source: Source, poster_ms: int) -> Clip:
    survey = source.survey
    width, height = source.shape
    duration = max(survey.end, survey.sound_end) - survey.start
    return Clip(
        width=width,
        height=height,
        duration_ms=round(duration * 1000),
        has_sound=source.sound is not None,
        is_loop=source.is_loop,
        fits=_fits(source),
        bits_per_s=int(survey.picture_bytes * 8 / max(0.1, survey.end - survey.start)),
        poster_ms=poster_ms,
    )


def _nothing_else(url: str, _flags: int, _options: object) -> NoReturn:
    raise PermissionError(url[:40])


def _picture_of(container: InputContainer) -> VideoStream:
    for stream in container.streams.video:
        context = stream.codec_context
        is_cover = stream.disposition & Disposition.attached_pic
        if _name(context) in _PICTURES and not is_cover:
            return stream
    raise Refused(NO_PICTURE)


def _sound_of(container: InputContainer) -> AudioStream | None:
    for stream in container.streams.audio:
        context = stream.codec_context
        if _name(context) not in _SOUNDS:
            continue
        if 8_000 <= context.sample_rate <= 192_000 and 1 <= context.channels <= 8:
            return stream
    return None


def _name(context: CodecContext | None) -> str:
    """NOTE: a stream whose codec is not on the list has no context, whatever the library's types say."""
    return context.name if context is not None else ""


def _surveyed(container: InputContainer, picture: VideoStream, sound: AudioStream | None) -> Survey:
    survey = Survey(start=float("inf"))
    key_at = last_dts = float("-inf")
    streams = [picture, *([sound] if sound else [])]
    # As numbers once: fractions would take longer than reading the film.
    ticks = {stream.index: float(stream.time_base or 1) for stream in streams}
    for packet in container.demux(streams):
        if packet.dts is None or packet.pts is None:
            continue
        tick = ticks[packet.stream_index]
        at = packet.pts * tick
        if at > 2 * DURATION_MS_MAX / 1000:
            raise Refused(TOO_LONG)
        until = at + (packet.duration or 0) * tick
        if packet.stream is not picture:
            survey.sound_end = max(survey.sound_end, until)
            continue
        survey.count += 1
        survey.picture_bytes += packet.size
        survey.is_orderly = survey.is_orderly and not packet.is_discard and packet.dts > last_dts
        last_dts = packet.dts
        if packet.is_discard:
            continue
        if packet.is_keyframe:
            survey.key_gap = max(survey.key_gap, at - key_at) if survey.frames else 0.0
            key_at = at
        elif not survey.frames:
            survey.is_orderly = False
        survey.frames += 1
        survey.start, survey.end = min(survey.start, at), max(survey.end, until)
    survey.key_gap = max(survey.key_gap, survey.end - key_at)
    return survey


def _first_picture(container: InputContainer, picture: VideoStream) -> VideoFrame:
    for frame in container.decode(picture):
        return frame
    raise Refused(FILM_DAMAGED)


def _refusal(source: Source) -> Refusal | None:
    survey = source.survey
    if survey.frames == 0 or survey.end - survey.start < _DURATION_MS_MIN / 1000:
        return TOO_SHORT
    if max(survey.end, survey.sound_end) - survey.start > DURATION_MS_MAX / 1000:
        return TOO_LONG
    if survey.count < source.picture.frames:
        return FILM_DAMAGED  # its tables promise pictures that are not there
    return refuse_picture(*source.shape)


def _fits(source: Source) -> bool:
    """Whether the picture can be shown as it is by every browser and telephone that plays HLS."""
    context, survey = source.picture.codec_context, source.survey
    seconds = max(0.1, survey.end - survey.start)
    try:
        bare_configuration(context.extradata or b"")
    except NotAvc:
        return False
    width, height = source.first.width, source.first.height
    is_playable = (
        context.name == "h264"
        and context.pix_fmt in ("yuv420p", "yuvj420p")
        and (source.picture.profile or "") in _PASSED_PROFILES
        and context.level <= _PASSED_LEVEL_MAX
        and not source.first.interlaced_frame
        and source.first.color_trc not in _BRIGHT
    )
    is_right_size = (
        source.turn == 0
        and max(width, height) <= 1920
        and min(width, height) <= 1080
        and width % 2 == height % 2 == 0
        and (source.picture.sample_aspect_ratio or 1) == 1
    )
    return (
        is_playable
        and is_right_size
        and survey.is_orderly
        and survey.key_gap <= KEY_GAP_S_MAX
        and survey.picture_bytes * 8 / seconds <= PASSED_BITS_PER_S_MAX
        and survey.frames / seconds <= FRAMES_PER_S_MAX * 1.02
    )
