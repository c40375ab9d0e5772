"""One rung of a film as it is written: a head and fragments of at least four seconds that begin with key frames.

Nothing of the source but pictures and sound gets here: no names, dates, places, chapters, covers, other tracks, nor
what the encoder would say of itself.
"""

# PyAV's types leave open whose packets they are.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import io
import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final, NoReturn

import av
from av.audio.stream import AudioStream
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from tintype.media import outcome
from tintype.media.films.avc import bare_configuration, bare_picture, codec_of
from tintype.media.films.fragments import Cutter, hushed
from tintype.media.films.model import (
    BITS_PER_S_MAX,
    FRAMES_PER_S_MAX,
    PREVIEW_S,
    PREVIEW_SIDE,
    SEGMENT_S,
    Size,
    even,
    rung_size,
)
from tintype.media.films.pictures import CLOCK
from tintype.media.films.sound import Sound, set_up
from tintype.media.films.source import Source

Tell = Callable[..., None]

_MUXER: Final = {
    "movflags": "frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets+skip_trailer",
    # A little less than the whole: times are rounded, and a fragment must not wait for the next key frame.
    "min_frag_duration": str(int(SEGMENT_S * 975_000)),
    "use_editlist": "0",
    "write_tmcd": "0",
    "fflags": "+bitexact",
}
_ENCODER: Final = {
    "preset": "veryfast",
    "profile": "high",
    "crf": "23",
    "g": "1200",  # key frames come where pictures ask for them, every two seconds
    "sc_threshold": "0",
    "forced-idr": "1",
    "x264-params": "annexb=0",
}
_PREVIEW: Final = {**_ENCODER, "crf": "30", "maxrate": "600000", "bufsize": "1200000"}
_SOUND_CODEC: Final = "mp4a.40.2"


class Rung:
    """A rung that is told piece by piece, under its place in the order of rungs."""

    def __init__(self, place: int, tell: Tell) -> None:
        self._place = bytes([place])
        self._tell = tell
        cutter = Cutter(self._head, self._fragment)
        self.container = av.open(
            cutter,
            "w",
            format="mp4",
            buffer_size=1 << 16,
            container_options=_MUXER,
            io_open=_nothing_else,
        )
        self.sound: AudioStream | None = None

    def add_sound(self, sound: Sound, source: Source) -> None:
        """NOTE: after the picture's stream, which is the first track."""
        if sound.is_passed:
            assert source.sound is not None
            self.sound = self.container.add_stream_from_template(source.sound)
            self.sound.codec_context.extradata = sound.configuration
        else:
            self.sound = self.container.add_stream("aac", rate=sound.rate)
            set_up(self.sound.codec_context, sound.layout)
        self.sound.metadata.clear()

    def hear(self, packet: Packet[Any]) -> None:
        if self.sound is not None:
            self.write(packet, bytes(packet), self.sound)

    def write(self, packet: Packet[Any], data: bytes, stream: VideoStream | AudioStream) -> None:
        """A packet of its own for this muxer, which takes what it is given."""
        copy: Packet[Any] = Packet(data)
        copy.pts, copy.dts, copy.duration = packet.pts, packet.dts, packet.duration
        copy.time_base, copy.is_keyframe, copy.stream = packet.time_base, packet.is_keyframe, stream
        self.container.mux_one(copy)

    def end(self, codec: str, size: Size) -> None:
        self.container.close()
        codecs = f"{codec},{_SOUND_CODEC}" if self.sound is not None else codec
        said = json.dumps({"codecs": codecs, "width": size.width, "height": size.height})
        self._tell(outcome.frame(outcome.RUNG, self._place + said.encode()))

    def _head(self, head: bytes) -> None:
        self._tell(outcome.frame(outcome.HEAD, self._place + head))

    def _fragment(self, fragment: bytes) -> None:
        self._tell(outcome.frame(outcome.FRAGMENT, self._place + fragment))


class PassedRung(Rung):
    """The source's own pictures, without what was said beside them."""

    def __init__(self, source: Source, sound: Sound | None, place: int, tell: Tell) -> None:
        super().__init__(place, tell)
        context = source.picture.codec_context
        self._configuration = bare_configuration(context.extradata or b"")
        self._picture = self.container.add_stream_from_template(source.picture)
        self._picture.codec_context.extradata = self._configuration
        self._picture.metadata.clear()
        self._size = Size(source.first.width, source.first.height)
        self._start = source.survey.start
        if sound is not None:
            self.add_sound(sound, source)

    def pass_on(self, packet: Packet[Any]) -> None:
        if packet.dts is None or packet.pts is None:
            return
        shift = round(self._start / packet.time_base)
        packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
        self.write(packet, bare_picture(bytes(packet)), self._picture)

    def close(self) -> None:
        self.end(codec_of(self._configuration), self._size)


class MadeRung(Rung):
    """Pictures scaled from those of the rung above, encoded anew."""

    def __init__(self, name: str, source: Source, sound: Sound | None, *, place: int, tell: Tell) -> None:
        super().__init__(place, tell)
        self.size = size = rung_size(*source.shape, name)
        most = BITS_PER_S_MAX[name]
        options = {**_ENCODER, "maxrate": str(most), "bufsize": str(2 * most)}
        self._picture = self.container.add_stream("libx264", rate=_rate(source), options=options)
        _shape(self._picture.codec_context, size, source)
        self._scaler = VideoReformatter()
        if sound is not None:
            self.add_sound(sound, source)

    def show(self, picture: VideoFrame) -> VideoFrame:
        """Encodes a picture that is at least as large; gives it in this rung's size, for the rung below."""
        scaled = scaled_to(self._scaler, picture, self.size)
        for packet in self._picture.encode(scaled):
            self._add(packet)
        return scaled

    def close(self) -> None:
        for packet in self._picture.encode(None):
            self._add(packet)
        self.end(codec_of(self._picture.codec_context.extradata or b""), self.size)

    def _add(self, packet: Packet[Any]) -> None:
        self.write(packet, bare_picture(bytes(packet)), self._picture)


class Preview:
    """Three silent seconds as a small file of their own."""

    def __init__(self, source: Source, size: Size, begin_ms: int) -> None:
        scale = min(1.0, PREVIEW_SIDE / min(size.width, size.height))
        self._size = Size(even(size.width * scale), even(size.height * scale))
        self._begin = begin_ms / 1000
        self._file = io.BytesIO()
        options = {"moov_size": "8192", "write_tmcd": "0", "fflags": "+bitexact"}
        self._container = av.open(
            self._file, "w", format="mp4", container_options=options, io_open=_nothing_else
        )
        self._picture = self._container.add_stream("libx264", rate=_rate(source), options=_PREVIEW)
        _shape(self._picture.codec_context, self._size, source)
        self._scaler = VideoReformatter()
        self._is_begun = False

    @property
    def end_s(self) -> float:
        return self._begin + PREVIEW_S

    def show(self, picture: VideoFrame) -> None:
        if not self._begin <= picture.time < self.end_s:
            return
        pts, kind = picture.pts or 0, PictureType(picture.pict_type)
        scaled = scaled_to(self._scaler, picture, self._size)
        scaled.pict_type = kind if self._is_begun else PictureType.I
        scaled.pts = pts - round(self._begin / CLOCK)
        self._is_begun = True
        for packet in self._picture.encode(scaled):
            self._add(packet)
        # Where it is small enough already it is the very picture that the rungs get as well.
        picture.pict_type, picture.pts = kind, pts

    def close(self) -> bytes:
        for packet in self._picture.encode(None):
            self._add(packet)
        self._container.close()
        return hushed(self._file.getvalue())

    def _add(self, packet: Packet[Any]) -> None:
        copy: Packet[Any] = Packet(bare_picture(bytes(packet)))
        copy.pts, copy.dts, copy.duration = packet.pts, packet.dts, packet.duration
        copy.time_base, copy.is_keyframe, copy.stream = packet.time_base, packet.is_keyframe, self._picture
        self._container.mux_one(copy)


def scaled_to(scaler: VideoReformatter, picture: VideoFrame, size: Size) -> VideoFrame:
    """The picture in this size, with its time and whether it begins anew; itself where it has it already."""
    if (picture.width, picture.height) == (size.width, size.height):
        return picture
    scaled = scaler.reformat(picture, size.width, size.height, "yuv420p")
    scaled.pts, scaled.time_base, scaled.pict_type = picture.pts, picture.time_base, picture.pict_type
    return scaled


def _rate(source: Source) -> Fraction:
    """Pictures a second, for the encoder's bookkeeping: their times are their own."""
    seconds = max(0.1, source.survey.end - source.survey.start)
    rate = Fraction(source.survey.frames / seconds).limit_denominator(1001)
    return min(max(rate, Fraction(1)), Fraction(FRAMES_PER_S_MAX))


def _shape(context: VideoCodecContext, size: Size, source: Source) -> None:
    context.width, context.height, context.pix_fmt = size.width, size.height, "yuv420p"
    context.time_base = CLOCK
    context.thread_count = (
        1  # eight more threads would be 60 MB of stacks and take the other processor as well
    )
    context.max_b_frames = 3
    context.color_range = 1
    first = source.first
    is_bright = first.color_trc in (16, 18)
    context.colorspace = 1 if is_bright else first.colorspace
    context.color_trc = 1 if is_bright else first.color_trc
    context.color_primaries = 1 if is_bright else first.color_primaries


def _nothing_else(url: str, _flags: int, _options: object) -> NoReturn:
    raise PermissionError(url[:40])
