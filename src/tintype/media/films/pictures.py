"""Decoded pictures on their way into rungs: upright, ordinary colours, at most 60 a second, times from zero."""

# PyAV's types leave open whose packets they are.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, cast

from av.filter import Graph
from av.packet import Packet
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, VideoReformatter
from PIL import Image

from tintype.media.films.model import KEY_EVERY_S, Size
from tintype.media.films.source import FRAME_S_MIN, Source

CLOCK: Final = Fraction(1, 90_000)
_TURNS: Final = {90: "clock", 270: "cclock"}


@dataclass(slots=True)
class Upright:
    """Turns decoded pictures of a source into pictures of one size, each with its time and whether it begins anew."""

    source: Source
    size: Size
    _scaler: VideoReformatter = field(default_factory=VideoReformatter)
    _turner: Graph | None = None
    _last: float = float("-inf")
    _next_key: float = 0.0

    def __post_init__(self) -> None:
        lying = self._lying()
        if self.source.turn:
            self._turner = _turner(self.source.turn, lying)

    def pictures(self, packet: Packet[Any]) -> list[VideoFrame]:
        """The pictures that one packet completes."""
        return [upright for frame in packet.decode() if (upright := self._upright(frame)) is not None]

    def _upright(self, frame: VideoFrame) -> VideoFrame | None:
        if frame.pts is None:
            return None
        at = frame.time - self.source.survey.start
        if at < 0 or at < self._last + FRAME_S_MIN:
            return None
        self._last = at
        picture = plain(self._scaler, frame, self._lying(), "yuv420p")
        picture.pts, picture.time_base = round(at / CLOCK), CLOCK
        if self._turner is not None:
            self._turner.vpush(picture)
            picture = self._turner.vpull()
        picture.pict_type = PictureType.NONE
        if at >= self._next_key - FRAME_S_MIN / 2:
            picture.pict_type = PictureType.I
            self._next_key = (int(at / KEY_EVERY_S + 0.01) + 1) * KEY_EVERY_S
        return picture

    def _lying(self) -> Size:
        """The size before it is turned."""
        return Size(self.size.height, self.size.width) if self.source.turn in _TURNS else self.size


def plain(scaler: VideoReformatter, frame: VideoFrame, size: Size, kind: str) -> VideoFrame:
    """A picture scaled, in 8 bits and the colours of an ordinary screen; what is transparent shows white."""
    if any(component.is_alpha for component in frame.format.components):
        frame = _on_white(frame)
    is_bright = frame.color_trc in (ColorTrc.SMPTE2084, ColorTrc.ARIB_STD_B67)
    if not is_bright:
        return scaler.reformat(frame, size.width, size.height, kind, dst_color_range=ColorRange.MPEG)
    return scaler.reformat(
        frame,
        size.width,
        size.height,
        kind,
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
        dst_color_trc=ColorTrc.BT709,
        dst_color_primaries=ColorPrimaries.BT709,
    )


def _on_white(frame: VideoFrame) -> VideoFrame:
    whole = frame.reformat(format="rgba")
    plane = whole.planes[0]
    size = (frame.width, frame.height)
    image = Image.frombuffer("RGBA", size, bytes(plane), "raw", "RGBA", plane.line_size, 1)
    white = Image.new("RGB", size, (255, 255, 255))
    white.paste(image, mask=image.getchannel("A"))
    return cast("VideoFrame", VideoFrame.from_image(white))


def _turner(degrees: int, size: Size) -> Graph:
    graph = Graph()
    graph.threads = 1
    begin = graph.add(
        "buffer", f"video_size={size.width}x{size.height}:pix_fmt=yuv420p:time_base={CLOCK}:pixel_aspect=1/1"
    )
    nodes = [begin]
    if degrees == 180:
        nodes += [graph.add("hflip"), graph.add("vflip")]
    else:
        nodes.append(graph.add("transpose", _TURNS[degrees]))
    nodes.append(graph.add("buffersink"))
    graph.link_nodes(*nodes).configure()
    return graph
