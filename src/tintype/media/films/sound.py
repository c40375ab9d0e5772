"""The sound of a film as every rung carries it: AAC as it came where it is small enough, else made anew."""

# PyAV's types leave open whose packets they are.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.codec.context import CodecContext, Flags
from av.packet import Packet

from tintype.media.films.model import AUDIO_BITS_PER_S
from tintype.media.films.source import Source

_RATE: Final = 48_000
_PASSED_BITS_PER_S_MAX: Final = 200_000
_PASSED_RATES: Final = frozenset({44_100, 48_000})
# The two bytes that say AAC-LC, rate and channels. What else follows them is nobody's business.
_CONFIGURATION_BYTES: Final = 2


class Sound:
    """Packets of AAC whose times begin where the picture does."""

    def __init__(self, source: Source) -> None:
        assert source.sound is not None
        self._stream = source.sound
        self._start = source.survey.start
        self.is_passed = _is_passed(source.sound)
        self._encoder: AudioCodecContext | None = None
        self._resampler: AudioResampler | None = None
        if not self.is_passed:
            layout = "mono" if source.sound.codec_context.channels == 1 else "stereo"
            self._encoder = aac_encoder(layout)
            self._resampler = AudioResampler("fltp", layout, _RATE, frame_size=1024)

    @property
    def rate(self) -> int:
        return self._stream.codec_context.sample_rate if self.is_passed else _RATE

    @property
    def configuration(self) -> bytes:
        said = self._stream.codec_context.extradata if self._encoder is None else self._encoder.extradata
        return (said or b"")[:_CONFIGURATION_BYTES]

    @property
    def layout(self) -> str:
        channels = self._stream.codec_context.channels
        return "mono" if channels == 1 else "stereo"

    def packets(self, packet: Packet[Any]) -> Iterator[Packet[Any]]:
        """What one packet of the source becomes."""
        if self._encoder is None:
            if packet.dts is not None and packet.pts is not None:
                yield from self._passed(packet, packet.pts)
            return
        for frame in packet.decode():
            yield from self._encoded(frame)

    def rest(self) -> Iterator[Packet[Any]]:
        """What the encoder still holds."""
        if self._encoder is not None and self._resampler is not None:
            for frame in self._resampler.resample(None):
                yield from self._encoder.encode(frame)
            yield from self._encoder.encode(None)

    def _passed(self, packet: Packet[Any], pts: int) -> Iterator[Packet[Any]]:
        shift = round(self._start / packet.time_base)
        if pts - shift + (packet.duration or 0) <= 0:
            return
        copy: Packet[Any] = Packet(bytes(packet))
        copy.pts = copy.dts = pts - shift
        copy.duration, copy.time_base = packet.duration, packet.time_base
        yield copy

    def _encoded(self, frame: AudioFrame) -> Iterator[Packet[Any]]:
        assert self._encoder is not None
        assert self._resampler is not None
        if frame.pts is None or frame.time is None:
            return
        at = frame.time - self._start
        if at + frame.samples / frame.sample_rate <= 0:
            return
        frame.pts, frame.time_base = round(at * frame.sample_rate), Fraction(1, frame.sample_rate)
        for ready in self._resampler.resample(frame):
            yield from self._encoder.encode(ready)


def aac_encoder(layout: str) -> AudioCodecContext:
    """An open encoder of AAC-LC; equal ones say the same of themselves, so that its packets fit every rung."""
    encoder = CodecContext.create("aac", "w")
    assert isinstance(encoder, AudioCodecContext)
    set_up(encoder, layout)
    encoder.open()
    return encoder


def set_up(encoder: AudioCodecContext, layout: str) -> None:
    """What every encoder of ours is set to, before it is opened."""
    encoder.sample_rate, encoder.layout, encoder.format = _RATE, layout, "fltp"
    encoder.bit_rate = AUDIO_BITS_PER_S
    encoder.time_base = Fraction(1, _RATE)
    encoder.flags |= Flags.global_header | Flags.bitexact


def _is_passed(stream: AudioStream) -> bool:
    context = stream.codec_context
    return (
        context.name == "aac"
        and (stream.profile or "LC") == "LC"
        and context.channels <= 2
        and context.sample_rate in _PASSED_RATES
        and 0 < (context.bit_rate or 0) <= _PASSED_BITS_PER_S_MAX
        and len(context.extradata or b"") >= _CONFIGURATION_BYTES
    )
