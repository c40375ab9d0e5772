"""The picture of a film that stands for it: the first one that is not dull, made into all sizes as photos are."""

# PyAV does not say that its pictures become Pillow's.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import cast

import av
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from PIL import Image, ImageStat

from tintype.media.films.model import Size
from tintype.media.films.pictures import plain
from tintype.media.films.source import Source

_AT = (0.1, 0.25, 0.5, 0.75)  # of the whole, where the first picture is dull
_DULL = 18.0  # deviation of brightness: black, fades and walls have 0–12, pictures of something 25 and more
_LOOK_SIDE = 64
_LOOK_FRAMES_MAX = 300  # from the key frame before it: a film of fewer key frames keeps what was found so far
_NEAR_S = 0.05
_TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
# The largest size of a photo is 1,080 wide; more than this is only scaled away again.
_SIDE_MAX = 2160


def poster_of(source: Source) -> tuple[Image.Image, int]:
    """An upright RGB picture, and when it is shown, in milliseconds."""
    best, best_at, most = source.first, 0.0, _contrast(source.first)
    if most < _DULL:
        for frame, at in _others(source):
            contrast = _contrast(frame)
            if contrast > most:
                best, best_at, most = frame, at, contrast
            if most >= _DULL:
                break
    return _upright(source, best), round(best_at * 1000)


def _others(source: Source) -> Iterator[tuple[VideoFrame, float]]:
    survey = source.survey
    for part in _AT:
        at = survey.start + part * (survey.end - survey.start)
        try:
            source.container.seek(int(at * av.time_base))
            near = islice(source.container.decode(source.picture), _LOOK_FRAMES_MAX)
            frame = next((each for each in near if each.pts is not None and each.time >= at - _NEAR_S), None)
        except FFmpegError:
            return  # what could be read so far is what there is to choose from
        if frame is not None:
            yield frame, max(0.0, frame.time - survey.start)


def _contrast(frame: VideoFrame) -> float:
    """How much of a picture it is: the deviation of its brightness, 0–128."""
    small = cast("Image.Image", frame.reformat(_LOOK_SIDE, _LOOK_SIDE, "gray").to_image())
    return ImageStat.Stat(small).stddev[0]


def _upright(source: Source, frame: VideoFrame) -> Image.Image:
    width, height = source.shape
    scale = min(1.0, _SIDE_MAX / max(width, height))
    upright = Size(max(1, round(width * scale)), max(1, round(height * scale)))
    lying = Size(upright.height, upright.width) if source.turn in (90, 270) else upright
    image = cast("Image.Image", plain(VideoReformatter(), frame, lying, "rgb24").to_image())
    turn = _TURNS.get(source.turn)
    return image if turn is None else image.transpose(turn)
